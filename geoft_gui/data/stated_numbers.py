"""The numbers that a sentence states: digits, fractions and words, with the units they may be in.

A sentence can be read in more than one way ("1,000 mm", "20x30 cm"), so every number has all its readings:
the question here is never what was meant, but whether a given number can have come from the sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

LONGEST_SENTENCE = 10_000
"""Characters that are looked at: nobody asks for a part in more, and files may hold anything."""

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4, "foot": 304.8, "µm": 0.001, "thou": 0.0254}

_UNIT_WORDS = {
    "mm": r"mms?|mil+im[eè]t(?:re|er)s?",
    "cm": r"cms?|centim[eè]t(?:re|er)s?",
    "µm": r"[µμu]m|microns?|microm[eè]t(?:re|er)s?",
    "thou": r"thous?|mils?",
    "m": r"m(?!\d)|m[eè]t(?:re|er)s?",
    "inch": r"in|inch(?:es)?|ins|\"|”|″|''|’’",
    "foot": r"ft|foot|feet|'|′|’",
}
_UNIT_OF_GROUP = {unit.replace("µ", "u"): unit for unit in _UNIT_WORDS}
_UNIT = "|".join(f"(?P<{group}>{_UNIT_WORDS[unit]})" for group, unit in _UNIT_OF_GROUP.items())
_UNIT_AT = re.compile(
    rf"[\s-]*(?:an?\s+|of\s+an?\s+)?(?:{_UNIT})(?!(?!x\d)[^\W\d_])",
    re.IGNORECASE,
)
"""`30mmx20mm` has a unit, too; `8 M6 holes` have none."""

_LONG_UNITS = {
    "millimetre": "mm", "millimeter": "mm", "millimetres": "mm", "millimeters": "mm",
    "centimetre": "cm", "centimeter": "cm", "centimetres": "cm", "centimeters": "cm",
    "metre": "m", "meter": "m", "metres": "m", "meters": "m", "inches": "inch",
}  # fmt: skip
_PREPOSITION_AT = re.compile(r"\s+in\s+[^\W\d_]", re.IGNORECASE)
"""`5 in the centre` has no inches, `5 in long` has; nothing short of grammar tells them apart."""
_LONG_WORD_AT = re.compile(r"[\s-]*([^\W\d_]{5,})")
_LIKENESS = 0.8
"""How like a long unit a word must be to be taken for one with a typing error (difflib's ratio)."""

_UNICODE_FRACTIONS = {
    "½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3,
    "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
FRACTION_SIGN = "[" + "".join(_UNICODE_FRACTIONS) + "]"
"""A pattern for one of them."""
NUMBER_AHEAD = rf"(?=[.\d\s]|{FRACTION_SIGN})"
"""So begins a number. Asked first, it spares most places of a text the patterns of all ways to write one."""
_DIGITS = re.compile(
    rf"""{NUMBER_AHEAD}(?:
      (?P<whole>\d+)(?:\s+(?:and\s+)?|-)(?P<over>\d+)\s*[/⁄]\s*(?P<under>[1-9]\d*)  # 1 1/2, 1-1/2, 1 and 1/2
    | (?P<numerator>\d+)\s*[/⁄]\s*(?P<denominator>[1-9]\d*)  # 3/4
    | (?P<before>\d*)\s?(?P<sign>{FRACTION_SIGN})  # 1½
    | (?P<decimal>\d+(?:[.,]\d+)*|\.\d+)  # 12.5, 12,5, 1,000.5, .5
    )""",
    re.VERBOSE,
)

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_CARDINALS = {word: float(value) for value, word in enumerate(_ONES)}
_CARDINALS |= {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
_PARTS = {"half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5,
          "eighth": 1 / 8, "tenth": 1 / 10, "sixteenth": 1 / 16}  # fmt: skip
_VALUE_WORDS = {*_CARDINALS, *_PARTS, *(f"{part}s" for part in _PARTS)}
_FIRST_WORDS = {"a", "an", *_VALUE_WORDS}
_WORDS = re.compile(r"[^\W\d_]+")
_ONE_UNIT = re.compile(rf"\ban?\s+(?:{_UNIT})(?![^\W\d_])", re.IGNORECASE)
_AND_MORE_AT = re.compile(r"\s+and\s+a\s+(half|quarter|third)", re.IGNORECASE)
"""`an inch`, `an inch and a half`."""


@dataclass(frozen=True)
class Stated:
    """What a sentence states.

    Attributes:
        lengths: every number in every unit it may be in, in mm.
        numbers: all numbers without their units, such as angles.
        counts: the numbers that may count something: those that certainly have a unit do not.
    """

    lengths: frozenset[float]
    numbers: frozenset[float]
    counts: frozenset[float]


@lru_cache(maxsize=1024)
def stated_numbers(sentence: str) -> Stated:
    """Read every number of a sentence, or of its first `LONGEST_SENTENCE` characters, in every way it can be.

    A number without a unit of its own may be in mm or in any unit that the sentence names ("20 by 30 cm").
    Kept for a while: one row is asked about several times, and the same numbers come again in others.
    """
    found = _found(sentence[:LONGEST_SENTENCE])
    return _stated(found, _units(found))


def numbers_said(sentence: str) -> tuple[Stated, ...]:
    """What each number of a sentence may state by itself: what is said twice is there twice."""
    found = _found(sentence[:LONGEST_SENTENCE])
    # `10,20,30` may be a list, and `2 1/4 inch` a count and a length.
    return tuple(stated for one in found for stated in [_stated([one], _units(found))] * len(one[0]))


@lru_cache(maxsize=1024)
def number_readings(number: str) -> frozenset[float]:
    """What a number can mean, written by itself without a unit; empty for a text that is none."""
    return frozenset().union(*(readings for readings, _ in _found(number)))


def unit_at(sentence: str, end: int) -> tuple[str | None, int]:
    """The unit of a number that ends at `end`, and where the unit ends; None and `end` where it has none."""
    if _PREPOSITION_AT.match(sentence, end):
        return None, end
    match = _UNIT_AT.match(sentence, end)
    if match is not None:
        return _unit_of(match), match.end()
    word = _LONG_WORD_AT.match(sentence, end)
    if word is not None and (unit := _unit_spelt(word[1].lower())) is not None:
        return unit, word.end()
    return None, end


_Found = tuple[set[float], str | None]


def _units(found: Iterable[_Found]) -> set[str]:
    """The units that a number without one may be in."""
    return {unit for _, unit in found if unit is not None} | {"mm"}


def _stated(found: Iterable[_Found], units: set[str]) -> Stated:
    lengths: set[float] = set()
    numbers: set[float] = set()
    counts: set[float] = set()
    for readings, unit in found:
        numbers |= readings
        if unit is None or len(readings) > 1:
            counts |= readings
        lengths |= {value * MILLIMETRES[name] for value in readings for name in ({unit} if unit else units)}
    return Stated(frozenset(lengths), frozenset(numbers), frozenset(counts))


def _found(sentence: str) -> list[_Found]:
    return [*_written_in_digits(sentence), *_written_in_words(sentence), *_units_alone(sentence)]


def _written_in_digits(sentence: str) -> Iterator[_Found]:
    for match in _DIGITS.finditer(sentence):
        yield from _measured(sentence, _readings(match), match.end())


def _readings(match: re.Match[str]) -> set[float]:
    if (decimal := match["decimal"]) is not None:
        return _decimal_readings(decimal)
    part = match.groupdict()
    if part["over"]:
        fraction = int(part["over"]) / int(part["under"])
        # "2 1/4 inch holes" may be two holes of a quarter inch.
        return {int(part["whole"]) + fraction, float(part["whole"]), fraction}
    if part["numerator"]:
        return {int(part["numerator"]) / int(part["denominator"])}
    return {float(part["before"] or 0) + _UNICODE_FRACTIONS[part["sign"]]}


def _decimal_readings(text: str) -> set[float]:
    """`1,250` is 1250 or 1.25; `1.250,5` has thousands; `10,20,30` is a list."""
    if text.isdecimal():
        return {float(text)}
    pieces = text.replace(",", ".").split(".")
    readings = {float("".join(pieces[:-1]) + "." + pieces[-1])}
    if pieces[0].strip("0") and all(len(piece) == 3 for piece in pieces[1:]):
        readings.add(float("".join(pieces)))
    if text.count(",") > 1:
        readings |= {float(piece) for piece in text.split(",") if piece.count(".") <= 1}
    return readings


def _written_in_words(sentence: str) -> Iterator[_Found]:
    if _VALUE_WORDS.isdisjoint(_WORDS.findall(sentence.lower())):
        return
    words = [(match.group().lower(), match.end()) for match in _WORDS.finditer(sentence)]
    place = 0
    while place < len(words):
        if words[place][0] not in _FIRST_WORDS:
            place += 1
            continue
        taken, readings = _cardinal([word for word, _ in words[place : place + 8]])
        if taken == 0:
            place += 1
            continue
        end = words[place + taken - 1][1]
        place += taken
        yield from _measured(sentence, readings, end)


def _units_alone(sentence: str) -> Iterator[_Found]:
    for match in _ONE_UNIT.finditer(sentence):
        more = _AND_MORE_AT.match(sentence, match.end())
        yield {1 + (_part(more[1]) if more else 0.0)}, _unit_of(match)


def _cardinal(words: list[str]) -> tuple[int, set[float]]:
    """How many words make up a number, and its readings: `two and a half`, `three quarters`, `forty-five`."""
    taken, value = _whole(words)
    rest = words[taken:]
    if not taken:
        lead = 1 if rest[:1] in (["a"], ["an"]) else 0
        part = _part_at(rest, lead)
        return (lead + 1, {part}) if part else (0, set())
    if part := _part_at(rest, 0):
        # "Eleven half inch holes" are eleven, "three quarter inch" may be one length.
        return taken + 1, {value * part} if value == 1 or rest[0].endswith("s") else {
            value * part,
            value,
            part,
        }
    if rest[:1] == ["and"]:
        more, count = _whole(rest[1:])
        lead = 1 + (more or (rest[1:2] == ["a"]))
        if part := _part_at(rest, lead):
            return taken + lead + 1, {value + (count or 1) * part}
    return taken, {value}


def _whole(words: list[str]) -> tuple[int, float]:
    taken, value = 0, 0.0
    for word in words:
        if word == "hundred" and 0 < value < 10:
            value *= 100
        elif (
            word == "and" and value >= 100 and words[taken + 1 : taken + 2] and words[taken + 1] in _CARDINALS
        ):
            pass
        elif word in _CARDINALS and (not taken or _joins(value, _CARDINALS[word])):
            value += _CARDINALS[word]
        else:
            break
        taken += 1
    return taken, value


def _joins(value: float, more: float) -> bool:
    """`forty` and `five` are one number, `five` and `six` are two."""
    return (value >= 20 and value % 10 == 0 and value % 100 != 0 and 0 < more < 10) or (
        value >= 100 and value % 100 == 0
    )


def _part_at(words: list[str], place: int) -> float:
    return _part(words[place]) if place < len(words) else 0.0


def _part(word: str) -> float:
    return _PARTS.get(word) or _PARTS.get(word.removesuffix("s"), 0.0)


def _measured(sentence: str, readings: set[float], end: int) -> tuple[_Found, ...]:
    unit, _ = unit_at(sentence, end)
    if unit is None and _PREPOSITION_AT.match(sentence, end):
        return (readings, None), (set(), "inch")
    return ((readings, unit),)


@lru_cache(maxsize=1024)
def _unit_spelt(word: str) -> str | None:
    """The unit that a long word means, its typing error mended; None where it means none."""
    spelt = get_close_matches(word, _LONG_UNITS, n=1, cutoff=_LIKENESS)
    return _LONG_UNITS[spelt[0]] if spelt else None


def _unit_of(match: re.Match[str]) -> str:
    assert match.lastgroup is not None, "the pattern has a group for each unit"
    return _UNIT_OF_GROUP[match.lastgroup]
