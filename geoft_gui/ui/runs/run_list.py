"""The list of runs: name, state in words, when, and the loss as a curve as small as a word."""

from collections.abc import Sequence
from math import inf
from typing import Final

from PySide6.QtCore import QItemSelection, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.run_list_model import Index, RunListModel, StateRole, when_made
from geoft_gui.ui.runs.state_words import sign_of, state_line

_PADDING: Final = 10
_GAP: Final = 3
_SIGN_PIXELS: Final = 16
_CURVE_EMS: Final = 5.5


class RunList(QListView):
    """Shows the runs that it is told of; `chosen` says which RunFolder the user wants to see."""

    chosen = Signal(object)
    menu_wanted = Signal(object, QPoint)
    """What can be done to this RunState, at this point of the screen."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._runs = RunListModel()
        self.setModel(self._runs)
        self.setItemDelegate(RunDelegate(appearance, self))
        self.setAccessibleName(self.tr("Runs, newest first"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        appearance.changed.connect(self._wear)

    def show_states(self, states: Sequence[RunState]) -> None:
        """Show these runs: first those of the queue in its order, then the others as they come."""
        self._runs.show_states(sorted(states, key=lambda state: inf if state.place is None else state.place))

    def choose(self, folder: RunFolder | None) -> bool:
        """Select a run, or none; whether it is in the list."""
        row = None if folder is None else self._runs.row_of(folder)
        if row is None:
            self.selectionModel().clearSelection()
            return False
        self.setCurrentIndex(self._runs.index(row))
        self.scrollTo(self._runs.index(row))
        return True

    @property
    def chosen_run(self) -> RunFolder | None:
        """The run that is selected."""
        rows = self.selectionModel().selectedRows()
        return self._runs.state_at(rows[0].row()).folder if rows else None

    def _ask_for_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.menu_wanted.emit(index.data(StateRole), self.viewport().mapToGlobal(at))

    def _tell(self, selected: QItemSelection) -> None:
        if not selected.isEmpty():
            self.chosen.emit(self.chosen_run)

    def _wear(self) -> None:
        # Rows are as high as their text.
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class RunDelegate(QStyledItemDelegate):
    """Paints a run: no widget for each row."""

    def __init__(self, appearance: Appearance, parent: QListView) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._signs: dict[tuple[str, str], QPixmap] = {}
        """Drawn once for each colour: a list is painted often."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines of text."""
        line = QFontMetrics(option.font).height()
        return QSize(12 * line, 3 * line + 2 * _GAP + 2 * _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        state: RunState = index.data(StateRole)
        colours = self._appearance.colours
        room: QRect = option.rect
        flags = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_selected = bool(flags & QStyle.StateFlag.State_Selected)
        if is_selected or flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(room, QColor(colours.selection if is_selected else colours.hover))
        if is_selected:
            painter.fillRect(QRect(room.left(), room.top(), 3, room.height()), QColor(colours.accent))
        inner = room.adjusted(_PADDING + 2, _PADDING, -_PADDING, -_PADDING)
        name_font = QFont(option.font)
        plain = QFontMetrics(name_font)
        name_font.setWeight(QFont.Weight.DemiBold)
        line = plain.height()
        painter.setFont(name_font)
        painter.setPen(QColor(colours.text))
        self._text(painter, QFontMetrics(name_font), inner.left(), inner.top(), inner.width(), state.name)
        painter.setFont(option.font)
        second = inner.top() + line + _GAP
        sign = sign_of(state)
        shade = sign.colour(colours)
        if (drawn := self._signs.get((sign.icon, shade))) is None:
            drawn = self._signs[sign.icon, shade] = pixmap(sign.icon, shade, _SIGN_PIXELS)
        painter.drawPixmap(inner.left(), second + (line - _SIGN_PIXELS) // 2, drawn)
        painter.setPen(QColor(colours.text if sign.mood in {"active", "muted"} else shade))
        left = inner.left() + _SIGN_PIXELS + 6
        self._text(painter, plain, left, second, inner.right() - left, state_line(state))
        third = second + line + _GAP
        painter.setPen(QColor(colours.muted))
        made = when_made(state)
        self._text(painter, plain, left, third, inner.right() - left, made)
        curve = min(round(_CURVE_EMS * line), inner.right() - left - plain.horizontalAdvance(made) - 8)
        if state.losses and curve > line:
            place = QRectF(inner.right() - curve, third + 1, curve, line - 2)
            _draw_curve(painter, place, state.losses, colours.plot.loss)
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, metrics: QFontMetrics, x: int, y: int, width: int, text: str) -> None:
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(x, y + metrics.ascent(), elided)


def _draw_curve(painter: QPainter, room: QRectF, values: Sequence[float], colour: str) -> None:
    """The values from left to right, the lowest at the bottom of the room and the highest at its top."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    width = room.width() / max(1, len(values) - 1)
    points = [
        QPointF(room.left() + place * width, room.bottom() - (value - low) / span * room.height())
        for place, value in enumerate(values)
    ]
    painter.setPen(QPen(QBrush(QColor(colour)), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
