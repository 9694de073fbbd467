"""Reading a run's events as they are written, without waiting for them."""

from collections.abc import Iterator
from pathlib import Path

from geoft_gui.runs.events import Event, from_line


class EventTail:
    """Remembers how far a run's `events.jsonl` has been read. A torn last line is left for the next look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = 0

    def new(self, most: int | None = None) -> list[Event]:
        """The events since the last call, oldest first; with `most`, no more than that at once."""
        events: list[Event] = []
        for event in self:
            events.append(event)
            if len(events) == most:
                break
        return events

    def __iter__(self) -> Iterator[Event]:
        """Whole events that were not read yet. The file is closed whenever the iteration ends."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(self._position)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._position += len(line)
                yield from_line(line.decode("utf-8", errors="replace"))
