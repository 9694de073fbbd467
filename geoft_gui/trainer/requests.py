"""What the user asks of a running training, looked for at each step."""

from torch.distributed import broadcast_object_list

from geoft_gui.runs.folder import RequestName, RunFolder
from geoft_gui.trainer.reporting import Reporter


class LeaveError(Exception):
    """The user asked to stop at once: nothing more is kept."""


class Requests:
    """The requests of one run. `process` of `processes` is this one; only the first reads the folder."""

    def __init__(self, folder: RunFolder, reporter: Reporter, process: int = 0, processes: int = 1) -> None:
        self._folder = folder
        self._reporter = reporter
        self._process = process
        self._processes = processes
        self._taken: RequestName | None = None
        self.asked: RequestName | None = None
        """What all processes have agreed to do: stop, pause, or None."""

    @property
    def is_waiting(self) -> bool:
        """Whether this process has taken a request, which all of them may not have agreed on yet."""
        return self._taken is not None

    def look(self) -> None:
        """Take a request that lies there; cheap to call often, and from one process alone.

        Raises LeaveError when the run shall end at once and no other process would be left waiting.
        """
        if self._process == 0 and (request := self._folder.take_request()) is not None:
            self._taken = request.request
            if request.request == "stop":
                self._reporter.status("stopping", "Stopping after this step and keeping what was learnt.")
            elif request.request == "pause":
                self._reporter.status("pausing")
        if self._processes == 1:
            self._agree()

    def look_together(self) -> None:
        """As `look`, called by all processes at the same step, so that they do the same.

        Raises LeaveError, in all of them, when the run shall end at once.
        """
        self.look()
        if self._processes > 1:
            shared = [self._taken]
            broadcast_object_list(shared)
            self._taken = shared[0]
            self._agree()

    def _agree(self) -> None:
        if self._taken == "stop_now":
            raise LeaveError
        self.asked = self._taken or self.asked
