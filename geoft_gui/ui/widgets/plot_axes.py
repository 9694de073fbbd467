"""The axes of the loss plot: plain numbers, also where a curve is drawn by the loss's logarithm."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF, QGuiApplication

_ROUND: Final = (1, 2, 5)
_GAP: Final = 14
"""Pixels between the numbers of two steps."""
_FEW_DECADES: Final = 3
"""Over more decades than this, only 1, 0.1, 0.01 … are marked."""
_PERCENT_STEPS: Final = (20, 50, 100)
_LINES_EACH: Final = 1.3
"""Heights of a number that ticks above each other are apart, at least."""


class LossAxis(pg.AxisItem):
    """The left axis of a plot. Drawn `logarithmic`, its values are exponents of ten, and read as losses."""

    def __init__(self) -> None:
        super().__init__("left")
        self.logarithmic = False

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Read the values along the axis as exponents of ten, or as they are."""
        self.logarithmic = logarithmic
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        """Where the ticks lie: at round losses."""
        if not self.logarithmic:
            return super().tickValues(minVal, maxVal, size)
        low, high = sorted((minVal, maxVal))
        values = round_numbers(10**low, 10**high)
        most = _most_ticks(size)
        if len(values) > most:
            values = round_numbers(10**low, 10**high, (1,)) or values
            values = values[:: math.ceil(len(values) / most)]
        if len(values) < 2:
            # Too close together for 1, 2, 5: the plain numbers of so short a stretch.
            plain = super().tickValues(10**low, 10**high, size)
            values = [value for value in plain[0][1] if value > 0] if plain else []
        return [(1.0, [math.log10(value) for value in values])]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        if not self.logarithmic:
            strings: list[str] = super().tickStrings(values, scale, spacing)
            return strings
        return [f"{10**value:.3g}" for value in values]


class PercentAxis(pg.AxisItem):
    """The right axis of a plot: 0 % to 100 %, in as many steps as there is room for."""

    def __init__(self) -> None:
        super().__init__("right")

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        """Where the ticks lie: every 20 %, or fewer where their numbers would touch."""
        most = _most_ticks(size)
        # The last one is taken whatever there is: below it there is nothing to leave out.
        apart = next((step for step in _PERCENT_STEPS if 100 / step < most), _PERCENT_STEPS[-1])
        return [(apart, list(range(0, 101, apart)))]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        return [f"{value:.0f} %" for value in values]


class StepAxis(pg.AxisItem):
    """The bottom axis of a plot: steps are whole, and large ones are written 100,000."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        """Where the ticks lie: at whole steps only, and as far apart as their numbers are wide."""
        levels = super().tickValues(minVal, maxVal, size)
        whole = [(spacing, values) for spacing, values in levels if spacing >= 1]
        if not whole:
            return []
        spacing, values = whole[0]
        width = QFontMetricsF(QGuiApplication.font()).horizontalAdvance(f"{maxVal:,.0f}") + _GAP
        apart = max(1, math.ceil(width * (maxVal - minVal) / (size * spacing)))
        # Counted from zero: moving sideways must not make them jump.
        kept = [value for value in values if round(value / spacing) % apart == 0]
        return [(spacing * apart, kept)]

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        """What stands at the ticks."""
        return [f"{value:,.0f}" for value in values]


def round_numbers(low: float, high: float, steps: Sequence[int] = ()) -> list[float]:
    """`steps` times the powers of ten from `low` to `high`: 1, 2 and 5, or over many decades 1 only."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = steps or (_ROUND if np.log10(high / low) <= _FEW_DECADES else (1,))
    numbers = [step * 10.0**power for power in range(first, last + 1) for step in steps]
    return [number for number in numbers if low <= number <= high]


def _most_ticks(size: float) -> float:
    """How many numbers of the usual font have room above each other in so many pixels."""
    return size / (_LINES_EACH * QFontMetricsF(QGuiApplication.font()).height())
