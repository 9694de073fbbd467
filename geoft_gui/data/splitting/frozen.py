"""Dividing a file into a folder: rows to learn from, rows to measure with, and the file that names both."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.dataset_folder import FILES
from geoft_gui.data.originals import refuse_original, refuse_to_replace
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_writing import not_writable, write_rows
from geoft_gui.data.rows import read_rows
from geoft_gui.data.splitting.file import (
    SPLIT_FILE,
    TRAIN_FILE,
    VALIDATION_FILE,
    FrozenSplit,
    LeftOut,
    SplitSide,
    SplitSource,
)
from geoft_gui.data.splitting.fingerprint import fingerprint
from geoft_gui.data.splitting.grouped import Division, make_split, split_by_file
from geoft_gui.data.splitting.patterns import HELD_OUT_FRACTION
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges

__all__ = ["TRAIN_FILE", "VALIDATION_FILE", "FrozenSplit", "freeze_split"]

_ID_LENGTH: Final = 12
_BY_FRACTION: Final = (
    "Near duplicates, and prompts that differ in numbers only, are on the same side; "
    "kinds of parts are divided alike, as far as these groups allow."
)
_BY_FILE: Final = (
    "Rows to learn from that have the same prompt as a row to measure with, or are nearly the same, "
    "are left out."
)


def freeze_split(
    data: Path,
    folder: Path,
    *,
    fraction: float = HELD_OUT_FRACTION,
    seed: int = 0,
    validation: Path | None = None,
    columns: ColumnMapping | None = None,
    rows: Callable[[], Iterable[Row | UnreadableRow]] | None = None,
    on_row: Callable[[int], None] | None = None,
) -> FrozenSplit:
    """Divide a file and write the split's three files into a folder.

    The folder gets all of them or none. A split that is there already is never changed, only written again
    where it is the same; and nothing else is written over that has the name of a data set's file
    (`dataset_folder.FILES`).

    Args:
        data: the file, or folder of files, to divide.
        folder: where the split goes; made when it is missing.
        fraction: about how much is held out; without meaning where there is a validation file.
        seed: decides which; as for `fraction`.
        validation: a file whose rows are measured with; what is like them is not learnt from.
        columns: which columns hold what, in `data` and, where it has them, in `validation`; guessed when not
            given.
        rows: reads the rows of `data` from the first; None: as the file is.
        on_row: called with the number of rows looked at so far.

    Raises:
        UserError: a file cannot be read, the rows cannot be divided, the folder holds another split or
            other rows, the rows are read from there, or it cannot be written.
    """
    _refuse_place(folder, data, validation)
    read = rows or (lambda: read_rows(data, columns))
    if validation is None:
        division = make_split(read(), fraction, seed, on_row)
    else:
        division = split_by_file(read(), read_rows(validation, columns), on_row)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            made = Path(place)
            train = _write_side(read(), division.train, made / TRAIN_FILE)
            held_out = read() if validation is None else read_rows(validation, columns)
            side = _write_side(held_out, division.validation, made / VALIDATION_FILE)
            split = FrozenSplit(
                id=hashlib.sha256(f"{train.sha256}\n{side.sha256}".encode()).hexdigest()[:_ID_LENGTH],
                data=_source(data, _rows_of(division, by_file=validation is not None)),
                validation_data=None if validation is None else _source(validation, side.count),
                fraction=fraction if validation is None else None,
                seed=seed if validation is None else None,
                grouped=_BY_FRACTION if validation is None else _BY_FILE,
                groups=division.groups,
                train=train,
                validation=side,
                left_out=LeftOut(
                    unusable=row_ranges(division.unusable), in_validation=row_ranges(division.shared)
                ),
                same_pattern=len(division.same_pattern),
                kinds=division.kinds,
            )
            _refuse_another(folder, split)
            split.write(made)
            folder.mkdir(exist_ok=True)
            # The file that names the others comes last.
            for name in (TRAIN_FILE, VALIDATION_FILE, SPLIT_FILE):
                os.replace(made / name, folder / name)
    except OSError as error:
        raise not_writable(folder, error) from error
    return split


def _write_side(rows: Iterable[Row | UnreadableRow], numbers: tuple[int, ...], path: Path) -> SplitSide:
    wanted = set(numbers)
    ids: list[str] = []

    def chosen() -> Iterator[Row]:
        for row in rows:
            if isinstance(row, Row) and row.number in wanted:
                if row.id is not None:
                    ids.append(row.id)
                yield row

    count = write_rows(chosen(), path)
    return SplitSide(
        file=path.name, sha256=fingerprint(path), count=count, rows=row_ranges(numbers), ids=tuple(ids)
    )


def _rows_of(division: Division, *, by_file: bool) -> int:
    held_out = 0 if by_file else len(division.validation)
    return len(division.train) + held_out + len(division.unusable) + len(division.shared)


def _source(path: Path, rows: int) -> SplitSource:
    return SplitSource(path=path.resolve(), sha256=fingerprint(path), rows=rows)


def _refuse_place(folder: Path, *sources: Path | None) -> None:
    """Refuse a folder before any work where what is written would replace something that is no split's."""
    for name in (*FILES, SPLIT_FILE):
        refuse_original(folder / name, *sources)
    if (folder / SPLIT_FILE).exists():
        # Whether it is the same split shows when the rows are divided; that it is one shows now.
        FrozenSplit.read(folder)
    else:
        refuse_to_replace(folder / name for name in FILES)


def _refuse_another(folder: Path, split: FrozenSplit) -> None:
    if not (folder / SPLIT_FILE).exists():
        return
    if FrozenSplit.read(folder).id != split.id:
        raise UserError(
            f"{folder} holds another split already, and a split is never changed.", "Choose another folder."
        )
