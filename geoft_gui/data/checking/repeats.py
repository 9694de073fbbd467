"""Rows held against each other: repetitions, contradictions, and rows that are also among those held out."""

from array import array
from collections.abc import Iterable, Iterator

from geoft_gui.data.examination import Examination
from geoft_gui.data.likeness import keys, near_key
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.same_part import part_key
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.geometry.document import canonical_text
from geoft_gui.geometry.reading import read_document


class HeldOut:
    """The rows of a validation file, in a few keys each."""

    def __init__(self, rows: Iterable[Row | UnreadableRow]) -> None:
        self._keys: dict[bytes, int] = {}
        self._patterns: dict[int, int] = {}
        for row in rows:
            if isinstance(row, UnreadableRow) or not row.prompt.strip():
                continue
            document = read_document(row.answer).document
            for key in keys(row.prompt, "" if document is None else canonical_text(document)):
                self._keys.setdefault(key, row.number)
            self._patterns.setdefault(hash(skeleton(row.prompt)), row.number)

    def findings(self, row: Row, canonical: str) -> Iterator[RowFinding]:
        """Which row of the validation file a row is like; `canonical` is its part's text."""
        same = next((self._keys[key] for key in keys(row.prompt, canonical) if key in self._keys), None)
        if same is not None:
            yield RowFinding("leak", f"It is like row {same:,} of them.")
        elif (alike := self._patterns.get(hash(skeleton(row.prompt)))) is not None:
            yield RowFinding("leak_pattern", f"It is like row {alike:,} of them.")


class Repeats:
    """Compares each row with those before it, in some tens of bytes a row."""

    def __init__(self) -> None:
        # Hashes stand for texts. The place of the first row of each prompt, in the arrays below; the first
        # row of each other answer to a prompt; the first row that contradicts the first of a prompt.
        self._prompts: dict[int, int] = {}
        self._numbers = array("I")
        self._answers = array("q")
        self._others: dict[int, int] = {}
        self._contradicted: dict[int, int] = {}
        self._near: dict[int, int] = {}

    def take(self, examination: Examination) -> list[RowFinding]:
        """Take one more row; return what it has in common with those before it."""
        row = examination.row
        row_keys = _keys(examination)
        prompt, answer, near = row_keys
        place = self._prompts.setdefault(prompt, len(self._numbers))
        if place == len(self._numbers):
            self._numbers.append(row.number)
            self._answers.append(answer)
        elif answer != self._answers[place]:
            self._others.setdefault(hash((prompt, answer)), row.number)
            self._contradicted.setdefault(prompt, row.number)
        if near is not None:
            self._near.setdefault(near, row.number)
        return self._findings(row.number, *row_keys)

    def findings(self, examination: Examination) -> list[RowFinding]:
        """What a row that was taken has in common with any other; both rows of a contradiction have it."""
        return self._findings(examination.row.number, *_keys(examination))

    def _findings(self, number: int, prompt: int, answer: int, near: int | None) -> list[RowFinding]:
        place = self._prompts.get(prompt)
        first = number if place is None else self._numbers[place]
        if first == number:
            other = self._contradicted.get(prompt)
            if other is not None:
                return [RowFinding("contradiction", f"It asks what row {other:,} asks.")]
            alike = number if near is None else self._near.get(near, number)
            said = f"It says what row {alike:,} says."
            return [] if alike == number else [RowFinding("near_duplicate", said)]
        if place is not None and answer == self._answers[place]:
            return [RowFinding("duplicate", f"It asks what row {first:,} asks.")]
        same = self._others.get(hash((prompt, answer)), number)
        if same != number:
            return [RowFinding("duplicate", f"It asks what row {same:,} asks.")]
        return [RowFinding("contradiction", f"It asks what row {first:,} asks.")]

    def contradicted(self) -> Iterator[tuple[int, int]]:
        """The first row of each prompt with several answers, and the first row that answers otherwise."""
        for prompt, other in self._contradicted.items():
            yield self._numbers[self._prompts[prompt]], other


def _keys(examination: Examination) -> tuple[int, int, int | None]:
    """What stands for what is asked, for the answer, and for its words and its part (None without a part)."""
    row, canonical = examination.row, examination.canonical
    prompt, document, resolved = examination.asked_hash, examination.document, examination.resolved
    if document is None or resolved is None:
        return prompt, hash(row.answer), None
    answer = hash(part_key(document, resolved.body))
    # After other turns, the same words ask for something else.
    earlier = [message.content for message in row.messages[:-2]]
    return prompt, answer, hash((*earlier, near_key(row.prompt, canonical)))
