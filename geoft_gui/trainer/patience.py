"""Early stopping: a run ends when the last judgements have found no better model."""

from collections.abc import Iterable

from geoft_gui.runs.events import Evaluation, Event, ScoreEvent
from geoft_gui.trainer.checkpoints import Verdict


class Patience:
    """Counts the judgements in a row that found no better model than one before them."""

    def __init__(self, most: int | None) -> None:
        """`most`: so many are waited for; None: the run goes on whatever they find."""
        self._most = most
        self._best: tuple[int, Verdict] | None = None
        self._in_vain = 0

    def look_back(self, events: Iterable[Event], step: int) -> None:
        """Take in what an interrupted run was judged up to `step`, where it goes on."""
        losses: dict[int, float | None] = {}
        scores: dict[int, ScoreEvent] = {}
        for event in events:
            if isinstance(event, Evaluation) and event.step <= step:
                losses[event.step] = event.loss
            elif isinstance(event, ScoreEvent) and event.step <= step:
                scores[event.step] = event
        for judged in sorted(losses):
            score = scores.get(judged)
            verdict = Verdict(loss=losses[judged])
            if score is not None:
                verdict = Verdict(score.correct, score.cad_score, losses[judged])
            self.judged(judged, verdict)

    def judged(self, step: int, verdict: Verdict) -> None:
        """Take in what the model was found to be worth at a step."""
        if verdict == Verdict():
            return
        if self._best is None or verdict.rank > self._best[1].rank:
            self._best, self._in_vain = (step, verdict), 0
        else:
            self._in_vain += 1

    @property
    def is_over(self) -> bool:
        """Whether the run shall end."""
        return self._most is not None and self._in_vain >= self._most

    @property
    def sentence(self) -> str:
        """Why the run ended before its last step; empty when it is not for this."""
        if not self.is_over or self._best is None:
            return ""
        judgements = "last judgement" if self._most == 1 else f"last {self._most} judgements"
        return f"Ended early: the {judgements} found no better model than that of step {self._best[0]:,}."
