"""Where the user writes what they want."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_MOST_LINES: Final = 4
_FEWEST_LINES: Final = 2


class PromptField(QPlainTextEdit):
    """Grows with its text by some lines. Enter asks, Shift+Enter begins a new line, Tab goes on."""

    entered = Signal()
    begun = Signal()
    """The user has come here to write."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Prompt"))
        self.setPlaceholderText(self.tr("Describe a part, such as “Create a 20mm cube”"))
        self.setToolTip(self.tr("Enter asks, Shift+Enter begins a new line."))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        self._fit()

    @property
    def prompt(self) -> str:
        """What is written, without white space around it."""
        return self.toPlainText().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for asking."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that somebody is about to write."""
        super().focusInEvent(event)
        self.begun.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """So may another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Be as high as the text, within some lines; beyond them there is a scroll bar."""
        # A plain text document counts its height in lines.
        needed = round(self.document().size().height())
        lines = min(_MOST_LINES, max(_FEWEST_LINES, needed))
        # What the style sheet puts around the text shows in the difference only.
        around = self.height() - self.viewport().height() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + around + 1)
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAsNeeded if needed > _MOST_LINES else policy.ScrollBarAlwaysOff
        if bar != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(bar)
