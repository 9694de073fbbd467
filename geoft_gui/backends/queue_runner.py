"""Works through a queue of runs: starts the next one when the one before has ended, whoever watches."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from geoft_gui.backends.queue import DamagedQueueError, RunQueue
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.redact import hide_home, redact
from geoft_gui.runs.events import ENDED, Error_, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.tail import EventTail
from geoft_gui.runs.writing import RunIsBusyError

LOOK_SECONDS: Final = 1.0
DAMAGED_SECONDS: Final = 60.0
"""A queue that stays damaged for longer than this is given up."""


class QueueRunner:
    """Starts the runs of a queue one after the other. `tell` hears what it does, for a log."""

    def __init__(self, supervisor: Supervisor, tell: Callable[[str], object] = print) -> None:
        self._supervisor = supervisor
        self._queue = RunQueue(supervisor.root)
        self._tell = tell
        self._started: Path | None = None

    def work(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Until nothing is left, or `given_up` says so; returns at once where another process does it.

        A run that fails, cannot be started, is stopped or has lost its process makes room for the next; one
        that is paused does not, until it was resumed and has ended, or was taken out of the queue.
        Where another runner has taken over, this one only waits for a run that it has started itself, since
        none else learns how its process has ended.
        What cannot be read or written for a moment is tried again.
        Raises UserError when the queue cannot be taken on or stays damaged for `DAMAGED_SECONDS`.
        """
        has_taken_on = False
        damaged_since: float | None = None
        said = ""
        while not given_up():
            try:
                if not has_taken_on:
                    if not self._queue.take_on():
                        self._tell("Another process works through this queue.")
                        return
                    has_taken_on = True
                run = self._queue.next()
                damaged_since = None
                if run is None:
                    return
                folder = RunFolder(self._supervisor.root / run)
                if self._begin(folder) and not self._has_ended(folder, given_up):
                    return
                self._queue.done(run)
            except (UserError, OSError) as error:
                # Nothing has ended by this: the same run is looked at again.
                if isinstance(error, DamagedQueueError) or not has_taken_on:
                    damaged_since = damaged_since or time.monotonic()
                    if time.monotonic() - damaged_since > DAMAGED_SECONDS:
                        raise
                if _clean(error) != said:
                    said = _clean(error)
                    self._tell(said)
                time.sleep(LOOK_SECONDS)

    def _begin(self, folder: RunFolder) -> bool:
        """Start a run that has not been started; False: there is nothing to wait for.

        Raises UserError or OSError when that cannot be known now.
        """
        if not folder.run_json.is_file():
            self._tell(f"{folder.path.name} is not there any more.")
            return False
        # Until its process is written down, it can be taken out; from then on it can be stopped.
        with self._queue.held() as queued:
            if queued.running != folder.path.name:
                return False
            # A runner before this one may have started it.
            if folder.process is None and folder.status() in {None, "queued"}:
                self._tell(f"Starting {folder.path.name}.")
                try:
                    self._supervisor.launch(folder)
                    self._started = folder.path
                except RunIsBusyError:
                    raise
                except (UserError, OSError) as error:
                    self._fail(folder, error)
                    return False
        return True

    def _has_ended(self, folder: RunFolder, given_up: Callable[[], bool]) -> bool:
        """Wait until a run has ended or was taken out; False: this runner need not wait any longer."""
        # One tail for all looks: a long run's events take half a second to read.
        tail = EventTail(folder.events_path)
        status: str | None = None
        while not given_up():
            for event in tail:
                if isinstance(event, Status):
                    status = event.status
            if status in ENDED and status != "paused":
                self._tell(f"{folder.path.name}: {status}.")
                return True
            if self._queue.current != folder.path.name or not folder.run_json.is_file():
                self._tell(f"{folder.path.name} was taken out.")
                return True
            if self._started != folder.path and not self._queue.is_mine:
                self._tell("Another process goes on with this queue.")
                return False
            try:
                self._supervisor.watch(folder)
            except (UserError, OSError) as error:
                # A disk that is full or away now may have room again at the next look.
                self._tell(_clean(error))
            time.sleep(LOOK_SECONDS)
        return False

    def _fail(self, folder: RunFolder, error: UserError | OSError) -> None:
        """Say in the run itself why it did not start: nobody may be there to be told."""
        self._tell(_clean(error))
        told = error if isinstance(error, UserError) else UserError("The run could not be started.")
        with folder.writer() as writer:
            writer.write(Error_(message=told.message, hint=told.hint, details=_clean(error)))
            writer.write(Status(status="failed"))


def work_through(supervisor: Supervisor) -> int:
    """What the runner's process does; 0 when nothing is left, 1 when the queue could not be used."""
    try:
        QueueRunner(supervisor).work()
    except UserError as error:
        print(_clean(error), file=sys.stderr)
        return 1
    return 0


def _clean(error: Exception) -> str:
    return hide_home(redact(str(error)))
