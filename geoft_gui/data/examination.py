"""One row looked at by itself: its answer read as a part, and the part built."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from geoft_gui.data.likeness import asked
from geoft_gui.data.place_words import place_in_words
from geoft_gui.data.row import Row
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.same_part import body_key
from geoft_gui.geometry.compare import is_empty
from geoft_gui.geometry.document import Group, Part, canonical_text
from geoft_gui.geometry.findings import BuildError, Finding
from geoft_gui.geometry.reading import Reading, read_document
from geoft_gui.geometry.resolved import Resolved, resolve

_REMARKS_SHOWN = 20


@dataclass(frozen=True)
class Examination:
    """What there is to know of a row without any other row.

    Attributes:
        row: the row.
        reading: what was read of its answer.
        document: its part; None where the answer is none that can be built.
        resolved: the part's body; None as for `document`.
        canonical: the part's canonical text; "" as for `document`.
        findings: what is wrong with the form of the row, and with the part by itself.
    """

    row: Row
    reading: Reading
    document: Part | Group | None
    resolved: Resolved | None
    canonical: str
    findings: tuple[RowFinding, ...]

    @cached_property
    def asked_hash(self) -> int:
        """Stands for what is asked (`likeness.asked`); several checks compare it."""
        return hash(asked(self.row))

    @cached_property
    def body_hash(self) -> int:
        """Stands for the body, in 63 bits; 0 where there is none."""
        # Not Python's hash: that of -1.0 is that of -2.0.
        return 0 if self.resolved is None else int.from_bytes(body_key(self.resolved.body)[:8]) >> 1


def examine(row: Row) -> Examination:
    """Read and build the part of a row. Never raises, whatever its texts are."""
    found: list[RowFinding] = []
    if not row.prompt.strip():
        found.append(RowFinding("no_prompt"))
    reading = read_document(row.answer)
    if not row.answer.strip():
        found.append(RowFinding("no_answer"))
        return Examination(row, reading, None, None, "", tuple(found))
    document = reading.document
    resolved = None if document is None else _built(document, found)
    if document is None or resolved is None:
        if document is None:
            code = "not_in_schema" if reading.parses else "not_json"
            found.append(RowFinding(code, _first_error(reading.findings)))
        return Examination(row, reading, None, None, "", tuple(found))
    canonical = canonical_text(document)
    found += _of_form(row, reading, resolved, canonical)
    return Examination(row, reading, document, resolved, canonical, tuple(found))


def _built(document: Part | Group, found: list[RowFinding]) -> Resolved | None:
    """The part's body, or None, with a finding, where there is none."""
    try:
        resolved = resolve(document)
    except BuildError as error:
        found.append(RowFinding("does_not_build", _first_error(error.findings)))
        return None
    if is_empty(resolved.body):
        found.append(RowFinding("does_not_build", "Nothing is left once everything is cut away."))
        return None
    return resolved


def _of_form(row: Row, reading: Reading, resolved: Resolved, canonical: str) -> list[RowFinding]:
    found: list[RowFinding] = []
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
    if row.answer != canonical and not reading.extra_text:
        found.append(RowFinding("wordy"))
    return found


def _joined(remarks: Iterable[str]) -> str:
    """What there is to say of one row, each thing once."""
    distinct = list(dict.fromkeys(remarks))
    more = len(distinct) - _REMARKS_SHOWN
    return " ".join(distinct[:_REMARKS_SHOWN]) + (f" And {more:,} more like these." if more > 0 else "")


def _first_error(findings: Iterable[Finding]) -> str:
    return next((_said(finding) for finding in findings if finding.severity == "error"), "")


def _said(finding: Finding) -> str:
    """What is wrong, and where, in words; what is wrong with the whole document needs no place."""
    pointer = finding.pointer
    if finding.code == "materials_differ":
        # The sentence says which of its values are meant.
        pointer = pointer.removesuffix("/manufacturing/material")
    place = place_in_words(pointer)
    return f"{place[0].upper()}{place[1:]}: {finding.message}" if place else finding.message
