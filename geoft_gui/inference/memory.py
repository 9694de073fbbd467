"""Whether an error of the libraries means that there was not enough memory."""

from typing import Final

import torch

_NO_MEMORY: Final = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory was lacking: on a processor, torch and the system say so in words alone."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    return isinstance(error, (RuntimeError, OSError)) and any(word in text for word in _NO_MEMORY)
