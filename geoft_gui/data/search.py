"""Which rows of a file are found by what was typed: exactly, and quickly enough for a million of them."""

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.judged_rows import JudgedRows
from geoft_gui.data.query import Query, parse_query
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_index import BREATH_SECONDS, WORK_SECONDS, RowIndex
from geoft_gui.data.row_texts import BlockTexts, TextReader, fold, texts_of

__all__ = ["Query", "find", "matches", "parse_query"]

_FEW: Final = 16
"""So few rows of a block are parsed sooner than all of it is looked through."""

_NOTHING: Final = BlockTexts(b"", 0)

Mask = NDArray[np.bool_]


def matches(query: Query, row: Row | UnreadableRow, judged: JudgedRows, place: int) -> bool:
    """Whether a row is found that is not, or not so, in the file; `place` is where its verdict is."""
    number = np.array([row.number])
    return (
        all(term.span.holds(number)[0] != term.excluded for term in query.numbers)
        and bool(_of_verdicts(query, judged, judged.rows[place : place + 1], 1)[0])
        and _says(query, row)
    )


def find(
    query: Query,
    index: RowIndex,
    judged: JudgedRows,
    cancelled: Callable[[], bool],
    on_progress: Callable[[float], None],
) -> NDArray[np.uint32]:
    """Find rows among those that are known now.

    Rows that are not judged yet are not found where something is asked of their verdict. A line that holds no
    example says nothing, so that only its verdict or number finds it.

    Args:
        query: what they must have.
        index: the rows.
        judged: what the check says of the first of them.
        cancelled: asked now and then; once it is true, what has been found so far is returned.
        on_progress: called after every few milliseconds of work with the share that is done, from 0 to 1. It
            may take its time, to let the window's thread draw.

    Returns:
        Their places, in their order.

    Raises:
        UserError: the file cannot be read.
    """
    count = len(index)
    wanted = _of_verdicts(query, judged, judged.rows[:count], count)
    wanted &= _of_numbers(query, index, count)
    if query.texts or query.ids:
        _look_through(query, index, wanted, cancelled, on_progress)
    return np.flatnonzero(wanted).astype(np.uint32)


def _look_through(
    query: Query,
    index: RowIndex,
    wanted: Mask,
    cancelled: Callable[[], bool],
    on_progress: Callable[[float], None],
) -> None:
    """Leave only those of the wanted rows wanted that hold what they must."""
    typed = [term.text for term in query.texts] + [term.text for term in query.ids]
    ascii_only = all(text.isascii() for text in typed)
    texts = TextReader(index, ascii_only=ascii_only)
    ids = TextReader(index, ids=True, ascii_only=ascii_only)
    seen = 0
    worked = time.monotonic()
    for block in index.blocks(wanted):
        if time.monotonic() - worked >= WORK_SECONDS:
            if cancelled():
                break
            on_progress(block.place / len(wanted))
            # Other threads get Python's lock.
            time.sleep(BREATH_SECONDS)
            worked = time.monotonic()
        seen = block.place + len(block.starts)
        here = wanted[block.place : seen]
        if np.count_nonzero(here) <= _FEW:
            for row in np.flatnonzero(here).tolist():
                here[row] = _says(query, index.parse(block.place + row, block.line(row)))
        else:
            here &= _of_texts(
                query,
                texts.read(block) if query.texts else _NOTHING,
                ids.read(block) if query.ids else _NOTHING,
                here,
            )
    else:
        seen = len(wanted)
    wanted[seen:] = False


def _says(query: Query, row: Row | UnreadableRow) -> bool:
    texts, ids = BlockTexts(texts_of(row), 1), BlockTexts(texts_of(row, ids=True), 1)
    return bool(_of_texts(query, texts, ids, np.ones(1, np.bool_))[0])


def _of_texts(query: Query, texts: BlockTexts, ids: BlockTexts, among: Mask) -> Mask:
    """Those of the rows `among` which is looked that say what they must."""
    found = among.copy()
    # The longest is the rarest, and leaves least to look at.
    for text in sorted(query.texts, key=lambda term: (term.excluded, -len(term.text))):
        found &= texts.hold(fold(text.text), found) != text.excluded
    for row_id in query.ids:
        found &= ids.begin(fold(row_id.text), found) != row_id.excluded
    return found


def _of_verdicts(query: Query, judged: JudgedRows, rows: NDArray[Any], count: int) -> Mask:
    """Whether the check says of each row what it must; it says nothing of those that are not judged."""
    found = np.ones(count, np.bool_)
    for term in query.judged:
        found[: len(rows)] &= term.test(judged, rows) != term.excluded
        found[len(rows) :] = False
    return found


def _of_numbers(query: Query, index: RowIndex, count: int) -> Mask:
    found = np.ones(count, np.bool_)
    for term in query.numbers:
        inside = np.zeros(count, np.bool_)
        least, most = term.span.whole()
        inside[index.first_place(least) : index.first_place(most + 1)] = True
        found &= inside != term.excluded
    return found
