"""Waiting for what another process does, instead of sleeping for as long as it may take."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return as soon as `condition()` is true; fail the test when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {seconds:g} seconds"
        time.sleep(0.02)
