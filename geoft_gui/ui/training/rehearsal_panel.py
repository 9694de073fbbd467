"""A rehearsal: how far it is, what it measured in words, or what went wrong and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.backends.base import Rehearsal
from geoft_gui.errors import UserError
from geoft_gui.ui.notices import safe_details
from geoft_gui.ui.training.base_words import size_words
from geoft_gui.ui.training.phase_bar import PhaseBar
from geoft_gui.ui.training.remedy import remedy_of, remedy_words
from geoft_gui.ui.widgets.surfaces import button, set_role, words

_ANSWER_CHARACTERS = 300


class RehearsalPanel(QWidget):
    """One button, and what comes of it."""

    wanted = Signal()
    """Rehearse."""
    given_up = Signal()
    """Rehearse no longer."""
    remedy_wanted = Signal(object)
    """Settings, by name, that would mend what went wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rehearse = button(
            self.tr("Re&hearse"),
            self.wanted.emit,
            "",
            self.tr("Finds out in a minute or so whether memory and disk are enough, and how long it takes."),
        )
        about = words(
            self.tr("A few steps on the longest rows; then it is judged, saved, loaded and asked."), "small"
        )
        self.progress = PhaseBar(self.tr("Progress of the rehearsal"))
        self.progress.given_up.connect(self.given_up)
        self.said = words("")
        self.hint = words("", "muted")
        self.remedy = button("", self._mend, "primary")
        self.copy = button(
            self.tr("Copy details"),
            self._copy,
            "",
            self.tr("Copies what a developer would want to know, without keys and names."),
        )
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.rehearse)
        line.addWidget(about, stretch=1)
        mend = QHBoxLayout()
        mend.addWidget(self.remedy)
        mend.addWidget(self.copy)
        mend.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        for widget in (self.progress, self.said, self.hint):
            column.addWidget(widget)
        column.addLayout(mend)
        self._error: UserError | None = None
        self.forget()

    def forget(self) -> None:
        """Nothing is known of what is planned now."""
        self._error = None
        self._show("", "")
        self.progress.hide()

    def begin(self) -> None:
        """It begins."""
        self.forget()
        self.progress.begin(self.tr("Getting ready"))

    def show_result(self, measured: Rehearsal, estimate: str) -> None:
        """Say what was measured; `estimate` is what the training will take, by that."""
        self.progress.hide()
        answer = " ".join(measured.answer.split())
        if len(answer) > _ANSWER_CHARACTERS:
            answer = answer[:_ANSWER_CHARACTERS] + " …"
        told = {
            "correct": self.tr("That is the right part already."),
            "another_part": self.tr("That is another part than was asked for, as is usual so early."),
            "does_not_build": self.tr("That does not make a part yet, as is usual so early."),
            "not_a_document": self.tr("That is no part yet, as is usual so early."),
        }
        lines = [
            self.tr("It works: trained, judged, saved, loaded and asked."),
            "",
            self.tr("{seconds:.2f} seconds a step, {memory} of memory at the most.").format(
                seconds=measured.seconds_per_step, memory=size_words(measured.peak_memory_bytes)
            ),
            self._judging_words(measured),
            estimate,
            "",
            self.tr("Asked for a part, it answered: {answer}").format(answer=answer or self.tr("nothing")),
            told[measured.verdict],
        ]
        self._show("\n".join(lines), "")

    def show_failure(self, error: UserError) -> None:
        """Say why it failed, as the training would have, and what helps."""
        self.progress.hide()
        self._error = error
        self._show(error.message, error.hint, bad=True)

    def _judging_words(self, measured: Rehearsal) -> str:
        seconds, size = round(measured.judging_seconds), size_words(measured.checkpoint_bytes)
        if seconds <= 1:
            told = self.tr("About a second to judge the model once. A checkpoint takes {size}.")
            return told.format(size=size)
        told = self.tr("{seconds} seconds to judge the model once. A checkpoint takes {size}.")
        return told.format(seconds=f"{seconds:,}", size=size)

    def _mend(self) -> None:
        if self._error is not None and (change := remedy_of(self._error)):
            self.remedy_wanted.emit(change)

    def _copy(self) -> None:
        if (error := self._error) is not None:
            QGuiApplication.clipboard().setText(
                safe_details(f"{error.message}\n{error.hint}\n\n{error.details}")
            )

    def _show(self, said: str, hint: str, *, bad: bool = False) -> None:
        set_role(self.said, "bad" if bad else "")
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.copy.setVisible(self._error is not None and bool(self._error.details))
        change = remedy_of(self._error) if self._error is not None else None
        self.remedy.setVisible(bool(change))
        if change:
            self.remedy.setText(remedy_words(change))
