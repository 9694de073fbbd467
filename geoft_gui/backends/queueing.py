"""Starting a run that waits its turn, exactly as one that starts at once is started."""

from collections.abc import Mapping
from pathlib import Path

from geoft_gui.backends.base import Backend
from geoft_gui.backends.hub_keys import HubKey, no_hub_key
from geoft_gui.backends.queue import RunQueue, ensure_runner
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED
from geoft_gui.runs.folder import RunFolder


class QueueingSupervisor(Supervisor):
    """A supervisor whose `start` and `launch` put a run at the end of the queue instead of starting it.

    It is drafted, checked and estimated as any other, and the queue's own process starts it. `hub_key` is as
    in `ensure_runner`.
    """

    def __init__(self, root: Path, backends: Mapping[str, Backend], hub_key: HubKey = no_hub_key) -> None:
        super().__init__(root, backends)
        self._hub_key = hub_key

    def launch(self, folder: RunFolder) -> None:
        """Put a drafted run into the queue, and see to it that somebody works through it.

        One that does not train on this machine starts at once: there is nothing here to wait for.
        """
        if not self.trains_here(folder):
            super().launch(folder)
            return
        queue = RunQueue(self.root)
        busy = next((other for other in self.list() if self._works_here(other)), None)
        if busy is not None:
            queue.adopt(busy)
        queue.add(folder)
        ensure_runner(self.root, self._hub_key)

    def _may_rehearse(self) -> bool:
        # Two trainings of full size do not fit into one memory, and the queue may begin its next at any time.
        return not RunQueue(self.root).is_running and not any(map(self._works_here, self.list()))

    def _works_here(self, folder: RunFolder) -> bool:
        try:
            recorded = folder.process
            # Asked first: the events of a long run take half a second to read, and of all runs few are alive.
            if recorded is None or not processes.alive(ProcessIdentity.from_dict(recorded)):
                return False
            if not self.trains_here(folder):
                return False
            status = folder.status()
            return status is not None and status not in ENDED
        except (UserError, OSError):
            return False  # a damaged run trains nothing; `runs list` shows that it is damaged
