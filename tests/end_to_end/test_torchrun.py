"""A run folder carried to several processes, by the very command that GeoFT writes for it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from geoft_gui.backends.elsewhere import for_more
from geoft_gui.engine import processes
from geoft_gui.runs.events import Checkpoint, Evaluation, Sample, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import is_model
from tests.small_models import save_small_model
from tests.trainer.small_runs import command, environment, small_run

SECONDS = 240.0
"""For whatever is waited for: the machine may be busy."""
SAME = 1e-4
"""Relative difference of two losses that are the same: sums of float32 in another order, over 60 steps."""
TOTAL = 60
Told = TypeVar("Told", Step, Evaluation, ScoreEvent, Sample, Checkpoint)


def runs(root: Path) -> tuple[RunFolder, RunFolder]:
    """The same training for one process and for two: rows of a step, their order, steps, arithmetic."""
    base = save_small_model(root / "base", "qwen3")
    one = small_run(root / "one", base, batch_size=8, epochs=6, score_prompts=4)
    two = small_run(root / "two; it's one", base, batch_size=8, epochs=6, score_prompts=4)
    for folder in (one, two):
        choice = {"threads": 1, "precision": "float32", "why": "", "seconds": {}}
        (folder.path / "speed.json").write_text(json.dumps(choice), encoding="utf-8")
    return one, two


@contextmanager
def carried(folder: RunFolder) -> Iterator["subprocess.Popen[str]"]:
    """Run the command as it is printed, in a shell; nothing of it is left in the end."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    shell = subprocess.Popen(
        ["/bin/sh", "-c", for_more(folder, 1, 2).command],
        env={**environment(), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with shell:
        try:
            yield shell
        finally:
            processes.end_child(shell)


def ask_at(folder: RunFolder, step: int, request: str, shell: "subprocess.Popen[str]") -> None:
    """Ask something of the run when it is so far, and wait until it has ended by itself."""
    until = time.monotonic() + SECONDS
    while max((event.step for event in told(folder, Step)), default=0) < step:
        assert shell.poll() is None, f"it ended too early:\n{shell.communicate()[0]}"
        assert time.monotonic() < until, "waited for too long"
        time.sleep(0.01)
    folder.request(request)  # type: ignore[arg-type]
    said, _ = shell.communicate(timeout=SECONDS)
    assert shell.returncode == 0, said


def told(folder: RunFolder, kind: type[Told]) -> list[Told]:
    return [event for event in folder.events() if isinstance(event, kind)]


def losses(events: list[Step] | list[Evaluation]) -> dict[int, float | None]:
    return {event.step: event.loss for event in events}


@pytest.mark.skipif(sys.platform == "win32", reason="torchrun is for other systems, and so is the shell")
def test_two_processes_learn_what_one_does_and_are_paused_resumed_and_stopped(tmp_path: Path) -> None:
    one, two = runs(tmp_path)
    with subprocess.Popen(
        command(one, "--stage", "train"),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as alone:
        try:
            with carried(two) as shell:
                ask_at(two, 7, "pause", shell)
            assert two.status() == "paused"
            assert for_more(two, 1, 2).command.endswith("--resume")
            with carried(two) as shell:
                ask_at(two, 25, "stop", shell)
            assert alone.wait(SECONDS) == 0
        finally:
            alone.kill()

    # The same curve, as far as it goes.
    curve, whole = losses(told(two, Step)), losses(told(one, Step))
    last = max(curve)
    assert 25 <= last <= TOTAL == max(whole)
    assert curve == pytest.approx({step: whole[step] for step in range(1, last + 1)}, rel=SAME)
    judged, all_judged = losses(told(two, Evaluation)), losses(told(one, Evaluation))
    at_both = judged.keys() & all_judged.keys()
    assert at_both
    for step in at_both:
        assert judged[step] == pytest.approx(all_judged[step], rel=SAME)

    # One set of events, and one result.
    events = list(two.events())
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    for steps in (
        [event.step for event in told(two, Step)],
        [event.step for event in told(two, Evaluation)],
        [event.step for event in told(two, ScoreEvent)],
        [event.step for event in told(two, Checkpoint)],
        [(event.step, event.prompt) for event in told(two, Sample)],
    ):
        assert len(steps) == len(set(steps))
    statuses = [event.status for event in events if isinstance(event, Status)]
    paused = ["preparing", "running", "pausing", "paused"]
    assert statuses == [*paused, "preparing", "running", "stopping", "stopped"]
    assert is_model(two.model_dir)
    names = [{path.name for path in folder.path.iterdir()} - {"process.json"} for folder in (one, two)]
    assert names[0] == names[1]
