"""The numbers that rows have in their file, without holding each: they mostly follow one another."""

from array import array
from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray


class RowNumbers:
    """For each place, counted from 0, the row's own number; numbers grow from row to row.

    Only where a number is not the one before plus one, as after a blank line, something is put down.
    """

    def __init__(self) -> None:
        self._places = array("Q")
        self._numbers = array("Q")
        self._count = 0

    def append(self, number: int) -> None:
        """Put down the number of the next row."""
        if not self._count or number != self.number(self._count - 1) + 1:
            self._begin(self._count, number)
        self._count += 1

    def extend(self, numbers: NDArray[Any]) -> None:
        """Put down the numbers of the next rows."""
        if not len(numbers):
            return
        follows = bool(self._count) and int(numbers[0]) == self.number(self._count - 1) + 1
        if not follows:
            self._begin(self._count, int(numbers[0]))
        for jump in np.flatnonzero(np.diff(numbers) != 1) + 1:
            self._begin(self._count + int(jump), int(numbers[jump]))
        self._count += len(numbers)

    def number(self, place: int) -> int:
        """The number of the row at a place."""
        run = bisect_right(self._places, place) - 1
        return self._numbers[run] + place - self._places[run]

    def place(self, number: int) -> int | None:
        """The place of the row that has this number; None where there is none."""
        run = bisect_right(self._numbers, number, 0, len(self._places)) - 1
        if run < 0:
            return None
        place = self._places[run] + number - self._numbers[run]
        end = self._places[run + 1] if run + 1 < len(self._places) else self._count
        return place if place < end else None

    def first_place(self, number: int) -> int:
        """The place of the first row whose number is at least this."""
        run = bisect_right(self._numbers, number, 0, len(self._places)) - 1
        if run < 0:
            return 0
        place = self._places[run] + number - self._numbers[run]
        end = self._places[run + 1] if run + 1 < len(self._places) else self._count
        return min(place, end)

    def _begin(self, place: int, number: int) -> None:
        # Places last: whoever reads on another thread finds the number of each place that it knows.
        self._numbers.append(number)
        self._places.append(place)
