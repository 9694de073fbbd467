"""What can be wrong with rows, how bad it is, and what to do about it."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]

ROWS_NAMED = 100
"""How many rows a finding names; it counts all of them."""


@dataclass(frozen=True)
class Kind:
    """A thing that can be wrong: how it is said of one row and of many, and what mends it.

    A row with an error cannot be learnt from; a warning teaches something wrong; the rest is worth knowing.
    """

    severity: Severity
    one: str
    many: str
    fix: str

    def of(self, count: int) -> str:
        """Say it of so many rows; no full stop at the end."""
        return self.one if count == 1 else self.many.format(count=count)

    @property
    def of_this_row(self) -> str:
        """Say it of the row that one is looking at; no full stop at the end."""
        return "This " + self.one.removeprefix("1 ")


KINDS: dict[str, Kind] = {
    "unreadable": Kind(
        "error",
        "1 line holds no example",
        "{count:,} lines hold no example",
        "Mend or remove these lines.",
    ),
    "no_prompt": Kind(
        "error",
        "1 row asks for nothing",
        "{count:,} rows ask for nothing",
        "Write a prompt or remove the rows.",
    ),
    "no_answer": Kind(
        "error",
        "1 row does not end with an answer",
        "{count:,} rows do not end with an answer",
        "Write the document that the prompt asks for, or remove the rows.",
    ),
    "not_json": Kind(
        "error", "1 answer is not JSON", "{count:,} answers are not JSON", "Mend the JSON or remove the rows."
    ),
    "not_in_schema": Kind(
        "error",
        "1 answer is JSON, but not a geometry document",
        "{count:,} answers are JSON, but not geometry documents",
        "Write them in the geometry language, as the examples that come with GeoFT are.",
    ),
    "does_not_build": Kind(
        "error",
        "1 answer is a document of a part that cannot be built",
        "{count:,} answers are documents of parts that cannot be built",
        "Correct the sizes or remove the rows.",
    ),
    "extra_text": Kind(
        "warning",
        "1 answer has other text around its document",
        "{count:,} answers have other text around their documents",
        "Leave only the document: a model would learn to write the text, too.",
    ),
    "contradiction": Kind(
        "warning",
        "1 row asks what another row asks and answers otherwise",
        "{count:,} rows ask what other rows ask and answer otherwise",
        "Keep one answer to each prompt, or tell in the prompt what differs.",
    ),
    "duplicate": Kind(
        "warning",
        "1 row repeats an earlier one",
        "{count:,} rows repeat earlier ones",
        "Remove the repetitions: they weigh more than other rows and can stand on both sides of a split.",
    ),
    "unstated_numbers": Kind(
        "warning",
        "1 answer has numbers that its prompt does not state",
        "{count:,} answers have numbers that their prompts do not state",
        "Put the sizes into the prompts: from such rows a model learns to invent sizes.",
    ),
    "odd_part": Kind(
        "warning",
        "1 answer says something that has no effect on its part",
        "{count:,} answers say something that has no effect on their parts",
        "Look at these parts: something may not be where it was meant to be.",
    ),
    "materials_differ": Kind(
        "warning",
        "1 answer names two materials",
        "{count:,} answers name two materials",
        "Leave the one that the prompt names: the other is not learnt.",
    ),
    "long_form": Kind(
        "warning",
        "1 answer is in the long form (ids, timestamps, nulls)",
        "{count:,} answers are in the long form (ids, timestamps, nulls)",
        "Write them in the short form: a model spends its effort on what it learns.",
    ),
    "wordy": Kind(
        "info",
        "1 answer could be said in fewer words",
        "{count:,} answers could be said in fewer words",
        "Write them in the canonical text, without white space and defaults.",
    ),
    "columns": Kind(
        "info",
        "The columns of the table were understood by guessing",
        "The columns of the table were understood by guessing",
        "If that is wrong, name the columns input_text and expected_output_json.",
    ),
    "empty": Kind(
        "error", "The file holds no rows", "The file holds no rows", "Choose a file with examples."
    ),
}
"""In the order in which a report shows them."""


@dataclass(frozen=True)
class DataFinding:
    """One thing that is wrong with some rows; ``rows`` are the numbers of the first hundred of them."""

    code: str
    severity: Severity
    count: int
    rows: tuple[int, ...]
    message: str
    fix: str

    def as_dict(self) -> dict[str, object]:
        """The finding as the terminal prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "count": self.count,
            "rows": list(self.rows),
            "message": self.message,
            "fix": self.fix,
        }


@dataclass
class Findings:
    """Collects what is found, row after row."""

    _counts: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, list[int]] = field(default_factory=dict)
    _details: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, row: int | None, detail: str = "") -> None:
        """Note that ``code`` holds for one more row, or for the file (None); the first detail is shown."""
        self._counts[code] = self._counts.get(code, 0) + 1
        rows = self._rows.setdefault(code, [])
        if row is not None and len(rows) < ROWS_NAMED:
            rows.append(row)
        if detail:
            self._details.setdefault(code, detail if row is None else f"Row {row}: {detail}")

    def note(self, code: str, detail: str) -> None:
        """Say something of all rows of ``code`` in the place of the first row's detail."""
        if code in self._counts:
            self._details[code] = detail

    def listed(self) -> list[DataFinding]:
        """The findings, the worst first."""
        return [self._finding(code, KINDS[code]) for code in KINDS if code in self._counts]

    def _finding(self, code: str, kind: Kind) -> DataFinding:
        count = self._counts[code]
        said = kind.of(count)
        detail = self._details.get(code, "")
        message = f"{said}. {detail}" if detail else f"{said}."
        return DataFinding(code, kind.severity, count, tuple(self._rows[code]), message, kind.fix)
