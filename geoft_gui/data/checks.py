"""Whether rows can be learnt from: every row is read as a part, built, and held against its prompt."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.data.ceiling import Ceiling, Reason
from geoft_gui.data.checking.after_fixes import AfterFixes
from geoft_gui.data.checking.effort import Effort
from geoft_gui.data.checking.prompts import findings_of_prompt
from geoft_gui.data.checking.repeats import HeldOut, Repeats
from geoft_gui.data.checking.solids import findings_of_solid, sides
from geoft_gui.data.checking.texts import findings_of_texts, learns_nothing
from geoft_gui.data.checking.wholes import Wholes
from geoft_gui.data.columns import USUAL, ColumnMapping
from geoft_gui.data.examination import Examination, examine
from geoft_gui.data.findings import KINDS, DataFinding, Findings
from geoft_gui.data.noise import NOISE, UNLEARNABLE, Noise
from geoft_gui.data.provenance import Number, unstated
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.data.rows import file_layout, read_rows
from geoft_gui.data.tokens import ESTIMATE, TokenCounter
from geoft_gui.geometry.decoding import decode
from geoft_gui.geometry.document import Group, Part

_FIELDS_SHOWN = 5
_FILES_NAMED = 5


@dataclass(frozen=True)
class CeilingReport:
    """The best that any model could do with the rows.

    Attributes:
        now: the share of rows whose part a model can get right, 0 to 1.
        after_fixes: the same of the `kept` rows, once every fix that is done by default is done.
        kept: how many rows there are then; the others must be set aside.
        reasons: why it is not all of them now, the most frequent first; in the end, what else no model can
            write, which does not count here.
    """

    now: float
    after_fixes: float
    kept: int
    reasons: tuple[Reason, ...]

    def as_dict(self) -> dict[str, object]:
        """As ``geoft data check`` prints it."""
        return {
            "now": round(self.now, 4),
            "after_fixes": round(self.after_fixes, 4),
            "kept": self.kept,
            "reasons": [reason.as_dict() for reason in self.reasons],
        }


@dataclass(frozen=True)
class Report:
    """How many rows there are, how many of them can be learnt from, and what is wrong, the worst first.

    `rows_of` has the numbers of all rows of each code; a finding itself names the first hundred.
    """

    rows: int
    usable: int
    findings: tuple[DataFinding, ...]
    ceiling: CeilingReport
    rows_of: Mapping[str, "array[int]"]

    def as_dict(self) -> dict[str, object]:
        """The report as ``geoft data check`` prints it."""
        return {
            "rows": self.rows,
            "usable": self.usable,
            "ceiling": self.ceiling.as_dict(),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check_rows(
    source: Path | str | Iterable[Row | UnreadableRow],
    on_row: Callable[[int], None] | None = None,
    counter: TokenCounter = ESTIMATE,
    validation: Path | str | None = None,
) -> Report:
    """Check a file, or rows that have been read. Rows are taken one at a time and not kept.

    Args:
        source: the file or the rows.
        on_row: called with the number of rows checked so far.
        counter: counts tokens as the model does that shall learn the rows.
        validation: a file of rows that are held out; rows that are also there are found.

    Raises:
        UserError: a file cannot be opened, or is of a kind that is not known.
    """
    held_out = None if validation is None else read_rows(validation)
    if isinstance(source, Path | str):
        layout = file_layout(source)
        check = RowCheck(layout.columns, counter, held_out, layout.twins)
        source = read_rows(source)
    else:
        check = RowCheck(None, counter, held_out)
    for row in source:
        check.take(row)
        if on_row is not None:
            on_row(check.rows)
    return check.report()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A row with all that is known of it by itself."""

    examination: Examination
    usable: bool
    unstated: list[Number]
    size: float | None
    findings: tuple[RowFinding, ...]


class RowCheck:
    """Judges rows one after the other, each also against those before it, and reports on all of them.

    Args:
        columns: how the table was understood that the rows come from.
        counter: counts tokens as the model does that shall learn the rows.
        held_out: rows for validation, which are read here and now.
        twins: files of the same folder that are not read (`FileLayout.twins`).
    """

    def __init__(
        self,
        columns: ColumnMapping | None = None,
        counter: TokenCounter = ESTIMATE,
        held_out: Iterable[Row | UnreadableRow] | None = None,
        twins: Iterable[Path] = (),
    ) -> None:
        self.rows = 0
        self._counter = counter
        self._held_out = None if held_out is None else HeldOut(held_out)
        self._findings = Findings()
        self._usable = 0
        self._repeats = Repeats()
        self._noise = Noise()
        self._effort = Effort(counter)
        self._wholes = Wholes()
        self._ceiling = Ceiling()
        self._after_fixes = AfterFixes()
        if columns is not None and (columns.prompt, columns.answer) not in USUAL:
            self._findings.add("columns", None, columns.sentence())
        left_out = [path.name for path in twins]
        for _ in left_out:
            self._findings.add("twin_files", None, _named(left_out))

    def take(self, row: Row | UnreadableRow) -> RowVerdict:
        """Check one more row; what only later rows tell of it is not in the verdict yet (see `again`)."""
        self.rows += 1
        if isinstance(row, UnreadableRow):
            verdict = RowVerdict(row.number, None, 0, False, (RowFinding("unreadable", row.message),))
            self._ceiling.take(row, None)
            self._after_fixes.take(row, None, (), verdict.findings)
        else:
            verdict = self._taken(row)
        self._usable += verdict.usable
        for finding in verdict.findings:
            self._findings.add(finding.code, row.number, finding.detail)
        return verdict

    def again(self, row: Row) -> RowVerdict:
        """The whole verdict of a row that was taken, with what the rows after it tell."""
        judged = self._judged(row)
        found = [*judged.findings, *self._repeats.findings(judged.examination)]
        found += [_of_noise(code, fields) for code, fields in self._noise.found(judged.examination).items()]
        if judged.usable and judged.size is not None and self._wholes.is_outlier(judged.size):
            found.append(RowFinding("size_outlier", self._wholes.outlier_said(judged.size)))
        return self._verdict(judged, found)

    def report(self) -> Report:
        """What was found in all rows taken so far. More may be taken, and reported on, afterwards."""
        found = self._findings.copy()
        if not self.rows:
            found.add("empty", None)
        firsts = self._repeats.contradicted()
        found.add_late("contradiction", {row: f"It asks what row {other:,} asks." for row, other in firsts})
        for code, numbers in self._noise.late().items():
            found.add_late(code, dict.fromkeys(numbers, ""))
        for code in NOISE:
            found.note(code, _of_noise(code, self._noise.where(code)).detail)
        far = self._wholes.outliers()
        found.add_late("size_outlier", {row: self._wholes.outlier_said(size) for row, size in far})
        for finding in self._wholes.of_all():
            found.add(finding.code, None, finding.detail)
        found.note("long_form", self._effort.shares())
        found.note("wordy", self._effort.saving())
        rows_of = found.rows_of()
        ceiling = CeilingReport(
            self._ceiling.value(),
            self._after_fixes.value(),
            self._after_fixes.kept,
            (*self._ceiling.reasons(), *_noise_beside(rows_of)),
        )
        return Report(self.rows, self._usable, tuple(found.listed(_lost(ceiling, rows_of))), ceiling, rows_of)

    def _taken(self, row: Row) -> RowVerdict:
        judged = self._judged(row)
        examination = judged.examination
        found = list(judged.findings)
        if row.prompt.strip() and row.answer.strip():
            found += self._repeats.take(examination)
        noise = self._noise.take(examination)
        found += [_of_noise(code, paths) for code, paths in noise.items()]
        if examination.document is not None and row.answer != examination.canonical:
            self._effort.take(examination)
        if judged.usable and judged.size is not None and examination.document is not None:
            self._wholes.take(row.number, row.prompt, examination.document.type, judged.size)
        self._ceiling.take(row, examination if judged.usable else None, judged.unstated)
        self._after_fixes.take(row, examination, judged.unstated, found)
        return self._verdict(judged, found)

    def _judged(self, row: Row) -> _Judged:
        """What is known of a row by itself."""
        examination = examine(row)
        found = list(examination.findings)
        size: float | None = None
        numbers: list[Number] = []
        document, resolved = examination.document, examination.resolved
        usable = document is not None and bool(row.prompt.strip())
        if document is not None and resolved is not None:
            box = sides(resolved.body)
            size = max(box)
            found += findings_of_solid(document, resolved.body, box)
        if usable and learns_nothing(row):
            usable = False
            found.append(RowFinding("nothing_learnt"))
        if usable and document is not None:
            long_form = decode(row.answer).value if examination.reading.form == "v1" else None
            numbers = unstated(row.prompt, document, long_form)
            found += findings_of_prompt(row.prompt, document, numbers)
            found += findings_of_texts(row)
            if self._held_out is not None:
                found += self._held_out.findings(row, examination.canonical)
        return _Judged(examination, usable, numbers, size, tuple(found))

    def _verdict(self, judged: _Judged, found: Iterable[RowFinding]) -> RowVerdict:
        row, document = judged.examination.row, judged.examination.document
        tokens = self._counter.count_row(row)
        limit = self._counter.limit
        if limit is not None and tokens > limit:
            found = [*found, RowFinding("too_long", f"It has {tokens:,} tokens; the model reads {limit:,}.")]
        return RowVerdict(
            row.number,
            document.type if document is not None else None,
            tokens,
            judged.usable,
            tuple(sorted(found, key=lambda finding: _ORDER[finding.code])),
            () if document is None else tuple(sorted(_features(document))),
            judged.size,
        )


_COSTS = {
    "unstated_numbers": "unstated_numbers",
    "unit_mismatch": "unstated_numbers",
    "contradiction": "contradiction",
}
"""Findings for which rows cannot be got right, with the ceiling's reason; errors cost all their rows."""
_ORDER = {code: place for place, code in enumerate(KINDS)}


def _lost(ceiling: CeilingReport, rows_of: Mapping[str, "array[int]"]) -> dict[str, int]:
    """How many rows no model can get right for what each finding says."""
    reasons = {reason.code: reason.count for reason in ceiling.reasons}
    return {
        code: min(len(rows_of.get(code, ())), reasons.get(reason, 0)) for code, reason in _COSTS.items()
    }


def _noise_beside(rows_of: Mapping[str, "array[int]"]) -> Iterator[Reason]:
    """How many answers have something that no model can write as it is."""
    rows: set[int] = set()
    for code in UNLEARNABLE:
        rows.update(rows_of.get(code, ()))
    if rows:
        said = "1 answer has" if len(rows) == 1 else f"{len(rows):,} answers have"
        sentence = f"{said} ids, times or random numbers, which no model can predict; only parts count here."
        yield Reason("noise", len(rows), sentence)


def _of_noise(code: str, fields: Sequence[str]) -> RowFinding:
    shown = ", ".join(fields[:_FIELDS_SHOWN])
    more = len(fields) - _FIELDS_SHOWN
    if more > 0:
        shown += f" and {more:,} more"
    return RowFinding(code, f"{'Field' if len(fields) == 1 else 'Fields'}: {shown}.")


def _features(document: Part | Group) -> set[str]:
    """The types of the features of a document and its components."""
    found: set[str] = {feature.type for feature in document.features}
    if isinstance(document, Group):
        found.update(*map(_features, document.components))
    return found


def _named(files: Sequence[str]) -> str:
    more = len(files) - _FILES_NAMED
    return ", ".join(files[:_FILES_NAMED]) + (f" and {more:,} more." if more > 0 else ".")
