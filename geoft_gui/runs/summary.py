"""Where a run stands, worked out from its events."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from geoft_gui.runs.events import (
    ENDED,
    Checkpoint,
    Error_,
    Event,
    Phase,
    Sample,
    ScoreEvent,
    Status,
    StatusName,
    Step,
    Warning_,
)
from geoft_gui.runs.steps_again import StepsAgain

_RECENT_STEPS = 50
_TRAINING = "training"
"""The phase that the trainer names whenever its steps go on."""


@dataclass(frozen=True)
class Summary:
    """The state after the last event.

    `phase` is the last that was named; `best_step` the step whose checkpoint is, or will be, the model.
    `seconds_left` is None where nobody knows, as at a provider that does not say it itself.
    `resumed_from` is a step before `step` while a resumed run goes again through those in between, which it
    tells nothing of; otherwise None.
    """

    status: StatusName | None
    changed: datetime | None
    phase: Phase | None
    step: int
    total_steps: int | None
    loss: float | None
    seconds_left: float | None
    scores: tuple[ScoreEvent, ...]
    best_step: int | None
    samples: tuple[Sample, ...]
    warnings: tuple[Warning_, ...]
    error: Error_ | None
    resumed_from: int | None = None

    @property
    def best_scores(self) -> ScoreEvent | None:
        """The scores at the best step."""
        return next((score for score in reversed(self.scores) if score.step == self.best_step), None)


class Summariser:
    """Takes the events of a run, oldest first, and always knows how it stands."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._phase: Phase | None = None
        self._last: Step | None = None
        self._again = StepsAgain()
        # Those of the process that works, or worked last: the time between two processes is no step's.
        self._steps: deque[Step] = deque(maxlen=_RECENT_STEPS + 1)
        self._resumed_from: int | None = None
        self._scores: dict[int, ScoreEvent] = {}
        self._samples: list[Sample] = []
        self._warnings: list[Warning_] = []
        self._error: Error_ | None = None
        self._best_step: int | None = None

    def take(self, event: Event) -> None:
        """Hear of one more event."""
        if isinstance(event, Step):
            void = self._again.void_from(event)
            if void is not None:
                self._forget_from(void)
            self._last = event
            self._steps.append(event)
            self._resumed_from = None
        elif isinstance(event, Phase):
            self._phase = event
            if event.name == _TRAINING:
                again = self._last is not None and event.done < self._last.step
                self._resumed_from = int(event.done) if again else None
        elif isinstance(event, Status):
            self._take_status(event)
        elif isinstance(event, ScoreEvent):
            # A resumed run may judge a step again that it had judged before it was interrupted.
            self._scores[event.step] = event
        elif isinstance(event, Sample):
            self._samples = [*(sample for sample in self._samples if sample.step == event.step), event]
        elif isinstance(event, Warning_):
            self._warnings.append(event)
        elif isinstance(event, Error_):
            self._error = event
        elif isinstance(event, Checkpoint) and event.best:
            self._best_step = event.step

    def _forget_from(self, step: int) -> None:
        """A resumed run goes through these steps again: what was said of them is of another past."""
        self._scores = {at: score for at, score in self._scores.items() if at < step}
        self._samples = [sample for sample in self._samples if sample.step < step]

    def _take_status(self, status: Status) -> None:
        self._status = status
        if status.status == "queued":
            # A new process: whatever went wrong before is over.
            self._error = None
            self._steps.clear()
        if status.status == "queued" or status.status in ENDED:
            self._resumed_from = None

    def summary(self) -> Summary:
        """The state after the last event."""
        last = self._last
        # A provider is asked now and then: the times are those of the asking, not of the steps.
        is_told = last is not None and last.source is not None
        return Summary(
            status=self._status.status if self._status else None,
            changed=self._status.time if self._status else None,
            phase=self._phase,
            step=last.step if last else 0,
            total_steps=last.total_steps if last else None,
            loss=last.loss if last else None,
            seconds_left=_told_seconds_left(self._phase) if is_told else _seconds_left(self._steps),
            scores=tuple(self._scores[step] for step in sorted(self._scores)),
            best_step=self._best_step,
            samples=tuple(self._samples),
            warnings=tuple(self._warnings),
            error=self._error,
            resumed_from=self._resumed_from,
        )


def summarise(events: Iterable[Event]) -> Summary:
    """The state of a run after these events, oldest first."""
    summariser = Summariser()
    for event in events:
        summariser.take(event)
    return summariser.summary()


def _seconds_left(steps: Sequence[Step]) -> float | None:
    if len(steps) < 2:
        return None
    first, last = steps[0], steps[-1]
    if first.time is None or last.time is None or last.step <= first.step:
        return None
    each = (last.time - first.time).total_seconds() / (last.step - first.step)
    return each * (last.total_steps - last.step)


def _told_seconds_left(phase: Phase | None) -> float | None:
    """What a provider said last of the time that it takes still."""
    if phase is None or phase.ends is None or phase.time is None or phase.ends <= phase.time:
        return None
    return (phase.ends - phase.time).total_seconds()
