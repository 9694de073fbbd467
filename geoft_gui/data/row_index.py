"""The rows of a file at any place, without holding them: where each begins is kept, not what it says."""

import os
import threading
import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data import row_copy
from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.glimpse import prompt_in
from geoft_gui.data.line_starts import find_lines
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.row_numbers import RowNumbers
from geoft_gui.data.rows import file_layout, read_rows, row_of_line
from geoft_gui.data.text_lines import LONGEST_LINE, open_bytes
from geoft_gui.errors import UserError

WORK_SECONDS: Final = 0.008
BREATH_SECONDS: Final = 0.001
"""After so much work a pause, in which other threads get Python's lock."""
TELL_SECONDS: Final = 0.05
"""How long rows are found before somebody hears of them; of the first ones at once."""

LONG_ROW: Final = 256 * 1024
"""Bytes. Reading a longer row takes so long that it would be felt, were it done for each line of a table."""

_KEPT_BYTES: Final = 16 * 1024 * 1024
_ROW_BYTES: Final = 1024
"""About what a row takes beside its text."""
_GLIMPSE_BYTES: Final = 4096
_BLOCK: Final = 256 * 1024


@dataclass(frozen=True)
class Block:
    """Some rows as they stand in the file.

    Attributes:
        place: the place of the first.
        starts: where in `data` each begins.
        data: all of them, with what blank lines there are between; the last may lack its line end.
        is_text: whether all of it is known to be UTF-8.
    """

    place: int
    starts: NDArray[np.int64]
    data: bytes
    is_text: bool

    def line(self, row: int) -> bytes:
        """The line of one of the rows, without its end; `row` counts from 0 in this block."""
        start = int(self.starts[row])
        end = self.data.find(b"\n", start)
        return self.data[start:] if end < 0 else self.data[start:end]


class RowIndex:
    """Random access to the rows of a file or folder, in eight bytes a row.

    A file of UTF-8 JSON lines is read where it is. Everything else is copied to `work` row by row as such a
    file while it is read.

    Args:
        path: the file or folder.
        columns: which columns hold what; guessed where not given.
        work: an existing folder of the caller's own, who removes it after `close`.

    Raises:
        UserError: the file cannot be opened, or is of a kind that is not known.
    """

    def __init__(self, path: Path, columns: ColumnMapping | None, work: Path) -> None:
        self._path = path
        self._columns = columns
        self._layout = file_layout(path, columns)
        self._in_place = (
            self._layout.form == "jsonl"
            and not self._layout.packed
            and self._layout.encoding in ("utf-8", "utf-8-sig")
        )
        self._lines = path if self._in_place else work / "rows.jsonl"
        self._starts = array("Q")
        self._numbers = RowNumbers()
        self._is_text = True
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._closed = False
        self._end = 0
        """Where the last row that is known ends, or later."""
        self._kept = _KeptRows()

    def grow(self) -> Iterator[float]:
        """Find the rows, on one thread, while others use those that have been found.

        Yields the share of the file that is done, from 0 to 1, or -1 where it cannot be told: once the first
        rows are there, and then about every 50 ms of work.

        Raises:
            UserError: the file cannot be read on, or the copy not be written.
        """
        clock = _Clock()
        for share in self._find() if self._in_place else self._copy(clock):
            clock.breathe()
            if clock.is_time_to_tell():
                yield share
                clock.told()
        yield 1.0

    def __len__(self) -> int:
        """How many rows have been found so far."""
        return len(self._starts)

    def number(self, place: int) -> int:
        """The own number, in its file, of the row at a place."""
        return self._numbers.number(place)

    def place(self, number: int) -> int | None:
        """The place of the row that has this number in its file; None where none has been found."""
        return self._numbers.place(number)

    def first_place(self, number: int) -> int:
        """The place of the first row whose number is at least this."""
        return self._numbers.first_place(number)

    def row(self, place: int) -> Row | UnreadableRow:
        """The row at a place."""
        row = self._kept.get(place)
        if row is None:
            row, size = self._read(place)
            self._kept.put(place, row, size)
        return row

    def is_long(self, place: int) -> bool:
        """Whether the row at a place is so long that it is better not read only to show a little of it."""
        end = self._starts[place + 1] if place + 1 < len(self._starts) else self._end
        return end - self._starts[place] > LONG_ROW

    def glimpse(self, place: int) -> str:
        """The beginning of a long row as it stands in the file: from its prompt on, where that is near."""
        try:
            line = self._bytes(place, _GLIMPSE_BYTES)
        except (OSError, UserError):
            return ""
        prompt = None if self._layout.columns is None or not self._in_place else self._layout.columns.prompt
        return prompt_in(line, prompt)

    def blocks(self, wanted: NDArray[np.bool_]) -> Iterator[Block]:
        """The first rows, some at a time, for a search on a thread of its own.

        Args:
            wanted: for each of them, whether it is looked at; where none of a block is, it is left out.

        Raises:
            UserError: the file cannot be read.
        """
        count = len(wanted)
        place = 0
        with open_bytes(self._lines) as file:
            while place < count:
                first = self._starts[place]
                end = bisect_right(self._starts, first + _BLOCK, place + 1, count)
                if wanted[place:end].any():
                    yield Block(
                        place,
                        np.array(self._starts[place:end], np.int64) - first,
                        _read_lines(file, first, self._starts[end - 1], self._path),
                        self._is_text,
                    )
                place = end

    def parse(self, place: int, line: bytes) -> Row | UnreadableRow:
        """Read the line of the row at a place."""
        if not self._in_place:
            return row_copy.row_of(line)
        return row_of_line(self._numbers.number(place), line, self._layout.columns)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._file.close()
                self._file = None
        self._kept.clear()

    def _read(self, place: int) -> tuple[Row | UnreadableRow, int]:
        """The row at a place, and how many bytes it has in the file."""
        try:
            line = self._bytes(place, LONGEST_LINE + 1)
        except (OSError, UserError) as error:
            reason = error.message if isinstance(error, UserError) else str(error.strerror or error)
            said = f"The row can no longer be read: {reason.rstrip('.')}."
            return UnreadableRow(self.number(place), said), 0
        return self.parse(place, line), len(line)

    def _bytes(self, place: int, most: int) -> bytes:
        """The line of the row at a place, or so much of it."""
        with self._lock:
            if self._file is None:
                if self._closed:
                    raise ValueError("the rows have been closed")
                self._file = open_bytes(self._lines)
            self._file.seek(self._starts[place])
            return self._file.readline(most)

    def _find(self) -> Iterator[float]:
        """Find the rows where they are; yields the share done after every block."""
        with open_bytes(self._lines) as file:
            try:
                size = max(1, os.fstat(file.fileno()).st_size)
                for lines in find_lines(file):
                    self._numbers.extend(lines.numbers)
                    self._is_text = lines.are_text
                    self._end = lines.read
                    # Last: whoever counts these finds everything else of a row that is counted.
                    self._starts.frombytes(lines.starts.tobytes())
                    yield min(1.0, lines.read / size)
            except OSError as error:
                raise _stopped(self._path, error) from error

    def _copy(self, clock: "_Clock") -> Iterator[float]:
        """Copy the rows; yields after each, and makes those known that are told of."""
        new = array("Q")
        end = 0
        try:
            with self._lines.open("wb") as file:
                try:
                    for row in read_rows(self._path, self._columns):
                        line = row_copy.line_of(row)
                        self._numbers.append(row.number)
                        new.append(end)
                        file.write(line)
                        end += len(line)
                        self._end = end
                        if clock.is_time_to_tell():
                            file.flush()
                            self._starts.extend(new)
                            del new[:]
                        yield -1
                finally:
                    # Where reading stops, what came before is still good.
                    file.flush()
                    self._starts.extend(new)
        except OSError as error:
            raise UserError(
                f"The rows of {self._path.name} cannot be put aside: {error.strerror or error}.",
                "Make room on the disk and open the file again.",
            ) from error


class _KeptRows:
    """The rows that were asked for last, as many as fit, for any thread."""

    def __init__(self) -> None:
        self._rows: OrderedDict[int, tuple[Row | UnreadableRow, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, place: int) -> Row | UnreadableRow | None:
        """The row at a place, if it is kept."""
        with self._lock:
            if place not in self._rows:
                return None
            self._rows.move_to_end(place)
            return self._rows[place][0]

    def put(self, place: int, row: Row | UnreadableRow, size: int) -> None:
        """Keep a row that has so many bytes, in place of those that were asked for longest ago."""
        size += _ROW_BYTES
        with self._lock:
            if place not in self._rows:
                self._rows[place] = (row, size)
                self._bytes += size
            # The one that was put last stays, however long: it is asked for more than once.
            while self._bytes > _KEPT_BYTES and len(self._rows) > 1:
                _, (_, freed) = self._rows.popitem(last=False)
                self._bytes -= freed

    def clear(self) -> None:
        """Keep none."""
        with self._lock:
            self._rows.clear()
            self._bytes = 0


class _Clock:
    """When to breathe, and when to tell."""

    def __init__(self) -> None:
        self._worked = self._told = time.monotonic()
        self._is_first = True

    def breathe(self) -> None:
        """Let other threads go on, when it is time."""
        if time.monotonic() - self._worked >= WORK_SECONDS:
            time.sleep(BREATH_SECONDS)
            self._worked = time.monotonic()

    def is_time_to_tell(self) -> bool:
        """Whether somebody should hear of what was done; sooner the first time."""
        return time.monotonic() - self._told >= (WORK_SECONDS if self._is_first else TELL_SECONDS)

    def told(self) -> None:
        """Somebody has heard of it, and may have taken time over it."""
        self._worked = self._told = time.monotonic()
        self._is_first = False


def _read_lines(file: BinaryIO, first: int, last: int, path: Path) -> bytes:
    """The lines from one that begins at `first` to the one that begins at `last`, with it."""
    try:
        file.seek(first)
        return file.read(last - first) + file.readline(LONGEST_LINE + 1)
    except OSError as error:
        raise _stopped(path, error) from error


def _stopped(path: Path, error: OSError) -> UserError:
    return UserError(
        f"Reading {path.name} stopped: {error.strerror or error}.", "Check the disk and try again."
    )
