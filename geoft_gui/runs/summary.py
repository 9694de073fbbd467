"""Where a run stands, worked out from its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geoft_gui.runs.events import (
    Checkpoint,
    Error_,
    Event,
    Sample,
    ScoreEvent,
    Status,
    StatusName,
    Step,
    Warning_,
)

_RECENT_STEPS = 50


@dataclass(frozen=True)
class Summary:
    """The state after the last event. `best_step` is the step whose checkpoint is, or will be, the model."""

    status: StatusName | None
    changed: datetime | None
    step: int
    total_steps: int | None
    loss: float | None
    seconds_left: float | None
    scores: tuple[ScoreEvent, ...]
    best_step: int | None
    samples: tuple[Sample, ...]
    warnings: tuple[Warning_, ...]
    error: Error_ | None

    @property
    def best_scores(self) -> ScoreEvent | None:
        """The scores at the best step."""
        return next((score for score in reversed(self.scores) if score.step == self.best_step), None)


def summarise(events: Iterable[Event]) -> Summary:
    """The state of a run after these events, oldest first."""
    status: Status | None = None
    steps: list[Step] = []
    scores: dict[int, ScoreEvent] = {}
    samples: list[Sample] = []
    warnings: list[Warning_] = []
    error: Error_ | None = None
    best_step: int | None = None
    for event in events:
        if isinstance(event, Status):
            status = event
            # Whatever went wrong before a resumed run is over.
            error = None if event.status == "queued" else error
        elif isinstance(event, Step):
            steps = [*steps[-_RECENT_STEPS:], event]
        elif isinstance(event, ScoreEvent):
            # A resumed run may judge a step again that it had judged before it was interrupted.
            scores[event.step] = event
        elif isinstance(event, Sample):
            samples = [*(sample for sample in samples if sample.step == event.step), event]
        elif isinstance(event, Warning_):
            warnings.append(event)
        elif isinstance(event, Error_):
            error = event
        elif isinstance(event, Checkpoint) and event.best:
            best_step = event.step
    last = steps[-1] if steps else None
    return Summary(
        status=status.status if status else None,
        changed=status.time if status else None,
        step=last.step if last else 0,
        total_steps=last.total_steps if last else None,
        loss=last.loss if last else None,
        seconds_left=_seconds_left(steps),
        scores=tuple(scores[step] for step in sorted(scores)),
        best_step=best_step,
        samples=tuple(samples),
        warnings=tuple(warnings),
        error=error,
    )


def _seconds_left(steps: list[Step]) -> float | None:
    if len(steps) < 2:
        return None
    first, last = steps[0], steps[-1]
    if first.time is None or last.time is None or last.step <= first.step:
        return None
    each = (last.time - first.time).total_seconds() / (last.step - first.step)
    return each * (last.total_steps - last.step)
