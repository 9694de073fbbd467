"""How many parts are right after learning from so many rows, and what twice as many would bring."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from geoft_gui.evaluation.learning_curve import Expected, LearningCurve, Measured, share_interval
from geoft_gui.ui.widgets.plot_colours import LIGHT, PlotColours

_POINT_PIXELS: Final = 9
_BAND_OPACITY: Final = 45
_LEAST_LINES: Final = 12
"""Heights of a line of text that the plot needs to be read."""


class RowsAxis(pg.AxisItem):
    """The bottom axis: its values are logarithms (base 2) of numbers of rows, read as those numbers."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.rows: tuple[int, ...] = ()
        """What is marked: the sizes that were tried, and the one that is looked ahead to."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        """Where the ticks lie."""
        return [(1.0, [math.log2(rows) for rows in self.rows])]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        return [f"{round(2**value):,}" for value in values]


class LearningPlot(QWidget):
    """Points with their 95 % intervals, the fitted curve, and dashed what it expects beyond them."""

    def __init__(self, colours: PlotColours = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = pg.GraphicsLayoutWidget()
        self._axis = RowsAxis()
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._plot = self._view.addPlot(viewBox=box, axisItems={"bottom": self._axis})
        self._low, self._high = pg.PlotDataItem(), pg.PlotDataItem()
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._known, self._ahead = pg.PlotDataItem(antialias=True), pg.PlotDataItem(antialias=True)
        self._bars = pg.ErrorBarItem(beam=0.06)
        self._points = pg.ScatterPlotItem(size=_POINT_PIXELS)
        for item in (self._band, self._known, self._ahead, self._bars, self._points):
            self._plot.addItem(item)
        self._plot.hideButtons()
        self._plot.setLabel("bottom", self.tr("Rows learnt from"))
        self._plot.setLabel("left", self.tr("Parts right (%)"))
        self._plot.showGrid(y=True, alpha=0.5)
        self._plot.setYRange(0, 100, padding=0.04)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setMinimumHeight(_LEAST_LINES * self.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._view)
        self.setAccessibleName(self.tr("Learning curve"))
        self.set_colours(colours)

    def show_curve(self, measured: Sequence[Measured], curve: LearningCurve) -> None:
        """Draw these trainings, and the curve through them where there is one."""
        rows = np.array([each.rows for each in measured], float)
        percent = np.array([100 * each.correct for each in measured], float)
        intervals = [share_interval(each.correct, each.scored) for each in measured]
        low, high = (100 * np.array([ends[side] for ends in intervals], float) for side in (0, 1))
        at = np.log2(rows)
        self._points.setData(at, percent)
        # Of no length below zero: a share of nothing right lies below the middle of its interval.
        below, above = np.maximum(percent - low, 0), np.maximum(high - percent, 0)
        self._bars.setData(x=at, y=percent, bottom=below, top=above)
        most = max((each.rows for each in measured), default=1)
        _draw(self._known, [each for each in curve.line if each.rows <= most])
        beyond = [each for each in curve.line if each.rows >= most]
        _draw(self._ahead, beyond)
        self._low.setData([math.log2(each.rows) for each in beyond], [100 * each.low for each in beyond])
        self._high.setData([math.log2(each.rows) for each in beyond], [100 * each.high for each in beyond])
        marked = {each.rows for each in measured} | ({curve.doubled.rows} if curve.doubled else set())
        self._axis.rows = _apart(sorted(marked))
        if marked:
            self._plot.setXRange(math.log2(min(marked)) - 0.2, math.log2(max(marked)) + 0.2, padding=0)

    def set_colours(self, colours: PlotColours) -> None:
        """Draw in these colours from now on."""
        pixels = self.devicePixelRatioF()
        self._view.setBackground(colours.background)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(colours.grid, width=pixels))
            axis.setTextPen(pg.mkPen(colours.muted))
        veil = QColor(colours.correct)
        veil.setAlpha(_BAND_OPACITY)
        self._band.setBrush(pg.mkBrush(veil))
        self._known.setPen(pg.mkPen(colours.correct, width=2 * pixels))
        self._ahead.setPen(pg.mkPen(colours.correct, width=2 * pixels, style=Qt.PenStyle.DashLine))
        self._points.setBrush(pg.mkBrush(colours.correct))
        self._points.setPen(pg.mkPen(colours.background, width=pixels))
        self._bars.setData(pen=pg.mkPen(colours.muted, width=pixels))


def _draw(line: Any, expected: Sequence[Expected]) -> None:
    line.setData([math.log2(each.rows) for each in expected], [100 * each.correct for each in expected])


def _apart(rows: Sequence[int]) -> tuple[int, ...]:
    """The largest, and of the others those whose numbers do not touch the next one's."""
    kept: list[int] = []
    for each in reversed(rows):
        if not kept or each * 1.5 <= kept[-1]:
            kept.append(each)
    return tuple(reversed(kept))
