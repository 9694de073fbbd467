"""Starts runs, sees whether they still live, stops, resumes and deletes them."""

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from geoft_gui.backends.base import Backend, Estimate, Problem
from geoft_gui.backends.preparation import Preparation, copy_rows, provenance
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Status, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.writing import RunIsBusyError

SAVING_SECONDS: Final = 600.0
"""How long a run that was asked to stop may take to save what it learnt."""
LEAVING_SECONDS: Final = 60.0
"""How long a run that was asked to stop at once may take to leave, before it is ended by force."""
_LOOK_SECONDS: Final = 0.2
_TO_DELETE: Final = ".deleted-"


class Supervisor:
    """All runs below one folder. `backends` are the places that can train, by the name used in a spec."""

    def __init__(self, root: Path, backends: Mapping[str, Backend]) -> None:
        self.root = root
        self._backends = backends

    def draft(self, spec: RunSpec, preparation: Preparation) -> RunFolder:
        """Make a run folder with exactly the rows it will use; nothing starts.

        Raises UserError when the spec names no backend there is.
        """
        self._backend(spec)
        folder = RunFolder.create(self.root, spec, provenance(preparation))
        try:
            copy_rows(preparation, spec, folder)
        except BaseException:
            self._remove(folder)
            raise
        return folder

    def check(self, folder: RunFolder) -> list[Problem]:
        """Everything that can be known to be wrong before this run starts."""
        return self._backend(folder.spec).check(folder)

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
    ) -> RunFolder:
        """Draft, check and launch in one: `warn` hears each warning, `announce` what the run will take.

        Raises UserError, and leaves no folder behind, on the first thing that is wrong.
        """
        folder = self.draft(spec, preparation)
        try:
            problems = [*preparation.problems, *self.check(folder)]
            for problem in problems:
                if problem.severity == "warning":
                    warn(problem)
            error = next((problem for problem in problems if problem.severity == "error"), None)
            if error:
                raise UserError(error.message, error.hint, error.details)
            announce(self.estimate(folder))
        except BaseException:
            self._remove(folder)
            raise
        self.launch(folder)
        return folder

    def foresee(self, spec: RunSpec, preparation: Preparation) -> Estimate:
        """What a run would take, before its rows were checked: a draft is made for it and removed."""
        folder = self.draft(spec, preparation)
        try:
            return self.estimate(folder)
        finally:
            self._remove(folder)

    def watch(self, folder: RunFolder) -> None:
        """Mark a run whose process is gone without an end. Cheap enough for every look at a followed run."""
        if not self._may_be_working(folder):
            self.reconcile(folder)

    def reconcile(self, folder: RunFolder) -> StatusName | None:
        """The status of a run, made true first: one whose process is gone without an end is interrupted."""
        status = folder.status()
        if status is None or status in ENDED or self._may_be_working(folder):
            return status
        try:
            with folder.writer(patience=0) as writer:
                status = folder.status()
                if status is None or status in ENDED:
                    return status
                message = "The process that trained is gone without an end; log.txt holds its last words."
                writer.write(Status(status="interrupted", message=message))
        except RunIsBusyError:
            return status
        return "interrupted"

    def stop(
        self, folder: RunFolder, *, keep: bool, given_up: Callable[[], bool] = lambda: False
    ) -> StatusName | None:
        """Ask a run to stop and wait until it has; `keep` saves what was learnt.

        A run that does not leave when nothing has to be kept is ended by force. One that is still saving
        after ten minutes, or when `given_up` says that nobody waits any more, is left to it, and its status
        returned.
        """
        if self._has_ended(folder):
            raise UserError(f"The run {folder.path.name} is not running.", "There is nothing to stop.")
        folder.request("stop" if keep else "stop_now")
        patience = SAVING_SECONDS if keep else LEAVING_SECONDS
        if self._wait_for_end(folder, patience, given_up) or keep or given_up():
            return folder.status()
        identity = _identity(folder)
        if identity is not None:
            processes.end_tree(identity, grace_seconds=0)
        folder.drop_request()
        with folder.writer() as writer:
            writer.write(Status(status="stopped", message="It did not leave by itself and was ended."))
        return "stopped"

    def resume(self, folder: RunFolder) -> None:
        """Continue a run from its last good checkpoint, in a new process.

        Raises UserError when it is running or has already succeeded.
        """
        status = self.reconcile(folder)
        name = folder.path.name
        if status is None:
            raise UserError(f"The run {name} was never started.", "Start a new run with: geoft train")
        if status not in ENDED:
            raise UserError(
                f"The run {name} is running.", f"Watch it with: geoft runs show {folder.reference} --follow"
            )
        if status == "succeeded":
            raise UserError(
                f"The run {name} has succeeded; there is nothing left to do.",
                "Start a new run to train for longer.",
            )
        self._start(folder, resume=True, message="Going on from the last good checkpoint.")

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with everything in it. Raises UserError when it is running or in use."""
        if not self._has_ended(folder):
            name = folder.path.name
            raise UserError(
                f"The run {name} is running.", f"Stop it first: geoft runs stop {folder.reference}"
            )
        self._remove(folder)

    def list(self) -> list[RunFolder]:
        """All runs, oldest first."""
        found = (path.parent for path in self.root.glob("*/run.json"))
        return [RunFolder(path) for path in sorted(found) if not path.name.startswith(_TO_DELETE)]

    def _start(self, folder: RunFolder, *, resume: bool, message: str) -> None:
        backend = self._backend(folder.spec)
        folder.drop_request()
        # The writer is held until the process is written down: nobody can take the run for an orphan before.
        with folder.writer() as writer:
            writer.write(Status(status="queued", message=message))
            folder.process = backend.start(folder, resume=resume).as_dict()

    def _backend(self, spec: RunSpec) -> Backend:
        backend = self._backends.get(spec.backend)
        if backend is None:
            known = ", ".join(sorted(self._backends))
            raise UserError(f"There is no place to train called '{spec.backend}'.", f"Choose: {known}.")
        return backend

    def _has_ended(self, folder: RunFolder) -> bool:
        status = self.reconcile(folder)
        return status is None or status in ENDED

    def _may_be_working(self, folder: RunFolder) -> bool:
        identity = _identity(folder)
        if identity is None:
            return False
        # Of another machine's process nothing can be known from here.
        return not processes.is_here(identity) or processes.alive(identity)

    def _wait_for_end(self, folder: RunFolder, seconds: float, given_up: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + seconds
        while not self._has_ended(folder):
            if given_up() or time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_SECONDS)
        return True

    def _remove(self, folder: RunFolder) -> None:
        # Renamed first: whatever happens while its files go, no half-deleted run is left in the list.
        doomed = folder.path.with_name(_TO_DELETE + folder.path.name)
        try:
            folder.path.rename(doomed)
        except PermissionError as error:
            raise UserError(
                f"The run {folder.path.name} is in use by another program.",
                "Close what shows one of its files, then try again.",
                str(error),
            ) from error
        shutil.rmtree(doomed)


def _identity(folder: RunFolder) -> ProcessIdentity | None:
    recorded = folder.process
    return None if recorded is None else ProcessIdentity.from_dict(recorded)
