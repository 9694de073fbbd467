"""What a prompt says of the sizes of its part: which size each of its numbers means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoft_gui.data.asked import Measure, asked_features, measures
from geoft_gui.data.fixes.clauses import body_measures, clause_around, names_feature, rows_of
from geoft_gui.data.fixes.nouns import BODY_NOUN
from geoft_gui.data.fixes.pair import as_object
from geoft_gui.data.fixes.sizes_of import Size, size_meant, size_named
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Part
from geoft_gui.geometry.matching import close

_BOX = ("length", "width", "height")
_ROUND_OF = {"radius": 0.5, "top_radius": 0.5, "minor_radius": 0.5}
_DIMENSION_OF = {"radius": "diameter", "top_radius": "top_diameter", "minor_radius": "thickness"}
_AT_END = re.compile(
    r"\s*,?\s*(?:at|on|across|for)\s+(?:the|its)\s+"
    r"(?P<end>top|upper|tip|bottom|base|lower|small\w*|large\w*|narrow\w*|wide\w*)\b",
    re.IGNORECASE,
)
_END_BEFORE = re.compile(
    r"\b(?P<end>top|upper|bottom|base|lower)(?:\s+[^\W\d_]+){0,2}\s*[:=]?\s*$", re.IGNORECASE
)
_ADJECTIVE_AFTER = re.compile(
    r"\s*(?P<word>high|tall|long|wide|thick|deep)\b(?!\s*(?:of|is|=|:)?\s*\d+(?![\d-]*sided))", re.IGNORECASE
)
_LABEL = re.compile(r":\s*an?\s+$", re.IGNORECASE)
"""`Weight: a 65 mm square tile` has a label, and no word that measures."""
_LOOSE_JOINT = re.compile(r":\s*$|\bof\s+(?:an?\s+)?$", re.IGNORECASE)
_ANY_SIDE = ("side", "sides", "edge")
_BOX_KINDS = ("cube", "pyramid")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the prompt that means a size of the part.

    Attributes:
        measure: the number.
        size: the size as the part has it, under the name by which the prompt measures it.
        unit: the unit that the number is in.
        said: whether a word beside the number says what it measures, or its place in a row of sides.
    """

    measure: Measure
    size: Size
    unit: str
    said: bool

    @property
    def dimension(self) -> str:
        """What is measured, whether by its radius or by its diameter."""
        return dimension_of(self.size.name)

    @property
    def value(self) -> float:
        """What the prompt says, in mm, as the dimension is measured."""
        return self._stated / _ROUND_OF.get(self.size.name, 1.0)

    @property
    def is_right(self) -> bool:
        """Whether the part measures what the prompt says."""
        return close(self._stated, self.size.stated)

    @property
    def _stated(self) -> float:
        return self.measure.value * MILLIMETRES[self.unit]


def dimension_of(name: str) -> str:
    """A dimension by one name, whether a document has it as a radius or as a diameter."""
    return _DIMENSION_OF.get(name, name)


def claims(prompt: str, part: Part) -> list[Claim]:
    """What the sizes of the body mean, in the order of the text, without those that may mean anything."""
    every = measures(prompt)
    of_body = body_measures(prompt, every)
    rows = rows_of(of_body, prompt)
    unit = part.dimensions.unit
    found = []
    for measure in of_body:
        row = next(row for row in rows if measure in row)
        size = _meant(part, measure, row, prompt)
        if size is not None:
            in_row = len(row) > 1
            named = next((one.unit for one in row[row.index(measure) :] if one.unit is not None), None)
            if not measure.said and not in_row:
                # A number by itself means the body only beside its noun, and in a unit.
                clause = clause_around(prompt, every, measure)
                if named is None or BODY_NOUN.search(prompt, *clause) is None:
                    continue
            found.append(Claim(measure, size, named or unit, bool(measure.said) or in_row))
    return found


def otherwise(prompt: str, part: Part, dimension: str) -> bool:
    """Whether any number of the prompt may say another value of a dimension of the part.

    Whether it measures the body is not asked, but of numbers that a feature of the part has and that are said
    beside a word for a feature.
    """
    every = measures(prompt)
    for measure in _outside_features(prompt, part, every):
        size = size_meant(part, measure) if measure.said else None
        if size is None:
            continue
        of_any_side = dimension in _BOX and measure.said in _ANY_SIDE
        if dimension_of(size.name) == dimension or of_any_side:
            claim = Claim(measure, size, measure.unit or part.dimensions.unit, True)
            if not claim.is_right:
                return True
    return False


def unclear(prompt: str, part: Part, known: Sequence[Claim]) -> list[Measure]:
    """The sizes that neither mean a certain size of the part nor are one that nothing else states.

    `a 40 x 20 mm cylinder` of 40 mm diameter states no height of 50 mm: its second number means another.
    """
    unit = MILLIMETRES[part.dimensions.unit]
    free = {
        dimension_of(name): value * unit / _ROUND_OF.get(name, 1.0)
        for name, value in part.dimensions
        if isinstance(value, int | float)
    }
    for claim in known:
        free.pop(claim.dimension, None)
    left = []
    claimed = {claim.measure for claim in known}
    for measure in _outside_features(prompt, part, measures(prompt)):
        if measure in claimed:
            continue
        values = {measure.value * MILLIMETRES[name] for name in (measure.unit or part.dimensions.unit, "mm")}
        fitting = next(
            (
                name
                for name, size in free.items()
                if any(close(value * factor, size) for value in values for factor in _factors(name))
            ),
            None,
        )
        if fitting is None:
            left.append(measure)
        else:
            del free[fitting]
    return left


def _outside_features(prompt: str, part: Part, said: Sequence[Measure]) -> Iterator[Measure]:
    """The sizes that are of no feature or pose that the prompt asks for."""
    inside = [(one.start, one.end) for one in asked_features(prompt) if one.content]
    content = as_object(part)
    unit = MILLIMETRES[part.dimensions.unit]
    of_features = [value * unit for value in numbers_in(content.get("features", []))]
    of_position = [abs(value) for value in numbers_in(content.get("position", {}))]
    of_body = [value * unit for value in numbers_in(content["dimensions"])]
    for measure in said:
        if any(start <= measure.number_start < end for start, end in inside):
            continue
        value = _millimetres(measure, part)
        posed, cut = _count(value, of_position), _count(value, of_features)
        # Said more often than the document has it, it is said of something else as well.
        twice = sum(close(_millimetres(one, part), value) for one in said) > posed + cut + _count(
            value, of_body
        )
        if not twice and (posed or (cut and names_feature(prompt, said, measure))):
            continue
        yield measure


def _millimetres(measure: Measure, part: Part) -> float:
    return measure.value * MILLIMETRES[measure.unit or part.dimensions.unit]


def _count(value: float, numbers: Sequence[float]) -> int:
    return sum(close(value, number) for number in numbers)


def numbers_in(value: object) -> Iterator[float]:
    """All numbers of a document's object."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, int | float):
        yield value


def in_row(measure: Measure, prompt: str) -> bool:
    """Whether a size stands in a row with others, such as `20 x 30 mm`."""
    rows = rows_of(measures(prompt), prompt)
    return any(len(row) > 1 and measure in row for row in rows)


def _factors(name: str) -> tuple[float, ...]:
    return (1.0, 2.0) if "diameter" in name else (1.0,)


def _meant(part: Part, measure: Measure, row: list[Measure], prompt: str) -> Size | None:
    """The size that a measure means: by its place in a row of a block's sides, or by its words."""
    if part.type in _BOX_KINDS and len(row) in (2, 3) and all(one.said in ("", "base") for one in row):
        return size_named(part, _BOX[row.index(measure)])
    if _is_misread(prompt[measure.start : measure.number_start], measure.said):
        return None
    word_after = _ADJECTIVE_AFTER.match(prompt, _unit_end(measure))
    if measure.start < measure.number_start and word_after is not None:
        # `base 153 mm high`: two words have a claim to it.
        return None
    end = _end_of_taper(measure, prompt)
    if end is None:
        size = size_meant(part, measure)
        return _at_some_end(part, measure, size) if part.type == "cone" else size
    if part.type not in ("cone", "cylinder") or measure.word not in ("radius", "diameter"):
        return size_meant(part, measure) if end == "bottom" else None
    if end == "top":
        return size_named(part, f"top_{measure.word}")
    return size_named(part, measure.word) if end == "bottom" else None


def _is_misread(before: str, said: str) -> bool:
    """Whether the words before a number only look like those of a measure: `think of a 22 mm slab`."""
    if _LABEL.search(before):
        return True
    literal = said.rsplit(" ", maxsplit=1)[-1] in before.lower()
    return bool(before) and not literal and _LOOSE_JOINT.search(before) is not None


def _at_some_end(part: Part, measure: Measure, size: Size | None) -> Size | None:
    """The size of a frustum's end that a diameter without an end means: the one that it is, if any."""
    if size is None or size.name not in ("radius", "diameter") or measure.said not in ("radius", "diameter"):
        return size
    top = size_named(part, f"top_{size.name}")
    if top is None:
        return size
    value = measure.value * MILLIMETRES[measure.unit or part.dimensions.unit]
    return next((one for one in (size, top) if close(value, one.value)), None)


def _unit_end(measure: Measure) -> int:
    """Where the number and its unit end, for a measure whose word stands before them."""
    return measure.end if measure.start < measure.number_start else measure.number_end


def _end_of_taper(measure: Measure, prompt: str) -> str | None:
    """`top` or `bottom` where the prompt says which end is measured, "" where it says so unclearly."""
    after = _AT_END.match(prompt, measure.end)
    before = _END_BEFORE.search(prompt[max(0, measure.start - 40) : measure.start])
    match = after or before
    if match is None:
        return None
    end = match["end"].lower()
    if end in ("top", "upper", "tip"):
        return "top"
    return "bottom" if end in ("bottom", "base", "lower") else ""
