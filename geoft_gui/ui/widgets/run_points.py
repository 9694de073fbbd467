"""The points of all curves of one run. Knows no Qt."""

from geoft_gui.runs.events import Evaluation, Event, ScoreEvent, Step
from geoft_gui.runs.steps_again import StepsAgain
from geoft_gui.ui.widgets.curve_points import CurvePoints


class RunPoints:
    """Takes the events of one run, oldest first, and keeps what its curves are drawn from."""

    def __init__(self) -> None:
        self.loss = CurvePoints()
        self.held_out = CurvePoints()
        self.correct = CurvePoints()
        """Parts right, in percent."""
        self.not_finite = CurvePoints()
        """Steps whose loss was no number: a curve cannot show one, but that it came must be seen."""
        self.scores: list[ScoreEvent] = []
        self.total_steps = 1
        self._again = StepsAgain()

    def take(self, event: Event) -> bool:
        """Hear of one more event; whether it changed a curve."""
        void = self._again.void_from(event)
        if void is not None:
            self._cut(void)
        if isinstance(event, Step):
            self.total_steps = event.total_steps
            if event.loss is None:
                self.not_finite.append(event.step, 0.0)
            else:
                self.loss.append(event.step, event.loss)
        elif isinstance(event, Evaluation) and event.loss is not None:
            self.held_out.append(event.step, event.loss)
        elif isinstance(event, ScoreEvent):
            self.correct.append(event.step, 100 * event.correct)
            self.scores = [*(score for score in self.scores if score.step < event.step), event]
        else:
            return False
        return True

    def _cut(self, step: int) -> None:
        for curve in (self.loss, self.held_out, self.correct, self.not_finite):
            curve.cut(step)
        self.scores = [score for score in self.scores if score.step < step]
