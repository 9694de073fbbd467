"""The end of a log file as it grows: read in pieces, never all of a large one. No Qt."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoft_gui.redact import redact

MOST_SHOWN: Final = 300_000
"""Bytes: of a longer log only its end is shown."""
_PIECE: Final = 65_536


@dataclass(frozen=True)
class LogPiece:
    """What came since the last reading. `anew`: it begins the text, what was shown before is void.

    `left_out` is how many bytes at the beginning of the file are not shown; `more`: there is more to read.
    """

    text: str
    anew: bool
    left_out: int
    more: bool


class LogTail:
    """Reads one log file. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = 0
        self._left_out = 0
        self._decoder = _decoder()

    def read(self) -> LogPiece:
        """The next piece, of at most some ten kilobytes; empty where nothing is new, or no file is there.

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
        if size == self._position:
            return LogPiece("", anew, self._left_out, more=False)
        with self._path.open("rb") as file:
            file.seek(self._position)
            raw = file.read(_PIECE)
        if anew and self._left_out:
            # The first line is the rest of one.
            cut = raw.find(b"\n") + 1
            self._left_out += cut
            self._position += cut
            raw = raw[cut:]
        self._position += len(raw)
        text = self._decoder.decode(raw)
        return LogPiece(redact(_without_returns(text)), anew, self._left_out, more=self._position < size)

    def _begin(self) -> None:
        self._position = 0
        self._left_out = 0
        self._decoder = _decoder()


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")(errors="replace")


def _without_returns(text: str) -> str:
    """Of a line that was written over again and again, as by a progress bar, the last."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
