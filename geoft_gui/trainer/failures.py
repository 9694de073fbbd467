"""What went wrong in a training, in words: what happened and what to do."""

import errno
import traceback
from collections.abc import Iterator

import torch

from geoft_gui.errors import UserError
from geoft_gui.runs.spec import TrainingSettings

_NO_ROOM = ("no space left on device", "disk quota exceeded", "not enough space on the disk")
# torch.save reports a failed write so, without the system's reason.
_TORN_WRITE = ("pytorchstreamwriter failed", "unexpected pos")
_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")


class DivergedError(UserError):
    """The loss is no number any more."""

    def __init__(self, step: int, settings: TrainingSettings) -> None:
        super().__init__(
            f"The loss is no longer a number at step {step:,}: the training has come apart.",
            f"Start again with a lower learning_rate than {settings.learning_rate:g}.",
        )


def explain(error: BaseException, settings: TrainingSettings | None) -> UserError:
    """The error for the user behind whatever was raised; `settings` are the run's, when it got that far."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, UserError):
        return UserError(error.message, error.hint, error.details or details)
    chain = list(_chain(error))
    if any(_is_disk_full(link) for link in chain):
        return UserError(
            "The disk is full.",
            "Free some space, then resume the run: it goes on from its last checkpoint.",
            details,
        )
    if any(_is_out_of_memory(link) for link in chain):
        return UserError("There is not enough memory for this training.", _less_memory(settings), details)
    return UserError(
        f"The training ended with an error: {type(error).__name__}.",
        "Resume the run to try again; if it happens again, report it with the details.",
        details,
    )


def _less_memory(settings: TrainingSettings | None) -> str:
    if settings is not None and settings.batch_size > 1:
        smaller = settings.batch_size // 2
        accumulate = settings.gradient_accumulation * 2
        return (
            "Close other programs, or start a new run with "
            f"batch_size={smaller} gradient_accumulation={accumulate}: that learns the same with less memory."
        )
    return "Close other programs, or start from a smaller model."


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    text = str(error).lower()
    return any(words in text for words in (*_NO_ROOM, *_TORN_WRITE))


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _NO_MEMORY)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, what caused that."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
