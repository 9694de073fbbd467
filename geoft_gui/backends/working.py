"""Who works on a run, or worked last: a process of this machine, or of another one."""

import time
from typing import Final

from geoft_gui.backends.queue import RunQueue
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.folder import RunFolder

_LOOK_SECONDS: Final = 0.2
_GOING_SECONDS: Final = 10.0


def worker(folder: RunFolder) -> ProcessIdentity | None:
    """The process that is recorded in the run; None: nobody has worked on it yet.

    Raises UserError when its `process.json` is damaged.
    """
    recorded = folder.process
    return None if recorded is None else ProcessIdentity.from_dict(recorded)


def may_be_working(folder: RunFolder) -> bool:
    """Whether the run's process lives, or may do so on another machine, or it waits in the queue for one.

    Raises UserError when its `process.json`, or the queue, is damaged.
    """
    identity = worker(folder)
    if identity is None:
        return RunQueue(folder.path.parent).holds(folder)
    # Of another machine's process nothing can be known from here.
    return not processes.is_here(identity) or processes.alive(identity)


def has_left(folder: RunFolder) -> bool:
    """Whether the run's process is gone. One that has just told its end is given a moment to leave."""
    identity = worker(folder)
    deadline = time.monotonic() + _GOING_SECONDS
    while identity is not None and processes.is_here(identity) and processes.alive(identity):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True
