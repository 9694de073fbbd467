"""Parquet files, some rows at a time."""

import base64
import datetime
import decimal
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoft_gui.data.readers.record import AnyRecord, Record
from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.text_lines import open_bytes
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS_AT_ONCE: Final = 256


def count(path: Path) -> int:
    """How many rows the file says that it has.

    Raises:
        UserError: the file cannot be opened, or is not a Parquet file.
    """
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def column_names(path: Path) -> tuple[str, ...]:
    """The names of its columns.

    Raises:
        UserError: as for :func:`count`.
    """
    with _opened(path) as file:
        return tuple(file.schema_arrow.names)


def read(path: Path) -> Iterator[AnyRecord]:
    """Yield the rows as JSON values; the last says where a damaged file cannot be read on.

    Raises:
        UserError: as for :func:`count`.
    """
    number = 0
    with _opened(path) as file:
        try:
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
                for content in batch.to_pylist():
                    number += 1
                    yield Record(number, _json_value(content))
        except _damages() as error:
            yield UnreadableRow(number + 1, f"The file is damaged from here on: {_first_line(error)}.")


@contextmanager
def _opened(path: Path) -> "Iterator[ParquetFile]":
    # It takes a quarter of a second to load, which every other form does without.
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    with open_bytes(path) as file:
        try:
            opened = ParquetFile(file)
        except _damages() as error:
            raise UserError(
                f"{path.name} is not a whole Parquet file.",
                "Copy or download it again.",
                details=str(error),
            ) from error
        with opened:
            yield opened


def _damages() -> tuple[type[Exception], ...]:
    """What pyarrow raises over a file that is not as it should be."""
    import pyarrow  # noqa: PLC0415

    return (pyarrow.ArrowException, OSError, ValueError, OverflowError, MemoryError, TypeError)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["it cannot be decoded"])[0].rstrip(".")[:200]


def _json_value(value: object) -> object:
    """The value as JSON has it: dates as ISO texts, bytes as their text, or else in base 64."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # An empty cell, written by a program that knows no null.
        return None if math.isnan(value) else value
    if isinstance(value, Mapping):
        return {str(key): _json_value(each) for key, each in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(each, tuple) for each in value):
            # Arrow's maps come as pairs.
            return {str(key): _json_value(each) for key, each in value}
        return [_json_value(each) for each in value]
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return base64.b64encode(value).decode("ascii")
    return str(value)
