"""Leaving while a training runs: asked first, done in the background, never by force."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressDialog, QWidget

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.closing_dialog import ClosingDialog
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher


class Closing(QObject):
    """Decides whether the window may close now, or when what was asked for is done."""

    def __init__(self, desk: Desk, watcher: RunWatcher, supervisor: Supervisor, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._watcher = watcher
        self._supervisor = supervisor
        self._window = window
        self._may_close = False

    def ask(self, event: QCloseEvent) -> None:
        """Accept the event, or ignore it and close later or not at all."""
        active = [state for state in self._watcher.states if state.active]
        if self._may_close or not active:
            return
        dialog = ClosingDialog([state.name for state in active], self._window)
        dialog.exec()
        if dialog.answer == "background":
            return
        event.ignore()
        if dialog.answer is not None:
            self._stop([state.folder for state in active], keep=dialog.answer == "keep")

    def _stop(self, folders: list[RunFolder], *, keep: bool) -> None:
        told = self.tr("Stopping, and keeping what was learnt …") if keep else self.tr("Stopping …")
        waiting = QProgressDialog(told, "", 0, 0, self._window)
        waiting.setWindowTitle(self.tr("A training is being stopped"))
        waiting.setWindowModality(Qt.WindowModality.WindowModal)
        # It cannot be taken back: the training has been asked already.
        waiting.setCancelButton(None)
        waiting.setMinimumDuration(0)
        waiting.show()

        def stop(task: Task[None]) -> None:
            for folder in folders:
                self._supervisor.stop(folder, keep=keep, given_up=lambda: task.cancelled)

        def close(answer: None) -> None:
            waiting.close()
            self._may_close = True
            self._window.close()

        def stay(error: UserError) -> None:
            waiting.close()
            self._desk.notices.error(error)

        self._desk.background.run(stop, close, stay)
