"""Whether rows can be learnt from: every row is read as a part, built, and held against its prompt."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.findings import DataFinding, Findings
from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.data.rows import file_layout, read_rows
from geoft_gui.data.tokens import estimate_tokens
from geoft_gui.geometry.compare import is_empty
from geoft_gui.geometry.document import Group, Part, canonical_text
from geoft_gui.geometry.findings import BuildError, Finding
from geoft_gui.geometry.reading import Reading, read_document
from geoft_gui.geometry.resolved import Resolved, resolve

_NUMBERS_SHOWN = 4
_REMARKS_SHOWN = 20


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
    if isinstance(source, Path | str):
        check = RowCheck(file_layout(source).columns)
        source = read_rows(source)
    else:
        check = RowCheck()
    for row in source:
        check.take(row)
        if on_row is not None:
            on_row(check.rows)
    return check.report()


class RowCheck:
    """Judges rows one after the other, each also against those before it, and reports on all of them.

    Args:
        columns: how the table was understood that the rows come from.
    """

    def __init__(self, columns: ColumnMapping | None = None) -> None:
        self.rows = 0
        self._findings = Findings()
        self._usable = 0
        self._long_tokens = [0, 0]
        self._wordy_tokens = [0, 0]
        self._first_answers: dict[bytes, tuple[int, bytes]] = {}
        self._other_answers: set[bytes] = set()
        if columns is not None and (columns.prompt, columns.answer) != ("input_text", "expected_output_json"):
            self._findings.add("columns", None, columns.sentence())

    def take(self, row: Row | UnreadableRow) -> RowVerdict:
        """Check one more row."""
        self.rows += 1
        if isinstance(row, UnreadableRow):
            verdict = RowVerdict(row.number, None, 0, False, (RowFinding("unreadable", row.message),))
        else:
            verdict = self._judged(row)
        self._usable += verdict.usable
        for finding in verdict.findings:
            self._findings.add(finding.code, row.number, finding.detail)
        return verdict

    def report(self) -> Report:
        """What was found in all rows."""
        if not self.rows:
            self._findings.add("empty", None)
        self._findings.note("long_form", _saving(*self._long_tokens))
        self._findings.note("wordy", _saving(*self._wordy_tokens))
        return Report(self.rows, self._usable, tuple(self._findings.listed()))

    def _judged(self, row: Row) -> RowVerdict:
        found: list[RowFinding] = []
        asks, answers = bool(row.prompt.strip()), bool(row.answer.strip())
        document = None
        if not asks:
            found.append(RowFinding("no_prompt"))
        if answers:
            document = self._document(row, found)
            if asks:
                self._compare_with_earlier(row, document, found)
        else:
            found.append(RowFinding("no_answer"))
        usable = document is not None and asks
        if document is not None and usable:
            _hold_against_prompt(row, document, found)
        tokens = sum(estimate_tokens(message.content) for message in row.messages)
        return RowVerdict(row.number, document.type if document else None, tokens, usable, tuple(found))

    def _document(self, row: Row, found: list[RowFinding]) -> Part | Group | None:
        """The row's part, or None, with a finding, where it is none that can be built."""
        reading = read_document(row.answer)
        document = reading.document
        if document is None:
            code = "not_in_schema" if reading.parses else "not_json"
            found.append(RowFinding(code, _first_error(reading.findings)))
            return None
        try:
            resolved = resolve(document)
        except BuildError as error:
            found.append(RowFinding("does_not_build", _first_error(error.findings)))
            return None
        if is_empty(resolved.body):
            found.append(RowFinding("does_not_build", "Nothing is left once everything is cut away."))
            return None
        self._note_form(row, reading, resolved, canonical_text(document), found)
        return document

    def _note_form(
        self, row: Row, reading: Reading, resolved: Resolved, short: str, found: list[RowFinding]
    ) -> None:
        if reading.extra_text:
            found.append(RowFinding("extra_text"))
        remarks: dict[str, list[str]] = {}
        for finding in (*reading.findings, *resolved.warnings):
            if finding.severity == "warning":
                code = "materials_differ" if finding.code == "materials_differ" else "odd_part"
                remarks.setdefault(code, []).append(_said(finding))
        found += (RowFinding(code, _joined(said)) for code, said in remarks.items())
        if reading.form == "v1":
            found.append(RowFinding("long_form"))
            _count(self._long_tokens, row.answer, short)
        elif row.answer != short and not reading.extra_text:
            found.append(RowFinding("wordy"))
            _count(self._wordy_tokens, row.answer, short)

    def _compare_with_earlier(self, row: Row, document: Part | Group | None, found: list[RowFinding]) -> None:
        prompt = _digest("\n".join(f"{turn['role']}:{_plain(turn['content'])}" for turn in row.conversation))
        answer = _digest(row.answer if document is None else canonical_text(document))
        if prompt not in self._first_answers:
            self._first_answers[prompt] = (row.number, answer)
            return
        first, first_answer = self._first_answers[prompt]
        if answer == first_answer or prompt + answer in self._other_answers:
            found.append(RowFinding("duplicate", f"It asks what row {first} asks."))
        else:
            found.append(RowFinding("contradiction", f"It asks what row {first} asks."))
            self._other_answers.add(prompt + answer)


def _hold_against_prompt(row: Row, document: Part | Group, found: list[RowFinding]) -> None:
    unstated = unstated_numbers(row.prompt, document)
    if unstated:
        shown = ", ".join(unstated[:_NUMBERS_SHOWN])
        more = len(unstated) - _NUMBERS_SHOWN
        found.append(RowFinding("unstated_numbers", shown + (f" and {more} more." if more > 0 else ".")))


def _joined(remarks: Iterable[str]) -> str:
    """What there is to say of one row, each thing once."""
    distinct = list(dict.fromkeys(remarks))
    more = len(distinct) - _REMARKS_SHOWN
    return " ".join(distinct[:_REMARKS_SHOWN]) + (f" And {more:,} more like these." if more > 0 else "")


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
    return next((_said(finding) for finding in findings if finding.severity == "error"), "")


def _said(finding: Finding) -> str:
    """What is wrong with the whole document needs no place."""
    return str(finding) if finding.pointer else finding.message
