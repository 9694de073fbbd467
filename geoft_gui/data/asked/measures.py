"""The sizes that a prompt states, each with its place in the text, its unit and the word beside it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, TypeAlias

from geoft_gui.data.asked.spans import LONGEST_PROMPT, number_spans

MeasureWord: TypeAlias = Literal["radius", "diameter", "height", "length", "width", "thickness"]

_WORDS: dict[str, MeasureWord | None] = {
    "radius": "radius", "radii": "radius", "rad": "radius", "r": "radius", "circumradius": "radius",
    "diameter": "diameter", "diameters": "diameter", "dia": "diameter", "diam": "diameter", "d": "diameter",
    "⌀": "diameter", "ø": "diameter", "across": "diameter", "across corners": "diameter",
    "height": "height", "high": "height", "tall": "height", "h": "height",
    "length": "length", "long": "length", "l": "length",
    "width": "width", "wide": "width", "breadth": "width", "w": "width", "across flats": "width",
    "thickness": "thickness", "thick": "thickness", "t": "thickness", "wall": "thickness",
    "walls": "thickness",
    # What these measure depends on the kind of part.
    "base": None, "outer": None, "outside": None, "side": None, "sides": None, "edge": None, "deep": None,
    "depth": None,
}  # fmt: skip
_LONG_WORD = 5
_SPELT = tuple(word for word in _WORDS if len(word) >= _LONG_WORD and " " not in word)
_QUALIFIERS = frozenset(
    ("major", "minor", "tube", "ring", "base", "bottom", "top", "outer", "outside", "inner", "inside", "wall")
)
_WORD = r"(?:across\s+(?:the\s+)?(?:flats|corners)|(?!(?:of|is|at|an?)\b)[^\W\d_]+\.?|⌀)"
_BEFORE = re.compile(
    rf"(?P<first>[^\W\d_]+\s+)?(?P<word>{_WORD})\s*(?:(?:of|is|at|being)\s+|[=:]\s*|-)?(?:an?\s+)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"[\s-]*(?:in\s+)?(?P<first>{_WORD})(?:\s+(?P<second>{_WORD}))?", re.IGNORECASE)
_WINDOW = 60
"""Characters before a number among which its word is looked for."""
_TYPING_ERROR = 0.8
"""How like a measure's word another must be to be taken for one with a typing error (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A size as it stands in a prompt, such as `dia=20mm` or `128.31 mm tall`.

    Attributes:
        start, end: where the whole of it stands, with its word and its unit.
        number_start, number_end: where its number stands.
        value: the number, in its own unit.
        unit: the unit beside it; None where there is none.
        word: what it measures; None where no word beside it says so.
        said: the words beside it in lower case, such as `minor radius` or `base`; "" where there are none.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: float
    unit: str | None
    word: MeasureWord | None
    said: str = ""


def measures(prompt: str) -> list[Measure]:
    """The sizes of a prompt in the order of the text, those of its features among them."""
    return list(_measures(prompt[:LONGEST_PROMPT]))


@lru_cache(maxsize=64)
def _measures(prompt: str) -> tuple[Measure, ...]:
    found: list[Measure] = []
    taken = 0
    for span in number_spans(prompt):
        if span.role != "size":
            continue
        start, end, said = _before(prompt, taken, span.start)
        if not said:
            start, end, said = _after(prompt, span.start, span.unit_end)
        end = max(end, span.unit_end)
        taken = end
        word = _WORDS.get(said) if said in _WORDS else _WORDS.get(said.split(" ", 1)[-1])
        found.append(Measure(start, end, span.start, span.end, _value(span.readings), span.unit, word, said))
    return tuple(found)


def _before(prompt: str, taken: int, at: int) -> tuple[int, int, str]:
    """Where a measure begins whose word stands before its number, where it ends, and the word; or no word."""
    match = _BEFORE.search(prompt, max(taken, at - _WINDOW), at)
    word = _known(match["word"]) if match is not None else ""
    if match is None or not word:
        return at, at, ""
    qualifier = _qualifier(match["first"])
    return match.start() if qualifier else match.start("word"), at, f"{qualifier} {word}".strip()


def _after(prompt: str, start: int, at: int) -> tuple[int, int, str]:
    """As `_before`, of a word that stands after the number."""
    match = _AFTER.match(prompt, at)
    if match is None:
        return start, at, ""
    first, second = _known(match["first"]), _known(match["second"] or "")
    qualifier = _qualifier(match["first"])
    if second and qualifier and _WORDS.get(second) is not None:
        return start, match.end("second"), f"{qualifier} {second}"
    return (start, match.end("first"), first) if first else (start, at, "")


@lru_cache(maxsize=4096)
def _qualifier(word: str | None) -> str:
    """The word as one of `_QUALIFIERS`, its typing error mended; "" where it is none of them."""
    plain = (word or "").strip().lower()
    return (
        plain
        if plain in _QUALIFIERS
        else next(iter(get_close_matches(plain, _QUALIFIERS, 1, _TYPING_ERROR)), "")
    )


@lru_cache(maxsize=4096)
def _known(word: str) -> str:
    """The word as it is in the table, its typing error mended; "" where it measures nothing."""
    plain = " ".join(word.lower().rstrip(".").replace(" the ", " ").split())
    if plain in _WORDS:
        return plain
    if len(plain) >= _LONG_WORD and (near := get_close_matches(plain, _SPELT, n=1, cutoff=_TYPING_ERROR)):
        return near[0]
    return ""


def _value(readings: frozenset[float]) -> float:
    """The likelier of several readings: mixed fractions are sums, and a comma separates decimals."""
    return max(readings) if len(readings) == 3 else min(readings)
