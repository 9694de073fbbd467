"""Which sizes of a prompt measure the body of its part, and none of its features or of another thing."""

import re
from collections.abc import Sequence
from functools import lru_cache

from geoft_gui.data.asked import Measure, asked_features
from geoft_gui.data.fixes.nouns import BODY_NOUN

_FEATURE = re.compile(
    r"\b(?:slot\w*|holes?|bores?|bored|counter\w+|c'?bore\w*|spot\s?face\w*|walls?|walled|circles?|pitch|pcd|bcd|inset|apart|"
    r"spac(?:ed|ing)|deep|depth|fillet\w*|round(?:ed|ing|s)|chamfer\w*|bevel\w*|drill\w*|tapped|thread\w*|grooves?|pockets?|"
    r"recess\w*|notch\w*|cut-?\s?outs?|cuts?|openings?|bolts?|screws?|grid|rows?|patterns?|offset|axis|"
    r"direction|hollow\w*|shell\w*|"
    r"edges?\s+(?:with|of\s+the)|"
    r"from\s+(?:the|its|each|every|all)\s+(?:edges?|sides?|corners?|ends?|cent(?:er|re))|"
    r"(?<!across )(?<!across the )corners|columns?|in\s+[xyz])(?!\w)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[;:!?()]|,(?!\s*\d)|(?<!\bin)(?<!\bft)(?<!\bdia)\.(?=\s|$)|\b(?:and|with|plus|having|featuring|including|has|have|"
    r"in\s+an?|into\s+an?|through\s+an?)\b",
    re.IGNORECASE,
)
"""Ends a clause; a comma before a number does not: `2 mm long, 1 mm wide slot`."""
_BY = re.compile(r"\s*(?:x|×|\*|by)\s*", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:for|fits?|fitting|fitted|into|onto|inside|against|between|than|holds?|holding|takes?|accepts?|clears?|"
    r"not|no|never|without|except|but|instead\s+of|within|tolerances?|accura\w+|layers?|nozzle|gap|clearance|minus|"
    r"maximum|minimum|max|min|at\s+(?:least|most)|up\s+to|over|under|about|around|order|quantity|plug(?:s|ging)?)\b"
    r"(?:\s+[^\W\d_]+){0,3}\s*[:=]?\s*(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
"""So goes on, before its number, what is no wish for the part: what it is for, what it must not be."""
_AROUND = re.compile(
    r"\b(?:clearance|gap|tolerance|nozzle|layers?|printer|drawer|bearing|shaft\s+fit)\b", re.IGNORECASE
)
"""What is around the part, and may be measured, too."""
_HELD_BY = re.compile(r"\b(?:in|into|through|across|along|on|of)\b", re.IGNORECASE)
"""Between a size and a noun: what is measured is in the body that the noun names."""


def body_measures(prompt: str, said: Sequence[Measure]) -> list[Measure]:
    """Those of the sizes that measure the body.

    A size is none of the body's where its clause names a feature, or where a feature was named before it and
    no body since: `one slot, 5 mm long by 1 mm wide`. Nor where its clause says what the part is for.
    """
    features = [(one.start, one.end) for one in asked_features(prompt)]
    clauses = _clauses(prompt, tuple(said))
    found: list[Measure] = []
    for row in rows_of(said, prompt):
        if not any(_is_elsewhere(prompt, one, features, clauses) for one in row):
            found += row
    return found


def names_feature(prompt: str, said: Sequence[Measure], measure: Measure) -> bool:
    """Whether the clause of one of a prompt's sizes names a feature."""
    return _FEATURE.search(prompt, *clause_around(prompt, said, measure)) is not None


def clause_around(prompt: str, said: Sequence[Measure], measure: Measure) -> tuple[int, int]:
    """Where the clause of one of a prompt's sizes stands."""
    at = measure.number_start
    return next((low, high) for low, high in _clauses(prompt, tuple(said)) if low <= at < high)


def rows_of(said: Sequence[Measure], prompt: str) -> list[list[Measure]]:
    """Sizes that stand in a row, such as `20 x 30 x 40 mm`; others by themselves."""
    rows: list[list[Measure]] = []
    for one in said:
        if rows and _BY.fullmatch(prompt[rows[-1][-1].end : one.start]):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


@lru_cache(maxsize=16)
def _clauses(prompt: str, said: tuple[Measure, ...]) -> tuple[tuple[int, int], ...]:
    """Where the clauses of a prompt stand. Kept for a while: each of its sizes is asked for its own."""
    inside = [(one.number_start, one.number_end) for one in said]
    clauses = []
    start = 0
    for mark in _BREAK.finditer(prompt):
        if not any(low <= mark.start() < high for low, high in inside):
            clauses.append((start, mark.start()))
            start = mark.start()
    return (*clauses, (start, len(prompt)))


def _is_elsewhere(
    prompt: str,
    measure: Measure,
    features: Sequence[tuple[int, int]],
    clauses: Sequence[tuple[int, int]],
) -> bool:
    at = measure.number_start
    if any(start <= at < end for start, end in features):
        return True
    low, high = next((low, high) for low, high in clauses if low <= at < high)
    if _FEATURE.search(prompt, low, high) or _AROUND.search(prompt, low, high):
        return True
    if _ELSEWHERE.search(prompt[low : measure.start]):
        return True
    named = [match.end() for match in _FEATURE.finditer(prompt, 0, low)]
    if not named or BODY_NOUN.search(prompt, named[-1], at) is not None:
        return False
    # After a feature, only a clause that names a body goes on with the body; `3 mm wide in a panel` does not.
    noun = BODY_NOUN.search(prompt, measure.end, high)
    return noun is None or _HELD_BY.search(prompt, measure.end, noun.start()) is not None
