"""Where the numbers of a prompt stand, what unit each has, and which of them are no sizes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, TypeAlias

from geoft_gui.data.stated_numbers import stated_numbers

NumberRole: TypeAlias = Literal["size", "angle", "count", "other"]

LONGEST_PROMPT = 10_000
"""Characters of a prompt that are looked at: nobody asks for a part in more, and files may hold anything."""
_WINDOW = 40
"""Characters before a number that can say what it is."""

_FRACTION_SIGNS = "½¼¾⅓⅔⅛⅜⅝⅞"
_NUMBER = re.compile(
    rf"""(?<![\d.,])(?:
        \d+(?:\s+(?:and\s+)?|-)\d+\s*[/⁄]\s*[1-9]\d*  # 1 1/2, 1-1/2, 1 and 1/2
      | \d+\s*[/⁄]\s*[1-9]\d*  # 3/4
      | \d*\s?[{_FRACTION_SIGNS}]  # 1½
      | \d+(?:[.,]\d+)*  # 12.5, 12,5, 1,000.5
      | \.\d+  # .5
    )""",
    re.VERBOSE,
)
_NUMBER_WORD = (
    r"(?:half|halves|thirds?|quarters?|eighths?|sixteenths?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred)"
)
_SPOKEN = re.compile(
    rf"(?<![^\W_]){_NUMBER_WORD}(?:[\s-]+(?:and\s+(?:an?\s+)?)?{_NUMBER_WORD})*(?![^\W_])", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:\s+of)?\s+an?\b")
_UNITS = {
    "mm": r"mms?|mil+im[eè]t(?:re|er)s?",
    "cm": r"cms?|centim[eè]t(?:re|er)s?",
    "µm": r"[µμu]m|microns?|microm[eè]t(?:re|er)s?",
    "thou": r"thous?|mils?",
    "m": r"m|m[eè]t(?:re|er)s?",
    "inch": r"in|inch(?:es)?|ins|\"|”|″|''|’’",
    "foot": r"ft|foot|feet|'|′|’",
}
_UNIT_AT = re.compile(
    r"[\s-]*(?:an?\s+|of\s+an?\s+)?(?:"
    + "|".join(f"(?P<{name.replace('µ', 'u')}>{words})" for name, words in _UNITS.items())
    + r")(?!(?!x\d)[^\W\d_])\.?",
    re.IGNORECASE,
)
"""`30mmx20mm` has a unit, too."""
_LONG_UNITS = ("millimeter", "millimeters", "millimetre", "millimetres", "centimeter", "centimeters",
               "centimetre", "centimetres", "inches", "meters", "metres")  # fmt: skip
_UNIT_OF_LETTER = {"mi": "mm", "ce": "cm", "in": "inch", "me": "m"}
_LONG_WORD_AT = re.compile(r"[\s-]*([^\W\d_]{5,})")
_PREPOSITION = re.compile(r"\s+in\s+[^\W\d_]", re.IGNORECASE)
"""`5 in the centre` has no inches, `5 in long` has; nothing short of grammar tells them apart."""

_ANGLE_AT = re.compile(r"[\s-]*(?:°(?!\s*[CF]\b)|deg\w*)", re.IGNORECASE)
_COUNT_AT = re.compile(
    r"\s*[x×]\s+(?=[^\W\d_])|\s*x\s+(?=\d\S*\s*\w*\s*(?:holes?|slots?))|-sided|\s+sides?\b"
    r"|\s+(?:[^\W\d_-]+\s+){0,2}?(?:holes|slots|bores|edges|corners|parts|pieces|components)\b"
)
_OTHER_BEFORE = re.compile(
    r"(?:±|\+/-|\+-|\btolerances?(?:\s+of)?|\baccura\w+(?:\s+of)?|\bR[az]|\b(?:no|nr|qty|version|v|DIN|ISO|EN"
    r"|grade|model|number|part|item|IP)\.?|\#)\s*[:=]?\s*$",
    re.IGNORECASE,
)
_OTHER_AT = re.compile(
    r"\s*(?:°\s*[CF]\b|%|(?:V|A|W|kW|kg|g|N|Nm|kN|Hz|rpm|bar|psi|MPa|ml|l|hours?|days?|weeks?|years?|pcs)\b)"
)
_LETTER_BEFORE = re.compile(r"[^\W\d_]$")
_SHORT_WORD_BEFORE = re.compile(r"(?<![^\W_])(?:r|d|dia|h|l|w|t|x|y|z|by)$|\dx$|[x×*]$", re.IGNORECASE)
_PART_OF_NAME = re.compile(r"[^\W\d_]|-[^\W\d_]")


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number as it is written, in digits or, with a unit, in words.

    Attributes:
        start, end: where the number stands.
        unit_end: where its unit ends; `end` where it has none.
        readings: what the number can mean: `1,250` is 1250 or 1.25.
        unit: the unit beside it; None where there is none.
        role: `size` for lengths; `other` for tolerances, roughnesses, names and the like.
    """

    start: int
    end: int
    unit_end: int
    readings: frozenset[float]
    unit: str | None
    role: NumberRole


def number_spans(prompt: str) -> tuple[NumberSpan, ...]:
    """The numbers of a prompt in the order of the text; those of its first LONGEST_PROMPT characters."""
    return _sorted_spans(prompt[:LONGEST_PROMPT])


@lru_cache(maxsize=64)
def _sorted_spans(prompt: str) -> tuple[NumberSpan, ...]:
    return tuple(sorted(_spans(prompt), key=lambda span: span.start))


def _spans(prompt: str) -> Iterator[NumberSpan]:
    for match in _NUMBER.finditer(prompt):
        start, end = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        before = prompt[max(0, start - _WINDOW) : start]
        unit, unit_end = _unit(prompt, end)
        role = _role(prompt, before, end, unit_end, unit)
        if role != "size":
            unit, unit_end = None, end
        readings = frozenset(stated_numbers(prompt[start:end]).numbers)
        if readings:
            yield NumberSpan(start, end, unit_end, readings, unit, role)
    for match in _SPOKEN.finditer(prompt):
        # Only with a unit: "one piece" and "two holes" measure nothing.
        start, end = match.span()
        unit, unit_end = _unit(prompt, end)
        readings = frozenset(stated_numbers(prompt[start:end]).numbers)
        if unit is not None and readings:
            # "half an inch"
            if (article := _ARTICLE.match(prompt, end)) is not None:
                end = article.end()
            yield NumberSpan(start, end, unit_end, readings, unit, "size")


def _role(prompt: str, before: str, end: int, unit_end: int, unit: str | None) -> NumberRole:
    if _OTHER_BEFORE.search(before):
        return "other"
    if _LETTER_BEFORE.search(before) and not _SHORT_WORD_BEFORE.search(before):
        return "other"
    if unit is not None:
        return "size"
    if _ANGLE_AT.match(prompt, end):
        return "angle"
    if _OTHER_AT.match(prompt, end):
        return "other"
    if _COUNT_AT.match(prompt, end):
        return "count"
    if _PART_OF_NAME.match(prompt, end) and not re.match(r"[x×]\s*\d", prompt[end:], re.IGNORECASE):
        return "other"
    return "size"


def _unit(prompt: str, end: int) -> tuple[str | None, int]:
    if _PREPOSITION.match(prompt, end):
        return None, end
    match = _UNIT_AT.match(prompt, end)
    if match is not None:
        name = next(name for name, text in match.groupdict().items() if text is not None)
        return ("µm" if name == "um" else name), match.end() - match.group().endswith(".")
    word = _LONG_WORD_AT.match(prompt, end)
    if word is not None and (near := get_close_matches(word[1].lower(), _LONG_UNITS, n=1, cutoff=0.8)):
        return _UNIT_OF_LETTER[near[0][:2]], word.end()
    return None, end
