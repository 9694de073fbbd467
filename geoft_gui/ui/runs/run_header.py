"""The card at the top of a run: its name, how it stands in one plain sentence, and what can be done now."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.runs.words import duration_in_words, parts_of_ten, repeating_sentence, score_sentence
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.run_actions import Doing
from geoft_gui.ui.runs.state_words import STARTING, Sign, progress_line, sign_of, state_line
from geoft_gui.ui.runs.state_words import doing as doing_words
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.job_strip import show_progress
from geoft_gui.ui.widgets.room_watch import RoomWatch
from geoft_gui.ui.widgets.surfaces import Card, button, set_role, words

_BESIDE_EMS: Final = 62
"""As wide as this, in letters, the buttons stand beside the words, else below them."""
_SIGN_PIXELS: Final = 16
_LAST_WORDS: Final = frozenset({"paused", "stopped", "interrupted"})
"""States of which what the run itself said last explains why."""


class RunHeader(Card):
    """Shows one state, and asks for what its buttons say."""

    stop_wanted = Signal()
    resume_wanted = Signal()
    delete_wanted = Signal()
    try_wanted = Signal()
    compare_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._state: RunState | None = None
        self.column.setContentsMargins(18, 14, 18, 14)
        self._name = words("", "title")
        self._sign = QLabel()
        self._stands = words("", "muted")
        self._sentence = words("", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._now = words("", "muted")
        stands = QHBoxLayout()
        stands.setSpacing(7)
        stands.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        stands.addWidget(self._stands, stretch=1)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(5)
        self._texts.addWidget(self._name)
        self._texts.addLayout(stands)
        self._buttons = QWidget()
        self._make_buttons()
        self._split = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._split.setSpacing(10)
        self._split.addLayout(self._texts, stretch=1)
        self._split.addWidget(self._buttons)
        self.column.addLayout(self._split)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._now)
        self._drawn: tuple[Sign, str] | None = None
        self._is_beside: bool | None = None
        self._arrange()
        RoomWatch(self).changed.connect(self._arrange)
        appearance.changed.connect(self._colour)

    def show_state(self, state: RunState, doing: Doing | None, message: str) -> None:
        """Show how a run stands. `doing`: what is being done to it; `message`: what it said last itself."""
        self._state = state
        self._name.setText(state.name)
        self._stands.setText(self._stands_words(state, doing, message))
        self._sentence.setText(self._score_words(state))
        self._sentence.setVisible(bool(state.summary.scores))
        self._show_progress(state)
        self._offer(state, doing)
        self._colour()

    def show_starting(self, name: str) -> None:
        """Show a run of which nothing is known yet but its name."""
        self._state = None
        self._name.setText(name)
        self._stands.setText(self.tr("Waiting to start …"))
        self._sentence.hide()
        self._now.hide()
        self._bar.show()
        self._bar.setRange(0, 0)
        for offered in self._all_buttons:
            offered.setVisible(offered is self.folder_button)
        self._colour()

    def _make_buttons(self) -> None:
        flow = FlowLayout(self._buttons)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)

        def made(text: str, wanted: Callable[[], object], tip: str) -> QPushButton:
            new = button(text, wanted, "", tip)
            flow.addWidget(new)
            return new

        self.stop_button = made(self.tr("Stop …"), self.stop_wanted.emit, "")
        self.try_button = made(
            self.tr("Try it"),
            self.try_wanted.emit,
            self.tr("Opens the playground: ask this model for a part."),
        )
        self.compare_button = made(self.tr("Compare with the untouched model"), self.compare_wanted.emit, "")
        self.resume_button = made(
            self.tr("Resume"), self.resume_wanted.emit, self.tr("Goes on from the last good checkpoint.")
        )
        self.folder_button = made(
            self.tr("Open folder"),
            self.folder_wanted.emit,
            self.tr("Shows the files of this run: its model, its rows, its events and its log."),
        )
        self.delete_button = made(
            self.tr("Delete …"),
            self.delete_wanted.emit,
            self.tr("Asks first: the model of this run is deleted too."),
        )
        self._all_buttons = (
            self.stop_button,
            self.try_button,
            self.compare_button,
            self.resume_button,
            self.folder_button,
            self.delete_button,
        )

    def _stands_words(self, state: RunState, doing: Doing | None, message: str) -> str:
        if doing == "stopping" and state.active:
            # What it is doing until it has ended stands below the bar.
            return self.tr("Stopping …")
        if doing == "resuming":
            return self.tr("Going on from the last good checkpoint …")
        if doing == "deleting":
            return self.tr("Deleting …")
        summary = state.summary
        line = state_line(state) if state.spec is None else progress_line(state)
        if summary.status in {"stopping", "pausing"}:
            return self.tr("{state} …").format(state=line)
        if summary.status == "running" and summary.seconds_left is not None and summary.total_steps:
            left = duration_in_words(summary.seconds_left)
            return self.tr("{state} · about {left} left").format(state=line, left=left)
        if summary.status in _LAST_WORDS and message:
            return self.tr("{state}. {message}").format(state=line, message=message)
        return line

    def _score_words(self, state: RunState) -> str:
        """What the model can do by now, or what the best one can do that came of the run."""
        summary = state.summary
        if state.active or summary.best_scores is None:
            return score_sentence(summary.scores) if summary.scores else ""
        best = summary.best_scores
        return self.tr("The best model, of step {step}, gets {share} parts right.").format(
            step=f"{best.step:,}", share=parts_of_ten(best.correct)
        )

    def _show_progress(self, state: RunState) -> None:
        summary, phase = state.summary, state.phase
        self._bar.setVisible(state.active)
        show_progress(self._bar, state)
        now = ""
        if state.active and phase is not None and phase.name != "training":
            now = doing_words(phase.name)
            if phase.total:
                now = self.tr("{doing} {done} of {total}").format(
                    doing=now, done=f"{phase.done:,.0f}", total=f"{phase.total:,.0f}"
                )
        # The line keeps its place while judging comes and goes: nothing below it jumps.
        self._now.setVisible(state.active and (bool(now) or summary.total_steps is not None))
        self._now.setText(now or repeating_sentence(summary) or self.tr("Learning …"))

    def _offer(self, state: RunState, doing: Doing | None) -> None:
        status = state.summary.status
        ended = not state.active
        has_model = ended and state.spec is not None and state.has_model
        can_resume = ended and state.spec is not None and status not in {None, "succeeded"}
        self.stop_button.setVisible(state.active)
        self.try_button.setVisible(has_model)
        self.compare_button.setVisible(has_model)
        self.resume_button.setVisible(can_resume)
        self.folder_button.setVisible(True)
        self.delete_button.setVisible(ended)
        stopping = doing == "stopping" or status in {"stopping", "pausing"}
        self.stop_button.setText(self.tr("Stopping …") if stopping else self.tr("Stop …"))
        self.stop_button.setEnabled(state.active_here and not stopping and doing is None)
        if state.elsewhere:
            stop_tip = self.tr("It runs on {host}: it can be stopped there.").format(host=state.elsewhere)
        elif stopping:
            stop_tip = self.tr("It ends as soon as what was learnt is saved.")
        else:
            stop_tip = self.tr("Asks whether to keep what was learnt.")
        self.stop_button.setToolTip(stop_tip)
        for waiting in (self.resume_button, self.delete_button, self.try_button):
            waiting.setEnabled(doing is None)
        self.compare_button.setEnabled(doing is None and state.base is not None)
        self.compare_button.setToolTip(
            self.tr("The model that it was made from is not on this computer to be compared with.")
            if state.base is None
            else self.tr("Asks this model and the one it was made from the same, side by side.")
        )
        _make_primary(self.try_button, has_model)
        _make_primary(self.resume_button, not has_model)

    def _colour(self) -> None:
        sign = STARTING if self._state is None else sign_of(self._state)
        colour = sign.colour(self._appearance.colours)
        if (sign, colour) != self._drawn:
            self._drawn = (sign, colour)
            self._sign.setPixmap(pixmap(sign.icon, colour, _SIGN_PIXELS))
        set_role(self._stands, "muted" if sign.mood == "active" else sign.mood)

    def _arrange(self) -> None:
        beside = self.width() > _BESIDE_EMS * 2 * self.fontMetrics().averageCharWidth()
        if beside == self._is_beside:
            return
        self._is_beside = beside
        if beside:
            self._split.setDirection(QBoxLayout.Direction.LeftToRight)
            # Over the whole width: the buttons would leave it half a line.
            self.column.insertWidget(1, self._sentence)
        else:
            self._split.setDirection(QBoxLayout.Direction.TopToBottom)
            self._texts.addWidget(self._sentence)


def _make_primary(made: QPushButton, primary: bool) -> None:
    kind = "primary" if primary else ""
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)
