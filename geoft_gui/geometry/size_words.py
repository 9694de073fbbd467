"""The size of a part in words: the same in the terminal and everywhere in the window."""

import math
from collections.abc import Callable, Mapping
from typing import Any

_FIGURES = 4
_MOST_FIGURES = 12
_VOLUMES = ((1e9, "m³"), (1e6, "cm³"), (0.0, "mm³"))
_CUBIC_MILLIMETRES = {"m³": 1e9, "cm³": 1e3, "mm³": 1.0}


def size_words(report: Mapping[str, Any]) -> str:
    """Such as “20 × 20 × 20 mm · 8,000 mm³”, of a report of `check` on a part that builds."""
    return f"{sides_words(report)} · {volume_words(report)}"


def sides_words(report: Mapping[str, Any], figures: int = _FIGURES) -> str:
    """Such as “20 × 20 × 20 mm”: the sides of the box around the part, with so many figures at least."""
    lower, upper = report["bounding_box_mm"]
    return " × ".join(_number(high - low, figures) for low, high in zip(lower, upper, strict=True)) + " mm"


def volume_words(report: Mapping[str, Any], figures: int = _FIGURES) -> str:
    """Such as “8,000 mm³” or “2,668 cm³”, with so many figures at least."""
    volume = report["volume_mm3"]
    unit = next(unit for least, unit in _VOLUMES if volume >= least)
    return f"{_number(volume / _CUBIC_MILLIMETRES[unit], figures)} {unit}"


def told_apart(
    words: Callable[[Mapping[str, Any], int], str], one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[str, str]:
    """Two sizes in the same kind of words, with as many figures as it takes to see that they differ."""
    for figures in range(_FIGURES, _MOST_FIGURES):
        said = words(one, figures), words(other, figures)
        if said[0] != said[1]:
            return said
    return words(one, _MOST_FIGURES), words(other, _MOST_FIGURES)


def _number(value: float, figures: int) -> str:
    """Without zeros at the end of a fraction."""
    if value == 0:
        return "0"
    decimals = max(0, figures - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
