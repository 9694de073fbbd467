"""How a training goes, as a picture: loss, held-out loss, and how many parts are right."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.runs.events import Evaluation, Event, ScoreEvent, Step
from geoft_gui.runs.words import score_sentence
from geoft_gui.ui.widgets.curve_points import CurvePoints, extremes, smoothed
from geoft_gui.ui.widgets.plot_colours import LIGHT, PlotColours
from geoft_gui.ui.widgets.plot_legend import PlotLegend

REDRAW_MILLISECONDS: Final = 100
BUCKETS: Final = 500
SMOOTH_POINTS: Final = 200
_MARGIN: Final = 0.04
"""Part of the height left free below zero and above the highest point, on both axes alike."""


class LossPlot(QWidget):
    """The curves of one run, redrawn ten times a second at most, however fast events come.

    The wheel looks closer at a stretch of steps; a double click shows the whole run again.
    """

    def __init__(self, colours: PlotColours = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._loss = CurvePoints()
        self._held_out = CurvePoints()
        self._correct = CurvePoints()
        self._not_finite = CurvePoints()
        self._scores: list[ScoreEvent] = []
        self._total_steps = 1
        self._looks_closer = False
        self._view = pg.GraphicsLayoutWidget()
        self._plot = self._view.addPlot()
        self._rates = pg.ViewBox(enableMenu=False)
        self._raw_line = _line_in(self._plot)
        self._smooth_line = _line_in(self._plot)
        self._held_out_line = _line_in(self._plot)
        self._trouble_marks = _line_in(self._plot)
        self._correct_line = _line_in(self._rates)
        self._hover_line = pg.InfiniteLine(angle=90, movable=False)
        self._last_correct = pg.TextItem(anchor=(0.5, 1.35))
        self._legend = PlotLegend()
        self._readout = QLabel()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MILLISECONDS)
        self._redraw.timeout.connect(self.draw)
        self._build_axes()
        self._build_layout()
        self.set_colours(colours)

    def set_run(self, events: Iterable[Event]) -> None:
        """Show another run: forget all points and take these events."""
        for points in (self._loss, self._held_out, self._correct, self._not_finite):
            points.clear()
        self._scores.clear()
        self._total_steps = 1
        self._looks_closer = False
        for event in events:
            self._take(event)
        self.draw()

    def append(self, event: Event) -> None:
        """Take one more event; one that holds no point of a curve changes nothing."""
        if self._take(event) and not self._redraw.isActive():
            self._redraw.start()

    def set_colours(self, colours: PlotColours) -> None:
        """Draw in other colours, as when the system turns dark."""
        self._colours = colours
        # pyqtgraph's pens are as many pixels wide as they say, however many of them make a point.
        pixels = self.devicePixelRatioF()
        self._view.setBackground(colours.background)
        for side in ("left", "bottom", "right"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.grid, width=pixels))
            axis.setTextPen(pg.mkPen(colours.muted))
        self._raw_line.setPen(pg.mkPen(colours.loss_faint, width=pixels))
        self._smooth_line.setPen(pg.mkPen(colours.loss, width=2 * pixels))
        for line, colour, symbol, size in (
            (self._held_out_line, colours.held_out, "o", 9),
            (self._correct_line, colours.correct, "d", 12),
        ):
            line.setPen(pg.mkPen(colour, width=2 * pixels))
            line.setSymbol(symbol)
            line.setSymbolSize(size)
            line.setSymbolBrush(colour)
            # A rim in the background's colour keeps a marker apart from the lines that it lies on.
            line.setSymbolPen(pg.mkPen(colours.background, width=1.5 * pixels))
        self._trouble_marks.setPen(None)
        self._trouble_marks.setSymbol("x")
        self._trouble_marks.setSymbolBrush(colours.trouble)
        self._trouble_marks.setSymbolPen(None)
        self._last_correct.setColor(colours.correct)
        self._hover_line.setPen(pg.mkPen(colours.muted, width=pixels, style=Qt.PenStyle.DotLine))
        self._legend.set_colours(colours)
        self._readout.setStyleSheet(f"color: {colours.muted};")
        self.setStyleSheet(f"LossPlot {{ background: {colours.background}; }}")

    def draw(self) -> None:
        """Draw what has come. Called by itself; a picture calls it to be sure."""
        if not self._looks_closer:
            self._plot.setXRange(0, self._total_steps, padding=0.02)
        (low, high), _ = self._plot.viewRange()
        x, y = self._loss.between(low, high)
        self._raw_line.setData(*extremes(x, y, BUCKETS))
        self._smooth_line.setData(*smoothed(x, y, SMOOTH_POINTS))
        self._held_out_line.setData(self._held_out.x, self._held_out.y)
        self._correct_line.setData(self._correct.x, self._correct.y)
        self._trouble_marks.setData(self._not_finite.x, self._not_finite.y)
        self._legend.show_trouble(len(self._not_finite) > 0)
        top = max(y.max(initial=0), self._held_out.between(low, high)[1].max(initial=0)) or 1.0
        self._plot.setYRange(0, top, padding=_MARGIN)
        self._last_correct.setVisible(len(self._correct) > 0)
        if self._scores:
            self._last_correct.setText(f"{self._correct.y[-1]:.0f} %")
            self._last_correct.setPos(self._correct.x[-1], self._correct.y[-1])
            self.setAccessibleDescription(score_sentence(self._scores))

    def changeEvent(self, event: QEvent) -> None:
        """Keep lines as wide as they were when the window moves to a finer screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.set_colours(self._colours)

    def _build_axes(self) -> None:
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=True, y=False)
        self._plot.showGrid(x=False, y=True, alpha=0.6)
        self._plot.setLabel("bottom", "Training step")
        self._plot.setLabel("left", "Loss (lower is better)")
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(maxTickLevel=0)
        self._plot.showAxis("right")
        self._plot.setLabel("right", "Parts right")
        right = self._plot.getAxis("right")
        right.setGrid(False)
        right.linkToView(self._rates)
        right.setTicks([[(percent, f"{percent} %") for percent in range(0, 101, 20)]])
        self._plot.scene().addItem(self._rates)
        self._rates.setXLink(self._plot)
        self._rates.setYRange(0, 100, padding=_MARGIN)
        self._rates.setMouseEnabled(x=False, y=False)
        self._rates.setZValue(10)
        self._rates.addItem(self._last_correct, ignoreBounds=True)
        self._plot.addItem(self._hover_line, ignoreBounds=True)
        self._hover_line.hide()
        self._plot.vb.sigResized.connect(self._lay_rates_over)
        self._plot.vb.sigRangeChangedManually.connect(self._look_closer)
        self._plot.scene().sigMouseMoved.connect(self._hover)
        self._plot.scene().sigMouseClicked.connect(self._click)

    def _build_layout(self) -> None:
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.addWidget(self._legend)
        top.addWidget(self._readout, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self._view, stretch=1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Training curves")

    def _take(self, event: Event) -> bool:
        if isinstance(event, Step):
            self._total_steps = event.total_steps
            if event.loss is None:
                # A curve cannot show a number that is none, but that it came must be seen.
                self._not_finite.append(event.step, 0.0)
            else:
                self._loss.append(event.step, event.loss)
        elif isinstance(event, Evaluation) and event.loss is not None:
            self._held_out.append(event.step, event.loss)
        elif isinstance(event, ScoreEvent):
            self._correct.append(event.step, 100 * event.correct)
            self._scores = [*(score for score in self._scores if score.step < event.step), event]
        else:
            return False
        return True

    def _lay_rates_over(self) -> None:
        self._rates.setGeometry(self._plot.vb.sceneBoundingRect())
        self._rates.linkedViewChanged(self._plot.vb, self._rates.XAxis)

    def _look_closer(self) -> None:
        self._looks_closer = True
        self._redraw.start()

    def _click(self, click: Any) -> None:
        if click.double():
            self._looks_closer = False
            self.draw()

    def _hover(self, position: QPointF) -> None:
        inside = self._plot.vb.sceneBoundingRect().contains(position) and len(self._loss) > 0
        self._hover_line.setVisible(inside)
        if not inside:
            self._readout.clear()
            return
        pointed = self._plot.vb.mapSceneToView(position).x()
        nearest = int(np.abs(self._loss.x - pointed).argmin())
        self._hover_line.setPos(self._loss.x[nearest])
        self._readout.setText(f"step {self._loss.x[nearest]:,.0f} · loss {self._loss.y[nearest]:.3g}")


def _line_in(where: Any) -> Any:
    line = pg.PlotDataItem(antialias=True)
    where.addItem(line)
    return line
