"""Where the numbers of a prompt stand, what unit each has, and which of them are no sizes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from geoft_gui.data.stated_numbers import (
    FRACTION_SIGN,
    LONGEST_SENTENCE,
    NUMBER_AHEAD,
    number_readings,
    unit_at,
)

NumberRole: TypeAlias = Literal["size", "angle", "count", "other"]

LONGEST_PROMPT = LONGEST_SENTENCE
"""Characters of a prompt that are looked at."""
_WINDOW = 40
"""Characters before a number that can say what it is."""

_NUMBER = re.compile(
    rf"""{NUMBER_AHEAD}(?<![\d.,])(?:
        \d+(?:\s+(?:and\s+)?|-)\d+\s*[/⁄]\s*[1-9]\d*  # 1 1/2, 1-1/2, 1 and 1/2
      | \d+\s*[/⁄]\s*[1-9]\d*  # 3/4
      | \d*\s?{FRACTION_SIGN}  # 1½
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
    rf"(?=[efhnoqst])(?<![^\W_]){_NUMBER_WORD}(?:[\s-]+(?:and\s+(?:an?\s+)?)?{_NUMBER_WORD})*(?![^\W_])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:\s+of)?\s+an?\b")
_ANGLE_AT = re.compile(
    r"[\s-]*(?:°(?!\s*[CF]\b)|deg\w*(?!\w|\s*(?:celsius|fahrenheit|[CF]\b)))", re.IGNORECASE
)
_COUNT_AT = re.compile(
    r"\s*[x×]\s+(?=[^\W\d_])|\s*x\s+(?=\d\S*\s*\w*\s*(?:holes?|slots?))|-sided|\s+sides?\b"
    r"|\s+(?:[^\W\d_-]+\s+){0,2}?(?:holes|slots|bores|edges|corners|parts|pieces|components)\b"
)
_OTHER_BEFORE = re.compile(
    r"(?:±|\+/-|\+-|\btolerances?(?:\s+of)?|\baccura\w+(?:\s+of)?|\bR[az]|\b(?:no|nr|qty|version|v|DIN|ISO|EN"
    r"|grade|model|number|part|item|IP|NEMA|rev(?:ision)?|quantity|order|batch|lot|serial|drawing|SKU|id|code|date)"
    r"\.?|(?:\b(?:number|no|quantity|qty|id|code)\.?|\bprice)\s+is|[\#$€£])\s*[:=]?\s*$",
    re.IGNORECASE,
)
_ENDS_OF_OTHER = (
    "±", "+/-", "+-", "tolerance", "tolerances", "of", "ra", "rz", "no", "nr", "qty", "version", "v", "din",
    "iso", "en", "grade", "model", "number", "part", "item", "ip", ".", "#", "nema", "rev", "revision",
    "quantity", "order", "batch", "lot", "serial", "drawing", "sku", "id", "code", "date", "is", "$",
    "€", "£",
)  # fmt: skip
"""So ends what `_OTHER_BEFORE` finds, but for `accuracy`; the pattern takes long, and mostly in vain."""
_OTHER_AT = re.compile(
    r"\s*(?:°?\s*[CF]\b(?!-)|%|€|\$|(?:V|A|W|kW|kg|g|N|Nm|kN|Hz|rpm|bar|psi|MPa|ml|l|hours?|days?|weeks?|years?|pcs"
    r"|HRC|HRB|HB|HV|[Ss]hore|teeth|TPI|dpi|times|minutes?|months?|copies|lbs?|oz|grams?|volts?|amps?|watts?|euros?"
    r"|EUR|dollars?|USD|[AaPp]\.?[Mm]|o['’]clock|bearings?|motors?|steppers?|servos?|series)\b"
    r"|(?:deg\w*|°)\s*(?:[Cc]elsius|[Ff]ahrenheit|[CF]\b)|:\d\d\b)"
)
_OF_PRINTING_AT = re.compile(r"\s*(?:layers?\b|nozzle|infill|filament|perimeters?\b)", re.IGNORECASE)
"""`0.2 mm layers` measure how a part is printed."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR = re.compile(r"(?:\b(?:from|in|since|year|until|dated?)|©|\(c\))\s+$", re.IGNORECASE)
_GRADE_AT = re.compile(r"(?:-T\d+)?\s*(?:stainless|steel|alumini?um|alloy|brass|bronze)\b", re.IGNORECASE)
_GRADE = re.compile(r"30[34]|316|4[1-4]0|10[14]\d|41[34]0|4340|2024|5052|5083|606[13]|6082|70[57]5")
"""Steels and aluminium alloys that are called by their number."""
_JOINED_TO = re.compile(r"\d[-/:.][A-Z]?$")
_LETTER_BEFORE = re.compile(r"[^\W\d_]$")
_SHORT_WORD_BEFORE = re.compile(r"(?<![^\W_])(?:r|d|dia|h|l|w|t|x|y|z|by)$|\dx$|[x×*]$", re.IGNORECASE)
_PART_OF_NAME = re.compile(r"[^\W\d_]|-[^\W\d_]|-\d+(?!\s*(?:[mc]?m|in|ft)\b)[^\W\d_]")


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
    other_until = -1
    for match in _NUMBER.finditer(prompt):
        start, end = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        before = prompt[max(0, start - _WINDOW) : start]
        unit, unit_end = unit_at(prompt, end)
        # "77-1234" is one name.
        is_joined = other_until >= start - 2 and _JOINED_TO.search(before) is not None
        role = "other" if is_joined else _role(prompt, before, prompt[start:end], end, unit_end, unit)
        if role != "size":
            unit, unit_end = None, end
        if role == "other":
            other_until = end
        readings = number_readings(prompt[start:end])
        if readings:
            yield NumberSpan(start, end, unit_end, readings, unit, role)
    for match in _SPOKEN.finditer(prompt):
        # Only with a unit: "one piece" and "two holes" measure nothing.
        start, end = match.span()
        unit, unit_end = unit_at(prompt, end)
        readings = number_readings(prompt[start:end])
        if unit is not None and readings:
            # "half an inch"
            if (article := _ARTICLE.match(prompt, end)) is not None:
                end = article.end()
            yield NumberSpan(start, end, unit_end, readings, unit, "size")


def _role(prompt: str, before: str, number: str, end: int, unit_end: int, unit: str | None) -> NumberRole:
    if _is_other(before):
        return "other"
    if _LETTER_BEFORE.search(before) and not _SHORT_WORD_BEFORE.search(before):
        return "other"
    if _OF_PRINTING_AT.match(prompt, unit_end):
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
    if _YEAR.fullmatch(number) and _BEFORE_YEAR.search(before):
        return "other"
    return "other" if _GRADE.fullmatch(number) and _GRADE_AT.match(prompt, end) else "size"


def _is_other(before: str) -> bool:
    """Whether what stands before a number makes it a tolerance, a roughness or part of a name."""
    lower = before.lower().rstrip()
    if lower.endswith((":", "=")):
        lower = lower[:-1].rstrip()
    may_be = lower.endswith(_ENDS_OF_OTHER) or "accura" in lower
    return may_be and _OTHER_BEFORE.search(before) is not None
