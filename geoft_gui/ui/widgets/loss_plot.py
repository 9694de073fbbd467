"""How a training goes, as a picture: loss, held-out loss, and how many parts are right."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from geoft_gui.runs.events import Event
from geoft_gui.runs.words import score_sentence
from geoft_gui.ui.widgets.curve_points import Floats, extremes, smoothed
from geoft_gui.ui.widgets.drawn_points import DrawnPoints, points_of
from geoft_gui.ui.widgets.plot_axes import LossAxis, PercentAxis, StepAxis
from geoft_gui.ui.widgets.plot_colours import LIGHT, PlotColours
from geoft_gui.ui.widgets.plot_controls import SHARES, USUAL
from geoft_gui.ui.widgets.plot_legend import PlotLegend
from geoft_gui.ui.widgets.plot_readout import PlotReadout, Reading
from geoft_gui.ui.widgets.run_points import RunPoints
from geoft_gui.ui.widgets.zoom_box import OverlaidBox, ZoomBox

REDRAW_MILLISECONDS: Final = 100
BUCKETS: Final = 500
SMOOTH_POINTS: Final = 200
CLOSEST_STEPS: Final = 10
"""No fewer steps than these are ever stretched over the whole width."""
_BEYOND: Final = 0.02
"""Part of the run left free before its first and after its last step."""
_MARGIN: Final = 0.04
"""Part of the height left free below zero and above the highest point, on both axes alike."""
_KEY_ZOOM: Final = 0.8
_LEAST_LINES: Final = 10
"""Heights of a line of text that curves and axes need to be read."""


class LossPlot(QWidget):
    """The curves of one run, redrawn ten times a second at most, however fast events come.

    The wheel, or dragging over a stretch of steps, looks closer at it; a double click shows the whole run
    again. With the keyboard: + and - look closer and less close, the arrows move, Home shows the whole run.
    """

    zoomed = Signal(bool)
    """Only a part of the run is in view from now on, or the whole of it again."""

    def __init__(self, colours: PlotColours = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._points = RunPoints()
        self._looks_closer = False
        self._log_scale = False
        self._smoothing = SHARES[USUAL]
        self._pointer: QPointF | None = None
        self._view = pg.GraphicsLayoutWidget()
        self._loss_axis = LossAxis()
        self._box = ZoomBox()
        axes = {"left": self._loss_axis, "bottom": StepAxis(), "right": PercentAxis()}
        self._plot = self._view.addPlot(viewBox=self._box, axisItems=axes)
        self._rates = OverlaidBox()
        self._raw_line = _line_in(self._plot)
        self._smooth_line = _line_in(self._plot)
        self._held_out_line = _line_in(self._plot)
        self._trouble_marks = _line_in(self._plot)
        self._correct_line = _line_in(self._rates)
        self._hover_line = pg.InfiniteLine(angle=90, movable=False)
        self._last_correct = pg.TextItem(anchor=(0.5, 1.35))
        self._legend = PlotLegend()
        self._readout = PlotReadout(self._view)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MILLISECONDS)
        self._redraw.timeout.connect(self.draw)
        self._build_axes()
        self._build_layout()
        self.set_colours(colours)

    def set_run(self, events: Iterable[Event]) -> None:
        """Show another run: forget all points and take these events."""
        self._points = RunPoints()
        for event in events:
            self._points.take(event)
        self.show_whole_run()

    def append(self, event: Event) -> None:
        """Take one more event; one that holds no point of a curve changes nothing."""
        if self._points.take(event) and not self._redraw.isActive():
            self._redraw.start()

    def show_whole_run(self) -> None:
        """Show all steps again."""
        self._note_zoom(False)
        self.draw()

    def show_rates(self, there_are: bool) -> None:
        """Keep room for the share of right parts, unless nobody judges the model by them."""
        self._legend.show_rates(there_are)
        self._plot.showAxis("right", show=there_are)

    def set_log_scale(self, log_scale: bool) -> None:
        """Draw the losses by their logarithm, or as they are. A loss of zero has no logarithm: left out."""
        self._log_scale = log_scale
        self._loss_axis.set_logarithmic(log_scale)
        self.draw()

    def set_smoothing(self, share: float) -> None:
        """Take means over this part of the curve in view; 0: draw every step as it was."""
        self._smoothing = share
        self._pen_lines()
        self.draw()

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
        self._pen_lines()
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
        self._box.set_mark_colour(colours.loss)
        self._legend.set_colours(colours)
        self._readout.set_colours(colours)
        self.setStyleSheet(
            f"LossPlot {{ background: {colours.background}; border: 1px solid {colours.background}; }}"
            f" LossPlot:focus {{ border: 1px solid {colours.loss}; border-radius: 6px; }}"
        )

    def draw(self) -> None:
        """Draw what has come. Called by itself; a picture calls it to be sure."""
        whole = self._whole_range()
        self._box.setLimits(xMin=whole[0], xMax=whole[1], minXRange=min(CLOSEST_STEPS, whole[1] - whole[0]))
        if not self._looks_closer:
            self._plot.setXRange(*whole, padding=0)
        (low, high), _ = self._plot.viewRange()
        points = self._points
        x, y = points.loss.between(low, high)
        smooth = smoothed(x, y, SMOOTH_POINTS, self._smoothing) if self._smoothing else (x[:0], y[:0])
        self._raw_line.setData(*self._on_scale(*extremes(x, y, BUCKETS)))
        self._smooth_line.setData(*self._on_scale(*smooth))
        self._held_out_line.setData(*self._on_scale(points.held_out.x, points.held_out.y))
        self._correct_line.setData(points.correct.x, points.correct.y)
        bottom = self._fit_height(y, points.held_out.between(low, high)[1])
        self._trouble_marks.setData(points.not_finite.x, np.full(len(points.not_finite), bottom))
        self._legend.show_trouble(len(points.not_finite) > 0)
        self._name_last_score()
        self.setAccessibleDescription(score_sentence(points.scores) if points.scores else "")
        self._read_out()

    def drawn(self) -> DrawnPoints:
        """What is drawn at the moment, for whoever cannot look at it."""
        return DrawnPoints(
            loss=points_of(self._raw_line),
            smoothed=points_of(self._smooth_line),
            held_out=points_of(self._held_out_line),
            correct=points_of(self._correct_line),
            not_finite=points_of(self._trouble_marks),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Keep lines as wide as they were on a finer screen, and axes readable with larger text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.set_colours(self._colours)
        elif event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the values away with the pointer."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look closer, less close, to the side, or at the whole run."""
        low, high = self._plot.viewRange()[0]
        width, middle = high - low, (low + high) / 2
        wanted = {
            Qt.Key.Key_Plus: (middle, width * _KEY_ZOOM),
            Qt.Key.Key_Minus: (middle, width / _KEY_ZOOM),
            Qt.Key.Key_Left: (middle - width / 10, width),
            Qt.Key.Key_Right: (middle + width / 10, width),
        }.get(Qt.Key(event.key()))
        if wanted is not None:
            middle, width = wanted
            self._plot.setXRange(middle - width / 2, middle + width / 2, padding=0)
            self._look_closer()
        elif event.key() == Qt.Key.Key_Home:
            self.show_whole_run()
        else:
            super().keyPressEvent(event)

    def _build_axes(self) -> None:
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.showGrid(x=False, y=True, alpha=0.6)
        self._plot.setLabel("bottom", self.tr("Training step"))
        self._name_loss()
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(maxTickLevel=0, hideOverlappingLabels=False)
        self._plot.showAxis("right")
        self._plot.setLabel("right", self.tr("Parts right"))
        right = self._plot.getAxis("right")
        right.setGrid(False)
        right.linkToView(self._rates)
        self._plot.scene().addItem(self._rates)
        self._rates.setXLink(self._plot)
        self._rates.setYRange(0, 100, padding=_MARGIN)
        self._rates.addItem(self._last_correct, ignoreBounds=True)
        self._plot.addItem(self._hover_line, ignoreBounds=True)
        self._hover_line.hide()
        self._box.sigResized.connect(self._lay_rates_over)
        self._box.sigResized.connect(self._name_loss)
        self._box.sigRangeChangedManually.connect(self._look_closer)
        self._plot.scene().sigMouseMoved.connect(self._hover)
        self._plot.scene().sigMouseClicked.connect(self._click)

    def _build_layout(self) -> None:
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.installEventFilter(self)
        self._keep_room()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._legend)
        column.addWidget(self._view, stretch=1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Training curves"))

    def _keep_room(self) -> None:
        self._view.setMinimumHeight(_LEAST_LINES * self.fontMetrics().lineSpacing())

    def _pen_lines(self) -> None:
        pixels = self.devicePixelRatioF()
        # Alone, the line of every step need not stand back behind its means.
        raw = self._colours.loss_faint if self._smoothing else self._colours.loss
        self._raw_line.setPen(pg.mkPen(raw, width=pixels))
        self._smooth_line.setPen(pg.mkPen(self._colours.loss, width=2 * pixels))

    def _name_last_score(self) -> None:
        correct = self._points.correct
        self._last_correct.setVisible(len(correct) > 0)
        if len(correct):
            step, percent = correct.x[-1], correct.y[-1]
            self._last_correct.setText(f"{percent:.0f} %")
            # Near an edge there is room on the other side of the point only.
            at_end = step > 0.95 * self._points.total_steps
            self._last_correct.setAnchor((1.0 if at_end else 0.5, -0.35 if percent > 85 else 1.35))
            self._last_correct.setPos(step, percent)

    def _whole_range(self) -> tuple[float, float]:
        total = self._points.total_steps
        return -_BEYOND * total, (1 + _BEYOND) * total

    def _on_scale(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The points where they are drawn."""
        if not self._log_scale:
            return x, y
        positive = y > 0
        return x[positive], np.log10(y[positive])

    def _fit_height(self, *curves: Floats) -> float:
        """Make the height fit what is in view; returns its lower end."""
        losses = np.concatenate(curves)
        if not self._log_scale:
            self._plot.setYRange(0, losses.max(initial=0) or 1.0, padding=_MARGIN)
            return 0.0
        positive = np.log10(losses[losses > 0])
        bottom, top = (positive.min(), positive.max()) if len(positive) else (-1.0, 0.0)
        # All losses alike still need a height to lie in.
        self._plot.setYRange(bottom, max(top, bottom + 0.1), padding=_MARGIN)
        return float(bottom)

    def _lay_rates_over(self) -> None:
        self._rates.setGeometry(self._box.sceneBoundingRect())
        self._rates.linkedViewChanged(self._box, self._rates.XAxis)

    def _name_loss(self) -> None:
        """Say which way is good, where the axis is long enough for that."""
        whole = self.tr("Loss (lower is better)")
        fits = self.fontMetrics().horizontalAdvance(whole) < self._box.height()
        self._plot.setLabel("left", whole if fits else self.tr("Loss"))

    def _look_closer(self) -> None:
        low, high = self._plot.viewRange()[0]
        whole = self._whole_range()
        self._note_zoom(high - low < 0.999 * (whole[1] - whole[0]))
        self._redraw.start()

    def _note_zoom(self, looks_closer: bool) -> None:
        if looks_closer != self._looks_closer:
            self._looks_closer = looks_closer
            self.zoomed.emit(looks_closer)

    def _click(self, click: Any) -> None:
        if click.double():
            self.show_whole_run()

    def _hover(self, position: QPointF | None) -> None:
        self._pointer = position
        self._read_out()

    def _read_out(self) -> None:
        """Show the values where the pointer is."""
        inside = self._pointer is not None and self._box.sceneBoundingRect().contains(self._pointer)
        reading = self._reading_at(self._box.mapSceneToView(self._pointer).x()) if inside else None
        self._hover_line.setVisible(reading is not None)
        if reading is None or self._pointer is None:
            self._readout.hide()
            return
        self._hover_line.setPos(reading.step)
        self._readout.show_at(reading, self._view.mapFromScene(self._pointer))

    def _reading_at(self, pointed: float) -> Reading | None:
        points = self._points
        steps = [point for curve in (points.loss, points.not_finite) if (point := curve.nearest(pointed))]
        if not steps:
            return None
        step, loss = min(steps, key=lambda point: abs(point[0] - pointed))
        is_number = (step, loss) == steps[0] and len(points.loss) > 0
        held_out, correct = points.held_out.nearest(pointed), points.correct.nearest(pointed)
        judged = (held_out or correct or (None, None))[0]
        return Reading(
            step=step,
            loss=loss if is_number else None,
            smoothed=self._smoothed_at(step) if is_number else None,
            judged=judged,
            held_out=held_out[1] if held_out else None,
            # Both are of the same judging, unless only one of them could be measured.
            correct_percent=correct[1] if correct and correct[0] == judged else None,
        )

    def _smoothed_at(self, step: float) -> float | None:
        x, y = self._smooth_line.getData()
        if x is None or len(x) == 0:
            return None
        value = float(np.interp(step, x, y))
        return 10**value if self._log_scale else value


def _line_in(where: Any) -> Any:
    line = pg.PlotDataItem(antialias=True)
    where.addItem(line)
    return line
