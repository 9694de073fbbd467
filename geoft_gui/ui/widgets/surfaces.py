"""The plain pieces that every tab is laid out with: cards, words, buttons, and what fills an empty place."""

from collections.abc import Callable
from html import escape
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

Role = Literal["title", "heading", "muted", "small", "good", "warning", "bad", ""]
Kind = Literal["primary", "danger", "quiet", ""]


class Card(QFrame):
    """A raised surface with a column of things on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 18)
        self.column.setSpacing(8)


def words(text: str = "", role: Role = "", *, wrap: bool = True) -> QLabel:
    """A label for text (never markup: what models and files say is shown as it is)."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    set_role(label, role)
    return label


def set_role(label: QLabel, role: Role) -> None:
    """Give a label another role, as when a verdict turns from good to bad."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


class Button(QPushButton):
    """A button that Enter presses too: Qt has it so in dialogs only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.animateClick()
        else:
            super().keyPressEvent(event)


def button(text: str, clicked: Callable[[], object], kind: Kind = "", tip: str = "") -> QPushButton:
    """A button that does something. `tip` is its help text."""
    made = Button(text)
    made.setProperty("kind", kind)
    made.setToolTip(tip)
    made.clicked.connect(clicked)
    return made


def plain_tip(text: str) -> str:
    """A tooltip that shows a text as it is: Qt would take what looks like markup for markup."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if text else ""


class EmptyState(QWidget):
    """Where nothing is yet: one sentence that says how to fill the place, and one button that does."""

    def __init__(self, heading: str, sentence: str, action: QPushButton) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        for label in (words(heading, "heading"), words(sentence, "muted")):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(action, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
