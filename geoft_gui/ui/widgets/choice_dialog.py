"""A question with some answers, each with its consequence in a sentence."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from geoft_gui.ui.widgets.surfaces import Kind, button, words

_WIDTH_EMS = 34


class ChoiceDialog(QDialog):
    """Made by its heirs: `offer` every answer, then `offer_to_leave` things as they are."""

    def __init__(self, title: str, question: str, subject: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._column = column_in(self)
        self._column.addWidget(words(question, "heading"))
        self._column.addWidget(words(subject, "muted"))
        self._column.addSpacing(6)

    def offer(
        self,
        text: str,
        consequence: str,
        chosen: Callable[[], object],
        kind: Kind = "",
        *,
        possible: bool = True,
    ) -> None:
        """One more answer: `chosen` is called, and the dialog closes."""

        def choose() -> None:
            chosen()
            self.accept()

        choice = button(text, choose, kind, consequence)
        choice.setEnabled(possible)
        choice.setAccessibleDescription(consequence)
        choice.setDefault(kind == "primary")
        choice.setAutoDefault(kind == "primary")
        self._column.addWidget(choice)
        self._column.addWidget(words(consequence, "small"))
        self._column.addSpacing(4)

    def offer_to_leave(self, text: str) -> None:
        """The last answer: nothing happens. Return means it, unless another answer is the usual one."""
        self._column.addSpacing(4)
        leave = button(text, self.reject, "quiet")
        self._column.addWidget(leave)
        if not any(choice.isDefault() for choice in self.findChildren(QPushButton)):
            leave.setDefault(True)
            leave.setFocus()
        fit(self, self._column)


def column_in(dialog: QDialog) -> QVBoxLayout:
    """The column of a dialog, with room around it."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(26, 22, 26, 22)
    column.setSpacing(6)
    return column


def fit(dialog: QDialog, column: QVBoxLayout) -> None:
    """As high as its words are at this width: Qt would guess, and pull the lines apart.

    It is wider where its buttons need more room, as with large text.
    """
    for widget in dialog.findChildren(QWidget):
        # Before, nothing knows how much room the style sheet takes.
        widget.ensurePolished()
    usual = _WIDTH_EMS * 2 * dialog.fontMetrics().averageCharWidth()
    width = max(usual, column.totalMinimumSize().width())
    dialog.setMinimumWidth(width)
    dialog.resize(width, column.totalHeightForWidth(width))
