"""What a provider says of a job becomes the events of a run: each once, in the provider's order."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from geoft_gui.backends.openai_compatible.api import JobCheckpoint, JobEvent
from geoft_gui.backends.openai_compatible.results import ResultRow
from geoft_gui.redact import redact
from geoft_gui.runs.events import Checkpoint, Evaluation, Event, Phase, Step, Warning_
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import EventWriter

TRAINING: Final = "training"
_STEP: Final = re.compile(r"^\s*step (\d+)\s*/\s*(\d+)\s*:\s*(.*)$", re.IGNORECASE)
_LOSS: Final = re.compile(r"(training|full validation|validation) loss\s*=\s*([-+\d.e]+)", re.IGNORECASE)
_NAMES: Final = {
    "training": "train_loss",
    "validation": "valid_loss",
    "full validation": "full_valid_loss",
}


class Teller:
    """Writes what a provider says into one run, and knows what it has written before."""

    def __init__(self, folder: RunFolder, writer: EventWriter, epochs: int) -> None:
        self._writer = writer
        self._epochs = epochs
        self._sources: set[str] = set()
        self._held_out: dict[int, Evaluation] = {}
        self._steps: set[int] = set()
        self._last = 0
        self._total: int | None = None
        self._phase = ""
        for event in folder.events():
            self._note(event)

    @property
    def last_step(self) -> int:
        """The last step that was told; 0 before the first."""
        return self._last

    @property
    def says_training(self) -> bool:
        """Whether it was last said that the steps go on."""
        return self._phase == TRAINING

    def knows(self, event_id: str) -> bool:
        """Whether what the provider said under this id is written."""
        return event_id in self._sources

    def take(self, said: Iterable[JobEvent]) -> int:
        """Write what is new of this, oldest first; how much that is."""
        count = 0
        for one in said:
            is_new = not self.knows(one.id)
            count += is_new
            for event in self._told(one, is_new):
                self._write(event)
        return count

    def take_checkpoints(self, kept: Iterable[JobCheckpoint]) -> None:
        """Write the checkpoints that are new, in the order of their steps."""
        for one in kept:
            if not self.knows(one.id):
                self._write(Checkpoint(step=one.step, path="", model=one.model or None, source=one.id))

    def take_results(self, rows: Iterable[ResultRow], source: str) -> None:
        """Write the steps of a result file that no event told.

        A curve cannot be mended in its middle: from the first step that is missing on, all are told again.
        """
        known = list(rows)
        missing = [row.step for row in known if row.step not in self._steps]
        if not missing:
            return
        total = max(self._total or 0, known[-1].step)
        for row in known:
            if row.step < min(missing):
                continue
            at = f"{source}:{row.step}"
            if not self.knows(at):
                self._write(
                    Step(
                        step=row.step,
                        total_steps=total,
                        epoch=self._epoch(row.step, total),
                        loss=row.loss,
                        token_accuracy=row.token_accuracy,
                        source=at,
                    )
                )
            held_out = self._held_out.get(row.step)
            loss = held_out.loss if held_out else row.held_out_loss
            if loss is not None and not self.knows(f"{at}:evaluation"):
                accuracy = held_out.token_accuracy if held_out else row.held_out_accuracy
                self._write(
                    Evaluation(step=row.step, loss=loss, token_accuracy=accuracy, source=f"{at}:evaluation")
                )

    def phase(self, name: str, done: float = 0, total: float | None = None) -> None:
        """Name what goes on."""
        self._write(Phase(name=name, done=done, total=total))

    def training(self, ends: datetime | None = None) -> None:
        """Say that the steps go on, and when the provider expects the last."""
        self._write(Phase(name=TRAINING, done=self._last, total=self._total, ends=ends))

    def warn(self, message: str, hint: str = "", details: str = "") -> None:
        """Write a warning of our own."""
        self._write(Warning_(message=message, hint=hint, details=details))

    def _told(self, said: JobEvent, is_new: bool) -> Iterator[Event]:
        numbers = said.data if said.data.get("step") is not None else _numbers_in(said.message)
        step, total = _count(numbers.get("step")), _count(numbers.get("total_steps"))
        if step is None:
            if is_new:
                yield _words(said)
            return
        # What is known of a step is written in two lines; a process may have died between them.
        if is_new:
            total = max(total or self._total or 0, step)
            if step > self._last:
                yield Step(
                    step=step,
                    total_steps=total,
                    epoch=self._epoch(step, total),
                    loss=_loss(numbers.get("train_loss")),
                    token_accuracy=_rate(numbers, "train_mean_token_accuracy", "train_accuracy"),
                    source=said.id,
                )
            else:
                # It was told before, in numbers or in words.
                yield Phase(name=TRAINING, done=self._last, total=total, source=said.id)
        loss = _loss(numbers.get("full_valid_loss"))
        accuracy = _rate(numbers, "full_valid_mean_token_accuracy")
        if loss is None:
            loss = _loss(numbers.get("valid_loss"))
            accuracy = _rate(numbers, "valid_mean_token_accuracy", "validation_mean_token_accuracy")
        source = f"{said.id}:evaluation"
        if loss is not None and not self.knows(source) and step not in self._held_out:
            yield Evaluation(step=step, loss=loss, token_accuracy=accuracy, source=source)

    def _epoch(self, step: int, total: int) -> float:
        return round(self._epochs * step / total, 4) if total else 0.0

    def _write(self, event: Event) -> None:
        self._note(self._writer.write(event))

    def _note(self, event: Event) -> None:
        source = getattr(event, "source", None)
        if source is not None:
            self._sources.add(source)
        if isinstance(event, Step):
            self._steps.add(event.step)
            self._last, self._total = event.step, event.total_steps
        elif isinstance(event, Phase):
            self._phase = event.name
        elif isinstance(event, Evaluation):
            self._held_out[event.step] = event


def _words(said: JobEvent) -> Event:
    message = redact(" ".join(said.message.split())) or "The provider says nothing of it"
    if said.level in {"warn", "warning", "error"}:
        return Warning_(message=message, source=said.id)
    return Phase(name=message, source=said.id)


def _numbers_in(message: str) -> Mapping[str, Any]:
    """The numbers in `Step 300/300: training loss=0.15, validation loss=0.27`; none in other words."""
    found = _STEP.match(message)
    if found is None:
        return {}
    numbers: dict[str, Any] = {"step": int(found[1]), "total_steps": int(found[2])}
    for name, value in _LOSS.findall(found[3]):
        numbers[_NAMES[name.lower()]] = value
    return numbers


def _count(value: Any) -> int | None:
    try:
        count = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return count if count > 0 else None


def _loss(value: Any) -> float | None:
    """A loss; None for what is no number, and for the -1 that stands where there is none."""
    try:
        loss = float(value)
    except (TypeError, ValueError):
        return None
    return loss if math.isfinite(loss) and loss >= 0 else None


def _rate(numbers: Mapping[str, Any], *names: str) -> float | None:
    return next((rate for name in names if (rate := _loss(numbers.get(name))) is not None), None)
