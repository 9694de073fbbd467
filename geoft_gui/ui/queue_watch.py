"""How the queue of the runs stands, as it is read from disk now and then. Knows no Qt."""

from dataclasses import dataclass
from pathlib import Path

from geoft_gui.backends.queue import RunQueue
from geoft_gui.errors import UserError


@dataclass(frozen=True)
class QueueState:
    """How the queue stands.

    `current` is the run whose turn it is, also while it is paused; `waiting` are those after it, the next one
    first. `works`: a process of this computer starts them. `host`: the other computer that does, or did last;
    "" where it is this one.
    """

    current: str | None = None
    waiting: tuple[str, ...] = ()
    works: bool = False
    host: str = ""

    def place(self, run: str) -> int | None:
        """0 of the run whose turn it is, 1 of the next; None of a run that is not in the queue."""
        if run == self.current:
            return 0
        return self.waiting.index(run) + 1 if run in self.waiting else None


class QueueWatch:
    """Reads the queue of the runs below `root` whenever it is told to look."""

    def __init__(self, root: Path) -> None:
        self.state = QueueState()
        self._queue = RunQueue(root)
        self._trouble: UserError | None = None
        self._told = ""

    def look(self) -> bool:
        """Read how it stands; whether that differs from before. What cannot be read stays as it was known."""
        queue, before = self._queue, self.state
        try:
            if queue.path.exists():
                self.state = QueueState(queue.current, queue.ids, queue.is_running, queue.host or "")
            else:
                self.state = QueueState()
        except UserError as error:
            if str(error) != self._told:
                self._told, self._trouble = str(error), error
            return False
        self._told = ""
        return self.state != before

    def take_trouble(self) -> UserError | None:
        """Why it cannot be read; each reason is told once."""
        trouble, self._trouble = self._trouble, None
        return trouble
