"""How far a mean over these rows could be from the mean over all rows like them."""

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
_AT_ONCE = 4_000_000
"""Counts held at a time, so that a hundred thousand rows need no gigabytes."""


def mean_intervals(values: NDArray[np.float64], seed: int = 0) -> NDArray[np.float64]:
    """95 % intervals of column means: percentile bootstrap over rows (Efron and Tibshirani 1993, §13.3).

    All columns are resampled together, so the intervals belong to the same imagined repetitions.

    Args:
        values: shape (rows, columns), at least one row.
        seed: the same seed gives the same intervals.

    Returns:
        Lower and upper ends, shape (columns, 2).
    """
    count = len(values)
    random = np.random.default_rng(seed)
    even = np.full(count, 1 / count)
    means = []
    left = RESAMPLES
    while left:
        size = min(left, max(1, _AT_ONCE // count))
        # How often each row is drawn says all that a resample is.
        drawn = random.multinomial(count, even, size=size)
        means.append(drawn @ values / count)
        left -= size
    return np.quantile(np.concatenate(means), (0.025, 0.975), axis=0).T
