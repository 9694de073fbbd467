"""Files of examples, read row by row: JSONL, JSON, tables and Parquet, packed or not, and folders of them.

A line that holds no example becomes an :class:`UnreadableRow` with its number and the reason: nothing is
dropped in silence and nothing in a file can make reading fail half-way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final, Literal, TypeAlias

from geoft_gui.data.columns import (
    MESSAGES_NAMES,
    ColumnMapping,
    ColumnsNotFound,
    RecordColumns,
    guess_columns,
    guess_from_cells,
    with_roles,
)
from geoft_gui.data.readers import folders, json_lines, json_lists, parquet, tables
from geoft_gui.data.readers.packed import is_packed
from geoft_gui.data.readers.record import AnyRecord, Record
from geoft_gui.data.records import row_from_object
from geoft_gui.data.row import Conversation, Message, Row, UnreadableRow
from geoft_gui.data.row_writing import write_rows
from geoft_gui.data.text_lines import Encoding, decoded_line, detect_encoding, open_bytes, read_chunks
from geoft_gui.errors import UserError

__all__ = [
    "SUFFIXES",
    "ColumnMapping",
    "ColumnsNotFound",
    "Conversation",
    "FileLayout",
    "Message",
    "Row",
    "UnreadableRow",
    "column_names",
    "count_rows",
    "file_layout",
    "first_records",
    "read_rows",
    "row_of_line",
    "with_roles",
    "write_rows",
]

Form: TypeAlias = Literal["jsonl", "json", "csv", "parquet", "folder"]

_TEXT_SUFFIXES: Final = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
SUFFIXES: Final = (*_TEXT_SUFFIXES, ".parquet", *(f"{suffix}.gz" for suffix in _TEXT_SUFFIXES))
"""How the names of files end that can be read. A folder of them can be, too."""

WORKBOOKS: Final = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""How the names of files end that a spreadsheet program has to save in another form first."""

_SAMPLE: Final = 20


@dataclass(frozen=True)
class FileLayout:
    """How a file is read.

    Attributes:
        form: what it is; "csv" is any table of text.
        encoding: how its text is written.
        delimiter: what stands between the cells of a table.
        columns: which columns hold what; None where the records are conversations under ``messages``. Those
            of JSON and Parquet may be incomplete; the records are then unreadable until a user chooses.
        packed: the file is a gzip archive.
        files: of a folder, the files that are read, in this order.
        twins: of a folder, the files that are not: they hold the rows of one of `files` in another form.
    """

    form: Form
    encoding: Encoding = "utf-8"
    delimiter: str = ","
    columns: ColumnMapping | None = None
    packed: bool = False
    files: tuple[Path, ...] = ()
    twins: tuple[Path, ...] = ()


def read_rows(path: Path | str, columns: ColumnMapping | None = None) -> Iterator[Row | UnreadableRow]:
    """Yield the examples of a file or folder in their order, as they are asked for.

    The numbers of a folder's rows go on from file to file, and what is unreadable names its file.

    Args:
        path: the file or folder.
        columns: which columns hold what; guessed when not given, or where a file has other columns.

    Raises:
        UserError: the file cannot be opened, is of a kind that is not known, or is a table without a column
            for the prompt or the answer (:class:`ColumnsNotFound`).
    """
    path = Path(path)
    if path.is_dir():
        yield from _read_folder(path, columns)
        return
    layout = file_layout(path, columns)
    understood = RecordColumns(layout.columns)
    for record in _records(path, layout):
        if isinstance(record, UnreadableRow):
            yield record
        elif layout.form == "csv":
            yield row_from_object(record.number, record.content, layout.columns)
        else:
            yield _row(record, understood)


def file_layout(path: Path | str, columns: ColumnMapping | None = None) -> FileLayout:
    """Tell how a file will be read, from its name, its first bytes and its first records.

    Raises:
        UserError: as for :func:`read_rows`; of a folder, if not one of its files can be read.
    """
    path = Path(path)
    if path.is_dir():
        return _folder_layout(path, columns)
    layout = _plain_layout(path)
    if layout.form == "csv":
        return replace(layout, columns=_table_columns(path, layout, columns))
    return replace(layout, columns=_record_columns(_sample(path, layout), columns))


def column_names(path: Path | str) -> tuple[str, ...]:
    """The columns of a table, or the keys of the first records, for the user to choose from.

    Raises:
        UserError: as for :func:`read_rows`, but never for a column that is missing.
    """
    path = Path(path)
    if path.is_dir():
        return next((names for file in _files(path)[0] if (names := _names_if_readable(file))), ())
    layout = _plain_layout(path)
    if layout.form == "csv":
        return tables.table_shape(path, layout.encoding).header
    if layout.form == "parquet":
        return parquet.column_names(path)
    return _keys(_sample(path, layout))


def first_records(path: Path | str) -> list[dict[str, object]]:
    """A few records of the beginning of a file, or of the first of a folder's files that has any.

    Raises:
        UserError: the file or folder cannot be read.
    """
    path = Path(path)
    for file in _files(path)[0] if path.is_dir() else (path,):
        try:
            sample = _sample(file, _plain_layout(file))
        except UserError:
            if not path.is_dir():
                raise
        else:
            if sample:
                return sample
    return []


def count_rows(path: Path | str) -> int:
    """How many rows a file has, near enough for a progress bar: the lines of JSONL and CSV are not read.

    Raises:
        UserError: as for :func:`read_rows`.
    """
    path = Path(path)
    if path.is_dir():
        return sum(_count_if_readable(file) for file in _files(path)[0])
    layout = _plain_layout(path)
    if layout.form == "json":
        return sum(1 for _ in json_lists.read(path, layout.encoding))
    if layout.form == "parquet":
        return parquet.count(path)
    lines = _count_lines(path)
    titled = layout.form == "csv" and tables.table_shape(path, layout.encoding).titled
    return max(0, lines - 1) if titled else lines


def _count_lines(path: Path) -> int:
    lines = 0
    last = b""
    for last in read_chunks(path, broken_is_end=True):
        lines += last.count(b"\n")
    # The last line may have no end; in UTF-16 a line end has a zero byte before or behind it.
    return lines + (last != b"" and not last.rstrip(b"\0").endswith(b"\n"))


def row_of_line(number: int, line: bytes, columns: ColumnMapping | None) -> Row | UnreadableRow:
    """Read one line of a UTF-8 JSONL file again, as :func:`read_rows` read it.

    Args:
        number: which line it is, counted from 1.
        line: its bytes, with or without the line end.
        columns: those of the file's layout.
    """
    text = decoded_line(number, line, "utf-8")
    if text.problem:
        return UnreadableRow(number, text.problem)
    record = json_lines.parse(number, text.text)
    return record if isinstance(record, UnreadableRow) else _row(record, RecordColumns(columns))


def _row(record: Record, understood: RecordColumns) -> Row | UnreadableRow:
    content = record.content
    columns = understood.of(tuple(content)) if isinstance(content, dict) else None
    return row_from_object(record.number, content, columns)


def _records(path: Path, layout: FileLayout) -> Iterator[AnyRecord]:
    match layout.form:
        case "json":
            return json_lists.read(path, layout.encoding)
        case "jsonl":
            return json_lines.read(path, layout.encoding)
        case "parquet":
            return parquet.read(path)
        case _:
            return tables.read(path, layout.encoding, tables.table_shape(path, layout.encoding))


def _plain_layout(path: Path) -> FileLayout:
    """The layout of a file without its columns."""
    name = path.name.lower().removesuffix(".gz")
    suffix = Path(name).suffix
    with open_bytes(path) as file:
        packed = is_packed(file)
    if suffix == ".parquet" and path.suffix.lower() == suffix:
        return FileLayout("parquet")
    if suffix in WORKBOOKS:
        raise UserError(
            f"{path.name} is a workbook, which GeoFT does not read.",
            "Open it in your spreadsheet program and save the sheet as “CSV UTF-8”.",
        )
    if suffix not in _TEXT_SUFFIXES:
        raise UserError(
            f"{path.name} is not a file of examples that GeoFT reads.",
            "Choose a .jsonl, .json, .csv, .tsv or .parquet file, one packed as .gz, or a folder of them.",
        )
    encoding = detect_encoding(path)
    if suffix in {".csv", ".tsv"}:
        delimiter = tables.table_shape(path, encoding).delimiter
        return FileLayout("csv", encoding, delimiter, packed=packed)
    in_lines = json_lists.is_lines(path, encoding, named_lines=suffix != ".json")
    return FileLayout("jsonl" if in_lines else "json", encoding, packed=packed)


def _table_columns(path: Path, layout: FileLayout, chosen: ColumnMapping | None) -> ColumnMapping:
    header = tables.table_shape(path, layout.encoding).header
    found = _understood(header, _sample(path, layout), chosen)
    if header and not found.complete:
        raise ColumnsNotFound(path.name, "prompt" if found.prompt is None else "answer", header)
    return found


def _record_columns(sample: list[dict[str, object]], chosen: ColumnMapping | None) -> ColumnMapping | None:
    found = _understood(_keys(sample), sample, chosen)
    conversations = sum(bool(record.get(found.messages)) for record in sample) if found.messages else 0
    if chosen is None and found.messages in MESSAGES_NAMES and conversations * 2 > len(sample):
        return None
    return found if sample else None


def _understood(
    names: tuple[str, ...], sample: list[dict[str, object]], chosen: ColumnMapping | None
) -> ColumnMapping:
    if chosen is not None:
        found = RecordColumns(chosen).of(names)
        if found.complete:
            return found
    return guess_from_cells(guess_columns(names), sample)


def _sample(path: Path, layout: FileLayout) -> list[dict[str, object]]:
    """The first records that can be read."""
    first = islice(_records(path, layout), _SAMPLE)
    return [
        record.content for record in first if isinstance(record, Record) and isinstance(record.content, dict)
    ]


def _keys(sample: list[dict[str, object]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for record in sample for key in record))


# ---- folders


def _files(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files that are read, and their twins."""
    found = folders.files_of(folder, SUFFIXES)
    kept = folders.without_twins(found, SUFFIXES, _first_row)
    return kept, tuple(path for path in found if path not in kept)


def _first_row(path: Path) -> object:
    try:
        first = next(read_rows(path), None)
    except UserError:
        return None
    return first.messages if isinstance(first, Row) else None


def _folder_layout(folder: Path, columns: ColumnMapping | None) -> FileLayout:
    files, twins = _files(folder)
    refused: UserError | None = None
    for file in files:
        try:
            first = file_layout(file, columns)
        except UserError as error:
            refused = refused or error
        else:
            return FileLayout("folder", columns=first.columns, files=files, twins=twins)
    assert refused is not None, "a folder without files is refused before"
    raise refused


def _read_folder(folder: Path, columns: ColumnMapping | None) -> Iterator[Row | UnreadableRow]:
    before = 0
    for file in _folder_layout(folder, columns).files:
        number = 0
        name = file.relative_to(folder).as_posix()
        try:
            for row in read_rows(file, columns):
                number = row.number
                if isinstance(row, UnreadableRow):
                    yield UnreadableRow(before + number, f"{row.message} It is row {number} of {name}.")
                else:
                    yield replace(row, number=before + number)
        except UserError as error:
            number += 1
            yield UnreadableRow(before + number, error.message)
        before += number


def _names_if_readable(path: Path) -> tuple[str, ...]:
    try:
        return column_names(path)
    except UserError:
        return ()


def _count_if_readable(path: Path) -> int:
    try:
        return count_rows(path)
    except UserError:
        return 1
