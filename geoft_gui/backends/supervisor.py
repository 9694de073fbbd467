"""Starts and resumes runs, each in a process of its own."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from geoft_gui.backends import rehearsal as rehearsing
from geoft_gui.backends.base import (
    Backend,
    Estimate,
    Look,
    Problem,
    Rehearsal,
    StartGivenUpError,
    StartRefusedError,
    Tell,
)
from geoft_gui.backends.keeping import Keeper
from geoft_gui.backends.preparation import Preparation, copy_rows, provenance
from geoft_gui.backends.removal import mark_draft, remove, unmark_draft
from geoft_gui.backends.row_check import learned_rows
from geoft_gui.backends.working import has_left
from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.writing import RunIsBusyError, not_written, runs_written

LONG_SECONDS: Final = 600.0
"""A run that takes longer than this, or nobody knows how long, is rehearsed before it starts."""


class Supervisor(Keeper):
    """Begins the runs below one folder, and keeps those that are there."""

    def draft(self, spec: RunSpec, preparation: Preparation) -> RunFolder:
        """Make a run folder with exactly the rows it will use; nothing starts.

        It is swept away when this process ends before it was started by `start`.
        Raises UserError, and leaves no folder behind, when the spec names no backend there is or the folder
        cannot be written.
        """
        self._backend(spec)
        folder = RunFolder.create(self.root, spec, provenance(preparation))
        try:
            with runs_written(self.root):
                mark_draft(folder)
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
        `LONG_SECONDS` here is rehearsed first, and `tell` hears how far that is. `given_up` is asked all the
        while, and once more right before the launch.

        Raises UserError, and leaves no folder behind, on the first thing that is wrong: StartRefusedError
        for what was found before the start, StartGivenUpError when `given_up` says so.
        """
        folder = self.draft(spec, preparation)
        try:
            problems = [*preparation.problems, *self.check(folder, given_up=given_up)]
            for problem in problems:
                if problem.severity == "warning":
                    warn(problem)
            error = next((problem for problem in problems if problem.severity == "error"), None)
            if error:
                raise StartRefusedError(error.message, error.hint, error.details, error.change)
            estimate = self.estimate(folder)
            is_long = estimate.seconds is None or estimate.seconds > LONG_SECONDS
            backend = self._backend(spec)
            if rehearsal is None and is_long and backend.trains_here and self._may_rehearse():
                rehearsal = backend.rehearse(folder, tell=tell, given_up=given_up)
            if rehearsal is not None:
                rehearsing.record(rehearsal, folder)
                estimate = self.estimate(folder)
            announce(estimate)
            if given_up():
                raise StartGivenUpError
            with runs_written(self.root):
                unmark_draft(folder)
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

    def resume(self, folder: RunFolder) -> None:
        """Continue a run from its last good checkpoint, or follow its job again, in a new process.

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
        here = self.trains_here(folder)
        said = "Going on from the last good checkpoint." if here else "Following it again."
        self._start(folder, resume=True, message=said)

    def _start(self, folder: RunFolder, *, resume: bool, message: str) -> None:
        backend = self._backend(folder.spec)
        # The writer is held until the process is written down: nobody can take the run for an orphan before.
        with folder.writer() as writer:
            # Of two who start it at once, the second finds here what the first has done.
            if (resume and folder.status() not in ENDED) or not has_left(folder):
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


def _discard(folder: RunFolder) -> None:
    """Remove a draft. What keeps it from going matters less than why it has to, and it was never started."""
    with suppress(UserError):
        remove(folder)
