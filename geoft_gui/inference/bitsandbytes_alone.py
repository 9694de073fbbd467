"""bitsandbytes is imported without asking a stranger for program code, and without torch's compiler.

On a processor with AVX512-BF16 its import looks for compiled code on the Hugging Face hub where a package for
that is installed, and warns where none is. It computes the same without.

It also has torch compile functions that only stand in where it has no code of its own for a device. Loading
the compiler for them took a sixth of a trainer's start.
"""

import logging
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

_FETCHER: Final = "kernels"
_LOGGER: Final = "bitsandbytes.backends.cpu.ops"


def import_bitsandbytes() -> None:
    """Import it, where it is installed, before another library does so."""
    if "bitsandbytes" in sys.modules or find_spec("bitsandbytes") is None:
        return
    import torch  # noqa: PLC0415

    logger = logging.getLogger(_LOGGER)
    level, fetcher = logger.level, sys.modules.get(_FETCHER)
    logger.setLevel(logging.ERROR)
    # To the import system, None says that there is no such module.
    sys.modules[_FETCHER] = None  # type: ignore[assignment]
    compiling, torch.compile = torch.compile, _as_it_is
    try:
        import bitsandbytes  # noqa: F401, PLC0415
    finally:
        torch.compile = compiling
        logger.setLevel(level)
        if fetcher is None:
            del sys.modules[_FETCHER]
        else:
            sys.modules[_FETCHER] = fetcher


def _as_it_is(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    return function
