"""What the check says of each row, a few bytes a row, so that a million rows can be filtered and sorted."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.findings import KINDS, Severity
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict

FEATURES: Final = ("hole", "fillet", "chamfer", "slot", "shell")
"""The types of features that a part can have, in the order of their bits in `ROW`."""

ROW: Final = np.dtype(
    [
        ("kind", "u1"),
        ("difficulty", "u1"),
        ("category", "u2"),
        ("features", "u2"),
        ("severity", "u1"),
        ("usable", "u1"),
        ("tokens", "u4"),
        ("prompt", "u4"),
        ("size", "f4"),
        ("codes", "u8"),
    ]
)
"""One row in 28 bytes.

`kind`, `category` and `difficulty` are places in lists of names that begin with None. `features` has a bit
for each of `FEATURES`, `codes` one for each key of `findings.KINDS` in their order. `severity` is a place in
`SEVERITIES`. `prompt` counts the characters of the prompt; `size` is the part's largest side in mm, NaN
where there is no part.
"""

SEVERITIES: Final[tuple[Severity | None, ...]] = (None, "info", "warning", "error")
"""From the best to the worst."""

Order = Literal["number", "prompt_length", "kind", "tokens", "verdict"]
"""What rows can be sorted by."""

MORE_NAMES: Final = "…"
"""Stands for every name that comes when a list of names is full."""

CODE_BITS: Final[Mapping[str, int]] = MappingProxyType({code: 1 << bit for bit, code in enumerate(KINDS)})
"""For each finding its bit in `codes`."""

FEATURE_BITS: Final[Mapping[str, int]] = MappingProxyType(
    {feature: 1 << bit for bit, feature in enumerate(FEATURES)}
)
"""For each feature its bit in `features`."""

_SEVERITY_BITS: Final = {
    severity: np.uint64(
        sum(bit for code, bit in CODE_BITS.items() if KINDS[code].severity == SEVERITIES[severity])
    )
    for severity in range(1, len(SEVERITIES))
}
"""For each place in `SEVERITIES`, from the best to the worst, the bits of the findings that are so bad."""
_FIRST_ROOM: Final = 1024


class JudgedRows:
    """The verdicts of the first rows of a file, in their order.

    One is filled in the process that checks (`append`), what is new there travels (`take_new`), and is put
    at the end of the one in the window (`add`).
    """

    def __init__(self) -> None:
        self._held = np.zeros(_FIRST_ROOM, ROW)
        self._count = 0
        self._taken = 0
        self._kinds = _Names(np.iinfo(np.uint8).max)
        self._difficulties = _Names(np.iinfo(np.uint8).max)
        self._categories = _Names(np.iinfo(np.uint16).max)

    def __len__(self) -> int:
        return self._count

    # ---- in the process that checks

    def append(self, row: Row | UnreadableRow, verdict: RowVerdict) -> None:
        """Take in what was found of the next row."""
        self._make_room(1)
        self._held[self._count] = self._record(row, verdict)
        self._count += 1

    def _record(self, row: Row | UnreadableRow, verdict: RowVerdict) -> tuple[Any, ...]:
        """What `ROW` holds of a row."""
        category = difficulty = None
        prompt = 0
        if isinstance(row, Row):
            category, difficulty, prompt = row.category, row.difficulty, len(row.prompt)
        codes = 0
        for finding in verdict.findings:
            codes |= CODE_BITS[finding.code]
        features = 0
        for feature in verdict.features:
            features |= FEATURE_BITS[feature]
        return (
            self._kinds.code(verdict.kind),
            self._difficulties.code(difficulty),
            self._categories.code(category),
            features,
            SEVERITIES.index(verdict.severity),
            verdict.usable,
            min(verdict.tokens, np.iinfo(np.uint32).max),
            min(prompt, np.iinfo(np.uint32).max),
            np.nan if verdict.size is None else verdict.size,
            codes,
        )

    def take_new(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What came since the last call, as `geometry.frames.write_frame` sends it."""
        content = {
            "kinds": self._kinds.take_new(),
            "difficulties": self._difficulties.take_new(),
            "categories": self._categories.take_new(),
        }
        new = self._held[self._taken : self._count].copy()
        self._taken = self._count
        # A frame names the type of an array in one word, which one of many fields has not.
        return content, {"judged": new.view(np.uint8).reshape(len(new), ROW.itemsize)}

    def late(self, found: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """What `mark` is to be told of `found`, for each code the places of its rows.

        What is noted of a row already is left out: most findings are known when a row is taken in.
        """
        bits = np.zeros(self._count, np.uint64)
        for code, places in found.items():
            bits[places] |= np.uint64(CODE_BITS[code])
        bits &= ~self.rows["codes"]
        places = np.flatnonzero(bits)
        codes = bits[places]
        severities = np.zeros(len(places), np.uint8)
        for severity, worse in _SEVERITY_BITS.items():
            severities[(codes & worse) != 0] = severity
        return {"places": places, "codes": codes, "severities": severities}

    # ---- in the window

    def add(self, content: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Put what `take_new` gave elsewhere at the end."""
        self._kinds.add(content["kinds"])
        self._difficulties.add(content["difficulties"])
        self._categories.add(content["categories"])
        new = np.ascontiguousarray(arrays["judged"]).reshape(-1).view(ROW)
        self._make_room(len(new))
        taken = slice(self._count, self._count + len(new))
        self._held[taken] = new
        # A row that was changed meanwhile may have put a name down here that comes later there, or never.
        self._held["kind"][taken] = self._kinds.here(new["kind"])
        self._held["difficulty"][taken] = self._difficulties.here(new["difficulty"])
        self._held["category"][taken] = self._categories.here(new["category"])
        self._count += len(new)

    def reserve(self, rows: int) -> None:
        """Have room for so many rows: moving many of them later would be felt."""
        self._make_room(rows - self._count)

    def mark(self, places: NDArray[Any], codes: NDArray[Any], severities: NDArray[Any]) -> None:
        """Note findings that are only known at the end, as `late` gave them elsewhere.

        Args:
            places: the rows that they hold for, each once.
            codes: for each of these rows the bits of its findings.
            severities: and how bad the worst of them is.
        """
        self._held["codes"][places] |= codes
        self._held["severity"][places] = np.maximum(self._held["severity"][places], severities)

    def replace(self, place: int, row: Row | UnreadableRow, verdict: RowVerdict) -> None:
        """Put another verdict in the place of a row's, whose text has changed."""
        # At once, and nothing else: other threads count and search these rows meanwhile.
        self._held[place] = self._record(row, verdict)

    # ---- what is known of one row

    def kind(self, place: int) -> str | None:
        """The type of a row's document; None where the answer is none that can be built."""
        return self._kinds.names[self._held["kind"][place]]

    def category(self, place: int) -> str | None:
        """The category that the file gives a row."""
        return self._categories.names[self._held["category"][place]]

    def difficulty(self, place: int) -> str | None:
        """The difficulty that the file gives a row."""
        return self._difficulties.names[self._held["difficulty"][place]]

    def tokens(self, place: int) -> int:
        """How many tokens all turns of a row have together."""
        return int(self._held["tokens"][place])

    def size(self, place: int) -> float | None:
        """The largest side of a row's part in mm; None where there is no part."""
        size = float(self._held["size"][place])
        return None if np.isnan(size) else size

    def features(self, place: int) -> tuple[str, ...]:
        """The features that a row's part has."""
        held = int(self._held["features"][place])
        return tuple(feature for feature, bit in FEATURE_BITS.items() if held & bit)

    def severity(self, place: int) -> Severity | None:
        """How bad the worst finding of a row is; None for a row without any."""
        return SEVERITIES[self._held["severity"][place]]

    def usable(self, place: int) -> bool:
        """Whether a model can learn from a row."""
        return bool(self._held["usable"][place])

    def has(self, place: int, code: str) -> bool:
        """Whether a row has the finding `code`."""
        return bool(int(self._held["codes"][place]) & CODE_BITS[code])

    def codes(self, place: int) -> tuple[str, ...]:
        """All findings of a row, in the order of `findings.KINDS`."""
        held = int(self._held["codes"][place])
        return tuple(code for code, bit in CODE_BITS.items() if held & bit)

    # ---- what is known of all

    @property
    def rows(self) -> NDArray[Any]:
        """All that have come, of type `ROW`: not a copy, and not to be written to."""
        view = self._held[: self._count]
        view.flags.writeable = False
        return view

    @property
    def kinds(self) -> Sequence[str | None]:
        """The names that `kind` counts in."""
        return self._kinds.names

    @property
    def categories(self) -> Sequence[str | None]:
        """The names that `category` counts in."""
        return self._categories.names

    @property
    def difficulties(self) -> Sequence[str | None]:
        """The names that `difficulty` counts in."""
        return self._difficulties.names

    def with_code(self, code: str) -> NDArray[np.bool_]:
        """For each row, whether it has the finding `code`; for none where there is no such finding."""
        return (self.rows["codes"] & np.uint64(CODE_BITS.get(code, 0))) != 0

    def with_feature(self, feature: str) -> NDArray[np.bool_]:
        """For each row, whether its part has the feature; for none where there is no such feature."""
        return (self.rows["features"] & np.uint16(FEATURE_BITS.get(feature, 0))) != 0

    def order(self, by: Order, places: NDArray[Any] | None, *, falling: bool) -> NDArray[np.uint32]:
        """Sort rows; those that are equal stay as they stood, those without a value come last.

        Args:
            by: what they are sorted by.
            places: the rows to sort, judged or not; None for all that are judged.
            falling: the greatest, or the worst verdict, first.
        """
        given = np.arange(self._count, dtype=np.uint32) if places is None else places.astype(np.uint32)
        if by == "number":
            # The numbers of rows grow with their places.
            return np.sort(given)[::-1] if falling else np.sort(given)
        judged = given < self._count
        late = given[~judged]
        given = given[judged]
        keys = self._keys(by)[given].astype(np.int64)
        missing = keys < 0
        keys = np.where(missing, np.iinfo(np.int64).max, -keys if falling else keys)
        return np.concatenate([given[np.argsort(keys, kind="stable")], late])

    def _keys(self, by: Order) -> NDArray[Any]:
        """A number to sort by for each row; -1 where there is none."""
        rows = self.rows
        if by == "prompt_length":
            return rows["prompt"]
        if by == "tokens":
            return rows["tokens"]
        if by == "kind":
            return self._kinds.ranks()[rows["kind"]]
        # What is only worth knowing is as good as nothing.
        return np.array([0, 0, 1, 2], np.int8)[rows["severity"]]

    def _make_room(self, more: int) -> None:
        if self._count + more > len(self._held):
            # A new array: another thread may still read the old one.
            grown = np.zeros(max(self._count + more, 2 * len(self._held)), ROW)
            grown[: self._count] = self._held[: self._count]
            self._held = grown


class _Names:
    """Names in the order in which they first came; the first is None, for rows that have none."""

    def __init__(self, limit: int) -> None:
        self.names: list[str | None] = [None]
        self._codes: dict[str | None, int] = {None: 0}
        self._limit = limit
        self._taken = 1
        self._here = [0]
        """For each place in the names that were taken elsewhere, the place here."""

    def code(self, name: str | None) -> int:
        """The place of a name, which is put down when it is new."""
        code = self._codes.get(name)
        if code is not None:
            return code
        if len(self.names) >= self._limit:
            name = MORE_NAMES
            if name in self._codes:
                return self._codes[name]
        self.names.append(name)
        self._codes[name] = len(self.names) - 1
        return len(self.names) - 1

    def take_new(self) -> list[str | None]:
        """The names that came since the last call."""
        new = self.names[self._taken :]
        self._taken = len(self.names)
        return new

    def add(self, names: Sequence[str]) -> None:
        """Put down names that were taken elsewhere."""
        self._here += map(self.code, names)

    def here(self, codes: NDArray[Any]) -> NDArray[Any]:
        """The places here of names by their places where they were taken."""
        return np.array(self._here, codes.dtype)[codes]

    def ranks(self) -> NDArray[np.int32]:
        """For each name its place in the alphabet; -1 for None."""
        ranks = np.full(len(self.names), -1, np.int32)
        known = sorted(range(1, len(self.names)), key=lambda code: str(self.names[code]))
        ranks[known] = np.arange(len(known))
        return ranks
