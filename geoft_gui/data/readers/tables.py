"""CSV and its kin: a record for every line after the header, with the delimiter that the header shows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.data.readers.record import AnyRecord, Record
from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.text_lines import Encoding, Line, read_lines

LONGEST_CELL = 16 * 1024 * 1024
"""Characters in one table cell. An unclosed quotation mark would otherwise swallow the whole file."""

_OTHER_ENCODING = " Open the table in your spreadsheet program and save it as “CSV UTF-8”."

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 1024 * 1024


@dataclass(frozen=True)
class TableShape:
    """How a table is laid out. ``titled`` is False where the first line already holds an example."""

    delimiter: str
    header: tuple[str, ...]
    titled: bool


@dataclass(frozen=True)
class _Cells:
    start: int
    cells: list[str]
    problem: str
    advice: str = ""


def table_shape(path: Path, encoding: Encoding) -> TableShape:
    """Tell the delimiter and the columns from the first line that is not blank.

    Raises:
        UserError: the file cannot be opened or read.
    """
    first = next((line.text for line in read_lines(path, encoding) if line.text.strip()), "")
    widths = {each: len(_cells_of_line(first[:_LONGEST_HEADER], each)) for each in _DELIMITERS}
    tabs = widths["\t"] > 1 and ".tsv" in path.suffixes
    delimiter = "\t" if tabs else max(_DELIMITERS, key=lambda each: widths[each])
    heading = next(_records(path, encoding, delimiter), None)
    header = tuple(name.strip() for name in heading.cells) if heading else ()
    if any(name.startswith("{") for name in header):
        # Nobody calls a column that: it is the document of an example, and nothing says what the columns are.
        return TableShape(delimiter, tuple(f"column {place}" for place, _ in enumerate(header, 1)), False)
    return TableShape(delimiter, header, True)


def read(path: Path, encoding: Encoding, shape: TableShape) -> Iterator[AnyRecord]:
    """Yield every record of a table, as a mapping from the names of the columns to their cells.

    Raises:
        UserError: the file cannot be opened or read.
    """
    number = 0 if shape.titled else 1
    for record in _records(path, encoding, shape.delimiter):
        problem = record.problem or _misshapen(record.cells, len(shape.header))
        if number and problem:
            where = f"It begins in line {record.start} of the file."
            yield UnreadableRow(number, f"{problem} {where}{record.advice}")
        elif number:
            yield Record(number, dict(zip(shape.header, record.cells, strict=False)))
        number += 1


def _cells_of_line(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _records(path: Path, encoding: Encoding, delimiter: str) -> Iterator[_Cells]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    broken: list[Line] = []

    def texts() -> Iterator[str]:
        for line in read_lines(path, encoding):
            if line.problem:
                broken.append(line)
            yield line.text

    reader = csv.reader(texts(), delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], _problem(error)
        advice = ""
        if broken:
            problem = broken[0].problem
            # A line without text is too long, or cannot be unpacked.
            advice = _OTHER_ENCODING if broken[0].text else ""
            broken.clear()
        if cells or problem:
            yield _Cells(start, cells, problem, advice)


def _misshapen(cells: list[str], width: int) -> str:
    if len(cells) > width:
        return f"There are {len(cells)} cells where the header has {width}."
    return "" if any(cells) else "Every cell is empty."


def _problem(error: csv.Error) -> str:
    reason = str(error)
    if "unexpected end of data" in reason:
        return "A quotation mark is opened and never closed, so the rest of the file is one cell."
    if "field larger" in reason:
        return f"A cell is longer than {LONGEST_CELL:,} characters; is a quotation mark never closed?"
    return f"The record is not valid CSV: {reason}."
