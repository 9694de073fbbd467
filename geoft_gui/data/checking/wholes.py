"""What only all rows together tell: whether there are enough, of enough kinds, and which size is far off."""

import math
from array import array
from collections import Counter
from collections.abc import Iterator

import numpy as np

from geoft_gui.data.checking.solids import length_words
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.geometry.kind_words import KIND_WORDS

_ENOUGH = 100
"""Rows from which a model can learn something."""
_ENOUGH_TO_COMPARE = 200
_LEAST_SHARE = 0.003
"""Of all rows, for a kind of part that a model is to learn."""
_PATTERNS = 10
_PATTERNS_SHARE = 0.01
_PATTERNS_COUNTED = 20_000
_SIZES_COMPARED = 20
_FAR = 3.0
"""So many times as far beyond the quartiles as they are apart; sizes are counted in powers of ten."""
_LEAST_FAR = 2.0
"""And at least so many powers of ten."""


class Wholes:
    """Counts rows that can be learnt from."""

    def __init__(self) -> None:
        self._rows = 0
        self._kinds: Counter[str] = Counter()
        self._patterns: set[int] = set()
        self._numbers = array("I")
        self._sizes = array("f")
        self._limits: tuple[float, float] | None = None
        self._median = 0.0

    def take(self, number: int, prompt: str, kind: str, size: float) -> None:
        """Take one more row; `size` is its part's largest side in mm."""
        self._rows += 1
        self._kinds[kind] += 1
        if len(self._patterns) < _PATTERNS_COUNTED:
            self._patterns.add(hash(skeleton(prompt)))
        self._numbers.append(number)
        self._sizes.append(math.log10(size))
        self._limits = None

    def of_all(self) -> Iterator[RowFinding]:
        """What there is to say of all rows together."""
        if 0 < self._rows < _ENOUGH:
            yield RowFinding("too_few", f"{self._rows:,} can be learnt from; {_ENOUGH} are a beginning.")
        patterns = len(self._patterns)
        many = max(_PATTERNS, _PATTERNS_SHARE * min(self._rows, _PATTERNS_COUNTED))
        if self._rows >= _ENOUGH and patterns < many:
            sentences = "one sentence" if patterns == 1 else f"{patterns:,} sentences"
            yield RowFinding("few_patterns", f"{self._rows:,} prompts are made from {sentences}.")
        rare = [kind for kind, count in self._kinds.items() if count < _LEAST_SHARE * self._rows]
        if rare and self._rows >= _ENOUGH_TO_COMPARE:
            counts = ", ".join(f"{KIND_WORDS[kind]} {self._kinds[kind]:,}" for kind in sorted(rare))
            yield RowFinding("imbalance", f"Of {self._rows:,} rows: {counts}.")

    def outliers(self) -> list[tuple[int, float]]:
        """The rows whose parts are far larger or smaller than the others, each with its size in mm."""
        low, high = self._bounds()
        sizes = np.frombuffer(self._sizes, dtype=np.float32) if self._sizes else np.zeros(0, np.float32)
        far: list[int] = np.flatnonzero((sizes < low) | (sizes > high)).tolist()
        return [(self._numbers[place], 10 ** self._sizes[place]) for place in far]

    def is_outlier(self, size: float) -> bool:
        """Whether a size is far from those of the rows that were taken."""
        low, high = self._bounds()
        return not low <= math.log10(size) <= high

    def outlier_said(self, size: float) -> str:
        """What is special about a size that is far off."""
        return f"It is {_rounded(size)} long; half of all are shorter than {_rounded(10**self._median)}."

    def _bounds(self) -> tuple[float, float]:
        """The logarithms of the sizes between which none is far off."""
        if self._limits is None:
            if len(self._sizes) < _SIZES_COMPARED:
                self._limits = -math.inf, math.inf
            else:
                sizes = np.frombuffer(self._sizes, dtype=np.float32).copy()
                low, median, high = (float(value) for value in np.percentile(sizes, (25, 50, 75)))
                far = max(_FAR * (high - low), _LEAST_FAR)
                self._limits, self._median = (low - far, high + far), median
        return self._limits


def _rounded(size: float) -> str:
    return length_words(float(f"{size:.3g}"))
