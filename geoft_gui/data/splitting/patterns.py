"""Holding rows out for validation, so that what is measured was not learnt by heart."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoft_gui.data.row import Row
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.data.examination import Examination

HELD_OUT_FRACTION = 0.1
MOST_HELD_OUT = 500
_FEWEST_PROMPTS = 2

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Split:
    """Row numbers on either side, ascending. No sentence pattern is on both."""

    train: tuple[int, ...]
    validation: tuple[int, ...]


def learnable(row: Row) -> "Examination | None":
    """What there is to know of a row that has what training needs, a prompt and a part; None of any other."""
    # The models of documents take long to load, and whoever only looks at prompts does without.
    from geoft_gui.data.examination import examine  # noqa: PLC0415

    examination = examine(row)
    return examination if row.prompt.strip() and examination.document is not None else None


def skeleton(prompt: str) -> str:
    """The sentence pattern of a prompt: `a 20mm cube` and `A 3.5 mm  cube` have the same one."""
    without_numbers = _NUMBER.sub(" # ", prompt.casefold())
    return _SPACE.sub(" ", without_numbers).strip()


def hold_out(
    prompts: Iterable[tuple[int, str]],
    seed: int,
    fraction: float = HELD_OUT_FRACTION,
    most: int = MOST_HELD_OUT,
) -> Split:
    """Hold out about `fraction` of the rows, never more than `most`, by whole sentence patterns.

    `prompts` are (row number, prompt). The same rows and seed always give the same split, on every system.
    Raises UserError when the prompts follow too few patterns to be divided.
    """
    patterns: dict[str, list[int]] = {}
    count = 0
    for number, prompt in prompts:
        patterns.setdefault(skeleton(prompt), []).append(number)
        count += 1
    if count < _FEWEST_PROMPTS:
        raise UserError(
            "There is only one prompt, and it cannot be on both sides." if count else "There are no prompts.",
            "Add rows, or give rows for validation in a file of their own.",
        )
    wanted = min(most, max(1, round(count * fraction)))
    validation: list[int] = []
    for pattern in sorted(patterns, key=lambda pattern: _place(pattern, seed)):
        if len(validation) + len(patterns[pattern]) <= wanted:
            validation.extend(patterns[pattern])
    if not validation or len(validation) == count:
        raise UserError(
            f"The {count:,} prompts follow too few sentence patterns to hold some out for validation.",
            "Give rows for validation in a file of their own.",
        )
    held_out = set(validation)
    train = (number for numbers in patterns.values() for number in numbers if number not in held_out)
    return Split(tuple(sorted(train)), tuple(sorted(held_out)))


def _place(pattern: str, seed: int) -> bytes:
    # A hash rather than a shuffle: adding rows to a file then moves no other row to the other side's order.
    return hashlib.sha256(f"{seed}\n{pattern}".encode()).digest()
