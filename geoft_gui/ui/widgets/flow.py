"""A row that goes on in the next line where there is no room: for buttons and legends of any text size."""

from typing import Final

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_GAP: Final = 8


class FlowLayout(QLayout):
    """Lays widgets out one after the other, as words on a page. Hidden widgets take no room."""

    def __init__(self, parent: QWidget | None = None, gap: int = _GAP) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem, /) -> None:
        """Take one more item (Qt's own way of adding a widget)."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem:
        """The item at a place; None beyond the last, as Qt asks for it."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int, /) -> QLayoutItem:
        """Take an item out; None beyond the last, as Qt asks for it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """No more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """The height of all lines at this width."""
        return self._lay(QRect(0, 0, width, 0), moves=False)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The widest item alone in its line."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, room: QRect, /) -> None:
        """Put every item in its place."""
        super().setGeometry(room)
        self._lay(room, moves=True)

    def _lay(self, room: QRect, *, moves: bool) -> int:
        x, y = room.left(), room.top()
        line: list[tuple[QLayoutItem, int]] = []
        height = 0

        def end_line() -> None:
            for item, left in line if moves else ():
                size = item.sizeHint()
                item.setGeometry(QRect(QPoint(left, y + (height - size.height()) // 2), size))

        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if line and x + size.width() > room.left() + room.width():
                end_line()
                x, y = room.left(), y + height + self._gap
                line, height = [], 0
            line.append((item, x))
            height = max(height, size.height())
            x += size.width() + self._gap
        end_line()
        return y + height - room.top()
