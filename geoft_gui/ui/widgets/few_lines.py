"""A text of any length in the room of some lines."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

from geoft_gui.ui.widgets.surfaces import words

MOST_LINES: Final = 6
"""So many lines are seen at once; the others are scrolled to."""


class FewLines(QScrollArea):
    """Words as high as they are, up to some lines; more of them are scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self._label = words()
        self._label.setProperty("surface", "clear")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, text: str, name: str) -> None:
        """Show this text from its beginning; `name` is read out where it is reached by Tab."""
        self._label.setText(text)
        self.setAccessibleName(name)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def heightForWidth(self, width: int, /) -> int:
        """As high as its words, and no higher than some lines."""
        return min(self._label.heightForWidth(width), MOST_LINES * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """At the width it has."""
        return QSize(self._label.sizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(self._label.minimumSizeHint().width(), self.fontMetrics().lineSpacing())
