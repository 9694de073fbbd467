"""Would more rows help? What trainings on different numbers of rows say about it.

The share of wrong parts falls with the number of rows as a power law, a straight line on logarithmic axes
(Hestness et al. 2017, “Deep learning scaling is predictable, empirically”), until something else than the
number of rows is what is missing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Outlook = Literal["more_helps", "hardly_helps", "unclear", "too_few_sizes"]

_SURE: Final = 1.96
"""Standard errors on either side of a value that 95 of 100 such values lie within."""
_WORTH_IT: Final = 0.02
"""Twice the rows for less than two parts more in a hundred is hardly worth the trouble."""
_SIZES_LOOKED_AT: Final = 4
"""Only the largest: what held for the first hundred rows says little about the next thousands."""
_FEWEST_ROWS_APART: Final = 1.2
"""Numbers of rows that differ by less are one size, of which there are several measurements."""


class Measured(Protocol):
    """One finished training: so many rows learnt from, and this share of so many held-out prompts right."""

    @property
    def rows(self) -> int: ...
    @property
    def scored(self) -> int: ...
    @property
    def correct(self) -> float: ...


@dataclass(frozen=True)
class Expected:
    """A share of parts right, 0…1, that is expected of so many rows; 95 of 100 times between two ends."""

    rows: int
    correct: float
    low: float
    high: float


@dataclass(frozen=True)
class LearningCurve:
    """What the trainings say: the outlook, and what is expected of as many and of twice as many rows.

    `now` and `doubled` are None where there are too few sizes to tell.
    """

    outlook: Outlook
    now: Expected | None = None
    doubled: Expected | None = None
    line: tuple[Expected, ...] = ()
    """The fitted curve, from the fewest rows to twice the most, to be drawn."""


def learning_curve(measured: Sequence[Measured]) -> LearningCurve:
    """Fit the law to finished trainings and look as far ahead as twice the most rows.

    Weighted least squares of the logarithm of the share of wrong parts on that of the number of rows; the
    weights are one over the variance that counting so many prompts has.
    """
    usable = sorted((each for each in measured if each.rows > 0 and each.scored > 0), key=_rows)
    sizes = _sizes(usable)
    if len(sizes) < 2:
        return LearningCurve("too_few_sizes")
    least = sizes[-_SIZES_LOOKED_AT:][0]
    fit = _Fit.of([each for each in usable if each.rows >= least])
    most = usable[-1].rows
    now, doubled = fit.expected(most), fit.expected(2 * most)
    steps = [usable[0].rows * (2 * most / usable[0].rows) ** (step / 40) for step in range(41)]
    return LearningCurve(
        _outlook(fit, now), now, doubled, tuple(fit.expected(round(rows)) for rows in steps if rows >= least)
    )


def share_interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share that was counted in `count` cases (Wilson 1927), 0…1.

    Unlike the interval of the bootstrap it has a width where all cases were alike.
    """
    z2 = _SURE**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _SURE / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return middle - half, middle + half


def _rows(each: Measured) -> int:
    return each.rows


def _sizes(ordered: Sequence[Measured]) -> list[int]:
    sizes: list[int] = []
    for each in ordered:
        if not sizes or each.rows >= sizes[-1] * _FEWEST_ROWS_APART:
            sizes.append(each.rows)
    return sizes


def _outlook(fit: "_Fit", now: Expected) -> Outlook:
    def gain(slope: float) -> float:
        return (1 - now.correct) * (1 - 2**slope)

    if gain(fit.slope + _SURE * fit.slope_error) >= _WORTH_IT:
        return "more_helps"
    if gain(fit.slope - _SURE * fit.slope_error) < _WORTH_IT:
        return "hardly_helps"
    # The middle of the interval decides where one end alone speaks against it.
    return (
        "more_helps"
        if fit.slope + _SURE * fit.slope_error < 0 and gain(fit.slope) >= _WORTH_IT
        else "unclear"
    )


@dataclass(frozen=True)
class _Fit:
    """log(share wrong) = level + slope · (log rows − centre); level and slope are then uncorrelated."""

    centre: float
    level: float
    level_error: float
    slope: float
    slope_error: float

    @classmethod
    def of(cls, measured: Sequence[Measured]) -> "_Fit":
        places = [math.log(each.rows) for each in measured]
        # Half a part wrong and half a part right more: no logarithm of nothing (Haldane's correction).
        wrong = [((1 - each.correct) * each.scored + 0.5) / (each.scored + 1) for each in measured]
        weights = [each.scored * share / (1 - share) for each, share in zip(measured, wrong, strict=True)]
        total = sum(weights)
        centre = sum(w * x for w, x in zip(weights, places, strict=True)) / total
        spread = sum(w * (x - centre) ** 2 for w, x in zip(weights, places, strict=True))
        level = sum(w * math.log(y) for w, y in zip(weights, wrong, strict=True)) / total
        slope = (
            sum(w * (x - centre) * math.log(y) for w, x, y in zip(weights, places, wrong, strict=True))
            / spread
        )
        residuals = [math.log(y) - level - slope * (x - centre) for x, y in zip(places, wrong, strict=True)]
        free = len(residuals) - 2
        beyond = sum(w * r**2 for w, r in zip(weights, residuals, strict=True)) / free if free else 1.0
        # Two trainings on the same rows differ by more than the counting of answers explains.
        wider = max(1.0, beyond) ** 0.5
        return cls(centre, level, wider * total**-0.5, slope, wider * spread**-0.5)

    def expected(self, rows: int) -> Expected:
        away = math.log(rows) - self.centre
        middle = self.level + self.slope * away
        error = _SURE * math.hypot(self.level_error, self.slope_error * away)

        def right(exponent: float) -> float:
            return max(0.0, 1 - math.exp(exponent))

        return Expected(rows, right(middle), right(middle + error), right(middle - error))
