"""What is wrong with rows, how bad it is, and what to do about it."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from geoft_gui.data.finding_kinds import KINDS, Kind, Severity

__all__ = ["KINDS", "ROWS_NAMED", "DataFinding", "Findings", "Kind", "Severity"]

_WORST: tuple[Severity, ...] = ("error", "warning", "info")

ROWS_NAMED = 100
"""How many rows a finding names; it counts all of them."""


@dataclass(frozen=True)
class DataFinding:
    """One thing that is wrong with some rows; ``rows`` are the numbers of the first hundred of them.

    ``mended_by`` are the codes of the fixes that mend it.
    """

    code: str
    severity: Severity
    count: int
    rows: tuple[int, ...]
    message: str
    fix: str
    mended_by: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The finding as the terminal prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "count": self.count,
            "rows": list(self.rows),
            "message": self.message,
            "fix": self.fix,
            "mended_by": list(self.mended_by),
        }


@dataclass
class Findings:
    """Collects what is found, row after row. Row numbers come in rising order for each code."""

    _counts: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, "array[int]"] = field(default_factory=dict)
    _details: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, row: int | None, detail: str = "") -> None:
        """Note that ``code`` holds for one more row, or for the file (None); the first detail is shown."""
        self._counts[code] = self._counts.get(code, 0) + 1
        if row is not None:
            self._rows.setdefault(code, array("I")).append(row)
        if detail:
            self._details.setdefault(code, detail if row is None else f"Row {row:,}: {detail}")

    def add_late(self, code: str, rows: Mapping[int, str]) -> None:
        """Note that ``code`` holds for more rows, given with their details, wherever they stand."""
        if not rows:
            return
        known = self._rows.get(code, ())
        self._rows[code] = array("I", sorted({*known, *rows}))
        self._counts[code] = len(self._rows[code])
        first = self._rows[code][0]
        if rows.get(first):
            self._details[code] = f"Row {first:,}: {rows[first]}"

    def copy(self) -> "Findings":
        """The same, to add to."""
        rows = {code: array("I", numbers) for code, numbers in self._rows.items()}
        return Findings(dict(self._counts), rows, dict(self._details))

    def note(self, code: str, detail: str) -> None:
        """Say something of all rows of ``code`` in the place of the first row's detail."""
        if code in self._counts:
            self._details[code] = detail

    def rows_of(self) -> Mapping[str, "array[int]"]:
        """The numbers of all rows of each code."""
        return self._rows

    def listed(self, lost: Mapping[str, int] | None = None) -> list[DataFinding]:
        """The findings, the worst first: what costs most, then by severity, then what concerns most rows.

        Args:
            lost: how many rows no model can get right for what a code says. Rows with an error are lost.
        """
        found = [self._finding(code, KINDS[code]) for code in KINDS if code in self._counts]
        costs = {one.code: one.count for one in found if one.severity == "error"} | dict(lost or {})
        return sorted(
            found, key=lambda one: (-costs.get(one.code, 0), _WORST.index(one.severity), -one.count)
        )

    def _finding(self, code: str, kind: Kind) -> DataFinding:
        count = self._counts[code]
        said = kind.of(count)
        detail = self._details.get(code, "")
        message = f"{said}. {detail}" if detail else f"{said}."
        rows = tuple(self._rows.get(code, ())[:ROWS_NAMED])
        return DataFinding(code, kind.severity, count, rows, message, kind.fix, kind.mended_by)
