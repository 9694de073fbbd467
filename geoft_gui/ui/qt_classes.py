"""Makes all of Qt's classes on the window's thread, before there is any other."""

import time
from collections.abc import Iterator
from typing import Final

from PySide6 import QtCore, QtGui, QtWidgets

_SLICE_SECONDS: Final = 0.005


class QtClasses:
    """PySide6 makes each of Qt's classes when it is first asked for: not safe beside other threads.

    The window crashed now and then while one of them ran, or asked for classes itself, as pyqtgraph does for
    all of them. All together take a tenth of a second.
    """

    def __init__(self) -> None:
        self._asking = _all_of_them()

    def make_some(self) -> bool:
        """Make some, for a few milliseconds; whether all are made now."""
        until = time.monotonic() + _SLICE_SECONDS
        return all(time.monotonic() <= until for _ in self._asking)

    def make_all(self) -> None:
        """Make those that are not made yet; called before another thread begins."""
        for _ in self._asking:
            pass


def _all_of_them() -> Iterator[object]:
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            yield getattr(module, name)
