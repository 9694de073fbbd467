"""Rows for another program: a file in the form it wants, with its statistics beside it on wish."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from geoft_gui.data.json_file import write_json
from geoft_gui.data.originals import refuse_original
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_writing import Form, write_rows
from geoft_gui.data.statistics import SideCount
from geoft_gui.errors import UserError


@dataclass(frozen=True)
class Export:
    """What was written.

    Attributes:
        path: the new file.
        rows: how many rows it has.
        unreadable: what could not be written, because it is no row.
        statistics: the statistics file; None where none was wished for.
    """

    path: Path
    rows: int
    unreadable: tuple[UnreadableRow, ...]
    statistics: Path | None


def export_rows(
    rows: Iterable[Row | UnreadableRow],
    target: Path,
    form: Form = "rows",
    *,
    source: Path | None = None,
    statistics: bool = False,
    on_row: Callable[[int], None] | None = None,
) -> Export:
    """Write every row that can be read, in their order and one at a time.

    Args:
        rows: what to write.
        target: the new file; its ending says the layout, as for `write_rows`.
        form: what a line of JSONL holds.
        source: the file or folder that the rows are from; it is not written over.
        statistics: write `<name>_statistics.json` beside it, counted in the published layout.
        on_row: called with the number of rows looked at so far.

    Raises:
        UserError: there is no row to write, or a file cannot be written.
    """
    beside = target.with_name(f"{target.name.split('.')[0]}_statistics.json") if statistics else None
    for path in filter(None, (target, beside)):
        refuse_original(path, source)
    unreadable: list[UnreadableRow] = []
    counted = SideCount()

    def readable() -> Iterator[Row]:
        for count, row in enumerate(rows, start=1):
            if on_row is not None:
                on_row(count)
            if isinstance(row, UnreadableRow):
                unreadable.append(row)
                continue
            if statistics:
                counted.take(row)
            yield row

    remaining = readable()
    first = next(remaining, None)
    if first is None:
        reason = f" {unreadable[0].message}" if unreadable else ""
        raise UserError(f"There are no rows, so nothing was written.{reason}")
    written = write_rows(chain((first,), remaining), target, form)
    if beside is not None:
        write_json(counted.as_dict(), beside)
    return Export(target, written, tuple(unreadable), beside)
