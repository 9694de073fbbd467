"""Runs that exist: whether they still live, how they are stopped, and how they go."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from geoft_gui.backends.base import Backend
from geoft_gui.backends.endings import FOLLOWER_GONE, how_it_ended
from geoft_gui.backends.openai_compatible.unattended import require_job_over
from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.removal import is_removed, remove, sweep
from geoft_gui.backends.working import may_be_working, worker
from geoft_gui.engine import machine, processes
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Status, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.tail import EventTail
from geoft_gui.runs.writing import RunIsBusyError, reason

SAVING_SECONDS: Final = 600.0
"""How long a run that was asked to stop may take to save what it learnt."""
LEAVING_SECONDS: Final = 60.0
"""How long a run that was asked to stop at once may take to leave, before it is ended by force."""
FULL_BYTES: Final = 2_000_000
"""A disk with less room than this is full: no event and no checkpoint can be counted on."""
_LOOK_SECONDS: Final = 0.2


class UnwrittenEndError(UserError):
    """A run whose process is gone cannot be marked as interrupted: its disk is full, or is away."""


class Keeper:
    """All runs below one folder. `backends` are the places that can train, by the name used in a spec."""

    def __init__(self, root: Path, backends: Mapping[str, Backend]) -> None:
        self.root = root
        self._backends = backends
        self._has_swept = False

    def trains_here(self, folder: RunFolder) -> bool:
        """Whether the run's process is the training itself, and does not only follow a job elsewhere.

        One whose `run.json` cannot be read is taken for a training.
        """
        try:
            backend = self._backends.get(folder.spec.backend)
        except UserError:
            return True
        return backend is not None and backend.trains_here

    def can_pause(self, folder: RunFolder) -> bool:
        """Whether the run can wait where it trains. One whose `run.json` cannot be read is taken for one."""
        try:
            backend = self._backends.get(folder.spec.backend)
        except UserError:
            return True
        return backend is not None and backend.can_pause

    def is_here(self, folder: RunFolder) -> bool:
        """Whether the run works, or worked last, on this machine; one that no process has worked on is here.

        Raises UserError when its `process.json` is damaged.
        """
        identity = worker(folder)
        return identity is None or processes.is_here(identity)

    def host_of(self, folder: RunFolder) -> str | None:
        """The name of the machine that the run works, or worked last, on; None: no process has yet.

        Raises UserError when its `process.json` is damaged.
        """
        identity = worker(folder)
        return None if identity is None else identity.host

    def watch(self, folder: RunFolder) -> None:
        """Mark a run whose process is gone without an end. Cheap enough for every look at a followed run.

        Raises UserError or OSError when its files are damaged, or cannot be read or written.
        """
        if not may_be_working(folder):
            self.reconcile(folder)

    def reconcile(self, folder: RunFolder) -> StatusName | None:
        """The status of a run, made true first: one whose process is gone without an end is interrupted.

        Raises UserError or OSError when its files are damaged, or cannot be read or written.
        """
        status = folder.status()
        if status is None or status in ENDED or may_be_working(folder):
            return status
        message = how_it_ended(folder) if self.trains_here(folder) else FOLLOWER_GONE
        try:
            with folder.writer(patience=0) as writer:
                status = folder.status()
                if status is None or status in ENDED:
                    return status
                if machine.free_disk(folder.path) < FULL_BYTES:
                    # Without room it could not say so itself.
                    message = "The disk is full: free some space, then resume the run."
                writer.write(Status(status="interrupted", message=message))
        except RunIsBusyError:
            return status
        except OSError as error:
            raise UnwrittenEndError(
                f"The run {folder.path.name} has ended, and that cannot be written down: {reason(error)}.",
                "Free some space, then resume the run.",
                str(error),
            ) from error
        return "interrupted"

    def stop(
        self,
        folder: RunFolder,
        *,
        keep: bool,
        asked: Callable[[], object] = lambda: None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> StatusName | None:
        """Ask a run to stop and wait until it has, as `request_stop` and `wait_for_stop` do. `asked`: now it
        knows.

        Raises UserError when it is not running, or does not end on another machine.
        """
        if not self.request_stop(folder, keep=keep):
            raise UserError(f"The run {folder.path.name} is not running.", "There is nothing to stop.")
        asked()
        return self.wait_for_stop(folder, keep=keep, given_up=given_up)

    def request_stop(self, folder: RunFolder, *, keep: bool) -> bool:
        """Ask a run to stop and return at once; `keep` saves what was learnt. False: it had ended already.

        One that waits in the queue is taken out of it.
        """
        if self._has_ended(folder):
            return False
        queue = RunQueue(folder.path.parent)
        if queue.holds(folder):
            try:
                if queue.remove(folder.path.name):
                    return True
            except UserError:
                if queue.holds(folder):
                    raise
            # It was begun, or taken out by another, in this very moment.
            if self._has_ended(folder):
                return False
        folder.request("stop" if keep else "stop_now")
        return True

    def wait_for_stop(
        self, folder: RunFolder, *, keep: bool, given_up: Callable[[], bool] = lambda: False
    ) -> StatusName | None:
        """Wait until a run that was asked to stop has ended; returns its status then.

        A run that does not leave within a minute when nothing has to be kept is ended by force. One that is
        still saving after ten minutes, or when `given_up` says that nobody waits any more, is left to it,
        and its status returned.

        Raises UserError when it works on another machine, or its job elsewhere goes on by itself, and it has
        not ended: it cannot be ended from here.
        """
        status = self._wait_for_end(folder, SAVING_SECONDS if keep else LEAVING_SECONDS, given_up)
        if status is None or status in ENDED or given_up():
            return status
        if not self.is_here(folder):
            host = self.host_of(folder)
            raise UserError(
                f"The run {folder.path.name} works on {host} and has not ended.", f"Stop it on {host}."
            )
        if not self.trains_here(folder):
            # Without the process that follows it, the job would go on, and nobody would know.
            raise UserError(
                f"The run {folder.path.name} was asked to stop and has not ended.",
                "See where it trains whether it still goes on; it is followed from here as before.",
            )
        return status if keep else self._end(folder)

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with everything in it.

        Raises UserError when it is running or in use, or its job at a provider may go on: without the run,
        nobody could stop what is paid for.
        """
        if not self._has_ended(folder):
            raise UserError(f"The run {folder.path.name} is running.", "Stop it first.")
        require_job_over(folder)
        sweep(self.root)
        remove(folder)

    def list(self) -> list[RunFolder]:
        """All runs, oldest first."""
        if not self._has_swept:
            # Once is enough: what this one leaves, it tries again when it deletes the next.
            self._has_swept = True
            sweep(self.root)
        found = (path.parent for path in self.root.glob("*/run.json"))
        return [RunFolder(path) for path in sorted(found) if not is_removed(path)]

    def _has_ended(self, folder: RunFolder) -> bool:
        status = self.reconcile(folder)
        return status is None or status in ENDED

    def _wait_for_end(
        self, folder: RunFolder, seconds: float, given_up: Callable[[], bool]
    ) -> StatusName | None:
        """The status when the run has ended, `given_up` says so or the time is over."""
        deadline = time.monotonic() + seconds
        # One tail for all looks: a long run's events take half a second to read.
        tail = EventTail(folder.events_path)
        status: StatusName | None = None
        while True:
            for event in tail:
                if isinstance(event, Status):
                    status = event.status
            if status is None or status in ENDED or given_up() or time.monotonic() > deadline:
                return status
            self.watch(folder)
            time.sleep(_LOOK_SECONDS)

    def _end(self, folder: RunFolder) -> StatusName | None:
        """End a run's process by force."""
        identity = worker(folder)
        if identity is not None:
            processes.end_tree(identity, grace_seconds=0)
        folder.drop_request()
        with folder.writer() as writer:
            status = folder.status()
            if status in ENDED:
                # It left by itself at the last moment.
                return status
            writer.write(Status(status="stopped", message="It did not leave by itself and was ended."))
        return "stopped"
