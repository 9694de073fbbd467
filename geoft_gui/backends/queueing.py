"""Starting a run that waits its turn, exactly as one that starts at once is started."""

from geoft_gui.backends.queue import RunQueue, ensure_runner
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED
from geoft_gui.runs.folder import RunFolder


class QueueingSupervisor(Supervisor):
    """A supervisor whose `start` and `launch` put a run at the end of the queue instead of starting it.

    It is drafted, checked and estimated as any other, and the queue's own process starts it.
    """

    def launch(self, folder: RunFolder) -> None:
        """Put a drafted run into the queue, and see to it that somebody works through it."""
        queue = RunQueue(self.root)
        busy = next((other for other in self.list() if self._works_here(other)), None)
        if busy is not None:
            queue.adopt(busy)
        queue.add(folder)
        ensure_runner(self.root)

    def _may_rehearse(self) -> bool:
        # Two trainings of full size do not fit into one memory, and the queue may begin its next at any time.
        return not RunQueue(self.root).is_running and not any(map(self._works_here, self.list()))

    def _works_here(self, folder: RunFolder) -> bool:
        try:
            recorded = folder.process
            # Asked first: the events of a long run take half a second to read, and of all runs few are alive.
            if recorded is None or not processes.alive(ProcessIdentity.from_dict(recorded)):
                return False
            status = folder.status()
            return status is not None and status not in ENDED
        except (UserError, OSError):
            return False  # a damaged run trains nothing; `runs list` shows that it is damaged
