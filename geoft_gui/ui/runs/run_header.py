"""The card at the top of a run: its name, how it stands in one plain sentence, and what can be done now."""

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
from geoft_gui.ui.runs.hosted_words import pause_tip as hosted_pause_tip
from geoft_gui.ui.runs.hosted_words import resume_tip, resume_words
from geoft_gui.ui.runs.hosted_words import stop_tip as hosted_stop_tip
from geoft_gui.ui.runs.possible import Action, possible
from geoft_gui.ui.runs.run_actions import Doing
from geoft_gui.ui.runs.state_words import STARTING, Sign, progress_line, sign_of, state_line
from geoft_gui.ui.runs.state_words import doing as doing_words
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.job_strip import show_progress
from geoft_gui.ui.widgets.room_watch import RoomWatch
from geoft_gui.ui.widgets.surfaces import Card, button, set_role, words

_NAME_LETTERS: Final = 34
"""The buttons stand beside the words where they leave them as much room as this, else below them."""
_SIGN_PIXELS: Final = 16
_LAST_WORDS: Final = frozenset({"paused", "stopped", "succeeded", "interrupted"})
"""States of which what the run itself said last explains why."""


class RunHeader(Card):
    """Shows one state, and asks for what its buttons say."""

    wanted = Signal(str)
    """The Action that a button asks for."""

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
        self._leads = False
        """Whether the focus belongs on a button here: the one that was pressed has gone."""
        self._drawn: tuple[Sign, str] | None = None
        self._is_beside: bool | None = None
        self._arrange()
        RoomWatch(self).changed.connect(self._arrange)
        appearance.changed.connect(self._colour)

    def show_state(self, state: RunState, doing: Doing | None, message: str) -> None:
        """Show how a run stands. `doing`: what is being done to it; `message`: what it said last itself, or
        what the queue waits for where the run waits in it.
        """
        self._state = state
        self._name.setText(state.name)
        self._stands.setText(self._stands_words(state, doing, message))
        self._sentence.setText(self._score_words(state))
        self._sentence.setVisible(bool(state.summary.scores))
        self._show_progress(state)
        self._offer(state, doing)
        self._arrange()
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
        for offered in self._all_buttons.values():
            offered.setVisible(offered is self.folder_button)
        self._arrange()
        self._colour()

    def _make_buttons(self) -> None:
        flow = FlowLayout(self._buttons)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)

        def made(action: Action, text: str, tip: str = "") -> QPushButton:
            new = button(text, lambda: self.wanted.emit(action), "", tip)
            flow.addWidget(new)
            self._all_buttons[action] = new
            return new

        self._all_buttons: dict[Action, QPushButton] = {}
        self.pause_button = made("pause", self.tr("Pause"))
        self.stop_button = made("stop", self.tr("Stop …"))
        self.try_button = made(
            "try", self.tr("Try it"), self.tr("Opens the playground: ask this model for a part.")
        )
        self.export_button = made(
            "export",
            self.tr("Take it away …"),
            self.tr("Copies the model to a folder of its own, for other programs and other computers."),
        )
        self.compare_button = made("compare", self.tr("Compare with the untouched model"))
        self.resume_button = made("resume", self.tr("Resume"))
        self.earlier_button = made("earlier", self.tr("Start earlier"))
        self.later_button = made("later", self.tr("Start later"))
        self.take_out_button = made(
            "take_out",
            self.tr("Take out of the queue"),
            self.tr("It does not start by itself any more. You can resume or delete it."),
        )
        self.elsewhere_button = made(
            "elsewhere",
            self.tr("Run it elsewhere …"),
            self.tr("Shows the command with which more graphics cards, or other computers, go on with it."),
        )
        self.folder_button = made(
            "folder",
            self.tr("Open folder"),
            self.tr("Shows the files of this run: its model, its rows, its events and its log."),
        )
        self.delete_button = made("delete", self.tr("Delete …"))

    def _stands_words(self, state: RunState, doing: Doing | None, message: str) -> str:
        if doing == "stopping" and state.active:
            # What it is doing until it has ended stands below the bar.
            return self.tr("Stopping …")
        if doing == "pausing" and state.active:
            return self.tr("Pausing …")
        if doing == "resuming":
            return (
                self.tr("Going on from the last good checkpoint …")
                if state.hosted is None
                else self.tr("Following it again …")
            )
        if doing == "deleting_uploads":
            return self.tr("Deleting the uploaded files …")
        if doing == "deleting":
            return self.tr("Deleting …")
        summary = state.summary
        if state.waits:
            return f"{state_line(state)}. {message}"
        line = state_line(state) if state.spec is None else progress_line(state)
        if summary.status in {"stopping", "pausing"}:
            return self.tr("{state} …").format(state=line)
        if summary.status == "running" and summary.seconds_left is not None and summary.total_steps:
            left = duration_in_words(summary.seconds_left)
            return self.tr("{state} · about {left} left").format(state=line, left=left)
        # How a new model is deployed is said beside its name; why a training ended, nowhere else.
        has_result = state.hosted is not None and state.hosted.result is not None
        is_said_below = has_result and summary.status == "succeeded"
        if summary.status in _LAST_WORDS and message and not is_said_below:
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
        self._bar.setVisible(state.active and not state.waits)
        show_progress(self._bar, state)
        now = ""
        if state.active and phase is not None and phase.name != "training":
            now = doing_words(phase.name)
            if phase.total and state.hosted is not None:
                # Of an upload these are bytes, of which nobody wants to read the number.
                percent = f"{100 * phase.done / phase.total:.0f}"
                now = self.tr("{doing} {percent} %").format(doing=now, percent=percent)
            elif phase.total:
                now = self.tr("{doing} {done} of {total}").format(
                    doing=now, done=f"{phase.done:,.0f}", total=f"{phase.total:,.0f}"
                )
        # The line keeps its place while judging comes and goes: nothing below it jumps.
        has_line = bool(now) or summary.total_steps is not None
        self._now.setVisible(state.active and not state.waits and has_line)
        self._now.setText(now or repeating_sentence(summary) or self.tr("Learning …"))

    def _offer(self, state: RunState, doing: Doing | None) -> None:
        status = state.summary.status
        can = possible(state)
        self.resume_button.setText(resume_words(state))
        self.resume_button.setToolTip(resume_tip(state))
        self.delete_button.setToolTip(
            self.tr("Asks first: the model of this run is deleted too.")
            if state.hosted is None
            else self.tr("Asks first, and says what stays at {name}.").format(name=state.hosted.called)
        )
        focused = next((each for each in self._all_buttons.values() if each.hasFocus()), None)
        for action, offered in self._all_buttons.items():
            offered.setVisible(action in can)
            offered.setEnabled(doing is None or action == "folder")
        stopping = doing == "stopping" or status == "stopping"
        pausing = doing == "pausing" or status == "pausing"
        leaving = stopping or pausing
        self.stop_button.setText(self.tr("Stopping …") if stopping else self.tr("Stop …"))
        self.pause_button.setText(self.tr("Pausing …") if pausing else self.tr("Pause"))
        for leave in (self.stop_button, self.pause_button):
            leave.setEnabled(state.active_here and not leaving and doing is None)
        if state.elsewhere:
            stop_tip = self.tr("It runs on {host}: it can be stopped there.").format(host=state.elsewhere)
            pause_tip = self.tr("It runs on {host}: it can be paused there.").format(host=state.elsewhere)
        elif state.hosted is not None:
            stop_tip, pause_tip = hosted_stop_tip(state.hosted), hosted_pause_tip(state.hosted)
        elif leaving:
            stop_tip = pause_tip = self.tr("It ends as soon as what was learnt is saved.")
        else:
            stop_tip = self.tr("Asks whether to keep what was learnt.")
            pause_tip = self.tr("Saves how far it is and frees the memory. It goes on when you resume it.")
        self.stop_button.setToolTip(stop_tip)
        self.pause_button.setToolTip(pause_tip)
        is_next = state.place == 1
        self.earlier_button.setEnabled(doing is None and not is_next)
        self.earlier_button.setToolTip(
            self.tr("It is the next already.")
            if is_next
            else self.tr("Changes places with the one before it.")
        )
        self.later_button.setEnabled(doing is None and not state.is_last)
        self.later_button.setToolTip(
            self.tr("It is the last already.")
            if state.is_last
            else self.tr("Changes places with the one after it.")
        )
        self.compare_button.setEnabled(doing is None and state.base is not None)
        self.compare_button.setToolTip(
            self.tr("The model that it was made from is not on this computer to be compared with.")
            if state.base is None
            else self.tr("Asks this model and the one it was made from the same, side by side.")
        )
        _make_primary(self.try_button, "try" in can)
        error = state.summary.error if status == "failed" else None
        # With a remedy at hand it is that which should be done, and not the same once more.
        _make_primary(self.resume_button, "try" not in can and not (error is not None and error.change))
        self._lead_focus(focused)

    def _lead_focus(self, before: QPushButton | None) -> None:
        """Where the pressed button goes, the focus waits for what comes in its place."""
        if before is not None and before is not self.folder_button and not _can_be_pressed(before):
            self._leads = True
        elif not self.folder_button.hasFocus():
            # Qt has put it there meanwhile; the user has gone on to something else.
            self._leads = False
        if not self._leads:
            return
        order = (self.try_button, self.pause_button, self.stop_button, self.resume_button)
        if (next_one := next(filter(_can_be_pressed, order), None)) is not None:
            self._leads = False
            next_one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _colour(self) -> None:
        sign = STARTING if self._state is None else sign_of(self._state)
        colour = sign.colour(self._appearance.colours)
        if (sign, colour) != self._drawn:
            self._drawn = (sign, colour)
            self._sign.setPixmap(pixmap(sign.icon, colour, _SIGN_PIXELS))
        set_role(self._stands, "muted" if sign.mood == "active" else sign.mood)

    def _arrange(self) -> None:
        taken = self._buttons.sizeHint().width() + _NAME_LETTERS * self.fontMetrics().averageCharWidth()
        beside = self.width() > taken
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


def _can_be_pressed(made: QPushButton) -> bool:
    return made.isEnabled() and not made.isHidden()


def _make_primary(made: QPushButton, primary: bool) -> None:
    kind = "primary" if primary else ""
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)
