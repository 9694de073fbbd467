"""Where a resumed run takes steps again: what had come of them before is void."""

from geoft_gui.runs.events import Event, Step


class StepsAgain:
    """Hears the events of one run, oldest first. The one rule for curves, scores and samples alike."""

    def __init__(self) -> None:
        self._last = 0

    def void_from(self, event: Event) -> int | None:
        """From which step on, that one included, nothing told before counts; None: all of it still does."""
        if not isinstance(event, Step):
            return None
        is_again = event.step <= self._last
        self._last = event.step
        return event.step if is_again else None
