"""What every place that can train has in common: check, estimate, rehearse, start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder

Topic = Literal["", "address", "date", "key", "leaving", "cost", "refused"]
Verdict = Literal["correct", "another_part", "does_not_build", "not_a_document"]
Tell = Callable[[str, float, float | None], None]
"""Hears what is being done, how much of it is done, and how much there is (None: nobody knows)."""


LOOK_AT_MACHINE: Final = "See the details, and whether this computer has all that training needs."
"""What to do when a process that looks at a run ends without a word of its own."""


class StartGivenUpError(UserError):
    """Nobody wants the run any more that was about to start. Nothing was launched."""

    def __init__(self) -> None:
        super().__init__("The training was not started, because it was given up.", "Start it again.")


@dataclass(frozen=True)
class Problem:
    """Something known to be wrong before the start. An `error` keeps the run from starting.

    `details` is what a developer would want to know; `change` holds the settings that would mend it.
    `topic` says what of a training at a provider it is about: its missing address, until when there is one,
    the missing key, what leaves this computer, what it costs, or that the provider has refused before.
    """

    severity: Literal["error", "warning"]
    message: str
    hint: str = ""
    details: str = ""
    change: Mapping[str, Any] | None = None
    topic: Topic = ""


@dataclass(frozen=True)
class Estimate:
    """What a run will take: seconds and bytes of memory (None: unknown), money in words.

    Where a provider is paid, `dollars` is the least and the most that it can be (None: free, or nobody
    knows), and `tokens` the least and the most tokens of one epoch.

    `text` is the one sentence to show before the start. It says so where a number is a guess.
    """

    seconds: float | None
    memory_bytes: int | None
    money: str
    text: str
    dollars: tuple[float, float] | None = None
    tokens: tuple[int, int] | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal measured: the whole way of a run in small, on its longest rows and some ordinary ones.

    `seconds_per_step` and `tokens_per_second` are those of ordinary steps, `peak_memory_bytes` is that of the
    longest rows (on a graphics card: its memory). `judging_seconds` are for one judgement as the run will
    have it, worked out from a small one. `answer` is what the model, saved and loaded again, said to one
    held-out prompt, and `verdict` what that is worth: little is expected after so few steps.
    """

    seconds_per_step: float
    tokens_per_second: float
    peak_memory_bytes: int
    judging_seconds: float
    saving_seconds: float
    checkpoint_bytes: int
    answer: str
    verdict: Verdict


class StartRefusedError(UserError):
    """A run cannot start as it is. `change`: settings with which it could, if any would mend it."""

    def __init__(
        self, message: str, hint: str = "", details: str = "", change: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message, hint, details)
        self.change = change


class NotAgreedError(UserError):
    """A run may cost more US dollars than the user has agreed to: up to `most` (None: nobody knows)."""

    def __init__(self, message: str, hint: str, most: float | None) -> None:
        super().__init__(message, hint)
        self.most = most


class RehearsalFailedError(StartRefusedError):
    """The run would have failed as its rehearsal did."""


@dataclass(frozen=True)
class LearnedRow:
    """A row as the model will read it. `pieces` are text and whether it is learned, else it is only read."""

    row: int
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Look:
    """What can be seen of a run before it starts: what is wrong, what is learned, what it will take."""

    problems: tuple[Problem, ...]
    learned: tuple[LearnedRow, ...]
    estimate: Estimate


class Backend(Protocol):
    """A place that can train what lies in a run folder.

    `trains_here`: the process of a run is the training itself. Else it only follows a job elsewhere, which
    goes on without it: that is never rehearsed unasked or ended by force, and takes no memory here.
    `can_pause`: a run can wait there, and go on later.
    """

    @property
    def trains_here(self) -> bool: ...

    @property
    def can_pause(self) -> bool: ...

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """Everything that can be known to be wrong before the run starts.

        It may take minutes; `given_up` is asked all the while. Raises StartGivenUpError when it says so.
        """

    def estimate(self, folder: RunFolder) -> Estimate:
        """Time, memory and money that the run will take."""

    def rehearse(
        self,
        folder: RunFolder,
        *,
        tell: Tell = lambda phase, done, total: None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Rehearsal:
        """Go the whole way of a drafted run in small, and measure it. The run itself is not changed.

        Raises RehearsalFailedError when it fails as the run would, StartGivenUpError when `given_up` says so.
        """

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Start the process that trains; with `resume` it continues from the last good checkpoint."""
