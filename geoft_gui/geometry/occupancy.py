"""The first of two compilers: from a body to a test of whether points lie inside it.

Exact geometry, no mesh: a closure per shape, features as masks over all points at once. It is what
scoring runs on (`compare.py`); `solid.py` makes meshes of the same bodies.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .bodies import Body, Box, Combination, Cylinder, Primitive, Prism, rotation_matrix
from .bounds import Bounds, bounds
from .occupancy_cuts import cut_test
from .occupancy_shapes import Mask, Test, cavity_test, shape_test
from .points import UNMOVED, Column, Frame, Points

_PlacedTest = Callable[[Points], Mask]


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Which points lie inside a body; its surface counts as inside. `bounds` are in mm."""

    bounds: Bounds
    _test: Callable[[Points], Mask]

    def inside(self, points: Points | ArrayLike) -> Mask:
        """A mask of length n for n points in mm: `Points` (fast), or an array of shape (n, 3)."""
        return self._test(points if isinstance(points, Points) else Points.of(points))


def compile_occupancy(body: Body) -> Occupancy:
    """The inside test of a body."""
    return Occupancy(bounds(body), _placed(body, UNMOVED))


def _placed(body: Body, outer: Frame) -> _PlacedTest:
    frame = outer
    if any(body.rotation) or any(body.position):
        frame = Frame(rotation_matrix(body.rotation), body.position).within(outer)
    if isinstance(body, Combination):
        return _combined(body, frame)
    test = _primitive_test(body)
    return lambda points: test(*frame.localise(points))


def _combined(combination: Combination, frame: Frame) -> _PlacedTest:
    first, *rest = (_placed(part, frame) for part in combination.parts)

    def union(points: Points) -> Mask:
        mask = first(points)
        for test in rest:
            mask |= test(points)
        return mask

    def intersection(points: Points) -> Mask:
        mask = first(points)
        for test in rest:
            mask &= test(points)
        return mask

    def difference(points: Points) -> Mask:
        mask = first(points)
        for test in rest:
            _remove(mask, test(points))
        return mask

    match combination.kind:
        case "boolean_difference":
            return difference
        case "boolean_intersection":
            return intersection
        case _:
            return union


def _primitive_test(primitive: Primitive) -> Test:
    """Shape and edges, less the shell's cavity, less the cuts."""
    shape = primitive.shape
    solid = shape_test(shape, primitive.edges)
    taken: list[Test] = []
    if primitive.shell is not None and isinstance(shape, Box):
        taken.append(cavity_test(shape, primitive.edges, primitive.shell))
    if isinstance(shape, Box | Cylinder | Prism):
        taken += [cut_test(cut, shape) for cut in primitive.cuts]
    if not taken:
        return solid

    def test(x: Column, y: Column, z: Column) -> Mask:
        mask = solid(x, y, z)
        for cut in taken:
            _remove(mask, cut(x, y, z))
        return mask

    return test


def _remove(mask: Mask, taken: Mask) -> None:
    """Take away in place. Of two booleans `greater` is "the first and not the second"."""
    np.greater(mask, taken, out=mask)
