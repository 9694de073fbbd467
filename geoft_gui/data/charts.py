"""What rows hold, as bars; every bar knows the search that finds its rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.judged_rows import FEATURES, JudgedRows
from geoft_gui.data.query import NONE
from geoft_gui.geometry.kind_words import KIND_WORDS

_MOST_STEPS = 12
"""So many bars at most show how long rows are."""
_PLAIN = re.compile(r"[\w.-]+")
_NICE = (1, 2, 5)
_WITHOUT = {
    "kind": "No part",
    "feature": "None",
    "difficulty": "not stated",
    "category": "not stated",
}
"""What is said of rows without one."""


@dataclass(frozen=True)
class Bar:
    """Some rows that have something in common.

    Attributes:
        label: what they have in common, in words; those of the file itself as they are written there.
        count: how many rows they are.
        query: the search text that finds exactly these rows; "" where none can.
    """

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Chart:
    """One thing that is counted over the rows.

    Attributes:
        name: `kinds`, `features`, `difficulty`, `category`, `tokens` or `size`.
        title: what is counted, in words.
        bars: the counts; lengths and sizes in their order, the others the most frequent first.
        complete: whether every row of the file was counted.
        of: how many rows were counted.
    """

    name: str
    title: str
    bars: tuple[Bar, ...]
    complete: bool
    of: int


def charts(judged: JudgedRows, rows: int | None = None) -> tuple[Chart, ...]:
    """Count what the rows hold; what no row has is left out, and so is a chart without bars.

    Args:
        judged: the rows that have been judged so far.
        rows: how many rows the file has; None where all of them are judged.
    """
    held = judged.rows
    of = len(held)
    complete = rows is None or of >= rows
    made = (
        ("kinds", "Kind of part", _named("kind", held["kind"], judged.kinds)),
        ("features", "Features", _features(judged)),
        ("difficulty", "Difficulty", _named("difficulty", held["difficulty"], judged.difficulties)),
        ("category", "Category", _named("category", held["category"], judged.categories)),
        ("tokens", "Tokens in a row", _lengths(held["tokens"])),
        ("size", "Largest side of the part", _sizes(held["size"])),
    )
    drawn = ((name, title, tuple(bars)) for name, title, bars in made)
    return tuple(Chart(name, title, bars, complete, of) for name, title, bars in drawn if bars)


def _named(field: str, places: NDArray[np.unsignedinteger], names: Sequence[str | None]) -> Iterator[Bar]:
    counts: Counter[str] = Counter()
    for name, count in zip(names, np.bincount(places, minlength=len(names)), strict=True):
        # A search does not heed case.
        counts[(name or NONE).casefold()] += int(count)
    if counts.total() == counts[NONE]:
        return
    shown = {(name or NONE).casefold(): name or _WITHOUT[field] for name in reversed(names)}
    for name in sorted(counts, key=lambda name: (name == NONE, -counts[name], name)):
        if counts[name]:
            label = KIND_WORDS[name].capitalize() if name in KIND_WORDS and field == "kind" else shown[name]
            value = NONE if name == NONE else shown[name]
            yield Bar(label.replace("_", " "), counts[name], _query(field, value))


def _features(judged: JudgedRows) -> Iterator[Bar]:
    counts = {feature: int(judged.with_feature(feature).sum()) for feature in FEATURES}
    if not any(counts.values()):
        return
    for feature in sorted(counts, key=lambda feature: -counts[feature]):
        if counts[feature]:
            yield Bar(feature.capitalize(), counts[feature], _query("feature", feature))
    without = int(((judged.rows["kind"] != 0) & (judged.rows["features"] == 0)).sum())
    if without:
        yield Bar(_WITHOUT["feature"], without, _query("feature", NONE))


def _lengths(tokens: NDArray[np.uint32]) -> Iterator[Bar]:
    """Bars of equal width, in round numbers of tokens."""
    if not len(tokens):
        return
    step = _round_step(int(tokens.max()) + 1, _MOST_STEPS)
    counts = np.bincount(tokens // step)
    for place in range(int(np.flatnonzero(counts)[0]), len(counts)):
        first, last = place * step, (place + 1) * step - 1
        label = f"{first:,}" if first == last else f"{first:,}–{last:,}"
        yield Bar(label, int(counts[place]), f"tokens:{first}..{last}")


def _sizes(sizes: NDArray[np.float32]) -> Iterator[Bar]:
    """Bars from 1 to 2, 5, 10, 20, 50 … mm: parts differ by factors."""
    known = sizes[np.isfinite(sizes) & (sizes > 0)]
    if not len(known):
        return
    edges = _edges(float(known.min()), float(known.max()))
    places = np.searchsorted(np.asarray(edges, np.float32), known, side="right") - 1
    counts = np.bincount(places, minlength=len(edges) - 1)
    for place, (first, last) in enumerate(pairwise(edges)):
        query = f"size:>={first:.10g} size:<{last:.10g}"
        yield Bar(f"{first:,.10g}–{last:,.10g} mm", int(counts[place]), query)


def _round_step(length: int, most: int) -> int:
    step = 1
    while True:
        for nice in _NICE:
            if step * nice * most >= length:
                return step * nice
        step *= 10


def _edges(smallest: float, largest: float) -> list[float]:
    """Round numbers from one that is not above the smallest to one that is above the largest."""
    edges = [
        nice * 10.0**power
        for power in range(int(np.floor(np.log10(smallest))) - 1, int(np.floor(np.log10(largest))) + 2)
        for nice in _NICE
    ]
    first = max(place for place, edge in enumerate(edges) if np.float32(edge) <= np.float32(smallest))
    last = min(place for place, edge in enumerate(edges) if np.float32(edge) > np.float32(largest))
    return edges[first : last + 1]


def _query(field: str, value: str) -> str:
    """The search for a value, in quotes where it is more than one word; "" for one that cannot be typed."""
    if _PLAIN.fullmatch(value):
        return f"{field}:{value}"
    return "" if '"' in value or value != value.strip() else f'{field}:"{value}"'
