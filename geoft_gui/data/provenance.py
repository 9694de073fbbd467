"""Which numbers of a document its prompt does not state: a model that learns them learns to invent.

A number counts as stated after converting units, and between radius and diameter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from itertools import product
from typing import Literal

from pydantic import BaseModel

from geoft_gui.data.stated_numbers import Stated, stated_numbers
from geoft_gui.geometry.document import Group, Part

_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4}
_FINEST = 0.0005
"""Half a step of the canonical text's three decimals, in the part's unit."""

_SILENT = frozenset(("dimensions", "pattern"))
_ROUND = frozenset(("radius", "diameter", "top_radius", "top_diameter", "minor_radius"))
_COUNTS = frozenset(("count", "nx", "ny"))
_WORDS_FOR_COUNTS = {
    1: r"an?|single|one",
    2: r"pair|couple|both|twin|double|either|two",
    3: r"trio|triple|triangular",
    4: r"corners?",
    12: r"dozen",
}
_WORDS_FOR_SIDES = {
    3: r"triang\w*|three-sided",
    4: r"square\w*|four-sided",
    5: r"pentag\w*",
    6: r"hex\w*",
    7: r"hept\w*|septag\w*",
    8: r"oct\w*",
    9: r"nonag\w*|enneag\w*",
    10: r"decag\w*",
    12: r"dodecag\w*",
}
_POLYGONS = {
    3: "triangular",
    5: "pentagonal",
    6: "hexagonal",
    7: "heptagonal",
    8: "octagonal",
    9: "nonagonal",
    10: "decagonal",
    12: "dodecagonal",
}
_LIKENESS = 0.8
_STRAIGHT = 90.0
"""Degrees. "Upright", "on its side" and the like state multiples of it."""

Kind = Literal["length", "round", "place", "count", "sides", "angle"]


@dataclass(frozen=True)
class Number:
    """A number of a document: lengths in mm, with how far rounding may have moved them.

    Attributes:
        kind: how a sentence may state it.
        value: without its sign; lengths in mm.
        tolerance: as `value`.
        shown: the number as the document has it, with its name, as `height 12.5`.
        path: where it stands in the document, as `components/1/dimensions/height`.
        signed: the number as the document has it, in its unit.
    """

    kind: Kind
    value: float
    tolerance: float
    shown: str
    path: str
    signed: float


def unstated_numbers(prompt: str, document: Part | Group) -> list[str]:
    """The numbers of a document that cannot have come from its prompt, as `height 12.5`.

    Lengths may be stated in any unit, round ones as radius or diameter; offsets and positions may be sums and
    differences of stated lengths and their halves; right angles need no words.
    """
    return [number.shown for number in unstated(prompt, document)]


def unstated(prompt: str, document: Part | Group, long_form: object = None) -> list[Number]:
    """As `unstated_numbers`, with where the numbers stand.

    Args:
        prompt: the prompt.
        document: the part.
        long_form: the long-form object that the document was converted from. The conversion computes
            positions that the answer itself does not have; they are left out.
    """
    stated = stated_numbers(prompt)
    candidates = _Candidates(stated.lengths)
    found = [
        number
        for number in _numbers(document, "", "", 1.0)
        if not _is_stated(number, stated, candidates, prompt)
    ]
    if long_form is None:
        return found
    return [number for number in found if number.kind != "place" or written(long_form, number.path) != 0]


def numbers_of(document: Part | Group) -> list[Number]:
    """All numbers of a document that are no defaults."""
    return list(_numbers(document, "", "", 1.0))


def may_state(stated: Stated, number: Number) -> bool:
    """Whether one number of a sentence (`numbers_said`) may by itself state a number of a document."""
    match number.kind:
        case "count" | "sides":
            return number.value in stated.counts
        case "angle":
            return number.value in stated.numbers
        case "round":
            factors: tuple[float, ...] = (0.5, 1.0, 2.0)
        case _:
            factors = (1.0,)
    lengths = (length * factor for length in stated.lengths for factor in factors)
    return any(abs(length - number.value) <= number.tolerance for length in lengths)


def states_in_words(prompt: str, number: Number) -> bool:
    """Whether a prompt may state a count, sides or an angle of a document without a number."""
    if number.kind == "angle":
        return number.value % _STRAIGHT == 0
    if number.kind == "sides":
        return _names_polygon(int(number.value), prompt)
    return number.kind == "count" and _says(_WORDS_FOR_COUNTS.get(int(number.value)), prompt)


def written(long_form: object, path: str) -> float:
    """The number that a long-form object itself has where a document has one; 0 where it has none."""
    for step in path.split("/"):
        if isinstance(long_form, Mapping):
            long_form = long_form.get(step)
        elif isinstance(long_form, list) and step.isdigit() and int(step) < len(long_form):
            long_form = long_form[int(step)]
        else:
            return 0.0
    return float(long_form) if isinstance(long_form, int | float) else 0.0


def _numbers(node: BaseModel, path: str, owner: str, unit: float) -> Iterator[Number]:
    """The numbers of a node, named with the words of its keys that say something to a designer."""
    content = vars(node)
    dimensions = content.get("dimensions")
    if dimensions is not None:
        unit = _MILLIMETRES[dimensions.unit]
    for name, default in _defaults(type(node)):
        value = content[name]
        if value is None or isinstance(value, str):
            continue
        if isinstance(value, float | int):
            if value != default:
                yield _number(node, name, path, float(value), owner, unit)
        elif isinstance(value, BaseModel):
            yield from _numbers(value, f"{path}{name}/", owner if name in _SILENT else f"{name} ", unit)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                said_of = f"{getattr(item, 'type', '')} " if name == "features" else ""
                yield from _numbers(item, f"{path}{name}/{place}/", said_of, unit)


@cache
def _defaults(node: type[BaseModel]) -> tuple[tuple[str, object], ...]:
    """The fields of a kind of node with their defaults."""
    return tuple((name, field.default) for name, field in node.model_fields.items())


def _number(node: BaseModel, name: str, path: str, value: float, said_of: str, unit: float) -> Number:
    owner = type(node).__name__
    kind: Kind = "length"
    scale = unit
    if name in _COUNTS or name == "sides":
        kind, scale = ("sides" if name == "sides" else "count"), 1.0
    elif name == "angle" or owner == "Rotation":
        kind, scale = "angle", 1.0
    elif owner == "Position":
        kind, scale = "place", 1.0
    elif name in ("x", "y"):
        kind = "place"
    elif name in _ROUND or (name == "thickness" and owner == "TorusDimensions"):
        kind = "round"
    tolerance = max(0.005, 0.001 * abs(value) * scale) + _FINEST * scale
    shown = f"{said_of}{name.replace('_', ' ')} {value:g}"
    return Number(kind, abs(value) * scale, tolerance, shown, path + name, value)


class _Candidates:
    """What a length of each kind may be after a sentence, worked out once for all numbers of a document."""

    def __init__(self, lengths: frozenset[float]) -> None:
        self.length = lengths

    @cached_property
    def round(self) -> frozenset[float]:
        return frozenset(length * factor for length in self.length for factor in (0.5, 1.0, 2.0))

    @cached_property
    def place(self) -> frozenset[float]:
        return frozenset(_distances(self.length))


def _is_stated(number: Number, stated: Stated, candidates: _Candidates, prompt: str) -> bool:
    if number.kind == "sides":
        return _are_sides_stated(int(number.value), stated, prompt)
    if number.kind in ("angle", "count"):
        return may_state(stated, number) or states_in_words(prompt, number)
    if number.kind == "round":
        lengths = candidates.round
    else:
        lengths = candidates.place if number.kind == "place" else candidates.length
    value, tolerance = number.value, number.tolerance
    return value in lengths or any(abs(candidate - value) <= tolerance for candidate in lengths)


def _says(words: str | None, prompt: str) -> bool:
    return words is not None and re.search(rf"\b(?:{words})\b", prompt, re.IGNORECASE) is not None


def _are_sides_stated(sides: int, stated: Stated, prompt: str) -> bool:
    if _names_polygon(sides, prompt):
        return True
    if sides not in stated.counts:
        return False
    # The 5 of "a hexagonal prism and 5 holes" counts no sides.
    named_otherwise = any(_says(_WORDS_FOR_SIDES[other], prompt) for other in _POLYGONS)
    return not named_otherwise or re.search(rf"\b{sides}[\s-]*sides?", prompt, re.IGNORECASE) is not None


def _names_polygon(sides: int, prompt: str) -> bool:
    if _says(_WORDS_FOR_SIDES.get(sides), prompt):
        return True
    # A word may be like the polygon's name but for a typing error ("penagonal").
    name = _POLYGONS.get(sides, "")
    return bool(name and get_close_matches(name, re.findall(r"[^\W\d_]+", prompt.lower()), 1, _LIKENESS))


def _distances(lengths: frozenset[float]) -> Iterator[float]:
    """Sums and differences of two lengths and their halves: "8 mm from the edge" of a plate of 50 mm."""
    for first, second in product(lengths, repeat=2):
        for share, other in product((0.5, 1.0), (-1.0, -0.5, 0.0, 0.5, 1.0)):
            yield abs(share * first + other * second)
