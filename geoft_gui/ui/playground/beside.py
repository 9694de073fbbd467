"""What stands beside an answer: the expected part, or what the untouched model makes of the prompt."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.playground.answer_panel import AnswerPanel
from geoft_gui.ui.playground.history import Asked
from geoft_gui.ui.playground.saving import PartSaver
from geoft_gui.ui.widgets.surfaces import EmptyState, button, words

Beside = Literal["nothing", "expected", "untouched"]


class BesidePanel(QStackedWidget):
    """Shows the other part, or says why there is none and what can be done about it."""

    random_wanted = Signal()
    untouched_wanted = Signal()

    def __init__(self, desk: Desk, saver: PartSaver) -> None:
        super().__init__()
        self.answer = AnswerPanel(desk, saver, can_ask_again=False, name=self.tr("Beside the answer"))
        self._random = button("", self.random_wanted.emit)
        self._no_expectation = EmptyState(
            self.tr("Nothing is expected here"),
            self.tr("Only examples say what their prompts should make."),
            self._random,
        )
        self._not_asked = EmptyState(
            self.tr("Not asked yet"),
            self.tr("The untouched model has not had this prompt."),
            button(self.tr("Ask it now"), self.untouched_wanted.emit),
        )
        self._reason = words(role="muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (self.answer, self._no_expectation, self._not_asked, self._reason):
            self.addWidget(page)

    def show_beside(self, what: Beside, asked: Asked) -> None:
        """Show what belongs beside an answer."""
        if what == "expected":
            self._show_expected(asked)
        elif asked.untouched is not None:
            self._show(asked.untouched)
        elif asked.option.base is None:
            self._reason.setText(asked.option.no_base)
            self._show_page(self._reason)
        else:
            self._show_page(self._not_asked)

    def name_random(self, text: str, tip: str) -> None:
        """Say what a prompt that comes by chance is, which depends on the model that is chosen."""
        self._random.setText(text)
        self._random.setToolTip(tip)

    def show_waiting(self) -> None:
        """Say that the expected part is yet to come."""
        self._reason.setText(self.tr("The expected part is shown here when the answer has come."))
        self._show_page(self._reason)

    def _show_expected(self, asked: Asked) -> None:
        if asked.expected is not None:
            self._show(asked.expected)
        elif asked.awaited is None:
            self._show_page(self._no_expectation)
        else:
            self.show_waiting()

    def clear(self) -> None:
        """Show nothing: the part beside which it stood has all the room."""
        self._show_page(self._reason)

    def _show_page(self, page: QWidget) -> None:
        # Two parts are drawn to one scale: one that is out of sight must not count.
        self.answer.show_nothing()
        self.setCurrentWidget(page)

    def _show(self, answer: Answer) -> None:
        if self.answer.answer is not answer:
            self.answer.show_answer(answer)
        self.setCurrentWidget(self.answer)
