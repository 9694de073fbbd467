"""`geoft` in a process of its own, with a trainer that learns nothing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geoft_gui.runs.events import Step
from geoft_gui.runs.folder import RunFolder
from tests.backends.fake_trainer import STEPS
from tests.waiting import wait_for

_DRIVER = str(Path(__file__).with_name("geoft_with_fake_trainer.py"))
_CHECKOUT = str(Path(__file__).parents[2])


@contextmanager
def start_geoft(
    starter: Path, *arguments: str, data: Path | None = None
) -> "Iterator[subprocess.Popen[str]]":
    """Start `geoft` with these arguments; `starter` and `data` stand in for what GeoFT brings along.

    A process that is still there at the end is killed: a test that fails must not wait for it for ever.
    """
    paths = [_CHECKOUT, *filter(None, [os.environ.get("PYTHONPATH")])]
    geoft = subprocess.Popen(
        [sys.executable, _DRIVER, str(starter), str(data or starter), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    with geoft:
        try:
            yield geoft
        finally:
            geoft.kill()


def wait_for_last_step(root: Path) -> RunFolder:
    """Wait until the one run below `root` has gone through its steps; returns it."""
    wait_for(lambda: list(root.glob("*/run.json")))
    (path,) = root.glob("*/run.json")
    folder = RunFolder(path.parent)

    def is_there() -> bool:
        return any(isinstance(event, Step) and event.step == STEPS for event in folder.events())

    wait_for(is_there)
    return folder
