"""Loads what the window will need next, while the user looks at what it shows already."""

import importlib
import time
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from geoft_gui.ui.background import Background, Task

_SLICE_SECONDS: Final = 0.005


class WarmingUp(QObject):
    """Imports slow modules in the background.

    PySide6 makes each of Qt's classes when it is first asked for, and that is not safe on two threads at
    once: pyqtgraph, which asks for all of them, crashed the window now and then when it was imported beside
    it. So the window's own thread asks for them first, a few at a time.
    """

    done = Signal()

    def __init__(self, background: Background, modules: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._modules = tuple(modules)
        self._asking = _qt_classes()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._ask)

    def start(self) -> None:
        """Begin as soon as the window's thread has nothing better to do."""
        self._timer.start(0)

    def _ask(self) -> None:
        until = time.monotonic() + _SLICE_SECONDS
        for _ in self._asking:
            if time.monotonic() > until:
                return
        self._timer.stop()
        self._background.run(self._bring_in, lambda nothing: self.done.emit())

    def _bring_in(self, task: Task[None]) -> None:
        for name in self._modules:
            if not task.cancelled:
                importlib.import_module(name)


def _qt_classes() -> Iterator[object]:
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            yield getattr(module, name)
