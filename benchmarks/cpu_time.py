"""Timing that a busy machine changes little."""

import math
import time
from collections.abc import Callable


def quickest(job: Callable[[], object], seconds: float = 0.5) -> float:
    """CPU seconds, of all threads of this process, that the quickest of some runs takes.

    Runs are repeated until they have used `seconds` of CPU time; there is at least one.
    """
    best, end = math.inf, time.process_time() + seconds
    while True:
        start = time.process_time()
        job()
        now = time.process_time()
        best = min(best, now - start)
        if now > end:
            return best
