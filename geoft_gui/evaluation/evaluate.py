"""Asks a model for the part of every row and scores what it says."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from geoft_gui.errors import UserError
from geoft_gui.evaluation.report import EvaluationReport, RowResult
from geoft_gui.geometry.compare import compare, compare_documents
from geoft_gui.geometry.findings import Finding
from geoft_gui.geometry.reading import read_document

Conversation = list[dict[str, str]]
AnswerAll = Callable[[list[Conversation]], list[str]]


class Example(Protocol):
    """What an evaluation needs of a row: the question with all its turns, and the answer that is expected."""

    @property
    def number(self) -> int: ...
    @property
    def prompt(self) -> str: ...
    @property
    def conversation(self) -> Conversation: ...
    @property
    def answer(self) -> str: ...
    @property
    def difficulty(self) -> str | None: ...


class Unreadable(Protocol):
    """A line of the data that holds no example, and why."""

    @property
    def number(self) -> int: ...
    @property
    def message(self) -> str: ...


def evaluate(
    rows: Sequence[Example],
    answer: AnswerAll,
    *,
    unreadable: Iterable[Unreadable] = (),
    exact: bool = True,
    seed: int = 0,
    on_scored: Callable[[int], None] | None = None,
) -> EvaluationReport:
    """Score a model on rows. Every row counts: one that cannot be used is a failure, and is reported apart.

    Args:
        rows: the examples; the prompts of those with a usable expected document are asked.
        answer: answers conversations in their order, whatever the model and wherever it is.
        unreadable: lines of the same data that hold no example. They count, too.
        exact: compare meshes and topology, too (tens of milliseconds a row instead of one).
        seed: of the intervals.
        on_scored: called with the number of rows that are scored so far.

    Raises:
        UserError: there are no rows.
    """
    results = [RowResult(line.number, "", "", "", None, None, line.message) for line in unreadable]
    if not rows and not results:
        raise UserError("There are no rows to evaluate.", "Choose a file with examples.")
    problems = [_problem(row, exact) for row in rows]
    asked = [row.conversation for row, problem in zip(rows, problems, strict=True) if not problem]
    answers = iter(answer(asked) if asked else [])
    for row, problem in zip(rows, problems, strict=True):
        said = "" if problem else next(answers)
        score = None if problem else compare(said, row.answer, exact=exact)
        results.append(RowResult(row.number, row.prompt, row.answer, said, row.difficulty, score, problem))
        if on_scored is not None:
            on_scored(len(results))
    results.sort(key=lambda result: result.number)
    return EvaluationReport(tuple(results), exact, seed)


def _problem(row: Example, exact: bool) -> str:
    """Why a row cannot be asked or compared, or ""."""
    if not row.prompt.strip():
        return "The row has no prompt."
    if not row.answer.strip():
        return "The row has no expected document."
    expected = read_document(row.answer)
    if expected.document is None:
        return f"The expected document cannot be read. {_first_error(expected.findings)}"
    itself = compare_documents(expected.document, expected.document, exact=exact)
    if not itself.builds:
        return f"The expected part cannot be built. {_first_error(itself.problems)}"
    return ""


def _first_error(findings: Iterable[Finding]) -> str:
    return next((finding.message for finding in findings if finding.severity == "error"), "")
