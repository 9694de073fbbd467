"""What the window asks when it is closed while a training runs."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtWidgets import QWidget

from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.run_dialogs import kept_words, lost_words
from geoft_gui.ui.widgets.choice_dialog import ChoiceDialog

Answer = Literal["background", "keep", "throw_away"]


class ClosingDialog(ChoiceDialog):
    """Three ways to leave, each with its consequence, and one to stay. `answer` is None for the last."""

    def __init__(self, states: Sequence[RunState], parent: QWidget | None = None) -> None:
        waiting = sum(state.waits for state in states)
        states = [state for state in states if not state.waits]
        one = len(states) == 1
        left = (
            " " + self.tr("Those that wait in the queue ({n}) are taken out of it.").format(n=waiting)
            if waiting
            else ""
        )
        super().__init__(
            self.tr("A training is running") if one else self.tr("Trainings are running"),
            self.tr("What shall become of the training?")
            if one
            else self.tr("What shall become of the trainings?"),
            ", ".join(state.name for state in states),
            parent,
        )
        self.answer: Answer | None = None
        self.offer(
            self.tr("Keep training in the background"),
            self.tr("GeoFT closes, the training goes on. You find it again when you open GeoFT."),
            lambda: self._choose("background"),
            "primary",
        )
        summaries = [state.summary for state in states]
        self.offer(
            self.tr("Stop and keep the result"),
            kept_words(summaries) + left + " " + self.tr("Then GeoFT closes."),
            lambda: self._choose("keep"),
            possible=any(summary.step for summary in summaries),
        )
        self.offer(
            self.tr("Stop at once"), lost_words(summaries) + left, lambda: self._choose("throw_away")
        )
        self.offer_to_leave(self.tr("Do not close"))

    def _choose(self, answer: Answer) -> None:
        self.answer = answer
