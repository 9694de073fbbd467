"""One chart: bars with their words and numbers, of which one can be chosen."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.surfaces import plain_tip

MOST_BARS: Final = 14
"""More are counted, not drawn: a chart is to be seen at a glance."""
_GAP: Final = 10
INSET: Final = 6
"""Pixels, to the left of the words and to the right of the numbers."""
_SHORTEST: Final = 2.0
"""Pixels. One row of a million is still a bar."""
_QUERY: Final = Qt.ItemDataRole.UserRole
_COUNT: Final = Qt.ItemDataRole.UserRole + 1


class Bar(Protocol):
    """What is drawn as a bar (`data.charts` makes them)."""

    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def query(self) -> str: ...


class BarList(QListView):
    """Horizontal bars under each other. A click, Enter or Space chooses one; once more, none."""

    query_wanted = Signal(str)
    """The search that gives exactly the rows of the chosen bar; "" when none is chosen any more."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._query = ""
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(appearance, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        # The card around it is its frame.
        self.setStyleSheet("QListView { border: 1px solid transparent; border-radius: 6px; }")
        self.clicked.connect(self._toggle)
        appearance.changed.connect(self.updateGeometry)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these in place of those before. The keys stay at the bar that they are at."""
        shown = bars[:MOST_BARS]
        now = self.currentIndex().data(_QUERY)
        self._model.removeRows(len(shown), max(0, self._model.rowCount() - len(shown)))
        for row, bar in enumerate(shown):
            if row == self._model.rowCount():
                self._model.appendRow(QStandardItem())
            item = self._model.item(row)
            item.setText(bar.label)
            item.setData(bar.query, _QUERY)
            item.setData(bar.count, _COUNT)
            item.setData(self._spoken(bar), Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(plain_tip(self._spoken(bar)))
            if bar.query == now:
                self.setCurrentIndex(item.index())
        self.updateGeometry()

    def show_query(self, query: str) -> None:
        """Mark the bar that this search shows the rows of."""
        self._query = query
        self.viewport().update()

    @property
    def query(self) -> str:
        """The search that is shown."""
        return self._query

    @property
    def most(self) -> int:
        """The longest bar's number, 1 or more."""
        rows = range(self._model.rowCount())
        return max((int(self._model.item(row).data(_COUNT)) for row in rows), default=1) or 1

    @property
    def label_width(self) -> int:
        """The room that the words of all bars need, in pixels."""
        metrics = self.fontMetrics()
        rows = range(self._model.rowCount())
        widest = max((metrics.horizontalAdvance(self._model.item(row).text()) for row in rows), default=0)
        return min(widest, round(0.46 * self.viewport().width()))

    def sizeHint(self) -> QSize:
        """As high as all bars."""
        height = self._model.rowCount() * _bar_height(self) + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """The same: it is what lies around it that scrolls."""
        return QSize(self.fontMetrics().averageCharWidth() * 24, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the bar that the keys are at."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        if index.isValid():
            query = str(index.data(_QUERY))
            self.query_wanted.emit("" if query == self._query else query)

    def _spoken(self, bar: Bar) -> str:
        said = self.tr("{label}: 1 row") if bar.count == 1 else self.tr("{label}: {n} rows")
        return said.format(label=bar.label, n=f"{bar.count:,}")


def _bar_height(bars: QWidget) -> int:
    return round(bars.fontMetrics().height() * 1.35) + 2


class _Painter(QStyledItemDelegate):
    def __init__(self, appearance: Appearance, bars: BarList) -> None:
        super().__init__(bars)
        self._appearance = appearance
        self._bars = bars

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line, and some room."""
        return QSize(0, _bar_height(self._bars))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words, the bar, the number."""
        colours, bars = self._appearance.colours, self._bars
        room = QRectF(option.rect)
        state = option.state
        chosen = bool(bars.query) and index.data(_QUERY) == bars.query
        focused = bars.hasFocus() and index == bars.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QColor(colours.accent) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if chosen else colours.hover))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        metrics = bars.fontMetrics()
        number_width = metrics.horizontalAdvance(f"{bars.most:,}")
        label = QRectF(room.left() + INSET, room.top(), bars.label_width, room.height())
        left, right = label.right() + _GAP, room.right() - INSET
        longest = max(_SHORTEST, right - number_width - _GAP - left)
        rows = int(index.data(_COUNT))
        length = max(_SHORTEST, longest * rows / bars.most) if rows else 0.0
        painter.setPen(QColor(colours.text))
        words = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, round(label.width()) + 1)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if chosen else colours.part))
        thick = room.height() * 0.52
        painter.drawRoundedRect(QRectF(left, room.center().y() - thick / 2, length, thick), 2, 2)
        painter.setPen(QColor(colours.muted))
        beside = QRectF(left + length + _GAP * 0.7, room.top(), number_width + _GAP, room.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{rows:,}")
        painter.restore()
