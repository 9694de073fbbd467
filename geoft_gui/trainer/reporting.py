"""What a training tells the world: events, each once, also when a resumed run goes through a step again."""

import time
from collections.abc import Iterable
from typing import Any, Final

from geoft_gui.redact import hide_home, redact
from geoft_gui.runs.events import (
    Checkpoint,
    Error_,
    Evaluation,
    Event,
    Phase,
    Sample,
    ScoreEvent,
    Status,
    StatusName,
    Step,
    Warning_,
)
from geoft_gui.runs.writing import EventWriter

_PHASE_SECONDS: Final = 0.2
"""The progress of one phase is told at most so often."""


class Reporter:
    """Writes a run's events.

    Steps that a run has reported before it was interrupted come out the same when it goes through them
    again, so they are not reported twice. Without a writer (a process that is not the first of several)
    nothing is written.
    """

    def __init__(self, writer: EventWriter | None, earlier: Iterable[Event] = ()) -> None:
        self._writer = writer
        self._told = {key for event in earlier if (key := _key(event)) is not None}
        self._phase = ""
        self._phase_told = 0.0

    def tell(self, event: Event) -> None:
        """Write an event unless it has been told."""
        key = _key(event)
        if self._writer is None or key in self._told:
            return
        if key is not None:
            self._told.add(key)
        self._writer.write(event)

    def phase(self, name: str, done: float = 0, total: float | None = None) -> None:
        """Say what is being done and how much of it is; cheap to call often."""
        now = time.monotonic()
        starts_or_ends = name != self._phase or done == total
        if starts_or_ends or now - self._phase_told >= _PHASE_SECONDS:
            self._phase, self._phase_told = name, now
            self.tell(Phase(name=name, done=done, total=total))

    def status(self, status: StatusName, message: str = "") -> None:
        """Say in which state the run is from here on."""
        self.tell(Status(status=status, message=message))

    def warn(self, message: str, hint: str = "", details: str = "") -> None:
        """Tell the user something that does not end the run."""
        self.tell(Warning_(message=clean(message), hint=clean(hint), details=clean(details)))

    def fail(
        self, message: str, hint: str = "", details: str = "", change: dict[str, Any] | None = None
    ) -> None:
        """Say why the run ends here, and that it has failed; `change` as in `Error_`."""
        self.tell(Error_(message=clean(message), hint=clean(hint), details=clean(details), change=change))
        self.status("failed")


def clean(text: str) -> str:
    """A text without keys and without the name of the user's home folder."""
    return hide_home(redact(text))


def _key(event: Event) -> tuple[object, ...] | None:
    """What makes an event the same as an earlier one; None for those that may come again."""
    if isinstance(event, (Step, Evaluation, ScoreEvent, Checkpoint)):
        return (event.type, event.step)
    if isinstance(event, Sample):
        return (event.type, event.step, event.prompt)
    if isinstance(event, Warning_):
        return (event.type, event.message)
    return None
