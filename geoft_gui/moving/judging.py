"""Which answers are worth learning from: those that are the part which was asked for, and build."""

from dataclasses import dataclass
from typing import Final

from geoft_gui.data.checks import RowCheck
from geoft_gui.data.examination import examine
from geoft_gui.data.findings import KINDS
from geoft_gui.data.row import Message, Row
from geoft_gui.data.stated_numbers import numbers_said
from geoft_gui.geometry.solid import build_solid
from geoft_gui.moving.answers import Answered
from geoft_gui.moving.questions import Question

WITHHELD: Final = "no_answer"
CUT: Final = "cut"

_DISAGREES: Final = (
    "wrong_kind",
    "unanswered_numbers",
    "unit_mismatch",
    "missing_features",
    "wrong_attributes",
)
"""Findings of `geoft data check` by which an answer is not what its prompt asks for."""
_INVENTED: Final = "unstated_numbers"
"""So is this one where the prompt states numbers; where it states none, every part has such."""
_NOT_BUILT: Final = "does_not_build"
_NO_PART: Final = frozenset((WITHHELD, CUT, "unreadable", "not_json", "not_in_schema"))
_SEGMENTS: Final = 16
"""Of a circle; enough to see whether a part builds."""
_ONE_AND_MANY: Final = {
    WITHHELD: ("1 answer is empty", "{count:,} answers are empty"),
    CUT: (
        "1 answer was cut because it was too long",
        "{count:,} answers were cut because they were too long",
    ),
}


@dataclass(frozen=True)
class Judged:
    """A row to learn from, or the reason why there is none: `cut`, or a key of `data.findings.KINDS`."""

    row: Row | None
    reason: str = ""


def judge(question: Question, answered: Answered, number: int, model: str) -> Judged:
    """Hold an answer against its question, as `geoft data check` does.

    The row gets the part's canonical text: the same part, whatever form the model writes. Its metadata says
    who answered.

    Args:
        question: what was asked.
        answered: what came.
        number: of the row to be.
        model: the reference of the model that answered.
    """
    if not answered.text.strip():
        return Judged(None, WITHHELD)
    if answered.cut:
        return Judged(None, CUT)
    row = _row(question, answered.text, number, model)
    verdict = RowCheck().take(row)
    found = [finding.code for finding in verdict.findings]
    errors = [finding.code for finding in verdict.findings if finding.severity == "error"]
    if errors:
        return Judged(None, errors[0])
    examination = examine(row)
    if examination.resolved is None:
        return Judged(None, _NOT_BUILT)
    if build_solid(examination.resolved.body, _SEGMENTS).status != "ok":
        return Judged(None, _NOT_BUILT)
    for code in _DISAGREES:
        if code in found:
            return Judged(None, code)
    if _INVENTED in found and numbers_said(row.prompt):
        return Judged(None, _INVENTED)
    return Judged(_row(question, examination.canonical, number, model))


def is_no_part(reason: str) -> bool:
    """Whether an answer that was left out for this reason does not even say a part."""
    return reason in _NO_PART


def reason_said(reason: str, count: int) -> str:
    """How often there was a reason, in words without a full stop."""
    one, many = _ONE_AND_MANY.get(reason) or (KINDS[reason].one, KINDS[reason].many)
    return one if count == 1 else many.format(count=count)


def _row(question: Question, answer: str, number: int, model: str) -> Row:
    return Row(
        number,
        (*question.turns, Message("assistant", answer)),
        id=f"moved-{number:05d}",
        metadata={"answered_by": model},
    )
