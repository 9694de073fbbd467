"""What the user asks of a hosted run, looked for while it waits, which is nearly always."""

from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.runs.folder import RequestName, RunFolder

_RANK: dict[RequestName | None, int] = {None: 0, "pause": 1, "stop": 2, "stop_now": 3}


class LeaveError(Exception):
    """The user wants the run to end, or to wait, and nothing is left to be done for that."""

    def __init__(self, asked: RequestName) -> None:
        super().__init__(asked)
        self.asked = asked


class AskedError(Exception):
    """The user has asked for something new while the run was waiting."""


class Requests:
    """The last wish of the user. `asked` stays until it is honoured or forgotten."""

    def __init__(self, folder: RunFolder, pace: Pace) -> None:
        self._folder = folder
        self._pace = pace
        self.asked: RequestName | None = None
        self.asked_at = 0.0

    def look(self) -> bool:
        """Take a request that lies there; whether it is a new one. To stop counts for more than to pause."""
        taken = self._folder.take_request()
        if taken is None or _RANK[taken.request] <= _RANK[self.asked]:
            return False
        self.asked, self.asked_at = taken.request, self._pace.clock()
        return True

    def forget(self) -> None:
        """It is honoured, or cannot be."""
        self.asked = None

    def leave_if_asked(self) -> None:
        """Raises LeaveError when the user has asked for anything: there is no job that it could be about."""
        self.look()
        if self.asked is not None:
            raise LeaveError(self.asked)

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises AskedError as soon as the user asks for something new."""
        until = self._pace.clock() + seconds
        while (left := until - self._pace.clock()) > 0:
            if self.look():
                raise AskedError
            self._pace.sleep(min(left, self._pace.request))
        if self.look():
            raise AskedError
