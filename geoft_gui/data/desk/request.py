"""What requests for work on whole files have in common: their rows, and telling how far the work is."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.readers.folders import files_of
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.rows import SUFFIXES, read_rows
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import rows_in

Request = Mapping[str, Any]
Tell = Callable[[dict[str, Any]], None]
T = TypeVar("T")

_TELLING_SECONDS: Final = 0.1


def rows_of(
    request: Request, tell_left_out: Callable[[int], object] = lambda number: None
) -> Iterator[Row | UnreadableRow]:
    """The rows of the file at `path`, read with its `columns` where the user chose them, with the `edits`
    laid over them: `{"number", "messages", "before"}` of each row that is edited, where `before` is the
    `row_digest` of the row that is replaced. Those that the user `left_out` do not come, but their numbers
    are told: `left_out` has their places, counted from 0, as `row_ranges` writes them.

    Raises:
        UserError: the file is another than the one that had the `stamp`, or has not the rows that were
            edited or left out, which shows at the latest when all others were read.
    """
    refuse_changed(request)
    edited = {edit["number"]: edit for edit in request.get("edits", ())}
    left_out = set(rows_in(request.get("left_out", "")))
    for place, row in enumerate(read_rows(Path(request["path"]), columns_of(request))):
        edit = edited.pop(row.number, None)
        if place in left_out:
            left_out.remove(place)
            tell_left_out(row.number)
        elif edit is None:
            yield row
        elif isinstance(row, UnreadableRow) or row_digest(row) != edit["before"]:
            raise _changed(Path(request["path"]))
        else:
            yield replace(row, messages=tuple(Message(**turn) for turn in edit["messages"]))
    if edited or left_out:
        raise _changed(Path(request["path"]))
    # It may have been written to while it was read.
    refuse_changed(request)


def row_digest(row: Row) -> str:
    """What tells a row from every other with the same number: edits are only laid over that very row."""
    digest = hashlib.sha256()
    for turn in row.messages:
        for part in (turn.role, turn.content, str(turn.weight)):
            text = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d " % len(text) + text)
    return digest.hexdigest()


Stamp = list[list[Any]]
"""For each file its name, its bytes and when it was written last, in ns: JSON values."""


def stamp_of(path: Path) -> Stamp:
    """What tells whether a file, or a file of a folder, was written to since."""
    files = files_of(path, SUFFIXES) if path.is_dir() else (path,)
    return [_stamp(file) for file in files]


def refuse_changed(request: Request) -> None:
    """Raise a UserError where the file at `path` no longer has the `stamp`, if there is one."""
    path = Path(request["path"])
    stamp: Stamp | None = request.get("stamp")
    # That there is no such file any more is told by whoever opens it.
    if stamp is not None and path.exists() and stamp_of(path) != stamp:
        raise _changed(path)


def _stamp(file: Path) -> list[Any]:
    try:
        status = file.stat()
    except OSError:
        # As good as any other that is not there.
        return [str(file), -1, -1]
    return [str(file), status.st_size, status.st_mtime_ns]


def _changed(path: Path) -> UserError:
    return UserError(
        f"{path.name} has changed since it was opened.",
        "Open it again. Edits that are not saved belong to the rows as they were.",
    )


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
