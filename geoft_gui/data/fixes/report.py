"""What was done to all rows together."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from geoft_gui.data.ceiling import Ceiling, Reason
from geoft_gui.data.fixes.catalogue import FIXES
from geoft_gui.data.fixes.outcome import Mended, SetAside
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.tokens import TokenCounter

ROWS_NAMED = 100
"""How many rows the report names for each fix; it counts all of them."""


@dataclass(frozen=True)
class Done:
    """How many rows a fix changed, and the numbers of the first hundred of them."""

    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class CeilingChange:
    """The best that any model could do with the data, 0 to 1, before and after, and why not more now."""

    now: float
    after_fixes: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class FixReport:
    """What was done; every row is either kept or set aside.

    Attributes:
        rows: how many were taken.
        kept: how many of them go on; `added` come on top.
        changed: how many of those kept are not as they were.
        added: how many rows were added that the data did not have.
        changes: what each fix did, by its code.
        set_aside: the rows that were left out, all of them.
        tokens: of prompts and answers together, before and after.
        exact_tokens: whether a tokenizer counted them.
        median_answer: characters of the median answer, before and after.
        ceiling: what the fixes make of it.
    """

    rows: int
    kept: int
    changed: int
    added: int
    changes: Mapping[str, Done]
    set_aside: tuple[SetAside, ...]
    tokens: tuple[int, int]
    exact_tokens: bool
    median_answer: tuple[int, int]
    ceiling: CeilingChange

    def as_dict(self) -> dict[str, object]:
        """The report as JSON, for the terminal and for `version.json`."""
        return {
            "rows": self.rows,
            "kept": self.kept,
            "changed": self.changed,
            "added": self.added,
            "changes": {
                code: {"count": done.count, "rows": list(done.rows)} for code, done in self.changes.items()
            },
            "set_aside": [
                {"row": row.number, "code": row.code, "reason": row.reason} for row in self.set_aside
            ],
            "tokens": {"before": self.tokens[0], "after": self.tokens[1], "exact": self.exact_tokens},
            "median_answer_characters": {"before": self.median_answer[0], "after": self.median_answer[1]},
            "ceiling": {
                "now": self.ceiling.now,
                "after_fixes": self.ceiling.after_fixes,
                "reasons": [reason.as_dict() for reason in self.ceiling.reasons],
            },
        }


@dataclass
class Tally:
    """Counts what is done, row after row."""

    counter: TokenCounter
    rows: int = 0
    kept: int = 0
    changed: int = 0
    added: int = 0
    _set_aside: list[SetAside] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, list[int]] = field(default_factory=dict)
    _tokens: list[int] = field(default_factory=lambda: [0, 0])
    _answers: "tuple[array[int], array[int]]" = field(default_factory=lambda: (array("I"), array("I")))

    def take(self, row: Row | UnreadableRow, outcome: Mended | SetAside) -> None:
        """Count one row and what came of it."""
        self.rows += 1
        if isinstance(row, Row):
            self._tokens[0] += self.counter.count_row(row)
            self._answers[0].append(len(row.answer))
        if isinstance(outcome, SetAside):
            self._set_aside.append(outcome)
            return
        self.kept += 1
        self._write(outcome.row)
        self.changed += bool(outcome.changes)
        for code in dict.fromkeys(change.code for change in outcome.changes):
            self._counts[code] = self._counts.get(code, 0) + 1
            named = self._rows.setdefault(code, [])
            if len(named) < ROWS_NAMED:
                named.append(outcome.row.number)

    def add(self, row: Row) -> None:
        """Count a row that the data did not have."""
        self.added += 1
        self._write(row)

    def report(self, ceilings: tuple[Ceiling, Ceiling] | None) -> FixReport:
        """What was counted so far, with the ceilings before and after."""
        change = CeilingChange(0.0, 0.0, ())
        if ceilings is not None:
            now, after = ceilings
            change = CeilingChange(now.value(), after.value(), now.reasons())
        return FixReport(
            rows=self.rows,
            kept=self.kept,
            changed=self.changed,
            added=self.added,
            changes={
                code: Done(self._counts[code], tuple(self._rows[code]))
                for code in FIXES
                if code in self._counts
            },
            set_aside=tuple(self._set_aside),
            tokens=(self._tokens[0], self._tokens[1]),
            exact_tokens=self.counter.exact,
            median_answer=(_median(self._answers[0]), _median(self._answers[1])),
            ceiling=change,
        )

    def _write(self, row: Row) -> None:
        self._tokens[1] += self.counter.count_row(row)
        self._answers[1].append(len(row.answer))


def _median(lengths: "array[int]") -> int:
    return int(np.median(np.frombuffer(lengths, dtype=np.uint32))) if lengths else 0
