"""A place that can be scrolled where large text or a small window leaves too little room."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_LEAST_LINES: Final = 12


class Scrolled(QScrollArea):
    """A column of things. It fills its place, and is scrolled only where it cannot be made smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = LeastHigh()
        self._content.setProperty("surface", "clear")
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # What is reached by Tab is scrolled to: it need not be a stop on the way itself.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(self._content)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it: to be scrolled down is usual, to be scrolled sideways is not."""
        bar = self.verticalScrollBar().sizeHint().width()
        height = _LEAST_LINES * self.fontMetrics().lineSpacing()
        return QSize(self._content.minimumSizeHint().width() + bar, height)


class LeastHigh(QWidget):
    """What lies in a scroll area and is scrolled only where it cannot be made smaller."""

    def heightForWidth(self, width: int, /) -> int:
        """The least height: a scroll area would otherwise insist on the most comfortable one."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)
