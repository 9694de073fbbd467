"""Where the lines of a file begin, found in blocks by numpy: other threads go on meanwhile."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.text_lines import LONGEST_LINE

BLOCK: Final = 1024 * 1024

_PIECE: Final = 16 * 1024
_NEWLINE: Final = 10
_RETURN: Final = 13
_BRACE: Final = ord("{")


@dataclass(frozen=True)
class Lines:
    """Some lines that are not blank.

    Attributes:
        starts: where they begin.
        numbers: their numbers, from 1.
        read: up to where was looked.
        are_text: whether everything up to there is UTF-8.
    """

    starts: NDArray[np.uint64]
    numbers: NDArray[np.uint64]
    read: int
    are_text: bool


def find_lines(file: BinaryIO) -> Iterator[Lines]:
    """Find the lines of UTF-8 text, block by block; each is told once its end was seen.

    Raises:
        OSError: the file cannot be read.
    """
    position = start = line = 0
    first = 0
    text = _TextCheck()
    while block := file.read(BLOCK):
        text.take(block)
        data = np.frombuffer(block, np.uint8)
        ends = np.flatnonzero(data == _NEWLINE)
        if position == start:
            first = int(data[0])
        if not len(ends):
            position += len(block)
            continue
        # The first of these lines may begin in an earlier block.
        inner = ends[:-1] + 1
        starts = np.concatenate([np.array([start], np.int64), inner + position])
        firsts = np.concatenate([np.array([first], np.uint8), data[inner]])
        lengths = ends + position - starts
        numbers = np.arange(line + 1, line + 1 + len(ends))
        kept = firsts != _NEWLINE
        kept &= ~((firsts == _RETURN) & (lengths == 1))
        for place in np.flatnonzero(kept & (firsts != _BRACE)):
            kept[place] = not _is_blank(file, int(starts[place]), int(lengths[place]), block, position)
        line += len(ends)
        start = position + int(ends[-1]) + 1
        if start < position + len(block):
            first = int(data[ends[-1] + 1])
        position += len(block)
        yield Lines(starts[kept].astype(np.uint64), numbers[kept].astype(np.uint64), position, text.is_good)
    if position > start and not _is_blank(file, start, position - start, b"", position):
        yield Lines(np.array([start], np.uint64), np.array([line + 1], np.uint64), position, text.is_good)


class _TextCheck:
    """Whether bytes that come in blocks are UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_broken = False

    @property
    def is_good(self) -> bool:
        """Whether all that came are whole characters."""
        return not self._is_broken and not self._decoder.getstate()[0]

    def take(self, block: bytes) -> None:
        """Look at the next block."""
        if self._is_broken or (block.isascii() and self.is_good):
            return
        try:
            # By small pieces: texts that are large and short-lived would leave the memory full of holes.
            for start in range(0, len(block), _PIECE):
                self._decoder.decode(block[start : start + _PIECE])
        except UnicodeDecodeError:
            self._is_broken = True


def _is_blank(file: BinaryIO, start: int, length: int, block: bytes, position: int) -> bool:
    """Whether a line holds nothing but white space."""
    if length > LONGEST_LINE:
        return False
    if start >= position:
        text = block[start - position : start - position + length]
    else:
        here = file.tell()
        file.seek(start)
        text = file.read(length)
        file.seek(here)
    try:
        return not text.decode("utf-8-sig" if start == 0 else "utf-8").strip()
    except UnicodeDecodeError:
        return False
