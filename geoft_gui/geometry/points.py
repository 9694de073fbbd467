"""A cloud of points, laid out so that asking a part about all of them is fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .bodies import ORIGIN, Matrix, Vector

Column = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Points:
    """Points in mm as three contiguous float32 columns of one length, relative to `origin`.

    Single precision keeps seven digits: an origin near the points leaves them all to the part,
    however far from zero it lies.
    """

    x: Column
    y: Column
    z: Column
    origin: Vector = ORIGIN

    @classmethod
    def of(cls, points: ArrayLike) -> Self:
        """Points from an array of shape (n, 3) in mm; the origin is the first of them."""
        array = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        if len(array) == 0:
            none = np.empty(0, np.float32)
            return cls(none, none, none)
        x, y, z = np.ascontiguousarray((array - array[0]).T, dtype=np.float32)
        ox, oy, oz = array[0].tolist()
        return cls(x, y, z, (ox, oy, oz))

    @classmethod
    def in_box(cls, unit: Column, bounds: Sequence[Sequence[float]] | NDArray[np.float64]) -> Self:
        """Points of the unit cube, shape (3, n), stretched to a box given as its two corners in mm."""
        (left, front, bottom), (right, back, top) = (map(float, corner) for corner in bounds)
        return cls(
            unit[0] * (right - left),
            unit[1] * (back - front),
            unit[2] * (top - bottom),
            (left, front, bottom),
        )

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a local frame lies: a local point p is at turn @ p + shift, in mm."""

    turn: Matrix
    shift: Vector

    def within(self, outer: Self) -> "Frame":
        """This frame seen from the frame that `outer` is given in."""
        along_x, along_y, along_z = zip(*self.turn, strict=True)
        top, middle, bottom = (
            (_dot(row, along_x), _dot(row, along_y), _dot(row, along_z)) for row in outer.turn
        )
        x, y, z = (_dot(row, self.shift) + start for row, start in zip(outer.turn, outer.shift, strict=True))
        return Frame((top, middle, bottom), (x, y, z))

    def localise(self, points: Points) -> tuple[Column, Column, Column]:
        """The points' columns in this frame. A column that does not change is not copied."""
        origin = tuple(a - b for a, b in zip(points.origin, self.shift, strict=True))
        columns = (points.x, points.y, points.z)
        # turn is orthogonal: its inverse is its transpose, whose rows are turn's columns.
        x, y, z = (
            _combine(columns, weights, _dot(weights, origin)) for weights in zip(*self.turn, strict=True)
        )
        return x, y, z


UNMOVED = Frame(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), ORIGIN)


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]


def _combine(columns: Sequence[Column], weights: Sequence[float], offset: float) -> Column:
    terms = [(column, weight) for column, weight in zip(columns, weights, strict=True) if weight]
    (column, weight), *rest = terms
    if weight == 1.0 and not rest:
        return column if offset == 0.0 else column + offset
    total = column * weight
    for column, weight in rest:
        total += column * weight
    if offset:
        total += offset
    return total
