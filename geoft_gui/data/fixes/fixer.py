"""Mends rows one after the other."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from geoft_gui.data.asked.spans import LONGEST_PROMPT
from geoft_gui.data.ceiling import Ceiling
from geoft_gui.data.examination import Examination, examine
from geoft_gui.data.fixes.agree_torus import agree_torus
from geoft_gui.data.fixes.catalogue import DEFAULT, FIXES
from geoft_gui.data.fixes.drop_unsaid import drop_unsaid
from geoft_gui.data.fixes.fill_answer import fill_answer
from geoft_gui.data.fixes.outcome import Change, Mended, SetAside
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.fixes.place_parts import place_parts
from geoft_gui.data.fixes.plain_rows import plain_rows
from geoft_gui.data.fixes.repeats import Repeats
from geoft_gui.data.fixes.report import FixReport, Tally
from geoft_gui.data.fixes.rewrite_prompt import rewrite_prompt, still_wrong
from geoft_gui.data.fixes.short_form import laid_out
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.tokens import ESTIMATE, TokenCounter
from geoft_gui.errors import UserError
from geoft_gui.geometry.document import Group, Part, canonical_text

_PAIR_FIXES: tuple[tuple[str, Callable[[Pair], Pair]], ...] = (
    ("place_parts", place_parts),
    ("fill_answer", fill_answer),
    ("agree_torus", agree_torus),
    ("drop_unsaid", drop_unsaid),
    ("rewrite_prompt", rewrite_prompt),
)
"""What is done to a prompt and its document together, in this order."""


_PASSES = 4
"""What one fix changes can give another one more to do; two passes are enough for most rows."""


class Fixer:
    """Mends rows one after the other and reports on all of them; rows are not kept.

    Args:
        chosen: the codes of the fixes to do.
        counter: counts the tokens for the report.
        judge: whether the report is to have the ceiling, which costs about as much as the mending; without
            it both its values are 0.

    Raises:
        UserError: a code is not known.
    """

    def __init__(
        self, chosen: Collection[str] = DEFAULT, counter: TokenCounter = ESTIMATE, *, judge: bool = True
    ) -> None:
        unknown = sorted(set(chosen) - FIXES.keys())
        if unknown:
            raise UserError(f"There is no fix “{unknown[0]}”.", f"Choose from {', '.join(FIXES)}.")
        self._chosen = frozenset(chosen)
        self._repeats = Repeats()
        self._tally = Tally(counter)
        self._ceilings = (Ceiling(), Ceiling()) if judge else None

    @property
    def rows(self) -> int:
        """How many rows were taken so far."""
        return self._tally.rows

    def take(self, row: Row | UnreadableRow, examination: Examination | None = None) -> Mended | SetAside:
        """Mend one more row. Never raises, whatever the row holds.

        Args:
            row: the row.
            examination: of this row, where the caller has it already.
        """
        if isinstance(row, UnreadableRow):
            # What could not be read cannot be written, whatever is chosen.
            outcome: Mended | SetAside = SetAside(row.number, "drop_unusable", row.message)
            self._note(row, None, outcome, None)
            return outcome
        if examination is None:
            examination = examine(row)
        outcome, after = self._mended(row, examination)
        self._note(row, examination, outcome, after)
        return outcome

    def pass_on(self, row: Row | UnreadableRow) -> Mended | SetAside:
        """Keep a row as it is, and count it: it is none of those that are to be mended.

        A line that cannot be read is set aside as `take` does. Rows to be mended that repeat this one, do.
        """
        if isinstance(row, UnreadableRow):
            return self.take(row)
        examination = examine(row)
        if examination.document is not None:
            self._repeats.take(examination)
        outcome = Mended(row)
        self._note(row, examination, outcome, examination)
        return outcome

    def added(self) -> Iterator[Row]:
        """The rows to write after all others have been taken; they count in the report once they are read."""
        if "add_plain_rows" in self._chosen:
            for row in plain_rows(self._tally.kept, self._tally.rows + 1):
                examination = examine(row)
                if self._repeats.take(examination) is None:
                    self._tally.add(row)
                    if self._ceilings is not None:
                        self._ceilings[1].take(row, examination)
                    yield row

    def report(self) -> FixReport:
        """What was done to the rows taken so far."""
        return self._tally.report(self._ceilings)

    def _note(
        self,
        row: Row | UnreadableRow,
        examination: Examination | None,
        outcome: Mended | SetAside,
        after: Examination | None,
    ) -> None:
        self._tally.take(row, outcome)
        if self._ceilings is not None:
            now, then = self._ceilings
            now.take(row, examination)
            if isinstance(outcome, Mended):
                then.take(outcome.row, after)

    def _mended(self, row: Row, examination: Examination) -> tuple[Mended | SetAside, Examination | None]:
        document = _as_written(row, examination)
        if document is None or not row.prompt.strip():
            if "drop_unusable" in self._chosen:
                return SetAside(row.number, "drop_unusable", _unusable(examination)), None
            return Mended(row), examination
        changes: list[Change] = []
        pair = Pair(row.prompt, document)
        if _is_question_and_answer(row) and len(row.prompt) <= LONGEST_PROMPT:
            pair, why = self._agreed(pair, changes)
            if why:
                return SetAside(row.number, "rewrite_prompt", why), None
        changed = None if pair.document is document else pair.document
        answer = self._answer(row.answer, examination, document, changed, changes)
        mended = _with_texts(row, pair.prompt, answer) if changes else row
        after = examine(mended) if changes else examination
        repeat = self._repeats.take(after)
        if repeat is not None and repeat[0] in self._chosen:
            return _repeated(row, *repeat), None
        return Mended(mended, tuple(changes)), after

    def _agreed(self, pair: Pair, changes: list[Change]) -> tuple[Pair, str]:
        """The pair once nothing more is to be done to it, and why its halves do not fit; "" where they do."""
        asked = pair.prompt
        for _ in range(_PASSES):
            before = pair
            for code, fix in _PAIR_FIXES:
                if code in self._chosen:
                    pair = _done(code, fix, pair, changes)
            if pair == before:
                if "rewrite_prompt" not in self._chosen:
                    return pair, ""
                return pair, still_wrong(pair, rewritten=pair.prompt != asked)
        return pair, "The prompt and the answer could not be made to agree."

    def _answer(
        self,
        answer: str,
        examination: Examination,
        document: Part | Group,
        changed: Part | Group | None,
        changes: list[Change],
    ) -> str:
        """The text of the answer; what stripping and shortening do to it is noted before other changes."""
        forms: list[Change] = []
        text = answer
        if examination.reading.form == "v1" and "strip_noise" in self._chosen:
            text = laid_out(document, answer)
            forms.append(Change("strip_noise", answer, text))
        if "canonical" in self._chosen and text != examination.canonical:
            forms.append(Change("canonical", text, examination.canonical))
            text = examination.canonical
        changes[:0] = forms
        if changed is None:
            return text
        return canonical_text(changed) if text == examination.canonical else laid_out(changed, text)


def _done(code: str, fix: Callable[[Pair], Pair], pair: Pair, changes: list[Change]) -> Pair:
    after = fix(pair)
    if after.document is not pair.document:
        before_text, after_text = canonical_text(pair.document), canonical_text(after.document)
        if before_text == after_text:
            after = Pair(after.prompt, pair.document)
        else:
            changes.append(Change(code, before_text, after_text))
    if after.prompt != pair.prompt:
        changes.append(Change(code, pair.prompt, after.prompt))
    return after


def _as_written(row: Row, examination: Examination) -> Part | Group | None:
    """The document with its numbers as canonical text writes them; None where no part can be built."""
    if examination.document is None or row.answer == examination.canonical:
        return examination.document
    return examine(_with_texts(row, row.prompt, examination.canonical)).document


def _repeated(row: Row, code: str, first: int) -> SetAside:
    if code == "drop_contradictions":
        return SetAside(row.number, code, f"It asks what row {first:,} asks, and answers otherwise.")
    return SetAside(row.number, code, f"It repeats row {first:,}.")


def _is_question_and_answer(row: Row) -> bool:
    """Whether the prompt alone leads to the answer; in longer talks what was said before counts as well."""
    return [message.role for message in row.messages if message.role != "system"] == ["user", "assistant"]


def _with_texts(row: Row, prompt: str, answer: str) -> Row:
    messages = list(row.messages)
    for place, message in enumerate(messages):
        if message.role == "user" and message.content == row.prompt:
            messages[place] = Message("user", prompt, message.weight)
    messages[-1] = Message("assistant", answer, messages[-1].weight)
    return replace(row, messages=tuple(messages))


def _unusable(examination: Examination) -> str:
    reasons = [finding.sentence for finding in examination.findings if finding.severity == "error"]
    return reasons[0] if reasons else RowFinding("does_not_build").sentence
