"""What requests for work on whole files have in common: their rows, and telling how far the work is."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.rows import read_rows

Request = Mapping[str, Any]
Tell = Callable[[dict[str, Any]], None]
T = TypeVar("T")

_TELLING_SECONDS: Final = 0.1


def rows_of(request: Request) -> Iterator[Row | UnreadableRow]:
    """The rows of the file at `path`, read with its `columns` where the user chose them, with the `edits`
    laid over them: `{"number", "messages"}` of each row that is edited."""
    edited = {edit["number"]: edit for edit in request.get("edits", ())}
    for row in read_rows(Path(request["path"]), columns_of(request)):
        edit = edited.get(row.number)
        if edit is None or isinstance(row, UnreadableRow):
            yield row
        else:
            yield replace(row, messages=tuple(Message(**turn) for turn in edit["messages"]))


def columns_of(request: Request) -> ColumnMapping | None:
    """Which columns hold what; None: as they are understood by themselves."""
    said = request.get("columns")
    return None if said is None else ColumnMapping(**{**said, "unused": tuple(said["unused"])})


def columns_as_json(columns: ColumnMapping | None) -> dict[str, Any] | None:
    """What `columns_of` reads."""
    return None if columns is None else asdict(columns)


def telling(things: Iterable[T], tell: Tell, total: int | None = None) -> Iterator[T]:
    """The same things; how many of the `total` have passed is told a few times a second, and at the end.

    Where nobody listens any more, telling fails: at the end too, before something is made of the things.
    """
    until = 0.0
    done = 0
    for done, thing in enumerate(things, start=1):
        yield thing
        if time.monotonic() >= until:
            tell({"done": done, "total": total})
            until = time.monotonic() + _TELLING_SECONDS
    tell({"done": done, "total": total})
