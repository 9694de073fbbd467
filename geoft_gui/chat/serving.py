"""A local model served by a child process for as long as somebody needs it."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.chat.child import ended_early, ended_meanwhile, read_announcement, server_arguments
from geoft_gui.engine import machine, processes
from geoft_gui.engine.processes import ProcessIdentity

_LOOK_EVERY_SECONDS = 0.05
_GRACE_SECONDS = 5.0


class LoadingGivenUpError(Exception):
    """Whoever wanted the model no longer does."""


@dataclass(frozen=True)
class ServedModel:
    """A model that can be asked at `url`, which ends with the port, under the name `model`."""

    url: str
    model: str
    process: ProcessIdentity
    log: Path

    def check(self) -> None:
        """Raises UserError where the server has ended by itself, as it does when memory runs out."""
        if not processes.alive(self.process):
            raise ended_meanwhile(self.log)


@contextmanager
def served(model: Path, give_up: Callable[[], bool] = lambda: False) -> Iterator[ServedModel]:
    """Start a server for the model in a folder, wait until it can be asked, and end it in the end.

    `give_up` is asked all the while it loads. There is no time limit: a large model on a slow disk takes
    minutes.

    Raises:
        UserError: the model cannot be loaded, or the training engine is not installed.
        LoadingGivenUpError: `give_up` said so.
    """
    require_engine()
    with tempfile.TemporaryDirectory(prefix="geoft-") as folder:
        log = Path(folder) / "server.log"
        server = processes.start(server_arguments(model, parent=os.getpid()), log=log)
        try:
            while True:
                # Asked before its log is read: what it says last must not be missed.
                lives = processes.alive(server)
                if (ready := read_announcement(log)) is not None:
                    break
                if not lives:
                    raise ended_early(log)
                if give_up():
                    raise LoadingGivenUpError
                time.sleep(_LOOK_EVERY_SECONDS)
            yield ServedModel(ready.url, ready.model, server, log)
        finally:
            processes.end_tree(server, grace_seconds=_GRACE_SECONDS)


def require_engine() -> None:
    """Raises UserError where what answers is not installed; imports none of it."""
    machine.require_packages(("torch", "transformers", "peft"))
