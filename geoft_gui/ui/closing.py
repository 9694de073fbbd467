"""Leaving while a training runs: asked first, done in the background, never by force."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.closing_dialog import ClosingDialog
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import words


class Closing(QObject):
    """Decides whether the window may close now, or when what was asked for is done."""

    def __init__(self, desk: Desk, watcher: RunWatcher, supervisor: Supervisor, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._watcher = watcher
        self._supervisor = supervisor
        self._window = window
        self._stopped: frozenset[str] = frozenset()
        """Runs that were stopped so that the window may close; the watcher may not know it yet."""

    def ask(self, event: QCloseEvent) -> None:
        """Accept the event, or ignore it and close later or not at all."""
        active = [
            state
            for state in self._watcher.states
            if state.trains_here and str(state.folder.path) not in self._stopped
        ]
        if all(state.waits for state in active):
            # Those that wait are the queue's, which goes on without a window, and so does a provider.
            return
        dialog = ClosingDialog(active, self._window)
        dialog.exec()
        dialog.deleteLater()
        if dialog.answer == "background":
            return
        event.ignore()
        if dialog.answer is not None:
            # Those that wait first: they would begin as soon as the one before them has ended.
            in_order = sorted(active, key=lambda state: not state.waits)
            self._stop([state.folder for state in in_order], keep=dialog.answer == "keep")

    def _stop(self, folders: Sequence[RunFolder], *, keep: bool) -> None:
        waiting = StoppingDialog(keep=keep, parent=self._window)
        waiting.open()

        def stop(task: Task[None]) -> None:
            # All are asked before the first is waited for. One that has ended by itself meanwhile is stopped.
            asked = [folder for folder in folders if self._supervisor.request_stop(folder, keep=keep)]
            for folder in asked:
                self._supervisor.wait_for_stop(folder, keep=keep, given_up=lambda: task.cancelled)

        def close(answer: None) -> None:
            waiting.leave()
            self._stopped = frozenset(str(folder.path) for folder in folders)
            self._window.close()

        def stay(error: UserError) -> None:
            waiting.leave()
            self._desk.notices.error(error)

        self._desk.background.run(stop, close, stay)


class StoppingDialog(QDialog):
    """Says what is waited for. It cannot be closed: the training has been asked already."""

    def __init__(self, *, keep: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("The training is being stopped"))
        self._column = column_in(self)
        told = self.tr("Stopping, and keeping what was learnt …") if keep else self.tr("Stopping …")
        self._column.addWidget(words(told, "heading"))
        self._column.addWidget(words(self.tr("GeoFT closes as soon as it is done."), "muted"))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(told)
        self._column.addWidget(bar)
        fit(self, self._column)

    def reject(self) -> None:
        """Neither Escape nor the frame's button ends the waiting."""

    def leave(self) -> None:
        """It is done, or has failed."""
        self.accept()
        self.deleteLater()
