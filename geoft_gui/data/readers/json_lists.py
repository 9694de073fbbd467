"""JSON files with many records: a list, an object with a list of examples, or one object after another."""

import codecs
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from geoft_gui.data.readers.json_text import BadJson, JsonText
from geoft_gui.data.readers.packed import BrokenSource
from geoft_gui.data.readers.record import AnyRecord, Record
from geoft_gui.data.row import UnreadableRow
from geoft_gui.data.text_lines import Encoding, codec, read_chunks, without_byte_order_mark

LIST_NAMES: Final = ("examples", "data", "rows")
"""Under which of its keys an object may hold the list of the records."""

_LONGEST_TRIAL: Final = 4 * 1024 * 1024
"""Characters that tell the two forms apart; a first line that is longer is taken to be the whole file."""


def is_lines(path: Path, encoding: Encoding, *, named_lines: bool) -> bool:
    """Whether a JSON file holds one record on each line.

    Many .json files do, and some .jsonl files hold one list; the first line tells.

    Args:
        path: the file.
        encoding: how its text is written.
        named_lines: what the name of the file says.

    Raises:
        UserError: the file cannot be opened or read.
    """
    head = _head(path, encoding).lstrip()
    first, line_end, rest = head.partition("\n")
    first = first.strip()
    follows = bool(rest.strip()) or (bool(line_end) and len(head) >= _LONGEST_TRIAL)
    if named_lines:
        # A bracket alone on the first line begins a file that is laid out over many lines.
        if first in {"[", "{"}:
            return False
        is_list = first[:1] == "[" and first[1:64].lstrip()[:1] == "{"
        return not is_list or (follows and not first.endswith(","))
    if not first.startswith("{") or not follows:
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _head(path: Path, encoding: Encoding) -> str:
    """The beginning of the file's text, as much as tells its form."""
    decoder = codecs.getincrementaldecoder(codec(encoding))("replace")
    parts: list[str] = []
    length = 0
    for chunk in read_chunks(path, broken_is_end=True):
        parts.append(decoder.decode(chunk if parts else without_byte_order_mark(chunk)))
        length += len(parts[-1])
        if length >= _LONGEST_TRIAL:
            break
    return "".join(parts)


def read(path: Path, encoding: Encoding) -> Iterator[AnyRecord]:
    """Yield the records in their order, as they are asked for; the last says what ends the file too early.

    Raises:
        UserError: the file cannot be opened or read.
    """
    number = 0
    try:
        for number, value in enumerate(_values(JsonText(_pieces(path, encoding))), start=1):
            yield Record(number, value)
    except (BadJson, BrokenSource) as reason:
        yield UnreadableRow(number + 1, str(reason))


def _values(text: JsonText) -> Iterator[object]:
    while True:
        begins = text.peek()
        if begins == "[":
            yield from _elements(text)
        elif begins == "{":
            yield from _records_of_object(text)
        else:
            yield text.value()
        follows = text.peek()
        if not follows:
            return
        if follows != "{":
            raise text.bad("Extra data")


def _elements(text: JsonText) -> Iterator[object]:
    text.take("[", "Expecting value")
    if text.peek() == "]":
        text.take("]", "")
        return
    while True:
        yield text.value()
        if text.take(",]", "Expecting ',' delimiter") == "]":
            return


def _records_of_object(text: JsonText) -> Iterator[object]:
    """The elements of its lists of records; the object itself where it has none."""
    text.take("{", "Expecting value")
    own: dict[str, object] = {}
    is_record = True
    ended = text.peek() == "}" and bool(text.take("}", ""))
    while not ended:
        if text.peek() != '"':
            raise text.bad("Expecting property name enclosed in double quotes")
        key = str(text.value())
        text.take(":", "Expecting ':' delimiter")
        if key in LIST_NAMES and text.peek() == "[":
            is_record = False
            own.clear()
            yield from _elements(text)
        else:
            value = text.value()
            if is_record:
                own[key] = value
        ended = text.take(",}", "Expecting ',' delimiter") == "}"
    if is_record:
        yield own


def _pieces(path: Path, encoding: Encoding) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec(encoding))()
    name = codec(encoding).upper()
    read = 0
    chunks = read_chunks(path)
    for chunk in (without_byte_order_mark(first) for first in islice(chunks, 1)):
        yield from _decoded(decoder, chunk, read, name)
        read += len(chunk)
    for chunk in chunks:
        yield from _decoded(decoder, chunk, read, name)
        read += len(chunk)
    yield from _decoded(decoder, b"", read, name, final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder, chunk: bytes, read: int, name: str, *, final: bool = False
) -> Iterator[str]:
    """The text of the next bytes; where they are none, the text before, and then the error."""
    held = decoder.getstate()[0]
    try:
        yield decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        yield error.object[: error.start].decode(name)
        raise BadJson(f"The file is not {name} text (byte {read - len(held) + error.start + 1}).") from error
