"""Ten rows that were made, to be looked at: their prompts, and the part of the one that is chosen."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import put_icon
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.widgets.row_details import BUILDING_MILLISECONDS
from geoft_gui.ui.widgets.surfaces import Card, button, words

_LEAST_LIST: Final = 130
_BESIDE: Final = 12
_ABOVE: Final = 4
"""Pixels around the text of a row: what the theme has, and a little more."""
_ENDLESS: Final = 10_000
_ANSWER: Final = Qt.ItemDataRole.UserRole


class MadeRows(Card):
    """Shows rows, each a `prompt` and an `answer`, and offers others."""

    others_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.column.setContentsMargins(14, 12, 14, 8)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("The first rows"))
        self.list.setWordWrap(True)
        self.list.setItemDelegate(_Wrapping(self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumHeight(_LEAST_LIST)
        self.list.setTabKeyNavigation(False)
        self.list.currentItemChanged.connect(self._show_part)
        self.part = PartView(desk.appearance)
        self._building = QTimer(self)
        self._building.setSingleShot(True)
        self._building.setInterval(BUILDING_MILLISECONDS)
        self._building.timeout.connect(lambda: self.part.clear(self.tr("Building the part …")))
        self.others = button(
            self.tr("Ten others"), self.others_wanted.emit, tip=self.tr("Make rows from another seed.")
        )
        self.others.setAutoDefault(False)
        head = QHBoxLayout()
        head.addWidget(words(self.tr("The first ten"), "heading", wrap=False), stretch=1)
        head.addWidget(self.others)
        self.column.addLayout(head)
        self.column.addWidget(self.list, stretch=3)
        self.column.addWidget(self.part, stretch=4)
        desk.appearance.changed.connect(self._wear)
        self._wear()

    def show_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Show these, and the part of the first."""
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(row["prompt"])
            item.setData(_ANSWER, row["answer"])
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def say_why_empty(self, sentence: str) -> None:
        """Show no rows, and this in their place."""
        self.list.clear()
        self._building.stop()
        self._desk.workbench.forget(self)
        self.part.clear(sentence)

    def _show_part(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._building.start()
            self._desk.workbench.look(item.data(_ANSWER), self._show_look, of=self)

    def _show_look(self, look: Look) -> None:
        self._building.stop()
        self.part.show_look(look)

    def _wear(self) -> None:
        put_icon(self.others, "dices", self._desk.appearance.colours.muted)


class _Wrapping(QStyledItemDelegate):
    """Gives each item the height of its whole text: Qt leaves out the room that the theme puts around it."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as its lines are in the width that there is."""
        width = self._rows.viewport().width()
        room = QRect(0, 0, width - 2 * _BESIDE, _ENDLESS)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        lines = self._rows.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap.value, text)
        return QSize(width, lines.height() + 2 * _ABOVE)
