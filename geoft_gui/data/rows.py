"""Files of examples, read row by row: JSONL, JSON and CSV in the forms that people have them.

A line that holds no example becomes an :class:`UnreadableRow` with its number and the reason: nothing is
dropped in silence and nothing in a file can make reading fail half-way.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from geoft_gui.data.columns import ColumnMapping, guess_columns, guess_from_cells
from geoft_gui.data.records import row_from_object
from geoft_gui.data.row import Conversation, Message, Row, UnreadableRow
from geoft_gui.data.row_writing import write_rows
from geoft_gui.data.text_lines import (
    Encoding,
    Line,
    codec,
    detect_encoding,
    open_bytes,
    read_lines,
    without_byte_order_mark,
)
from geoft_gui.errors import UserError

__all__ = [
    "Conversation",
    "FileLayout",
    "Message",
    "Row",
    "UnreadableRow",
    "count_rows",
    "file_layout",
    "read_rows",
    "write_rows",
]

Form: TypeAlias = Literal["jsonl", "json", "csv"]

LONGEST_CELL = 16 * 1024 * 1024
"""Characters in one table cell. An unclosed quotation mark would otherwise swallow the whole file."""

_SAMPLE = 20
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class FileLayout:
    """How a file is read: its form, its encoding and, for a table, its delimiter and columns."""

    form: Form
    encoding: Encoding
    delimiter: str = ","
    columns: ColumnMapping | None = None


def read_rows(path: Path | str) -> Iterator[Row | UnreadableRow]:
    """Yield the examples of a file in their order; JSONL and CSV are read as they are asked for.

    Raises:
        UserError: the file cannot be opened, is of a kind that is not known, or is a table without a column
            for the prompt or the answer.
    """
    path = Path(path)
    layout = file_layout(path)
    if layout.form == "json":
        yield from _read_json(path, layout)
    elif layout.form == "jsonl":
        yield from _read_jsonl(path, layout)
    else:
        yield from _read_table(path, layout)


def file_layout(path: Path | str) -> FileLayout:
    """Tell how a file will be read, from its name, its first bytes and, for a table, its first rows.

    Raises:
        UserError: as for :func:`read_rows`.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson", ".json"}:
        encoding = detect_encoding(path)
        return FileLayout(_json_form(path, encoding, lines=suffix != ".json"), encoding)
    if suffix in {".csv", ".tsv"}:
        return _table_layout(path, detect_encoding(path))
    detect_encoding(path)
    raise UserError(
        f"{path.name} is not a file of examples that GeoFT reads.",
        "Choose a .jsonl, .json, .csv or .tsv file.",
    )


def count_rows(path: Path | str) -> int:
    """How many rows a file has, near enough for a progress bar: the lines of JSONL and CSV are not read.

    Raises:
        UserError: as for :func:`read_rows`.
    """
    path = Path(path)
    layout = file_layout(path)
    if layout.form == "json":
        return sum(1 for _ in _read_json(path, layout))
    with open_bytes(path) as file:
        ends = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    return ends - 1 if layout.form == "csv" else ends


def _json_form(path: Path, encoding: Encoding, *, lines: bool) -> Form:
    """Many .json files hold one object per line, and some .jsonl files one list: the first line tells."""
    written = (line.text.strip() for line in read_lines(path, encoding) if line.text.strip())
    first = next(written, "")
    if lines:
        # A bracket alone on the first line starts a JSON file laid out over many lines.
        return "json" if first in {"[", "{"} else "jsonl"
    try:
        complete = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return "json"
    return "jsonl" if complete and next(written, None) is not None else "json"


def _read_jsonl(path: Path, layout: FileLayout) -> Iterator[Row | UnreadableRow]:
    for line in read_lines(path, layout.encoding):
        if line.problem:
            yield UnreadableRow(line.number, line.problem)
            continue
        if not line.text.strip():
            continue
        try:
            record = json.loads(line.text)
        except json.JSONDecodeError as error:
            yield UnreadableRow(
                line.number, f"The line is not JSON: {error.msg} at position {error.pos + 1}."
            )
        except RecursionError:
            yield UnreadableRow(line.number, "The line is nested too deeply to be an example.")
        except ValueError:
            yield UnreadableRow(line.number, "The line holds a number with too many digits.")
        else:
            yield row_from_object(line.number, record)


def _read_json(path: Path, layout: FileLayout) -> Iterator[Row | UnreadableRow]:
    with open_bytes(path) as file:
        data = without_byte_order_mark(file.read())
    try:
        content = json.loads(data.decode(codec(layout.encoding)))
    except UnicodeDecodeError as error:
        yield UnreadableRow(
            1, f"The file is not {codec(layout.encoding).upper()} text (byte {error.start + 1})."
        )
        return
    except json.JSONDecodeError as error:
        yield UnreadableRow(
            1, f"The file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        )
        return
    except RecursionError:
        yield UnreadableRow(1, "The file is nested too deeply to be a list of examples.")
        return
    except ValueError:
        yield UnreadableRow(1, "The file holds a number with too many digits.")
        return
    for number, record in enumerate(_records(content), start=1):
        yield row_from_object(number, record)


def _records(content: object) -> list[object]:
    if isinstance(content, list):
        return content
    if isinstance(content, dict):
        for name in ("examples", "data", "rows"):
            if isinstance(content.get(name), list):
                return list(content[name])
    return [content]


def _table_layout(path: Path, encoding: Encoding) -> FileLayout:
    first = next((line.text for line in read_lines(path, encoding) if line.text.strip()), "")
    delimiter = max((",", ";", "\t"), key=lambda candidate: len(_cells_of_line(first, candidate)))
    header = [name.strip() for name in _cells_of_line(first, delimiter)]
    columns = guess_columns(header)
    if not columns.complete:
        sample = [
            dict(zip(header, cells, strict=False))
            for _, _, cells, problem in islice(_table_records(path, encoding, delimiter), 1, _SAMPLE + 1)
            if not problem
        ]
        columns = guess_from_cells(columns, sample)
    if header and not columns.complete:
        missing = "prompt" if columns.prompt is None else "answer"
        raise UserError(
            f"{path.name} has no column for the {missing}; its columns are {', '.join(header)[:300]}.",
            "Name the columns input_text and expected_output_json in the first line.",
        )
    return FileLayout("csv", encoding, delimiter, columns)


def _cells_of_line(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _read_table(path: Path, layout: FileLayout) -> Iterator[Row | UnreadableRow]:
    header: list[str] | None = None
    for number, start, cells, broken in _table_records(path, layout.encoding, layout.delimiter):
        if header is None:
            header = [name.strip() for name in cells]
            continue
        problem = broken or _misshapen(cells, len(header))
        if problem:
            yield UnreadableRow(number, f"{problem} It begins in line {start} of the file.")
        else:
            record = dict(zip(header, cells, strict=False))
            yield row_from_object(number, record, layout.columns)


def _table_records(
    path: Path, encoding: Encoding, delimiter: str
) -> Iterator[tuple[int, int, list[str], str]]:
    """Yield (record number with the header as 0, first line, cells, problem or "")."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    broken: list[Line] = []

    def texts() -> Iterator[str]:
        for line in read_lines(path, encoding):
            if line.problem:
                broken.append(line)
            yield line.text

    reader = csv.reader(texts(), delimiter=delimiter, strict=True)
    number = 0
    while True:
        start = reader.line_num + 1
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], _table_problem(error)
        if broken:
            problem = broken[0].problem
            broken.clear()
        if cells or problem:
            yield number, start, cells, problem
            number += 1


def _misshapen(cells: list[str], width: int) -> str:
    if len(cells) > width:
        return f"There are {len(cells)} cells where the header has {width}."
    return "" if any(cells) else "Every cell is empty."


def _table_problem(error: csv.Error) -> str:
    reason = str(error)
    if "unexpected end of data" in reason:
        return "A quotation mark is opened and never closed, so the rest of the file is one cell."
    if "field larger" in reason:
        return f"A cell is longer than {LONGEST_CELL:,} characters; is a quotation mark never closed?"
    return f"The record is not valid CSV: {reason}."
