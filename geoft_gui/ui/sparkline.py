"""A curve as small as a word: few means of many values."""

from typing import Final

MOST_POINTS: Final = 60


class SparklinePoints:
    """Takes values one at a time and keeps at most 60 means of equally many each. Knows no Qt."""

    def __init__(self) -> None:
        self._means: list[float] = []
        self._size = 1
        self._sum = 0.0
        self._count = 0

    def append(self, value: float) -> None:
        """Take one more value."""
        self._sum += value
        self._count += 1
        if self._count < self._size:
            return
        self._means.append(self._sum / self._count)
        self._sum, self._count = 0.0, 0
        if len(self._means) == 2 * MOST_POINTS:
            self._means = _halved(self._means)
            self._size *= 2

    def means(self) -> list[float]:
        """What to draw, oldest first: at most 60 numbers."""
        return _halved(self._means) if len(self._means) > MOST_POINTS else list(self._means)


def _halved(values: list[float]) -> list[float]:
    pairs = zip(values[::2], [*values[1::2], values[-1]], strict=False)
    return [(first + second) / 2 for first, second in pairs]
