"""What can be done to a run: stop, resume, delete. Every place of the window that offers it asks here."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.run_dialogs import DeleteDialog, StopDialog

Doing = Literal["stopping", "resuming", "deleting"]


class RunActions(QObject):
    """Asks where something would be lost, and does it in the background; what goes wrong becomes a notice."""

    changed = Signal()
    """Something was begun or has ended: `doing` says what."""

    def __init__(
        self, desk: Desk, supervisor: Supervisor, watcher: RunWatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supervisor = supervisor
        self._watcher = watcher
        self._doing: dict[Path, Doing] = {}

    def doing(self, folder: RunFolder) -> Doing | None:
        """What is being done to a run at the moment."""
        return self._doing.get(folder.path)

    def ask_to_stop(self, state: RunState, parent: QWidget) -> None:
        """Ask how to stop a run, and do that."""
        dialog = StopDialog(state, parent)

        def answered() -> None:
            if dialog.keep is not None:
                self.stop(state.folder, keep=dialog.keep)

        _open(dialog, answered)

    def ask_to_delete(self, state: RunState, parent: QWidget) -> None:
        """Ask whether a run shall be deleted, and do that."""
        dialog = DeleteDialog(state, parent)

        def answered() -> None:
            if dialog.result() == QDialog.DialogCode.Accepted:
                self.delete(state.folder)

        _open(dialog, answered)

    def stop(self, folder: RunFolder, *, keep: bool) -> None:
        """Stop a run, with or without what it learnt."""

        def told(status: StatusName | None) -> None:
            if status not in ENDED:
                self._desk.notices.warning(
                    self.tr("The run “{name}” is still saving.").format(name=self._name(folder)),
                    self.tr("It ends by itself as soon as everything is saved."),
                )

        def stop(task: Task[StatusName | None]) -> StatusName | None:
            return self._supervisor.stop(folder, keep=keep, given_up=lambda: task.cancelled)

        self._do("stopping", folder, stop, told)

    def resume(self, folder: RunFolder) -> None:
        """Let a run go on from its last good checkpoint."""
        self._do("resuming", folder, lambda task: self._supervisor.resume(folder), lambda _: None)

    def delete(self, folder: RunFolder) -> None:
        """Delete a run with everything in it."""
        self._do("deleting", folder, lambda task: self._supervisor.delete(folder), lambda _: None)

    def _name(self, folder: RunFolder) -> str:
        state = self._watcher.state_of(folder)
        return state.name if state else folder.path.name

    def _do(
        self,
        doing: Doing,
        folder: RunFolder,
        work: Callable[[Task[StatusName | None]], StatusName | None],
        done: Callable[[StatusName | None], None],
    ) -> None:
        if folder.path in self._doing:
            return
        self._doing[folder.path] = doing
        self.changed.emit()

        def end() -> None:
            del self._doing[folder.path]
            self._watcher.look_now()
            self.changed.emit()

        def succeeded(status: StatusName | None) -> None:
            end()
            done(status)

        def failed(error: UserError) -> None:
            end()
            self._desk.notices.error(error)

        self._desk.background.run(work, succeeded, failed)


def _open(dialog: QDialog, answered: Callable[[], None]) -> None:
    dialog.finished.connect(answered)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
