"""Starts runs, sees whether they still live, stops, resumes and deletes them."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from geoft_gui.backends import rehearsal as rehearsing
from geoft_gui.backends.base import Backend, Estimate, Look, Problem, Rehearsal, StartGivenUpError, Tell
from geoft_gui.backends.endings import how_it_ended
from geoft_gui.backends.preparation import Preparation, copy_rows, provenance
from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.removal import is_removed, remove, sweep
from geoft_gui.backends.row_check import learned_rows
from geoft_gui.engine import machine, processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Status, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.tail import EventTail
from geoft_gui.runs.writing import RunIsBusyError, not_written, reason, runs_written

SAVING_SECONDS: Final = 600.0
"""How long a run that was asked to stop may take to save what it learnt."""
LEAVING_SECONDS: Final = 60.0
"""How long a run that was asked to stop at once may take to leave, before it is ended by force."""
FULL_BYTES: Final = 2_000_000
"""A disk with less room than this is full: no event and no checkpoint can be counted on."""
LONG_SECONDS: Final = 600.0
"""A run that takes longer than this, or nobody knows how long, is rehearsed before it starts."""
_LOOK_SECONDS: Final = 0.2
_GOING_SECONDS: Final = 10.0


class UnwrittenEndError(UserError):
    """A run whose process is gone cannot be marked as interrupted: its disk is full, or is away."""


class Supervisor:
    """All runs below one folder. `backends` are the places that can train, by the name used in a spec."""

    def __init__(self, root: Path, backends: Mapping[str, Backend]) -> None:
        self.root = root
        self._backends = backends
        self._has_swept = False

    def draft(self, spec: RunSpec, preparation: Preparation) -> RunFolder:
        """Make a run folder with exactly the rows it will use; nothing starts.

        Raises UserError, and leaves no folder behind, when the spec names no backend there is or the folder
        cannot be written.
        """
        self._backend(spec)
        folder = RunFolder.create(self.root, spec, provenance(preparation))
        try:
            copy_rows(preparation, spec, folder)
        except BaseException:
            _discard(folder)
            raise
        return folder

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """Everything that can be known to be wrong before this run starts.

        Raises StartGivenUpError when `given_up`, which is asked all the while, says so.
        """
        return self._backend(folder.spec).check(folder, given_up=given_up)

    def estimate(self, folder: RunFolder) -> Estimate:
        """What this run will take."""
        return self._backend(folder.spec).estimate(folder)

    def launch(self, folder: RunFolder) -> None:
        """Start the process of a drafted run."""
        self._start(folder, resume=False, message="")

    def start(
        self,
        spec: RunSpec,
        preparation: Preparation,
        *,
        warn: Callable[[Problem], object] = lambda problem: None,
        announce: Callable[[Estimate], object] = lambda estimate: None,
        given_up: Callable[[], bool] = lambda: False,
        rehearsal: Rehearsal | None = None,
        tell: Tell = lambda phase, done, total: None,
    ) -> RunFolder:
        """Draft, check, rehearse and launch in one: `warn` hears each warning, `announce` what it will take.

        `rehearsal` is one of these very rows and settings. Without it, a run that takes longer than
        `LONG_SECONDS` is rehearsed first, and `tell` hears how far that is. `given_up` is asked all the
        while, and once more right before the launch.

        Raises UserError, and leaves no folder behind, on the first thing that is wrong; StartGivenUpError,
        which is one too, when `given_up` says so.
        """
        folder = self.draft(spec, preparation)
        try:
            problems = [*preparation.problems, *self.check(folder, given_up=given_up)]
            for problem in problems:
                if problem.severity == "warning":
                    warn(problem)
            error = next((problem for problem in problems if problem.severity == "error"), None)
            if error:
                raise UserError(error.message, error.hint, error.details)
            estimate = self.estimate(folder)
            is_long = estimate.seconds is None or estimate.seconds > LONG_SECONDS
            if rehearsal is None and is_long and self._may_rehearse():
                rehearsal = self._backend(spec).rehearse(folder, tell=tell, given_up=given_up)
            if rehearsal is not None:
                rehearsing.record(rehearsal, folder)
                estimate = self.estimate(folder)
            announce(estimate)
            if given_up():
                raise StartGivenUpError
        except BaseException:
            _discard(folder)
            raise
        try:
            self.launch(folder)
        except (UserError, OSError):
            _discard(folder)
            raise
        return folder

    def look(
        self,
        spec: RunSpec,
        preparation: Preparation,
        *,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Look:
        """What is wrong with a run, what it will learn of its rows, and what it will take.

        A draft is made for it and removed. Raises StartGivenUpError when `given_up` says so.
        """
        folder = self.draft(spec, preparation)
        try:
            problems = (*preparation.problems, *self.check(folder, given_up=given_up))
            return Look(problems, learned_rows(folder), self.estimate(folder))
        finally:
            _discard(folder)

    def rehearse(
        self,
        spec: RunSpec,
        preparation: Preparation,
        *,
        tell: Tell = lambda phase, done, total: None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Rehearsal:
        """Go the whole way of a run in small, and measure it. A draft is made for it and removed.

        Raises RehearsalFailedError when it fails as the run would, and StartGivenUpError when `given_up`
        says so.
        """
        folder = self.draft(spec, preparation)
        try:
            return self._backend(spec).rehearse(folder, tell=tell, given_up=given_up)
        finally:
            _discard(folder)

    def foresee(self, spec: RunSpec, preparation: Preparation) -> Estimate:
        """What a run would take, before its rows were checked: a draft is made for it and removed."""
        folder = self.draft(spec, preparation)
        try:
            return self.estimate(folder)
        finally:
            _discard(folder)

    def is_here(self, folder: RunFolder) -> bool:
        """Whether the run works, or worked last, on this machine; one that no process has worked on is here.

        Raises UserError when its `process.json` is damaged.
        """
        identity = _identity(folder)
        return identity is None or processes.is_here(identity)

    def host_of(self, folder: RunFolder) -> str | None:
        """The name of the machine that the run works, or worked last, on; None: no process has yet.

        Raises UserError when its `process.json` is damaged.
        """
        identity = _identity(folder)
        return None if identity is None else identity.host

    def watch(self, folder: RunFolder) -> None:
        """Mark a run whose process is gone without an end. Cheap enough for every look at a followed run.

        Raises UserError or OSError when its files are damaged, or cannot be read or written.
        """
        if not self._may_be_working(folder):
            self.reconcile(folder)

    def reconcile(self, folder: RunFolder) -> StatusName | None:
        """The status of a run, made true first: one whose process is gone without an end is interrupted.

        Raises UserError or OSError when its files are damaged, or cannot be read or written.
        """
        status = folder.status()
        if status is None or status in ENDED or self._may_be_working(folder):
            return status
        message = how_it_ended(folder)
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
        self, folder: RunFolder, *, keep: bool, given_up: Callable[[], bool] = lambda: False
    ) -> StatusName | None:
        """Ask a run to stop and wait until it has, as `request_stop` and `wait_for_stop` do.

        Raises UserError when it is not running, or does not end on another machine.
        """
        if not self.request_stop(folder, keep=keep):
            raise UserError(f"The run {folder.path.name} is not running.", "There is nothing to stop.")
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

        Raises UserError when it works on another machine and has not ended: it cannot be ended from here.
        """
        status = self._wait_for_end(folder, SAVING_SECONDS if keep else LEAVING_SECONDS, given_up)
        if status is None or status in ENDED or given_up():
            return status
        if not self.is_here(folder):
            host = self.host_of(folder)
            raise UserError(
                f"The run {folder.path.name} works on {host} and has not ended.", f"Stop it on {host}."
            )
        return status if keep else self._end(folder)

    def resume(self, folder: RunFolder) -> None:
        """Continue a run from its last good checkpoint, in a new process.

        Raises UserError when it is running or has already succeeded.
        """
        status = self.reconcile(folder)
        name = folder.path.name
        if status is None:
            raise UserError(f"The run {name} was never started.", "Start a new run.")
        if status not in ENDED:
            raise UserError(f"The run {name} is running.", "Wait until it has ended, or stop it first.")
        if status == "succeeded":
            raise UserError(
                f"The run {name} has succeeded; there is nothing left to do.",
                "Start a new run to train for longer.",
            )
        self._start(folder, resume=True, message="Going on from the last good checkpoint.")

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with everything in it. Raises UserError when it is running or in use."""
        if not self._has_ended(folder):
            raise UserError(f"The run {folder.path.name} is running.", "Stop it first.")
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

    def _start(self, folder: RunFolder, *, resume: bool, message: str) -> None:
        backend = self._backend(folder.spec)
        # The writer is held until the process is written down: nobody can take the run for an orphan before.
        with folder.writer() as writer:
            # Of two who start it at once, the second finds here what the first has done.
            if (resume and folder.status() not in ENDED) or not _has_left(folder):
                raise RunIsBusyError(
                    f"The run {folder.path.name} is running.", "Wait until it has ended, or stop it first."
                )
            folder.drop_request()
            with runs_written(folder.path.parent):
                writer.write(Status(status="queued", message=message))
            identity = backend.start(folder, resume=resume)
            try:
                folder.process = identity.as_dict()
            except OSError as error:
                # Nobody could ever find it again.
                processes.end_tree(identity, grace_seconds=0)
                raise not_written(folder.path.parent, error) from error

    def _backend(self, spec: RunSpec) -> Backend:
        backend = self._backends.get(spec.backend)
        if backend is None:
            known = ", ".join(sorted(self._backends))
            raise UserError(f"There is no place to train called '{spec.backend}'.", f"Choose: {known}.")
        return backend

    def _may_rehearse(self) -> bool:
        """Whether the machine is free for a rehearsal that nobody asked for."""
        return True

    def _has_ended(self, folder: RunFolder) -> bool:
        status = self.reconcile(folder)
        return status is None or status in ENDED

    def _may_be_working(self, folder: RunFolder) -> bool:
        identity = _identity(folder)
        if identity is None:
            return RunQueue(folder.path.parent).holds(folder)
        # Of another machine's process nothing can be known from here.
        return not processes.is_here(identity) or processes.alive(identity)

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
        identity = _identity(folder)
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


def _discard(folder: RunFolder) -> None:
    """Remove a draft. What keeps it from going matters less than why it has to, and it was never started."""
    with suppress(UserError):
        remove(folder)


def _has_left(folder: RunFolder) -> bool:
    """Whether the run's process is gone. One that has just told its end is given a moment to leave."""
    identity = _identity(folder)
    deadline = time.monotonic() + _GOING_SECONDS
    while identity is not None and processes.is_here(identity) and processes.alive(identity):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _identity(folder: RunFolder) -> ProcessIdentity | None:
    recorded = folder.process
    return None if recorded is None else ProcessIdentity.from_dict(recorded)
