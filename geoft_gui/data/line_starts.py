"""Where the lines of a file begin, found in blocks by numpy: other threads go on meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.text_lines import LONGEST_LINE

BLOCK: Final = 1024 * 1024

_NEWLINE: Final = 10
_RETURN: Final = 13
_BRACE: Final = ord("{")


@dataclass(frozen=True)
class Lines:
    """Some lines that are not blank: where they begin, their numbers from 1, and up to where was looked."""

    starts: NDArray[np.uint64]
    numbers: NDArray[np.uint64]
    read: int


def find_lines(file: BinaryIO) -> Iterator[Lines]:
    """Find the lines of UTF-8 text, block by block; each is told once its end was seen.

    Raises:
        OSError: the file cannot be read.
    """
    position = start = line = 0
    first = 0
    while block := file.read(BLOCK):
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
        yield Lines(starts[kept].astype(np.uint64), numbers[kept].astype(np.uint64), position)
    if position > start and not _is_blank(file, start, position - start, b"", position):
        yield Lines(np.array([start], np.uint64), np.array([line + 1], np.uint64), position)


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
