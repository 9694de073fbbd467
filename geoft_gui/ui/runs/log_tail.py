"""The end of a log file as it grows: read in pieces, never all of a large one. No Qt."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoft_gui.redact import redact

MOST_SHOWN: Final = 300_000
"""Bytes: of a longer log only its end is shown."""
_PIECE: Final = 65_536
_LONGEST_LINE: Final = 65_536
"""Bytes: a line that is longer is shown before its end has come, cut at a blank."""
_END: Final = re.compile(rb"[\r\n]")
_BLANK: Final = re.compile(rb"\s")


@dataclass(frozen=True)
class LogPiece:
    """What came since the last reading, in whole lines. `anew`: it begins the text, what was shown is void.

    `left_out` is how many bytes at the beginning of the file are not shown; `more`: there is more to read.
    """

    text: str
    anew: bool
    left_out: int
    more: bool


class LogTail:
    """Reads one log file. Not for two threads at once.

    A key can only be hidden where it is seen whole: the beginning of a line waits for its end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = 0
        self._left_out = 0
        self._is_in_line = False
        """Whether what is read next is the rest of a line that is not shown."""
        self._rest = b""

    def read(self, *, ended: bool = False) -> LogPiece:
        """The next piece, of some ten kilobytes at most; empty where no line has ended, or no file is there.

        `ended`: nobody writes any more, so that a last line without an end is whole too.

        Raises OSError when the file is there and cannot be read.
        """
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size < self._position:
            # It was written anew: what was shown is not in it any more.
            self._begin()
        anew = self._position == 0
        if anew and size > MOST_SHOWN:
            self._position = self._left_out = size - MOST_SHOWN
            self._is_in_line = True
        raw = b""
        if size > self._position:
            with self._path.open("rb") as file:
                file.seek(self._position)
                raw = file.read(_PIECE)
        self._position += len(raw)
        if self._is_in_line:
            # It may be the rest of a key, too.
            end = _END.search(raw)
            self._is_in_line = end is None
            cut = end.end() if end else len(raw)
            self._left_out += cut
            raw = raw[cut:]
        more = self._position < size
        whole, self._rest = _split(self._rest + raw)
        if ended and not more:
            whole, self._rest = whole + self._rest, b""
        text = redact(_without_returns(whole.decode("utf-8", errors="replace")))
        return LogPiece(text, anew, self._left_out, more)

    def _begin(self) -> None:
        self._position = 0
        self._left_out = 0
        self._is_in_line = False
        self._rest = b""


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """What can be shown, and what waits for the end of its line."""
    end = raw.rfind(b"\n") + 1
    rest = raw[end:]
    # What a progress bar has written over is over; a return at the very end may belong to the line's end.
    rest = rest[rest.rstrip(b"\r").rfind(b"\r") + 1 :]
    if len(rest) <= _LONGEST_LINE:
        return raw[:end], rest
    cut = max((blank.end() for blank in _BLANK.finditer(rest)), default=len(rest))
    return raw[:end] + rest[:cut], rest[cut:]


def _without_returns(text: str) -> str:
    """Of a line that was written over again and again, as by a progress bar, the last."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
