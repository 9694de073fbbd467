"""Looking closer at a stretch of a curve: the wheel, or the stretch that is dragged over."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor


class ZoomBox(pg.ViewBox):
    """What a curve lies in. Only the steps are zoomed: the height follows what is in view.

    Dragging with the left button marks the stretch to look at; with the middle one, or with Shift, it moves.
    """

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)
        self._mark = pg.LinearRegionItem(movable=False)
        self._mark.setZValue(20)
        self._mark.hide()
        self.addItem(self._mark, ignoreBounds=True)

    def set_mark_colour(self, colour: str) -> None:
        """Draw the stretch that is dragged over in this colour."""
        veil = QColor(colour)
        veil.setAlpha(40)
        self._mark.setBrush(pg.mkBrush(veil))
        for line in self._mark.lines:
            line.setPen(pg.mkPen(colour))

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Mark a stretch and look closer at it, or move."""
        moves = ev.button() != Qt.MouseButton.LeftButton or ev.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if axis is not None or moves:
            super().mouseDragEvent(ev, axis=axis)
            return
        ev.accept()
        ends = sorted(self.mapToView(position).x() for position in (ev.buttonDownPos(), ev.pos()))
        self._mark.setRegion(ends)
        self._mark.setVisible(not ev.isFinish())
        if ev.isFinish():
            self.setXRange(*ends, padding=0)
            self.sigRangeChangedManually.emit(self.state["mouseEnabled"])


class OverlaidBox(pg.ViewBox):
    """What a second curve lies in, over the first, with a height of its own. The mouse goes through it."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=False, y=False)
        self.setZValue(10)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Leave it to the box below: pyqtgraph would take even what it does nothing with."""
        ev.ignore()
