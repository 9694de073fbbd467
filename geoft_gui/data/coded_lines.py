"""Lines of JSON in which no escape is left, so that a quotation mark always ends or begins a text.

A text that is searched for is coded likewise. Each escape becomes two bytes below 32, which JSON does not
allow as they are; all other bytes stay where they were. What is coded holds no line end but those of lines.
"""

import re
import string
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MARK: Final = 1
_CODES: Final = {'"': 2, "\\": 3, "\b": 4, "\f": 5, "\n": 6, "\r": 7, "\t": 8}
_LETTERS: Final = {'"': '"', "\\": "\\", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_BY_NUMBER: Final = 11
_SLASH: Final = 12
_OTHER_CONTROL: Final = 14
_NO_ESCAPE: Final = 31

_NEWLINE: Final = 10
_RETURN: Final = 13
_SPACE: Final = 32
_BACKSLASH: Final = 92


def _table() -> NDArray[np.uint8]:
    table = np.full(256, _NO_ESCAPE, np.uint8)
    for meant, code in _CODES.items():
        table[ord(_LETTERS[meant])] = code
    table[ord("u")] = _BY_NUMBER
    table[ord("/")] = _SLASH
    return table


def _digits() -> NDArray[np.uint8]:
    """For each byte what it is worth as a hexadecimal digit; 255 where it is none."""
    digits = np.full(256, 255, np.uint8)
    for digit in string.hexdigits:
        digits[ord(digit)] = int(digit, 16)
    return digits


_TABLE: Final = _table()
_DIGITS: Final = _digits()
_ESCAPED: Final = re.compile(bytes([_MARK]) + b"(?:%c([0-9a-fA-F]{4})|%c)" % (_BY_NUMBER, _SLASH))
_TEXT_CODES: Final = {ord(meant): f"{chr(_MARK)}{chr(code)}" for meant, code in _CODES.items()} | {
    control: "".join(map(chr, (_MARK, _OTHER_CONTROL, 16 + control // 16, 16 + control % 16)))
    for control in range(_SPACE)
    if chr(control) not in _CODES
}


@dataclass(frozen=True)
class Coded:
    """Coded lines.

    Attributes:
        data: as many bytes as there were.
        odd: places of bytes that make their lines no JSON, or of escapes for halves of characters: such lines
            are not well coded. In their order.
        has_numbers: whether `without_numbers` makes a difference to any of them.
    """

    data: bytes
    odd: NDArray[np.int64]
    has_numbers: bool


def code_lines(data: bytes) -> Coded:
    """Code lines of JSON."""
    buffer = bytearray(data)
    # What a backslash at the very end would escape.
    buffer.append(_NEWLINE)
    held = np.frombuffer(buffer, np.uint8)
    odd = _controls(held, data)
    has_numbers = False
    escapes = _escaping(held)
    if len(escapes):
        codes = _TABLE[held[escapes + 1]]
        if codes.max() == _NO_ESCAPE:
            unknown = codes == _NO_ESCAPE
            odd = np.concatenate([odd, escapes[unknown]])
            escapes, codes = escapes[~unknown], codes[~unknown]
        numbers = escapes[codes == _BY_NUMBER]
        has_numbers = bool(len(numbers)) or bool((codes == _SLASH).any())
        odd = np.sort(np.concatenate([odd, _halves(held, numbers)]))
        held[escapes] = _MARK
        held[escapes + 1] = codes
    return Coded(held[:-1].tobytes(), odd, has_numbers)


def code_text(text: str) -> str:
    """A text as it stands between quotation marks in a coded line that `without_numbers` has seen."""
    return text.translate(_TEXT_CODES)


def without_numbers(coded: bytes) -> bytes:
    """Coded text with the characters themselves for which numbers stand (``\\u00d8``), and plain slashes."""
    return _ESCAPED.sub(_meant, coded)


def _meant(escape: re.Match[bytes]) -> bytes:
    number = escape.group(1)
    return b"/" if number is None else code_text(chr(int(number, 16))).encode()


def _controls(held: NDArray[np.uint8], data: bytes) -> NDArray[np.int64]:
    """Where bytes below 32 are that do not end a line."""
    count = np.count_nonzero(held < _SPACE)
    ends = np.count_nonzero(held == _NEWLINE)
    if count == ends or count == ends + data.count(b"\r\n"):
        return np.zeros(0, np.int64)
    controls = np.flatnonzero((held < _SPACE) & (held != _NEWLINE))
    return controls[(held[controls] != _RETURN) | (held[controls + 1] != _NEWLINE)]


def _escaping(held: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where an escape begins: at the first, third, fifth … of backslashes that stand side by side."""
    found = np.flatnonzero(held == _BACKSLASH)
    # Few of them stand side by side.
    escaped = set()
    for place in np.flatnonzero(np.diff(found) == 1).tolist():
        if place not in escaped:
            escaped.add(place + 1)
    return np.delete(found, list(escaped)) if escaped else found


def _halves(held: NDArray[np.uint8], escapes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the escapes that are not followed by four digits for a whole character."""
    if not len(escapes):
        return escapes
    digits = _DIGITS[held[np.minimum(escapes[:, None] + np.arange(2, 6), len(held) - 1)]]
    is_half = (digits[:, 0] == 13) & (digits[:, 1] >= 8)
    return escapes[is_half | (digits > 15).any(axis=1)]
