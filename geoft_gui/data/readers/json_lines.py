"""JSON Lines: a record on each line."""

import json
from collections.abc import Iterator
from pathlib import Path

from geoft_gui.data.readers.record import AnyRecord, Record
from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.text_lines import Encoding, read_lines


def read(path: Path, encoding: Encoding) -> Iterator[AnyRecord]:
    """Yield the record of every line that is not blank; its number is that of the line.

    Raises:
        UserError: the file cannot be opened or read.
    """
    for line in read_lines(path, encoding):
        if line.problem:
            yield UnreadableRow(line.number, line.problem)
        elif line.text.strip():
            yield parse(line.number, line.text)


def parse(number: int, text: str) -> AnyRecord:
    """Read the text of one line."""
    try:
        return Record(number, json.loads(text.rstrip("\r\n")))
    except json.JSONDecodeError as error:
        return UnreadableRow(number, f"The line is not JSON: {error.msg} at position {error.pos + 1}.")
    except RecursionError:
        return UnreadableRow(number, "The line is nested too deeply to be an example.")
    except ValueError:
        return UnreadableRow(number, "The line holds a number with too many digits.")
