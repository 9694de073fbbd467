"""What went wrong in a training, in words: what happened, what to do, and the settings that would mend it."""

import errno
import traceback
from collections.abc import Iterator
from typing import Any, Final

import torch

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.remedies import less_memory
from geoft_gui.errors import UserError
from geoft_gui.inference.memory import is_out_of_memory
from geoft_gui.runs.spec import TrainingSettings

# torch.save reports a failed write without the system's reason: "unexpected pos".
_NO_ROOM: Final = (
    "no space left on device",
    "disk quota exceeded",
    "not enough space on the disk",
    "pytorchstreamwriter failed",
    "unexpected pos",
)
_OLD_DRIVER: Final = ("driver on your system is too old", "driver version is insufficient")
_NO_CUDA: Final = ("not compiled with cuda enabled",)
_UNKNOWN_CARD: Final = ("no kernel image is available",)
_LOWER: Final = 4
"""A training that came apart is tried again with its learning rate divided by this."""


class Explained(UserError):
    """An error with what would mend it: `change` holds settings for a new run; None where none would."""

    def __init__(
        self, message: str, hint: str = "", details: str = "", change: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message, hint, details)
        self.change = change


class DivergedError(Explained):
    """The loss is no number any more."""

    def __init__(self, step: int, settings: TrainingSettings) -> None:
        message = f"The loss is no longer a number at step {step:,}: the training has come apart."
        if step <= 1:
            # Nothing has been learnt yet that could have done it.
            super().__init__(
                message,
                "The model's own weights are damaged, whatever the learning_rate: get it again, or choose "
                "another one.",
            )
            return
        lower = float(f"{settings.learning_rate / _LOWER:.1g}")
        super().__init__(
            message,
            f"Start again with a lower learning_rate, such as {lower:g} instead of "
            f"{settings.learning_rate:g}.",
            change={"learning_rate": lower},
        )


def explain(
    error: BaseException,
    settings: TrainingSettings | None,
    facts: ModelFacts | None = None,
    row_tokens: int = 0,
) -> Explained:
    """The error for the user behind whatever was raised; `settings` are the run's, when it got that far.

    `facts` are those of the base and `row_tokens` the tokens of the longest row, where they are known: with
    them, a change is found that should fit into memory.
    """
    details = "".join(traceback.format_exception(error))
    chain = list(_chain(error))
    lacks_memory = any(is_out_of_memory(link) for link in chain)
    # A model that does not fit has words for whoever asks it; here there is more that can be done.
    if isinstance(error, Explained) or (isinstance(error, UserError) and not lacks_memory):
        change = error.change if isinstance(error, Explained) else None
        return Explained(error.message, error.hint, error.details or details, change)
    if any(_says(link, _NO_ROOM) or _is_disk_full(link) for link in chain):
        return Explained(
            "The disk is full.",
            "Free some space, then try again: a run that had begun is resumed from its last checkpoint.",
            details,
        )
    if lacks_memory:
        hint, change = _less_memory(settings, facts, row_tokens)
        return Explained("There is not enough memory for this training.", hint, details, change)
    if any(_says(link, _OLD_DRIVER) for link in chain):
        return Explained(
            "The driver of the graphics card is too old for the installed torch.",
            "Get a newer one from https://www.nvidia.com/drivers, then resume the run.",
            details,
        )
    if any(_says(link, _NO_CUDA) for link in chain):
        return Explained(
            "The installed torch was built without CUDA, so it cannot use the graphics card.",
            "Install torch with CUDA as https://pytorch.org/get-started/locally says, then resume the run.",
            details,
        )
    if any(_says(link, _UNKNOWN_CARD) for link in chain):
        return Explained(
            "The installed torch was not built for this graphics card, which is too old or too new for it.",
            "Set CUDA_VISIBLE_DEVICES to nothing to train on the processor, or install another torch.",
            details,
        )
    return Explained(
        f"The training ended with an error: {type(error).__name__}.",
        "Try again, or resume it where it had begun; if it happens again, report it with the details.",
        details,
    )


def _less_memory(
    settings: TrainingSettings | None, facts: ModelFacts | None, row_tokens: int
) -> tuple[str, dict[str, Any] | None]:
    if settings is None:
        return "Close other programs, or start from a smaller model.", None
    remedy = less_memory(settings, facts, row_tokens, on_gpu=torch.cuda.is_available())
    return remedy.hint, remedy.change


def _is_disk_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno == errno.ENOSPC


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(word in text for word in words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, what caused that."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
