"""Starting a run that waits its turn, exactly as one that starts at once is started."""

from geoft_gui.backends.queue import RunQueue, ensure_runner
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.folder import RunFolder


class QueueingSupervisor(Supervisor):
    """A supervisor whose `start` and `launch` put a run at the end of the queue instead of starting it.

    It is drafted, checked and estimated as any other, and the queue's own process starts it.
    """

    def launch(self, folder: RunFolder) -> None:
        """Put a drafted run into the queue, and see to it that somebody works through it."""
        RunQueue(self.root).add(folder)
        ensure_runner(self.root)
