"""Dividing rows so that what is measured was not learnt: like rows stay together, and every kind is on both
sides."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from geoft_gui.data.examination import Examination
from geoft_gui.data.likeness import digest, keys
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.splitting.patterns import HELD_OUT_FRACTION, learnable, skeleton
from geoft_gui.errors import UserError

_FEWEST_ROWS = 2
"""One for either side."""


@dataclass(frozen=True)
class Division:
    """Which row is on which side, by the numbers of the rows, ascending.

    Attributes:
        train: rows to learn from.
        validation: rows to measure with; where these come from a file of their own, their numbers there.
        unusable: rows without a prompt or a part, and lines without a row: on neither side.
        shared: rows that leave training because the validation file has the same prompt or a near duplicate.
        same_pattern: rows that stay, though the validation file has a prompt that differs in numbers only.
        groups: how many groups of like rows there were to divide.
        kinds: for each kind of part, how many rows are on either side (train, validation).
    """

    train: tuple[int, ...]
    validation: tuple[int, ...]
    unusable: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    same_pattern: tuple[int, ...] = ()
    groups: int = 0
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)


def make_split(
    rows: Iterable[Row | UnreadableRow],
    fraction: float = HELD_OUT_FRACTION,
    seed: int = 0,
    on_row: Callable[[int], None] | None = None,
) -> Division:
    """Hold out about `fraction` of the rows of each kind, in whole groups of like rows.

    Near duplicates and prompts that differ in numbers only are on the same side. The same rows, fraction and
    seed always give the same division, on every system. Rows are looked at one by one and not kept.

    Raises:
        UserError: the fraction is not between 0 and 1, or the rows are too much alike to be divided.
    """
    if not 0 < fraction < 1:
        raise UserError(
            f"A fraction of {fraction:g} leaves nothing on one side.", "Choose one such as 0.1, for a tenth."
        )
    likes = _Likes()
    unusable: list[int] = []
    for count, row in enumerate(rows, start=1):
        examination = learnable(row) if isinstance(row, Row) else None
        if examination is None:
            unusable.append(row.number)
        else:
            likes.add(examination)
        if on_row is not None:
            on_row(count)
    groups = likes.groups(seed)
    held_out = _held_out(groups, fraction)
    validation = sorted(number for group in groups if group.first in held_out for number in group.numbers)
    train = sorted(number for group in groups if group.first not in held_out for number in group.numbers)
    if len(train) + len(validation) < _FEWEST_ROWS:
        raise UserError(
            "There is only one row with both a prompt and a part, and it cannot be on both sides."
            if groups
            else "There is no row with both a prompt and a part to divide.",
            "See what is wrong with the others in Data, or add rows." if unusable else "Add rows first.",
        )
    if not validation or not train:
        raise UserError(
            f"The {len(train) + len(validation):,} rows are too much alike to hold some out: they fall into "
            f"{len(groups):,} {'group' if len(groups) == 1 else 'groups'} that must not be divided.",
            "Give rows for validation in a file of their own, or add rows that ask in other words.",
        )
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group in groups:
        for kind, count in group.kinds.items():
            kinds[kind][group.first in held_out] += count
    return Division(
        train=tuple(train),
        validation=tuple(validation),
        unusable=tuple(unusable),
        groups=len(groups),
        kinds={kind: (sides[0], sides[1]) for kind, sides in sorted(kinds.items())},
    )


def split_by_file(
    rows: Iterable[Row | UnreadableRow],
    held_out: Iterable[Row | UnreadableRow],
    on_row: Callable[[int], None] | None = None,
) -> Division:
    """Take out of `rows` what `held_out` measures with: rows with the same prompt or a near duplicate of it.

    Prompts that differ from one in `held_out` in numbers only stay, and are counted.

    Raises:
        UserError: nothing is left to learn from, or to measure with.
    """
    near: set[bytes] = set()
    patterns: set[bytes] = set()
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    validation: list[int] = []
    for row in held_out:
        examination = learnable(row) if isinstance(row, Row) else None
        if examination is not None:
            kind, own = _likeness(examination)
            near.update(own)
            patterns.add(_pattern_key(examination.row.prompt))
            kinds[kind][1] += 1
            validation.append(row.number)
    if not validation:
        raise UserError(
            "The file for validation holds no row with both a prompt and a part to measure with.",
            "See what is wrong with it in Data, or choose another.",
        )
    train: list[int] = []
    unusable: list[int] = []
    shared: list[int] = []
    same_pattern: list[int] = []
    for count, row in enumerate(rows, start=1):
        examination = learnable(row) if isinstance(row, Row) else None
        if examination is None:
            unusable.append(row.number)
        else:
            kind, own = _likeness(examination)
            if near.isdisjoint(own):
                train.append(row.number)
                kinds[kind][0] += 1
                if _pattern_key(examination.row.prompt) in patterns:
                    same_pattern.append(row.number)
            else:
                shared.append(row.number)
        if on_row is not None:
            on_row(count)
    if not train:
        raise UserError(
            "Every row is also in the file for validation, so nothing is left to learn from."
            if shared
            else "There is no row with both a prompt and a part to learn from."
        )
    return Division(
        train=tuple(train),
        validation=tuple(validation),
        unusable=tuple(unusable),
        shared=tuple(shared),
        same_pattern=tuple(same_pattern),
        kinds={kind: (sides[0], sides[1]) for kind, sides in sorted(kinds.items())},
    )


@dataclass
class _Group:
    """Rows that stay together. `first` is the lowest of its likes, which names it in every run."""

    first: bytes
    numbers: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


class _Likes:
    """Finds the rows that share a sentence pattern or are near duplicates, also by way of a third row."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._place: dict[bytes, int] = {}
        self._rows: list[tuple[int, str, int]] = []

    def add(self, examination: Examination) -> None:
        row = examination.row
        kind, own = _likeness(examination)
        places = [self._root(self._of(key)) for key in {*own, _pattern_key(row.prompt)}]
        first = min(places)
        for place in places:
            self._parent[place] = first
        self._rows.append((row.number, kind, first))

    def groups(self, seed: int) -> list[_Group]:
        """The groups, in an order that the seed decides and that does not depend on the rows' order."""
        names: dict[int, bytes] = {}
        for key, place in self._place.items():
            root = self._root(place)
            names[root] = min(key, names.get(root, key))
        found: dict[int, _Group] = {}
        for number, kind, place in self._rows:
            root = self._root(place)
            group = found.setdefault(root, _Group(names[root]))
            group.numbers.append(number)
            group.kinds[kind] += 1
        return sorted(found.values(), key=lambda group: digest(f"{seed}\n{group.first.hex()}"))

    def _of(self, key: bytes) -> int:
        place = self._place.setdefault(key, len(self._parent))
        if place == len(self._parent):
            self._parent.append(place)
        return place

    def _root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place


def _held_out(groups: list[_Group], fraction: float) -> set[bytes]:
    """Choose groups so that about the fraction of each kind is held out, and then of all rows together.

    A group is taken when that brings the counts nearer to what is wanted (least squares). What rounding
    leaves of many small kinds is made up for by those that come off worst.
    """
    missing: dict[str, float] = defaultdict(float)
    for group in groups:
        for kind, count in group.kinds.items():
            missing[kind] += count * fraction
    in_all = sum(missing.values())

    def nearer(group: _Group) -> float:
        return sum(count * (2 * missing[kind] - count) for kind, count in group.kinds.items())

    chosen: set[bytes] = set()

    def take(group: _Group) -> int:
        chosen.add(group.first)
        for kind, count in group.kinds.items():
            missing[kind] -= count
        return len(group.numbers)

    for group in groups:
        if nearer(group) > 0:
            in_all -= take(group)
    remaining = [group for group in groups if group.first not in chosen]
    for group in sorted(remaining, key=lambda group: -nearer(group)):
        size = len(group.numbers)
        if nearer(group) + size * (2 * in_all - size) > 0:
            in_all -= take(group)
    if not chosen and len(groups) > 1:
        # Few and large groups: one that is larger than was asked for is better than none.
        take(min(groups, key=lambda group: len(group.numbers)))
    return chosen


def _likeness(examination: Examination) -> tuple[str, tuple[bytes, ...]]:
    """The kind of a row's part, and what it shares with its near duplicates."""
    assert examination.document is not None, "the row can be learnt from"
    return examination.document.type, keys(examination.row.prompt, examination.canonical)


def _pattern_key(prompt: str) -> bytes:
    # Not to be mistaken for a key of likeness, whatever that is made of.
    return digest(f"sentence pattern\n{skeleton(prompt)}")
