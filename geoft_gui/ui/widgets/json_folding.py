"""Folding laid out JSON: a margin with marks, and lines that are hidden."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from geoft_gui.ui.appearance import Appearance

_OPENING: Final = ("{", "[")
_STAND_IN: Final = " …"


class JsonFolding(QWidget):
    """The margin of a text field. A click on a mark hides what is inside the brackets, or shows it again."""

    def __init__(self, text: QPlainTextEdit, appearance: Appearance) -> None:
        super().__init__(text)
        self._text = text
        self._appearance = appearance
        self._folded: set[int] = set()
        """The numbers of the lines whose brackets are folded."""
        self._on = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Click to fold and unfold. In the text, − folds all and + unfolds all."))
        text.updateRequest.connect(self._follow)
        self.hide()

    def set_on(self, on: bool) -> None:
        """Whether the text is one that can be folded. Another text stands there now: nothing is folded."""
        self._folded.clear()
        self._on = on
        self.lay_out()

    def lay_out(self) -> None:
        """Take the room to the left of the text."""
        width = round(self._text.fontMetrics().height() * 0.95) if self._on else 0
        if self._text.viewportMargins().left() != width:
            self._text.setViewportMargins(width, 0, 0, 0)
        room = self._text.viewport().geometry()
        self.setGeometry(room.left() - width, room.top(), width, room.height())
        self.setVisible(self._on)

    def fold_all(self) -> None:
        """Hide what is inside all brackets but the outermost."""
        block = self._text.document().firstBlock().next()
        while block.isValid():
            if block.isVisible() and _opens(block) and block.blockNumber() not in self._folded:
                self._fold(block)
            block = block.next()
        self._refresh()

    def unfold_all(self) -> None:
        """Show all lines."""
        if not self._folded:
            return
        self._folded.clear()
        block = self._text.document().firstBlock()
        while block.isValid():
            block.setVisible(True)
            block = block.next()
        self._refresh()

    def sizeHint(self) -> QSize:
        """As wide as a mark."""
        return QSize(self.width(), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold the line that was clicked."""
        for block, room in self._lines():
            if room.top() <= event.position().y() < room.bottom() and _opens(block):
                if block.blockNumber() in self._folded:
                    self._unfold(block)
                else:
                    self._fold(block)
                self._refresh()
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is dealt with: nothing behind the margin is clicked."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A mark for every line that opens a bracket."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._appearance.colours.muted))
        for block, room in self._lines():
            if _opens(block):
                size = self._text.fontMetrics().height() * 0.19
                line = QRectF(0, room.top(), self.width(), self._text.fontMetrics().height())
                painter.drawPolygon(
                    _mark(line.center(), size, points_right=block.blockNumber() in self._folded)
                )

    def paint_stand_ins(self) -> None:
        """On the text: what stands for the lines that are hidden."""
        if not self._folded:
            return
        painter = QPainter(self._text.viewport())
        painter.setFont(self._text.font())
        painter.setPen(QColor(self._appearance.colours.muted))
        for block, room in self._lines():
            if block.blockNumber() in self._folded:
                line = block.layout().lineAt(block.layout().lineCount() - 1)
                end = _end_of(block)
                said = f"{_STAND_IN} {end.text().strip()}" if end is not None else _STAND_IN
                right = room.left() + line.naturalTextRect().right()
                painter.drawText(QPointF(right, room.top() + line.y() + line.ascent()), said)
        painter.end()

    def _lines(self) -> list[tuple[QTextBlock, QRectF]]:
        """The blocks in sight, with their places on the text."""
        found = []
        block = self._text.firstVisibleBlock()
        place = self._text.contentOffset()
        height = self._text.viewport().height()
        top = self._text.blockBoundingGeometry(block).translated(place).top()
        while block.isValid() and top <= height:
            room = self._text.blockBoundingGeometry(block).translated(place)
            if block.isVisible():
                found.append((block, room))
            top = room.bottom()
            block = block.next()
        return found

    def _fold(self, block: QTextBlock) -> None:
        end = _end_of(block)
        if end is None:
            # It is still being written, or was cut.
            return
        self._folded.add(block.blockNumber())
        inside = block.next()
        while inside.isValid() and inside.blockNumber() <= end.blockNumber():
            inside.setVisible(False)
            inside = inside.next()

    def _unfold(self, block: QTextBlock) -> None:
        self._folded.discard(block.blockNumber())
        end = _end_of(block)
        inside = block.next()
        while end is not None and inside.isValid() and inside.blockNumber() <= end.blockNumber():
            inside.setVisible(True)
            # What was folded within stays so.
            within = _end_of(inside) if inside.blockNumber() in self._folded else None
            inside = inside.next() if within is None else within.next()

    def _refresh(self) -> None:
        document = self._text.document()
        document.markContentsDirty(0, document.characterCount())
        self._text.viewport().update()
        self.update()

    def _follow(self, room: object, moved: int) -> None:
        self.update()


def _opens(block: QTextBlock) -> bool:
    return block.text().endswith(_OPENING) and block.next().isValid()


def _end_of(block: QTextBlock) -> QTextBlock | None:
    """The line that closes the bracket which a line opens; None where none does."""
    depth = _indent(block)
    inside = block.next()
    while inside.isValid():
        if _indent(inside) <= depth:
            return inside if inside.text().strip()[:1] in {"}", "]"} else None
        inside = inside.next()
    return None


def _indent(block: QTextBlock) -> int:
    text = block.text()
    return len(text) - len(text.lstrip(" "))


def _mark(centre: QPointF, size: float, *, points_right: bool) -> QPolygonF:
    x, y = centre.x(), centre.y()
    if points_right:
        corners = [(x - size * 0.6, y - size), (x + size * 0.8, y), (x - size * 0.6, y + size)]
    else:
        corners = [(x - size, y - size * 0.6), (x + size, y - size * 0.6), (x, y + size * 0.8)]
    return QPolygonF([QPointF(*corner) for corner in corners])
