"""Finding and sorting the rows that the table shows, on another thread."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QObject, Signal

from geoft_gui.ui.background import Background, Task
from geoft_gui.ui.dataset import AnyRow, OpenDataset
from geoft_gui.ui.row_model import Column

if TYPE_CHECKING:
    from geoft_gui.data.judged_rows import JudgedRows
    from geoft_gui.data.row_index import RowIndex

_TELLING_SECONDS: Final = 0.2
_BY: Final[dict[Column, Literal["number", "prompt_length", "kind", "tokens", "verdict"]]] = {
    Column.NUMBER: "number",
    Column.PROMPT: "prompt_length",
    Column.KIND: "kind",
    Column.TOKENS: "tokens",
    Column.VERDICT: "verdict",
}


@dataclass(frozen=True)
class Order:
    """By which column rows are sorted: the prompt by its length."""

    column: Column
    falling: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which rows are shown, and how: what is typed, the code of a finding, and the order."""

    text: str = ""
    code: str | None = None
    order: Order | None = None

    @property
    def everything(self) -> bool:
        """Whether all rows are shown as in the file."""
        return self == Wanted()

    @property
    def query(self) -> str:
        """What is searched for, in the words of `data/search.py`; "" for all rows."""
        return self.text if self.code is None else f"{self.text} finding:{self.code}".lstrip()


class RowSearch(QObject):
    """Searches one thing at a time."""

    found = Signal(object, str)
    """The places of the rows to be shown, in their order, and what of the query was not understood, or ""."""
    told = Signal(float)
    """How far a search is that takes a while, from 0 to 1."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: Task[Any] | None = None

    def begin(self, wanted: Wanted, dataset: OpenDataset) -> None:
        """Search what is known of a file now."""
        self.cancel()
        index, judgements = dataset.index, dataset.judgements
        assert index is not None and judgements is not None, "no rows yet"
        edited = {place: dataset.row(place) for place in dataset.edits.places()}
        self._task = self._background.run(
            lambda task: _found(wanted, index, judgements, edited, task),
            lambda answer: self.found.emit(*answer),
            told=self.told.emit,
        )

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _found(
    wanted: Wanted,
    index: "RowIndex",
    judgements: "JudgedRows",
    edited: Mapping[int, AnyRow],
    task: Task[Any],
) -> tuple[Any, str]:
    import numpy as np  # noqa: PLC0415

    from geoft_gui.data.search import find, matches, parse_query  # noqa: PLC0415

    until = time.monotonic() + _TELLING_SECONDS

    def tell(share: float) -> None:
        nonlocal until
        if time.monotonic() >= until:
            until = time.monotonic() + _TELLING_SECONDS
            task.tell(share)

    query = parse_query(wanted.query)
    if query.shows_all:
        places = np.arange(len(index), dtype=np.uint32)
    else:
        places = find(query, index, judgements, lambda: task.cancelled, tell)
        # The file has them as they were.
        now = [place for place, row in edited.items() if matches(query, row, judgements, place)]
        if edited:
            kept = places[~np.isin(places, np.fromiter(edited, np.uint32))]
            places = np.union1d(kept, np.array(now, np.uint32))
    if wanted.order is not None and not task.cancelled:
        places = judgements.order(_BY[wanted.order.column], places, falling=wanted.order.falling)
    return places, query.problem
