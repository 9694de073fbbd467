"""Whether rows can be learnt from: every row is read as a part, built, and held against its prompt."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.data.findings import DataFinding, Findings
from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.rows import file_layout, read_rows
from geoft_gui.data.tokens import estimate_tokens
from geoft_gui.geometry.compare import is_empty
from geoft_gui.geometry.document import Group, Part, canonical_text
from geoft_gui.geometry.findings import BuildError, Finding
from geoft_gui.geometry.reading import Reading, read_document
from geoft_gui.geometry.resolved import Resolved, resolve

_NUMBERS_SHOWN = 4


@dataclass(frozen=True)
class Report:
    """How many rows there are, how many of them can be learnt from, and what is wrong, the worst first."""

    rows: int
    usable: int
    findings: tuple[DataFinding, ...]

    def as_dict(self) -> dict[str, object]:
        """The report as ``geoft data check`` prints it."""
        return {
            "rows": self.rows,
            "usable": self.usable,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check_rows(
    source: Path | str | Iterable[Row | UnreadableRow], on_row: Callable[[int], None] | None = None
) -> Report:
    """Check a file, or rows that have been read. Rows are taken one at a time and not kept.

    Args:
        source: the file or the rows.
        on_row: called with the number of rows checked so far.

    Raises:
        UserError: the file cannot be opened, or is of a kind that is not known.
    """
    check = _Check()
    if isinstance(source, Path | str):
        columns = file_layout(source).columns
        if columns is not None and (columns.prompt, columns.answer) != ("input_text", "expected_output_json"):
            check.findings.add("columns", None, columns.sentence())
        source = read_rows(source)
    for row in source:
        check.take(row)
        if on_row is not None:
            on_row(check.rows)
    return check.report()


class _Check:
    def __init__(self) -> None:
        self.findings = Findings()
        self.rows = 0
        self._usable = 0
        self._long_tokens = [0, 0]
        self._wordy_tokens = [0, 0]
        self._first_answers: dict[bytes, tuple[int, bytes]] = {}
        self._other_answers: set[bytes] = set()

    def take(self, row: Row | UnreadableRow) -> None:
        """Check one more row."""
        self.rows += 1
        if isinstance(row, UnreadableRow):
            self.findings.add("unreadable", row.number, row.message)
            return
        if not row.prompt.strip():
            self.findings.add("no_prompt", row.number)
        if not row.answer.strip():
            self.findings.add("no_answer", row.number)
            return
        document = self._document(row)
        self._compare_with_earlier(row, document)
        if document is not None and row.prompt.strip():
            self._usable += 1
            self._hold_against_prompt(row, document)

    def report(self) -> Report:
        """What was found in all rows."""
        if not self.rows:
            self.findings.add("empty", None)
        self.findings.note("long_form", _saving(*self._long_tokens))
        self.findings.note("wordy", _saving(*self._wordy_tokens))
        return Report(self.rows, self._usable, tuple(self.findings.listed()))

    def _document(self, row: Row) -> Part | Group | None:
        """The row's part, or None, with a finding, where it is none that can be built."""
        reading = read_document(row.answer)
        document = reading.document
        if document is None:
            code = "not_in_schema" if reading.parses else "not_json"
            self.findings.add(code, row.number, _first_error(reading.findings))
            return None
        try:
            resolved = resolve(document)
        except BuildError as error:
            self.findings.add("does_not_build", row.number, _first_error(error.findings))
            return None
        if is_empty(resolved.body):
            self.findings.add("does_not_build", row.number, "Nothing is left once everything is cut away.")
            return None
        self._note_form(row, reading, resolved, canonical_text(document))
        return document

    def _note_form(self, row: Row, reading: Reading, resolved: Resolved, short: str) -> None:
        if reading.extra_text:
            self.findings.add("extra_text", row.number)
        remarks = {
            "materials_differ" if finding.code == "materials_differ" else "odd_part": str(finding)
            for finding in (*reading.findings, *resolved.warnings)
            if finding.severity == "warning"
        }
        for code, remark in remarks.items():
            self.findings.add(code, row.number, remark)
        if reading.form == "v1":
            self.findings.add("long_form", row.number)
            _count(self._long_tokens, row.answer, short)
        elif row.answer != short and not reading.extra_text:
            self.findings.add("wordy", row.number)
            _count(self._wordy_tokens, row.answer, short)

    def _compare_with_earlier(self, row: Row, document: Part | Group | None) -> None:
        prompt = _digest("\n".join(f"{turn['role']}:{_plain(turn['content'])}" for turn in row.conversation))
        answer = _digest(row.answer if document is None else canonical_text(document))
        if prompt not in self._first_answers:
            self._first_answers[prompt] = (row.number, answer)
            return
        first, first_answer = self._first_answers[prompt]
        if answer == first_answer or prompt + answer in self._other_answers:
            self.findings.add("duplicate", row.number, f"It asks what row {first} asks.")
        else:
            self.findings.add("contradiction", row.number, f"It asks what row {first} asks.")
            self._other_answers.add(prompt + answer)

    def _hold_against_prompt(self, row: Row, document: Part | Group) -> None:
        unstated = unstated_numbers(row.prompt, document)
        if unstated:
            shown = ", ".join(unstated[:_NUMBERS_SHOWN])
            more = len(unstated) - _NUMBERS_SHOWN
            self.findings.add(
                "unstated_numbers", row.number, shown + (f" and {more} more." if more > 0 else ".")
            )


def _plain(text: str) -> str:
    """Two prompts that differ in case and white space only ask the same."""
    return " ".join(text.casefold().split())


def _digest(text: str) -> bytes:
    """Sixteen bytes for a text, so that a million of them fit into memory."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


def _count(tokens: list[int], long: str, short: str) -> None:
    tokens[0] += estimate_tokens(long)
    tokens[1] += estimate_tokens(short)


def _saving(long: int, short: int) -> str:
    return f"The short form says in about {short:,} tokens what takes about {long:,} now (an estimate)."


def _first_error(findings: Iterable[Finding]) -> str:
    return next((str(finding) for finding in findings if finding.severity == "error"), "")
