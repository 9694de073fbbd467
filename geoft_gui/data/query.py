"""What is typed into a search field: words, and what a row must be (`kind:cylinder`, `tokens:50..99`)."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.findings import Severity
from geoft_gui.data.judged_rows import CODE_BITS, FEATURE_BITS, SEVERITIES, JudgedRows
from geoft_gui.geometry.kind_words import KIND_WORDS

NONE: Final = "none"
"""The value of a field that finds rows without one."""

Rows: TypeAlias = NDArray[Any]
"""Some of `JudgedRows.rows`."""
Test: TypeAlias = Callable[[JudgedRows, Rows], NDArray[np.bool_]]
"""For each of the rows, whether it is found."""


@dataclass(frozen=True)
class TextTerm:
    """Some text that a row must hold, or, where `excluded`, must not."""

    text: str
    excluded: bool = False


@dataclass(frozen=True)
class IdTerm:
    """How a row's id must begin, or must not."""

    text: str
    excluded: bool = False


@dataclass(frozen=True)
class NumberTerm:
    """Which numbers a row may have, or may not."""

    span: "Span"
    excluded: bool = False


@dataclass(frozen=True)
class JudgedTerm:
    """What the check must say of a row, or must not."""

    test: Test
    excluded: bool = False


@dataclass(frozen=True)
class Span:
    """The numbers from `least` to `most`; without these themselves where it is open."""

    least: float = -math.inf
    most: float = math.inf
    is_open: bool = False

    def holds(self, numbers: NDArray[Any]) -> NDArray[np.bool_]:
        """For each number, whether it is one of them; NaN is none."""
        if self.is_open:
            return (numbers > self.least) & (numbers < self.most)
        return (numbers >= self.least) & (numbers <= self.most)

    def whole(self) -> tuple[int, int]:
        """The first and the last of its whole numbers, from 0 on and of no more than 18 digits."""
        least, most = min(max(self.least, -1), 1e18), min(max(self.most, -1), 1e18)
        if self.is_open:
            return math.floor(least) + 1, math.ceil(most) - 1
        return math.ceil(least), math.floor(most)


@dataclass(frozen=True)
class Query:
    """What rows must have, all of it.

    Attributes:
        texts: what is looked for in the texts of the turns, without regard to case.
        ids: what is looked for in the ids.
        numbers: what is asked of the rows' own numbers.
        judged: what is asked of the check's verdicts.
        problem: a sentence on what of the text was not understood; or "".
    """

    texts: tuple[TextTerm, ...] = ()
    ids: tuple[IdTerm, ...] = ()
    numbers: tuple[NumberTerm, ...] = ()
    judged: tuple[JudgedTerm, ...] = ()
    problem: str = ""

    @property
    def shows_all(self) -> bool:
        """Whether nothing is asked of a row."""
        return not (self.texts or self.ids or self.numbers or self.judged)


def parse_query(text: str) -> Query:
    """Understand what was typed; what makes no sense is said, and left out or looked for as text.

    Words are looked for one by one, “quoted text” as it stands. `field:value` asks what a row is, where the
    value may be quoted; `-` before any of these excludes rows.
    """
    texts: list[TextTerm] = []
    ids: list[IdTerm] = []
    numbers: list[NumberTerm] = []
    judged: list[JudgedTerm] = []
    problems: list[str] = []
    for found in _TERM.finditer(text):
        excluded = found["out"] is not None
        field = found["field"]
        if field is None:
            word = found["word"] or found["quoted"]
            if word:
                texts.append(TextTerm(word, excluded))
            if like_field := _LIKE_A_FIELD.match(found["word"] or ""):
                problems.append(
                    f"There is no field {like_field[1]}, so it is looked for as text; the fields are "
                    f"{', '.join(_EXAMPLES)}."
                )
            continue
        field, value = field.lower(), (found["plain"] or found["value"] or "").strip()
        try:
            if not value:
                raise _Problem(f"Say after {field}: what to look for, such as {field}:{_EXAMPLES[field]}.")
            if field == "id":
                ids.append(IdTerm(value, excluded))
            elif field == "row":
                numbers.append(NumberTerm(_span(field, value), excluded))
            else:
                judged.append(JudgedTerm(_TESTS[field](value), excluded))
        except _Problem as problem:
            problems.append(str(problem))
    return Query(tuple(texts), tuple(ids), tuple(numbers), tuple(judged), " ".join(problems))


class _Problem(Exception):
    """Why a term makes no sense, as a sentence."""


def _span(field: str, value: str) -> Span:
    found = _SPAN.fullmatch(value.replace(",", ""))
    if found is None:
        raise _Problem(f"“{field}:{value}” needs a number, or a range such as {field}:{_EXAMPLES[field]}.")
    if found["number"] is None:
        return Span(float(found["least"] or -math.inf), float(found["most"] or math.inf))
    number, relation = float(found["number"]), found["relation"] or ""
    if relation.startswith(">"):
        return Span(least=number, is_open=relation == ">")
    if relation.startswith("<"):
        return Span(most=number, is_open=relation == "<")
    return Span(number, number)


def _kind(value: str) -> Test:
    plain = value.casefold().replace(" ", "_")
    meant = {kind for kind, words in KIND_WORDS.items() if plain in (kind, words)}
    if not meant and plain != NONE:
        raise _Problem(f"There is no kind “{value}”; kinds are {', '.join(KIND_WORDS.values())}.")
    return lambda judged, rows: np.isin(
        rows["kind"], [code for code, kind in enumerate(judged.kinds) if (kind or NONE) in (meant or {NONE})]
    )


def _label(column: str, names: Callable[[JudgedRows], Sequence[str | None]]) -> Callable[[str], Test]:
    """Rows whose label, of those in the file, is the value."""

    def made(value: str) -> Test:
        plain = value.casefold()
        return lambda judged, rows: np.isin(
            rows[column],
            [code for code, name in enumerate(names(judged)) if (name or NONE).casefold() == plain],
        )

    return made


def _feature(value: str) -> Test:
    plain = value.casefold()
    if plain == NONE:
        return lambda judged, rows: (rows["kind"] != 0) & (rows["features"] == 0)
    if plain not in FEATURE_BITS:
        raise _Problem(f"There is no feature “{value}”; features are {', '.join(FEATURE_BITS)}.")
    return lambda judged, rows: (rows["features"] & np.uint16(FEATURE_BITS[plain])) != 0


def _finding(value: str) -> Test:
    plain = value.casefold()
    if plain == NONE:
        return lambda judged, rows: rows["codes"] == 0
    if plain not in CODE_BITS:
        raise _Problem(f"There is no finding “{value}”.")
    return lambda judged, rows: (rows["codes"] & np.uint64(CODE_BITS[plain])) != 0


def _verdict(value: str) -> Test:
    severities = _VERDICTS.get(value.casefold())
    if severities is None:
        raise _Problem(f"“verdict:{value}” is none of {', '.join(_VERDICTS)}.")
    return lambda judged, rows: np.isin(
        rows["severity"], [SEVERITIES.index(severity) for severity in severities]
    )


def _tokens(value: str) -> Test:
    span = _span("tokens", value)
    return lambda judged, rows: span.holds(rows["tokens"])


def _size(value: str) -> Test:
    if value.casefold() == NONE:
        return lambda judged, rows: np.isnan(rows["size"])
    span = _span("size", value)
    return lambda judged, rows: span.holds(rows["size"])


_TESTS: Final[Mapping[str, Callable[[str], Test]]] = MappingProxyType(
    {
        "kind": _kind,
        "feature": _feature,
        "category": _label("category", lambda judged: judged.categories),
        "difficulty": _label("difficulty", lambda judged: judged.difficulties),
        "verdict": _verdict,
        "finding": _finding,
        "tokens": _tokens,
        "size": _size,
    }
)
_EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind": "cylinder",
        "feature": "hole",
        "category": "features",
        "difficulty": "easy",
        "verdict": "unusable",
        "finding": "duplicate",
        "tokens": "50..99",
        "size": "10..100",
        "row": "17",
        "id": "train-0001",
    }
)
_VERDICTS: Final[Mapping[str, Sequence[Severity | None]]] = MappingProxyType(
    {"good": (None, "info"), "look": ("warning",), "unusable": ("error",)}
)
_TERM: Final = re.compile(
    rf'(?P<out>-)?(?:(?P<field>(?i:{"|".join(_EXAMPLES)})):(?:"(?P<value>[^"]*)"?|(?P<plain>\S*))'
    r'|"(?P<quoted>[^"]*)"?|(?P<word>\S+))'
)
_LIKE_A_FIELD: Final = re.compile(r"([^\W\d_]{3,}):\w")
_NUMBER: Final = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_SPAN: Final = re.compile(
    rf"(?P<least>{_NUMBER})?\.\.(?P<most>{_NUMBER})?|(?P<relation>[<>]=?)?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
