"""The best that any model could do with rows: how many of their parts follow from their prompts at all.

A row can be got right when its prompt states every number of its part, or when a number that it does not
state is what other rows, its own copies aside, always have there; and when no other row that asks the same
has another part.
Only the geometry counts: materials, ids and the wording of the answer are not looked at.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.examination import Examination
from geoft_gui.data.provenance import Number, unstated, written
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.geometry.decoding import decode
from geoft_gui.geometry.document import Group, Part

_FINEST = 1e-3
"""Millimetres (or degrees): numbers that differ by less are the same."""

_ENOUGH_OF_A_SENTENCE = 4
"""So many rows of one sentence pattern tell what its answers have; fewer are judged among all patterns."""

_NO_PART, _UNPREDICTABLE, _CONTRADICTED = "no_part", "unstated_numbers", "contradiction"
_SENTENCES = {
    _UNPREDICTABLE: (
        "1 answer has numbers that its prompt does not state and other rows do not tell.",
        "{count:,} answers have numbers that their prompts do not state and other rows do not tell.",
    ),
    _CONTRADICTED: (
        "1 row asks what another row asks and has another part.",
        "{count:,} rows ask what other rows ask and have other parts.",
    ),
    _NO_PART: (
        "1 row has no prompt, or no part that can be built.",
        "{count:,} rows have no prompt, or no part that can be built.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many rows cannot be got right, as a sentence. A row is counted for one reason only."""

    code: str
    count: int
    sentence: str

    def as_dict(self) -> dict[str, object]:
        """The reason as JSON; every report has it like this."""
        return {"code": self.code, "count": self.count, "sentence": self.sentence}


class Ceiling:
    """Takes rows one after the other, in some tens of bytes each, and tells how many can be got right."""

    def __init__(self) -> None:
        self.rows = 0
        self._prompts = array("q")
        self._parts = array("q")
        self._slots: dict[object, int] = {}
        # Of each number that a prompt does not state: its row, its place among all patterns and in its own
        # pattern, and its value.
        self._owners = array("I")
        self._places = array("I")
        self._places_in_pattern = array("I")
        self._values = array("q")

    def take(
        self,
        row: Row | UnreadableRow,
        examination: Examination | None,
        numbers: Sequence[Number] | None = None,
    ) -> None:
        """Take one more row.

        Args:
            row: the row.
            examination: of this row; None for a line without an example.
            numbers: its numbers that its prompt does not state (`provenance.unstated`), where they are known.
        """
        self.rows += 1
        if isinstance(row, UnreadableRow) or examination is None or examination.resolved is None:
            return
        document = examination.document
        if document is None or not row.prompt.strip():
            return
        long_form = decode(row.answer).value if examination.reading.form == "v1" else None
        if numbers is None:
            numbers = unstated(row.prompt, document, long_form)
        if numbers:
            self._keep(len(self._prompts), row.prompt, document, numbers, long_form)
        self._prompts.append(examination.asked_hash)
        self._parts.append(examination.body_hash)

    def value(self) -> float:
        """The share of all rows that can be got right, 0 to 1; 0 without rows."""
        return self.right() / self.rows if self.rows else 0.0

    def right(self) -> int:
        """How many rows can be got right."""
        right, _ = self._counted()
        return right

    def reasons(self) -> tuple[Reason, ...]:
        """Why not all rows can be got right, the most frequent reason first; empty where all can."""
        right, unpredictable = self._counted()
        with_part = len(self._prompts)
        counts = {
            _UNPREDICTABLE: unpredictable,
            _CONTRADICTED: with_part - unpredictable - right,
            _NO_PART: self.rows - with_part,
        }
        found = [Reason(code, count, _said(code, count)) for code, count in counts.items() if count]
        return tuple(sorted(found, key=lambda reason: -reason.count))

    def _keep(
        self, owner: int, prompt: str, document: Part | Group, numbers: Sequence[Number], long_form: object
    ) -> None:
        pattern = skeleton(prompt)
        for number in numbers:
            path, value, kinds = number.path, number.value, _kinds_along(document, number.path)
            if number.kind == "place" and long_form is not None:
                value = abs(written(long_form, path))
            elif path.endswith("diameter"):
                # A part is the same by its radius or by its diameter.
                path, value = path.removesuffix("diameter") + "radius", value / 2
            self._owners.append(owner)
            self._places.append(self._slot((kinds, path)))
            self._places_in_pattern.append(self._slot((kinds, path, pattern)))
            self._values.append(round(min(value, 1e12) / _FINEST))

    def _slot(self, key: object) -> int:
        return self._slots.setdefault(key, len(self._slots))

    def _counted(self) -> tuple[int, int]:
        """How many rows can be got right, and how many have a number that nothing tells."""
        prompts = np.frombuffer(self._prompts, dtype=np.int64)
        parts = np.frombuffer(self._parts, dtype=np.int64)
        told = np.ones(len(prompts), dtype=bool)
        if self._owners:
            # A row that is there twice tells no more than once: its copy must not predict it.
            _, first, copy_of = np.unique(
                np.stack((prompts, parts), axis=1), axis=0, return_index=True, return_inverse=True
            )
            original = first[copy_of.ravel()]
            owners = np.frombuffer(self._owners, dtype=np.uint32)
            votes = original[owners] == owners
            places = np.frombuffer(self._places, dtype=np.uint32)[votes]
            in_pattern = np.frombuffer(self._places_in_pattern, dtype=np.uint32)[votes]
            values = np.frombuffer(self._values, dtype=np.int64)[votes]
            enough = np.bincount(in_pattern)[in_pattern] >= _ENOUGH_OF_A_SENTENCE
            predicted = np.where(enough, _predicted(in_pattern, values), _predicted(places, values))
            told[owners[votes][~predicted]] = False
            told = told[original]
        return _most_alike(prompts[told], parts[told]), int(np.count_nonzero(~told))


def _predicted(places: NDArray[np.uint32], values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each value is what most of the other values at its place are."""
    order = np.lexsort((values, places))
    sorted_places, sorted_values = places[order], values[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (sorted_places[1:] != sorted_places[:-1]) | (sorted_values[1:] != sorted_values[:-1])
    run = np.cumsum(new) - 1
    sizes = np.bincount(run)
    place_of_run = sorted_places[new]
    # The largest and the second largest run of each place.
    by_size = np.lexsort((-sizes, place_of_run))
    first = np.ones(len(by_size), dtype=bool)
    first[1:] = place_of_run[by_size][1:] != place_of_run[by_size][:-1]
    second_size = np.zeros(len(sizes), dtype=np.int64)
    starts = np.flatnonzero(first)
    has_second = (starts + 1 < len(by_size)) & ~np.append(first, True)[starts + 1]
    second_size[by_size[starts[has_second]]] = sizes[by_size[starts[has_second] + 1]]
    wins = np.zeros(len(sizes), dtype=bool)
    largest = by_size[starts]
    # One less than itself: a row does not tell its own number.
    wins[largest] = sizes[largest] - 1 > second_size[largest]
    predicted = np.empty(len(order), dtype=bool)
    predicted[order] = wins[run]
    return predicted


def _most_alike(prompts: NDArray[np.int64], parts: NDArray[np.int64]) -> int:
    """How many rows have the part that most rows of their prompt have, one part for each prompt."""
    if not len(prompts):
        return 0
    order = np.lexsort((parts, prompts))
    prompts, parts = prompts[order], parts[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (prompts[1:] != prompts[:-1]) | (parts[1:] != parts[:-1])
    sizes = np.bincount(np.cumsum(new) - 1)
    prompt_of_run = prompts[new]
    starts = np.ones(len(sizes), dtype=bool)
    starts[1:] = prompt_of_run[1:] != prompt_of_run[:-1]
    return int(np.maximum.reduceat(sizes, np.flatnonzero(starts)).sum())


def _kinds_along(document: Part | Group, path: str) -> str:
    """The kinds of the document and of the components that a path leads through."""
    kinds: list[str] = [document.type]
    steps = path.split("/")
    while isinstance(document, Group) and steps[0] == "components":
        document, steps = document.components[int(steps[1])], steps[2:]
        kinds.append(document.type)
    return "/".join(kinds)


def _said(code: str, count: int) -> str:
    one, many = _SENTENCES[code]
    return one if count == 1 else many.format(count=count)
