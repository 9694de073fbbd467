"""The size of a part in words."""

import math
from typing import Any, Final

_FIGURES: Final = 4
# Where a narrow label may not break its line.
_JOINT: Final = "\N{NO-BREAK SPACE}"
_VOLUMES: Final = ((1e9, "m³"), (1e6, "cm³"), (0.0, "mm³"))
_CUBIC_MILLIMETRES: Final = {"m³": 1e9, "cm³": 1e3, "mm³": 1.0}


def size_words(report: dict[str, Any]) -> str:
    """Such as “20 × 20 × 20 mm · 8,000 mm³”, of a report on a part that builds.

    A line can be broken after the point only.
    """
    lower, upper = report["bounding_box_mm"]
    sides = " × ".join(_number(high - low) for low, high in zip(lower, upper, strict=True))
    size, volume = (words.replace(" ", _JOINT) for words in (f"{sides} mm ·", _volume(report["volume_mm3"])))
    return f"{size} {volume}"


def _volume(volume: float) -> str:
    unit = next(unit for least, unit in _VOLUMES if volume >= least)
    return f"{_number(volume / _CUBIC_MILLIMETRES[unit])} {unit}"


def _number(value: float) -> str:
    """With four figures at least, without zeros at the end of a fraction."""
    if value == 0:
        return "0"
    decimals = max(0, _FIGURES - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
