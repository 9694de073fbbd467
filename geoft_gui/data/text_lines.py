"""The lines of a text file, one at a time, in the encodings that spreadsheets and editors write."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from geoft_gui.data.readers.packed import BrokenSource, is_packed, unpacked
from geoft_gui.errors import UserError

Encoding: TypeAlias = Literal["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"]

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes. A longer "line" is not an example but a file of another kind, and could fill the memory."""

CHUNK = 1024 * 1024
"""How many bytes are read at once."""


@dataclass(frozen=True)
class Line:
    """A line with its line end. ``number`` counts from 1.

    ``problem`` says why the line cannot be trusted; its text then has replacement characters, or is empty.
    """

    number: int
    text: str
    problem: str = ""


def detect_encoding(path: Path) -> Encoding:
    """Tell the encoding from the byte order mark, or from the zero bytes that UTF-16 puts beside ASCII.

    Raises:
        UserError: the file cannot be opened.
    """
    head = next(read_chunks(path, 4096, broken_is_end=True), b"")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > len(odd) // 2 and even.count(0) == 0:
        return "utf-16-le"
    if odd and even.count(0) > len(even) // 2 and odd.count(0) == 0:
        return "utf-16-be"
    return "utf-8"


def read_lines(path: Path, encoding: Encoding) -> Iterator[Line]:
    """Yield every line; one that is not text in ``encoding`` carries its problem.

    Lines end with ``\\n`` (a ``\\r`` before it stays); U+2028 and the like do not end a line, because JSON
    allows them inside strings.

    Raises:
        UserError: the file cannot be opened or read.
    """
    newline = "\n".encode(codec(encoding))
    number = 0
    try:
        for number, (raw, whole) in enumerate(_byte_lines(read_chunks(path), newline), start=1):
            if whole:
                yield decoded_line(number, raw, encoding)
            else:
                yield _too_long(number)
    except BrokenSource as broken:
        yield Line(number + 1, "", str(broken))


def decoded_line(number: int, raw: bytes, encoding: Encoding) -> Line:
    """The text of one line of a file, given its bytes."""
    if len(raw) > LONGEST_LINE:
        return _too_long(number)
    data = without_byte_order_mark(raw) if number == 1 else raw
    try:
        return Line(number, data.decode(codec(encoding)))
    except UnicodeDecodeError as error:
        return Line(number, data.decode(codec(encoding), "replace"), _undecodable(encoding, error))


def read_chunks(path: Path, size: int = CHUNK, *, broken_is_end: bool = False) -> Iterator[bytes]:
    """Yield the bytes of a file, of at most ``size`` at a time; those of a gzip archive unpacked.

    Args:
        path: the file.
        size: how many bytes at most.
        broken_is_end: end in silence where a torn archive ends.

    Raises:
        UserError: the file cannot be opened, or the disk does not give it.
        BrokenSource: an archive is torn or damaged; everything before has been yielded.
    """
    with open_bytes(path) as file:
        try:
            if is_packed(file):
                yield from unpacked(file, size)
            else:
                while chunk := file.read(size):
                    yield chunk
        except BrokenSource:
            if not broken_is_end:
                raise
        except OSError as error:
            raise UserError(
                f"Reading {path.name} stopped: {error.strerror or error}.", "Check the disk and try again."
            ) from error


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        UserError: it is not there, is a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.", "Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        if path.is_dir():
            raise UserError(f"{path} is a folder.", "Choose one file in it.") from error
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{path} cannot be opened: {reason}.", "Check that you may read it.") from error


def _byte_lines(chunks: Iterator[bytes], newline: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield (bytes with line end, True), or (the rest of the line, False) for one that is too long."""
    width = len(newline)
    pending = bytearray()
    searched = 0
    too_long = False
    for chunk in chunks:
        pending += chunk
        start = 0
        while True:
            found = pending.find(newline, max(start, searched))
            if found < 0:
                break
            if (found - start) % width:
                # A newline's two bytes can also straddle two UTF-16 characters.
                searched = found + 1
                continue
            end = found + width
            yield bytes(pending[start:end]), not too_long
            too_long = False
            start = searched = end
        del pending[:start]
        searched = max(0, len(pending) - width + 1)
        if len(pending) > LONGEST_LINE:
            too_long = True
            # Lines must stay aligned to the width of a character.
            del pending[: len(pending) // width * width]
            searched = 0
    if pending or too_long:
        yield bytes(pending), not too_long


def codec(encoding: Encoding) -> str:
    """The name under which Python decodes the text after the byte order mark."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def without_byte_order_mark(data: bytes) -> bytes:
    """Drop the mark that some editors put at the start of a file."""
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return data[len(mark) :]
    return data


def _too_long(number: int) -> Line:
    return Line(number, "", f"The line is longer than {LONGEST_LINE // 2**20} MB.")


def _undecodable(encoding: Encoding, error: UnicodeDecodeError) -> str:
    name = codec(encoding).upper().removesuffix("-LE").removesuffix("-BE")
    byte = error.object[error.start]
    return f"The line is not {name} text (byte 0x{byte:02X} at position {error.start + 1})."
