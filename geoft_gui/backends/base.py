"""What every place that can train has in common: check, estimate, start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder


class StartGivenUpError(UserError):
    """Nobody wants the run any more that was about to start. Nothing was launched."""

    def __init__(self) -> None:
        super().__init__("The training was not started, because it was given up.", "Start it again.")


@dataclass(frozen=True)
class Problem:
    """Something known to be wrong before the start. An `error` keeps the run from starting.

    `details` is what a developer would want to know.
    """

    severity: Literal["error", "warning"]
    message: str
    hint: str = ""
    details: str = ""


@dataclass(frozen=True)
class Estimate:
    """What a run will take: seconds and bytes of memory (None: unknown), money in words.

    `text` is the one sentence to show before the start. It says so where a number is a guess.
    """

    seconds: float | None
    memory_bytes: int | None
    money: str
    text: str


class Backend(Protocol):
    """A place that can train what lies in a run folder."""

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """Everything that can be known to be wrong before the run starts.

        It may take minutes; `given_up` is asked all the while. Raises StartGivenUpError when it says so.
        """

    def estimate(self, folder: RunFolder) -> Estimate:
        """Time, memory and money that the run will take."""

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Start the process that trains; with `resume` it continues from the last good checkpoint."""
