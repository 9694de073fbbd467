"""Opening a file of examples in the background: first its rows, then what the check says of each."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.background import Task

if TYPE_CHECKING:
    from geoft_gui.data.checks import Report

AnyRow: TypeAlias = Row | UnreadableRow
T = TypeVar("T")

BATCH_SECONDS: Final = 0.1
"""How long rows are gathered before the window hears of them."""
BATCH_ROWS: Final = 2000
"""At most so many at once: the window takes them in between two frames."""
WORK_SECONDS: Final = 0.008
BREATH_SECONDS: Final = 0.001
"""After so much work a pause, in which the window's thread gets Python's lock."""
DRAWING_SECONDS: Final = 0.03
"""The pause after rows came: a table asks for each of its cells, and would lose the lock at each of them."""


@dataclass(frozen=True)
class RowsCame:
    """More rows were read."""

    rows: tuple[AnyRow, ...]


@dataclass(frozen=True)
class RowsJudged:
    """The next rows, in their order, were checked; of `total` in all."""

    verdicts: tuple[RowVerdict, ...]
    total: int


@dataclass(frozen=True)
class Loaded:
    """The whole file was read and checked; `held_back` rows of another file are there to score with."""

    report: "Report"
    held_back: int


def load(path: Path, validation: Path | None, task: Task[Loaded | None]) -> Loaded | None:
    """Read a file and check its rows, telling `RowsCame` and then `RowsJudged`; None when cancelled.

    Raises:
        UserError: the file, or the one held back, cannot be read.
    """
    # The check brings the whole geometry along, which the window does without until a file is opened:
    # it is loaded once the rows are on the screen.
    from geoft_gui.data.rows import count_rows, file_layout, read_rows  # noqa: PLC0415

    layout = file_layout(path)
    rows: list[AnyRow] = []
    for some in _batches(read_rows(path)):
        if task.cancelled:
            return None
        rows += some
        task.tell(RowsCame(some))
        time.sleep(DRAWING_SECONDS)
    held_back = 0 if validation is None else count_rows(validation)

    from geoft_gui.data.checks import RowCheck  # noqa: PLC0415

    check = RowCheck(layout.columns)
    for verdicts in _batches(check.take(row) for row in rows):
        if task.cancelled:
            return None
        task.tell(RowsJudged(verdicts, len(rows)))
    return Loaded(check.report(), held_back)


def _batches(source: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """What comes within BATCH_SECONDS, at a time; the first at once."""
    some: list[T] = []
    worked = time.monotonic()
    until = worked + WORK_SECONDS
    for item in source:
        some.append(item)
        now = time.monotonic()
        if now - worked >= WORK_SECONDS:
            time.sleep(BREATH_SECONDS)
            worked = time.monotonic()
        if len(some) == BATCH_ROWS or now >= until:
            yield tuple(some)
            some = []
            until = now + BATCH_SECONDS
    if some:
        yield tuple(some)
