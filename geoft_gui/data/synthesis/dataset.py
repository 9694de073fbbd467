"""Rows by rule: seeded, no prompt twice, and no sentence pattern on both sides of the split."""

import hashlib
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geoft_gui.data.rows import Message, Row
from geoft_gui.data.split import skeleton
from geoft_gui.data.synthesis.requests import Draft, draw
from geoft_gui.data.synthesis.sentences import COLOURS, MATERIALS, VERBS
from geoft_gui.data.synthesis.solids import Document
from geoft_gui.data.synthesis.voice import Voice
from geoft_gui.geometry.canonical import canonical_text
from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.findings import BuildError
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid

VALIDATION_SHARE = 0.2
COARSE = 16
"""Segments of a circle that are enough to see whether a part builds."""

_MASKED = re.compile(
    rf"\b({'|'.join(re.escape(word) for word in (*MATERIALS, *COLOURS, *VERBS))})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Dataset:
    """Rows to learn from and rows to measure with, in a fixed order."""

    train: list[Row]
    validation: list[Row]


def generate(rows: int, seed: int, progress: Callable[[int], None] = lambda made: None) -> Dataset:
    """Make `rows` rows, a fifth of them for validation; the same arguments always give the same rows.

    Every answer follows from its prompt alone, is canonical and builds. No prompt occurs twice, and no
    sentence pattern (the prompt without its numbers, materials, colours and verbs) is on both sides.
    `progress` is called with the number of rows made so far, after each.
    """
    wanted_validation = round(rows * VALIDATION_SHARE)
    sides: dict[bool, list[Row]] = {False: [], True: []}
    wanted = {False: rows - wanted_validation, True: wanted_validation}
    seen: set[str] = set()
    for draft in _drafts(seed):
        key = draft.prompt.casefold()
        if key in seen:
            continue
        seen.add(key)
        held_out = _held_out(draft.prompt, seed)
        if len(sides[held_out]) < wanted[held_out]:
            sides[held_out].append(
                _row(draft, len(sides[held_out]) + 1, "validation" if held_out else "train")
            )
            progress(len(sides[False]) + len(sides[True]))
        elif all(len(sides[side]) == wanted[side] for side in sides):
            break
    return Dataset(sides[False], sides[True])


def pattern(prompt: str) -> str:
    """What two prompts share when they differ only in numbers, materials, colours and verbs."""
    return skeleton(_MASKED.sub("*", prompt))


def _drafts(seed: int) -> Iterator[Draft]:
    """An endless stream of requests whose parts build."""
    chance = random.Random(seed)
    while True:
        draft = draw(Voice(chance))
        if _builds(draft.document):
            yield draft


def _builds(document: Document) -> bool:
    """Whether the document builds without a remark: the rules leave room, but roundings can use it up."""
    try:
        resolved = resolve(from_object(document))
    except BuildError:
        return False
    return not resolved.warnings and build_solid(resolved.body, COARSE).watertight


def _held_out(prompt: str, seed: int) -> bool:
    """Which side a sentence pattern is on: a hash, so that it never depends on the rows before it."""
    digest = hashlib.sha256(f"{seed}\n{pattern(prompt)}".encode()).digest()
    return int.from_bytes(digest[:4]) < VALIDATION_SHARE * 2**32


def _row(draft: Draft, number: int, side: str) -> Row:
    return Row(
        number=number,
        messages=(
            Message("user", draft.prompt),
            Message("assistant", canonical_text(from_object(draft.document))),
        ),
        id=f"{side}-{number:05d}",
        category=draft.category,
        difficulty=draft.difficulty,
    )
