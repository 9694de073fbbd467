"""The points of a curve: kept in full, drawn as few as a screen can show. Knows numpy, no Qt."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class CurvePoints:
    """Points (x, y) with ascending x, appended in constant time."""

    def __init__(self) -> None:
        self._values = np.empty((2, 1024))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Floats:
        """All x, shape (n,)."""
        return self._values[0, : self._count]

    @property
    def y(self) -> Floats:
        """All y, shape (n,)."""
        return self._values[1, : self._count]

    def append(self, x: float, y: float) -> None:
        """Add a point. Points at or after `x` are dropped first: a step may be judged again."""
        self.cut(x)
        if self._count == self._values.shape[1]:
            self._values = np.concatenate([self._values, np.empty_like(self._values)], axis=1)
        self._values[:, self._count] = x, y
        self._count += 1

    def cut(self, x: float) -> None:
        """Drop the points at or after `x`."""
        if self._count and x <= self._values[0, self._count - 1]:
            self._count = int(np.searchsorted(self.x, x))

    def nearest(self, x: float) -> tuple[float, float] | None:
        """The point nearest to `x`; None where there is none."""
        if not self._count:
            return None
        after = min(int(np.searchsorted(self.x, x)), self._count - 1)
        before = max(0, after - 1)
        place = before if abs(self.x[before] - x) <= abs(self.x[after] - x) else after
        return float(self.x[place]), float(self.y[place])

    def between(self, low: float, high: float) -> tuple[Floats, Floats]:
        """The points with `low` <= x <= `high`, and one more on either side so that lines reach the edge."""
        first = max(0, int(np.searchsorted(self.x, low)) - 1)
        last = min(self._count, int(np.searchsorted(self.x, high, side="right")) + 1)
        return self.x[first:last], self.y[first:last]


def extremes(x: Floats, y: Floats, buckets: int) -> tuple[Floats, Floats]:
    """At most two points for each of `buckets` stretches: its lowest and its highest, in their order.

    The line through them covers the same pixels as the line through all points, at a cost that does not
    grow with their number.
    """
    count = len(x)
    if count <= 2 * buckets:
        return x, y
    size = -(-count // buckets)
    whole = count // size * size
    table = y[:whole].reshape(-1, size)
    offsets = np.arange(len(table)) * size
    picks = np.stack([table.argmin(axis=1) + offsets, table.argmax(axis=1) + offsets], axis=1)
    if whole < count:
        rest = y[whole:]
        picks = np.vstack([picks, [whole + rest.argmin(), whole + rest.argmax()]])
    picks.sort(axis=1)
    chosen = picks.ravel()
    return x[chosen], y[chosen]


def smoothed(x: Floats, y: Floats, points: int, share: float = 1 / 40) -> tuple[Floats, Floats]:
    """At most `points` points of a centred running mean over this share of the curve (less at its ends)."""
    x, y = _thinned(x, y, 20 * points)
    count = len(x)
    if count < 3:
        return x, y
    half = max(1, int(count * share / 2))
    centres = np.unique(np.linspace(0, count - 1, min(points, count)).astype(int))
    # As narrow on one side as the end of the curve allows on the other, else the ends are bent.
    reach = np.minimum(half, np.minimum(centres, count - 1 - centres))
    sums = np.concatenate([[0.0], np.cumsum(y)])
    means = (sums[centres + reach + 1] - sums[centres - reach]) / (2 * reach + 1)
    return x[centres], means


def _thinned(x: Floats, y: Floats, most: int) -> tuple[Floats, Floats]:
    """Means of neighbours, at least `most` and less than twice as many, and the last point as it is."""
    size = len(x) // most
    if size < 2:
        return x, y
    whole = (len(x) - 1) // size * size
    means = y[:whole].reshape(-1, size).mean(axis=1)
    return np.append(x[size // 2 : whole : size], x[-1]), np.append(means, y[-1])
