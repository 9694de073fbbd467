"""What stands in answers beside their parts and cannot be learnt: ids, times and random numbers.

Some values tell by themselves (a uuid, a time of day, a number with twelve digits). Others tell only beside
those of other rows: fields whose values change from row to row and follow neither from the prompt nor from
the part. The names of the fields do not count.
"""

import math
import random
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from geoft_gui.data.examination import Examination
from geoft_gui.data.likeness import plain
from geoft_gui.data.stated_numbers import stated_numbers
from geoft_gui.geometry.bounds import bounds
from geoft_gui.geometry.decoding import decode
from geoft_gui.geometry.document import json_schema

IDS, TIMES, NUMBERS, ECHO = "unlearnable_ids", "unlearnable_timestamps", "unlearnable_numbers", "echo"
UNLEARNABLE = (IDS, TIMES, NUMBERS)
NOISE = (*UNLEARNABLE, ECHO)
"""The codes of what is found here."""

_UUID = re.compile(r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE)
_RANDOM_TEXT = re.compile(r"(?=(?:[^\d]*\d){3})(?=(?:[^a-z]*[a-z]){3})[\w-]{12,}", re.IGNORECASE | re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}(?:,? \d{1,2}:\d{2}(?::\d{2})?)?"
)
_TIME_NAME = re.compile(r"time|date|stamp|created|modified|epoch", re.IGNORECASE)
_SECONDS_SINCE_1970 = (1e9, 2.2e9)
"""From 2001 to 2039; and the same in milliseconds, microseconds and nanoseconds. Large volumes look alike, so
here, and only here, the name of the field has a say."""
_RANDOM_DIGITS = 9
"""A number with so many digits is no size that anybody says."""

_FEW = 20
"""Of fewer values nothing can be told from the others."""
_SAMPLE = 400
"""Values that are looked at for each field."""
_PATHS = 2000
"""Fields that are followed; data with more has none that are alike."""
_MOST_ARE_DIFFERENT = 0.9
_MANY_VALUES = 10
_MOSTLY = 0.5
_FOLLOWS = 0.9
"""How closely a number must rise with the size of the part to follow from it (rank correlation)."""

_LONG_FORM_ONLY = frozenset(("scale", "parameters", "optimized_for_manufacturing"))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value of an answer that is not part of its part.

    Attributes:
        path: where it stands, places in lists left out: `components/*/id`.
        value: a text, a number, or None.
    """

    path: str
    value: str | float | None


@dataclass
class _Field:
    """What is remembered of one field: some of its values, each with what it could follow from."""

    seen: int = 0
    values: list[str | float] = field(default_factory=list)
    stated: list[bool] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)


class Noise:
    """Takes answers one after the other; says of each what is noise, and in the end which fields are."""

    def __init__(self) -> None:
        self._fields: dict[str, _Field] = {}
        self._shapes: dict[tuple[str, ...], int] = {}
        self._rows = array("I")
        self._shape_of_row = array("I")
        # Seeded: the same rows always have the same report.
        self._random = random.Random(0)
        self._paths: dict[str, Counter[str]] = {}
        self._noisy: dict[str, str] | None = None

    def take(self, examination: Examination) -> dict[str, tuple[str, ...]]:
        """Take one more row; return the fields of each code that its values tell by themselves."""
        self._noisy = None
        prompt = examination.row.prompt
        found: dict[str, list[str]] = {}
        followed: list[Leaf] = []
        for leaf in leaves_beside_part(examination):
            code = code_of(leaf, prompt)
            if code is not None:
                found.setdefault(code, []).append(leaf.path)
            elif leaf.value is not None:
                followed.append(leaf)
        for code, paths in found.items():
            self._paths.setdefault(code, Counter()).update(paths)
        if followed:
            self._follow(examination, followed)
        return _each_once(found)

    def found(self, examination: Examination) -> dict[str, tuple[str, ...]]:
        """The fields of each code, those included that only the other rows tell."""
        noisy = self.noisy_fields()
        found: dict[str, list[str]] = {}
        for leaf in leaves_beside_part(examination):
            code = code_of(leaf, examination.row.prompt)
            if code is None and leaf.value is not None:
                code = noisy.get(leaf.path)
            if code is not None:
                found.setdefault(code, []).append(leaf.path)
        return _each_once(found)

    def noisy_fields(self) -> Mapping[str, str]:
        """The code of each field whose values only the other rows tell to be noise."""
        if self._noisy is None:
            judged = ((path, _of_all(seen)) for path, seen in self._fields.items())
            self._noisy = {path: code for path, code in judged if code is not None}
        return self._noisy

    def late(self) -> dict[str, list[int]]:
        """The numbers of the rows of each code that only the other rows tell."""
        noisy = self.noisy_fields()
        found: dict[str, list[int]] = {}
        of_shape = [{noisy[path] for path in shape if path in noisy} for shape in self._shapes]
        for number, shape in zip(self._rows, self._shape_of_row, strict=True):
            for code in of_shape[shape]:
                found.setdefault(code, []).append(number)
        return found

    def where(self, code: str) -> tuple[str, ...]:
        """The fields that a code was found in, the most frequent first."""
        counted = Counter(self._paths.get(code, {}))
        for path, of in self.noisy_fields().items():
            if of == code:
                counted[path] += self._fields[path].seen
        return tuple(path for path, _ in counted.most_common())

    def _follow(self, examination: Examination, leaves: Sequence[Leaf]) -> None:
        prompt = examination.row.prompt
        stated: frozenset[float] | None = None
        for leaf in leaves:
            if leaf.path not in self._fields and len(self._fields) >= _PATHS:
                continue
            seen = self._fields.setdefault(leaf.path, _Field())
            seen.seen += 1
            place = seen.seen - 1
            if place >= _SAMPLE:
                # Every value has the same chance to be among those that are looked at.
                place = self._random.randrange(seen.seen)
                if place >= _SAMPLE:
                    continue
            else:
                seen.values.append("")
                seen.stated.append(False)
                seen.parts.append(0)
                seen.sizes.append(0.0)
            value = leaf.value
            assert value is not None
            if isinstance(value, str):
                said = _pieces(value) <= _pieces(prompt)
            else:
                if stated is None:
                    numbers = stated_numbers(prompt)
                    stated = numbers.numbers | numbers.lengths
                said = any(math.isclose(value, number, rel_tol=1e-3) for number in stated)
            seen.values[place], seen.stated[place] = value, said
            seen.parts[place] = hash(examination.canonical)
            seen.sizes[place] = _size(examination)
        shape = tuple(sorted({leaf.path for leaf in leaves if leaf.path in self._fields}))
        self._rows.append(examination.row.number)
        self._shape_of_row.append(self._shapes.setdefault(shape, len(self._shapes)))


def leaves_beside_part(examination: Examination) -> Iterator[Leaf]:
    """The values of an answer that its part does not need; none of an answer in canonical text."""
    if examination.document is None or examination.row.answer == examination.canonical:
        return
    if examination.reading.form == "v1":
        yield from _leaves(decode(examination.row.answer).value, "", beside=False)


@cache
def _language() -> frozenset[str]:
    """Every key that says something of a part."""
    definitions = json_schema()["$defs"].values()
    return _LONG_FORM_ONLY.union(*(definition["properties"] for definition in definitions))


def _leaves(value: object, path: str, *, beside: bool) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, child in value.items():
            step = str(key)
            is_beside = beside or step not in _language()
            yield from _leaves(child, f"{path}/{step}" if path else step, beside=is_beside)
    elif isinstance(value, list):
        for child in value:
            yield from _leaves(child, f"{path}/*", beside=beside)
    elif beside and (value is None or isinstance(value, str | int | float)) and not isinstance(value, bool):
        yield Leaf(path, value)


def code_of(leaf: Leaf, prompt: str) -> str | None:
    """The code that a value tells without any other."""
    value = leaf.value
    if isinstance(value, str):
        if _UUID.fullmatch(value):
            return IDS
        if _TIME.fullmatch(value):
            return TIMES
        if len(value) > 2 and plain(value) == plain(prompt):
            return ECHO
        if _RANDOM_TEXT.fullmatch(value) and value.casefold() not in prompt.casefold():
            return IDS
        return None
    if value is None:
        return None
    low, high = _SECONDS_SINCE_1970
    if value >= low and _TIME_NAME.search(leaf.path):
        return TIMES if any(low * factor <= value <= high * factor for factor in (1, 1e3, 1e6, 1e9)) else None
    digits = re.sub(r"e.*|[^\d]", "", repr(value)).strip("0")
    if len(digits) >= _RANDOM_DIGITS and repr(value) not in prompt:
        return NUMBERS
    return None


def _each_once(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(dict.fromkeys(paths)) for code, paths in found.items()}


def _of_all(seen: _Field) -> str | None:
    """The code that the values of a field tell together."""
    count = len(seen.values)
    if count < _FEW or sum(seen.stated) > _MOSTLY * count:
        return None
    distinct = len(set(seen.values))
    if distinct < _MANY_VALUES or _follows_from_part(seen):
        return None
    if all(isinstance(value, str) for value in seen.values):
        one_word = all(" " not in str(value) and re.search(r"\d", str(value)) for value in seen.values)
        return IDS if one_word and distinct >= _MOST_ARE_DIFFERENT * count else None
    numbers = [float(value) for value in seen.values if not isinstance(value, str)]
    if len(numbers) < count:
        return None
    whole = all(number == int(number) for number in numbers)
    return IDS if whole and distinct == count else NUMBERS


def _follows_from_part(seen: _Field) -> bool:
    """Whether rows of one part have one value, or the value rises or falls with the size of the part."""
    of_part: dict[int, set[str | float]] = {}
    for part, value in zip(seen.parts, seen.values, strict=True):
        of_part.setdefault(part, set()).add(value)
    repeated = len(seen.values) - len(of_part)
    if repeated >= _MANY_VALUES:
        return sum(len(values) - 1 for values in of_part.values()) <= 0.1 * repeated
    numbers = [value for value in seen.values if not isinstance(value, str)]
    if len(numbers) < len(seen.values):
        return False
    return abs(_rank_correlation(numbers, seen.sizes)) >= _FOLLOWS


def _rank_correlation(ones: Sequence[float], others: Sequence[float]) -> float:
    first, second = _ranks(ones), _ranks(others)
    mean = (len(first) - 1) / 2
    top = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    bottom = math.sqrt(sum((a - mean) ** 2 for a in first) * sum((b - mean) ** 2 for b in second))
    return top / bottom if bottom else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value; equal values share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for rank, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(rank)
    return [sum(places[value]) / len(places[value]) for value in values]


def _size(examination: Examination) -> float:
    """The volume of the box around the part, in mm³."""
    assert examination.resolved is not None, "a row with a document has a body"
    lower, upper = bounds(examination.resolved.body)
    return math.prod(high - low for low, high in zip(lower, upper, strict=True))


def _pieces(text: str) -> set[str]:
    return set(re.findall(r"\d+|[^\W\d_]+", text.casefold()))
