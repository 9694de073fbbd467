"""Loads what the window will need next, while the user looks at what it shows already."""

import importlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from geoft_gui.ui.background import Background, Task
from geoft_gui.ui.qt_classes import QtClasses


class WarmingUp(QObject):
    """Makes Qt's classes, a few at a time, and then imports slow modules in the background."""

    ready = Signal()
    """Qt's classes are made: threads may begin."""
    done = Signal()

    def __init__(
        self,
        qt_classes: QtClasses,
        background: Background,
        modules: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._qt_classes = qt_classes
        self._background = background
        self._modules = tuple(modules)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin as soon as the window's thread has nothing better to do."""
        self._timer.start(0)

    def stop(self) -> None:
        """Begin nothing more: the window goes."""
        self._timer.stop()

    def _go_on(self) -> None:
        if self._qt_classes.make_some():
            self._timer.stop()
            self.ready.emit()
            self._background.run(self._bring_in, lambda nothing: self.done.emit())

    def _bring_in(self, task: Task[None]) -> None:
        for name in self._modules:
            if not task.cancelled:
                importlib.import_module(name)
