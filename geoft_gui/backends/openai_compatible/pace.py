"""How often a hosted training is looked at, and how long anything is waited for."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """All times are in seconds; `clock` and `sleep` are the time itself."""

    request: float = 0.2
    """Between two looks at what the user asks."""
    poll: float = 5.0
    """Between two looks at the job while there is news."""
    longest_poll: float = 60.0
    """Between two looks at the job while there is none."""
    retry: float = 1.0
    """Before the first new attempt at a call that failed; twice as long each time after that."""
    longest_retry: float = 120.0
    settling: float = 30.0
    """So long after an unclear answer a job may still appear in the provider's list."""
    settling_poll: float = 3.0
    processing: float = 600.0
    """So long a provider may take to read an uploaded file before the job is asked for all the same."""
    silence: float = 10.0
    """A provider that has not answered for so long is told of while it is asked again."""
    trouble: float = 60.0
    """A provider that cannot be reached for longer than this is worth a warning."""
    leaving: float = 40.0
    """So long a run that shall stop at once tries to say so to a provider that it does not reach."""
    last_words: float = 3.0
    """So long after its end a job may still say something."""
    riddle: float = 7200.0
    """So long a job may say that it has finished, in a status that nobody knows, before that is believed."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
