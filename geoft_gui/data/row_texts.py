"""What rows say, ready to be searched: coded, and folded as case does not matter; a block at a time."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import compress, repeat
from operator import contains
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.coded_lines import Coded, code_lines, code_text, without_numbers
from geoft_gui.data.line_shapes import LineShapes
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_index import Block, RowIndex

_BETWEEN: Final = b"\0"
"""Between two texts of a row: no coded text holds it."""
_LAST_ASCII: Final = 127
_FOLDS_TO_ASCII: Final = re.compile(
    "|".join(
        "\u00df\u0130\u0149\u017f\u01f0\u1e96\u1e97\u1e98\u1e99\u1e9a\u1e9e\u212a"
        "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
    ).encode()
)
"""The only characters outside ASCII that have some of it in their folded form."""


def fold(text: str) -> bytes:
    """A text as it is searched for, and searched in."""
    return code_text(text.casefold()).encode()


def texts_of(row: Row | UnreadableRow, *, ids: bool = False) -> bytes:
    """What a row says, or its id, as `BlockTexts` holds it; a line without an example says nothing."""
    if isinstance(row, UnreadableRow):
        return b""
    said = [row.id or ""] if ids else [message.content for message in row.messages]
    return _BETWEEN.join(map(fold, said))


class BlockTexts:
    """What the rows of a block say, one after the other."""

    def __init__(self, texts: bytes, count: int) -> None:
        self._texts = texts
        self._count = count

    def hold(self, text: bytes, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each row `among` those looked at, whether one of its texts holds this, which is folded."""
        held = np.zeros(self._count, np.bool_)
        if text in self._texts:
            held[among] = list(map(contains, compress(self._rows, among), repeat(text)))
        return held

    def begin(self, text: bytes, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each row `among` those looked at, whether one of its texts begins with this."""
        begun = np.zeros(self._count, np.bool_)
        if text in self._texts:
            later = _BETWEEN + text
            begun[among] = [said.startswith(text) or later in said for said in compress(self._rows, among)]
        return begun

    @cached_property
    def _rows(self) -> list[bytes]:
        return self._texts.split(b"\n")


class TextReader:
    """Takes what rows say out of blocks of their lines.

    Args:
        index: the rows.
        ids: their ids, and not the texts of their turns.
        ascii_only: whether only ASCII is searched for: then most other characters need not be folded.
    """

    def __init__(self, index: RowIndex, *, ids: bool = False, ascii_only: bool) -> None:
        self._index = index
        self._ids = ids
        self._ascii_only = ascii_only
        # Numbers of rows do not matter here.
        self._shapes = LineShapes(lambda line: index.parse(0, line), ids=ids)

    def read(self, block: Block) -> BlockTexts:
        """Take out what the rows of a block say."""
        count = len(block.starts)
        coded = code_lines(block.data)
        is_regular = block.is_text and not len(coded.odd)
        found = self._shapes.of_all(coded.data, count) if is_regular else None
        if found is None:
            return BlockTexts(b"\n".join(self._one_by_one(block, coded)), count)
        texts = b"\n".join(map(_BETWEEN.join, found))
        return BlockTexts(self._folded(texts, coded.has_numbers), count)

    def _one_by_one(self, block: Block, coded: Coded) -> Iterator[bytes]:
        odd = set((np.searchsorted(block.starts, coded.odd, side="right") - 1).tolist())
        for row in range(len(block.starts)):
            line = block.line(row)
            found = None
            if row not in odd and (block.is_text or line.isascii()):
                start = int(block.starts[row])
                found = self._shapes.of(coded.data[start : start + len(line)])
                if found is None:
                    self._shapes.learn(line, coded.data[start : start + len(line)])
            if found is None:
                yield texts_of(self._index.parse(block.place + row, line), ids=self._ids)
            else:
                yield self._folded(_BETWEEN.join(found), coded.has_numbers)

    def _folded(self, texts: bytes, has_numbers: bool) -> bytes:
        """Fold the coded texts of one row, or of several with line ends between them."""
        if has_numbers:
            texts = without_numbers(texts)
        texts = texts.lower()
        if texts.isascii() or (self._ascii_only and not _folds_to_ascii(texts)):
            return texts
        return b"\n".join(
            [said if said.isascii() else said.decode().casefold().encode() for said in texts.split(b"\n")]
        )


def _folds_to_ascii(texts: bytes) -> bool:
    held = np.frombuffer(texts, np.uint8)
    # Most texts have few others.
    return _FOLDS_TO_ASCII.search(held[held > _LAST_ASCII].tobytes()) is not None
