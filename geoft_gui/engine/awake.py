"""Keeps the machine from going to sleep while something works that must not be interrupted."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wakepy import ActivationResult, keep

_HINT = "Switch its sleep off in the system's settings, or the training stands still until it wakes."


@contextmanager
def kept_awake(warn: Callable[[str, str, str], object]) -> Iterator[None]:
    """The machine does not sleep by itself inside; its screen may go dark, and whoever closes the lid wins.

    Where that cannot be had, `warn` hears so once (what, what to do, details) and the work goes on. It
    takes some seconds at most. Nothing is asked for on a Linux without a desktop: nobody there sends it to
    sleep.
    """
    if sys.platform == "linux" and "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        yield
        return

    def cannot(result: ActivationResult) -> None:
        warn("This computer may go to sleep while it trains.", _HINT, result.get_failure_text())

    mode = keep.running(on_fail=cannot)
    mode.__enter__()
    try:
        yield
    finally:
        try:
            mode.__exit__(None, None, None)
        except RuntimeError as error:
            # The desktop is gone by now, and its promise with it. What was worked on is not to suffer.
            print(f"The computer may not sleep again by itself: {error}", file=sys.stderr)
