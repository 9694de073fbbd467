"""How much processor time a piece of work took, its processes included."""

import os
import sys

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity


class ProcessorClock:
    """Processor seconds since it was made, of this process and of those that it started.

    POSIX counts a child when it has ended and was waited for. Windows never tells; there a child counts
    with what it had used when `look` was last called.
    """

    def __init__(self) -> None:
        self._seen: dict[ProcessIdentity, float] = {}
        self._before = self._used()

    def look(self, process: ProcessIdentity) -> None:
        """Note what a running child has used so far; needed on Windows only, and free elsewhere."""
        if sys.platform == "win32" and (used := processes.cpu_seconds(process)) is not None:
            self._seen[process] = used

    def seconds(self) -> float:
        """Processor seconds used since the clock was made."""
        return self._used() - self._before

    def _used(self) -> float:
        times = os.times()
        own = times.user + times.system
        return own + times.children_user + times.children_system + sum(self._seen.values())
