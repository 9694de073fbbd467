"""When two bodies are the same part, and how much of one is found in another.

Two numbers are the same within max(0.005 mm, 0.1 % of the expected one). Two poses are the same when
positions are, and when no entry of the rotation matrices differs by more than 0.1 degrees make: so a
turn by 360 degrees is none, whichever way it is written. Angles of slots are the same within 0.1
degrees, modulo a half turn.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from .bodies import (
    Body,
    Box,
    Combination,
    Cone,
    Cut,
    Cylinder,
    Edge,
    Edges,
    Primitive,
    Prism,
    Pyramid,
    Shape,
    Sphere,
    Torus,
    Vector,
    primitives,
    rotation_matrix,
)

LENGTH_TOLERANCE = 0.005
RELATIVE_TOLERANCE = 0.001
ANGLE_TOLERANCE = 0.1

_SIZES: dict[type[Shape], Callable[[Shape], tuple[float | None, ...]]] = {
    Box: attrgetter("length", "width", "height"),
    Sphere: attrgetter("radius", "wall"),
    Cylinder: attrgetter("radius", "height", "wall"),
    Cone: attrgetter("radius", "top_radius", "height"),
    Pyramid: attrgetter("length", "width", "height"),
    Torus: attrgetter("radius", "minor_radius"),
    Prism: attrgetter("sides", "circumradius", "height"),
}


def close(found: float | None, expected: float | None) -> bool:
    """Whether two lengths, or the absence of two, are the same."""
    if found is None or expected is None:
        return found is expected
    difference = abs(found - expected)
    return difference <= LENGTH_TOLERANCE or difference <= RELATIVE_TOLERANCE * abs(expected)


def same_body(found: Body, expected: Body) -> bool:
    """Whether two bodies are the same part within tolerance, which is what "correct" means.

    The same types and features with the same numbers; the components of unions, assemblies and
    intersections, the tools of a difference, and the features of a part in any order.
    """
    if type(found) is not type(expected) or found.idle != expected.idle:
        return False
    if not _same_pose(found, expected):
        return False
    if isinstance(found, Primitive):
        assert isinstance(expected, Primitive)
        return _same_primitive(found, expected)
    assert isinstance(expected, Combination)
    if found.kind != expected.kind or len(found.parts) != len(expected.parts):
        return False
    fixed = 1 if found.kind == "boolean_difference" else 0
    if fixed and not same_body(found.parts[0], expected.parts[0]):
        return False
    return _same_in_any_order(found.parts[fixed:], expected.parts[fixed:])


def _same_pose(found: Body, expected: Body) -> bool:
    if not all(map(close, found.position, expected.position)):
        return False
    return found.rotation == expected.rotation or _same_rotation(found.rotation, expected.rotation)


def _same_rotation(found: Vector, expected: Vector) -> bool:
    limit = math.radians(ANGLE_TOLERANCE)
    rows = zip(rotation_matrix(found), rotation_matrix(expected), strict=True)
    return all(abs(a - b) <= limit for row, other in rows for a, b in zip(row, other, strict=True))


def _same_primitive(found: Primitive, expected: Primitive) -> bool:
    kind = type(found.shape)
    if kind is not type(expected.shape):
        return False
    sizes = _SIZES[kind]
    if not all(map(close, sizes(found.shape), sizes(expected.shape))):
        return False
    if not all(map(_same_edge, _edges(found.edges), _edges(expected.edges))):
        return False
    if (found.shell is None) != (expected.shell is None):
        return False
    if found.shell is not None and expected.shell is not None:
        if found.shell.open != expected.shell.open:
            return False
        if not close(found.shell.thickness, expected.shell.thickness):
            return False
    return _same_cuts(found.cuts, expected.cuts)


_edges: Callable[[Edges], tuple[Edge | None, ...]] = attrgetter("vertical", "top", "bottom")


def _same_edge(found: Edge | None, expected: Edge | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return found.kind == expected.kind and close(found.size, expected.size)


def _same_cuts(found: Sequence[Cut], expected: Sequence[Cut]) -> bool:
    if found == expected:
        return True
    if sum(len(cut.centres) for cut in found) != sum(len(cut.centres) for cut in expected):
        return False
    return _pairs_all(_alike(_cut_rows(found), _cut_rows(expected)))


def _same_in_any_order(found: Sequence[Body], expected: Sequence[Body]) -> bool:
    in_order = list(map(same_body, found, expected))
    if all(in_order) or len(found) == 1:
        return all(in_order)
    # Each pair is compared once, or nested groups would take exponential time.
    table = [
        [in_order[i] if i == j else same_body(one, other) for j, other in enumerate(expected)]
        for i, one in enumerate(found)
    ]
    return _pairs_all(np.array(table))


# ------------------------------------------------------------------ cuts, as rows of numbers

_NO_LENGTH = -1.0
_ANGLE_COLUMN = 5


def _cut_rows(cuts: Sequence[Cut]) -> NDArray[np.float64]:
    """One row for each hole and slot, patterns expanded: shape (n, 10)."""
    rows = []
    for cut in cuts:
        mouth = cut.counterbore
        same = (
            float(cut.kind == "slot"),
            float("xyz".index(cut.axis)),
            _NO_LENGTH if cut.depth is None else cut.depth,
            cut.length,
            cut.width,
            # A slot as long as it is wide looks the same at every angle.
            0.0 if close(cut.length, cut.width) else cut.angle,
            _NO_LENGTH if mouth is None else mouth.diameter,
            _NO_LENGTH if mouth is None else mouth.depth,
        )
        rows += [(*same, u, v) for u, v in cut.centres]
    return np.array(rows, dtype=np.float64).reshape(-1, 10)


def _alike(found: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows of cuts are the same: shape (rows found, rows expected)."""
    alike = np.ones((len(found), len(expected)), dtype=bool)
    for column in range(found.shape[1]):
        difference = found[:, column, None] - expected[None, :, column]
        if column == _ANGLE_COLUMN:
            alike &= np.abs((difference + 90) % 180 - 90) <= ANGLE_TOLERANCE
        else:
            limit = np.maximum(LENGTH_TOLERANCE, RELATIVE_TOLERANCE * np.abs(expected[:, column]))
            alike &= np.abs(difference) <= limit
    return alike


def _pairs_all(alike: NDArray[np.bool_]) -> bool:
    """Whether rows and columns can be paired one to one (augmenting paths, breadth first)."""
    size = len(alike)
    if not (alike.any(axis=0).all() and alike.any(axis=1).all()):
        return False
    row_of = np.full(size, -1)
    for start in range(size):
        free = np.flatnonzero(alike[start] & (row_of < 0))
        if len(free):
            row_of[free[0]] = start
        elif not _augment(alike, row_of, start):
            return False
    return True


def _augment(alike: NDArray[np.bool_], row_of: NDArray[np.int64], start: int) -> bool:
    reached_from = np.full(len(alike), -1)
    queue = [start]
    while queue:
        row = queue.pop(0)
        columns = np.flatnonzero(alike[row] & (reached_from < 0))
        reached_from[columns] = row
        for column in columns.tolist():
            if row_of[column] >= 0:
                queue.append(int(row_of[column]))
                continue
            while True:
                row = int(reached_from[column])
                (before,) = np.flatnonzero(row_of == row) if row != start else (-1,)
                row_of[column] = row
                if row == start:
                    return True
                column = int(before)
    return False


# ------------------------------------------------------------------ how much was found


@dataclass(frozen=True, slots=True)
class Found:
    """How much of an expected part a found one has."""

    dimensions_right: int
    dimensions_expected: int
    features_right: int
    features_found: int
    features_expected: int

    @property
    def dimension_accuracy(self) -> float:
        """The share of the expected dimensions that are right."""
        return self.dimensions_right / self.dimensions_expected

    @property
    def feature_f1(self) -> float:
        """F1 of features, patterns expanded; 1 when there are none on either side."""
        both = self.features_found + self.features_expected
        return 2 * self.features_right / both if both else 1.0


def how_much(found: Body, expected: Body) -> Found:
    """Compare dimensions and features, each expected primitive with the most similar found one.

    Primitives are paired greedily, those of one kind that share most dimensions (then features) first;
    what is left over on either side has nothing right.
    """
    mine, theirs = list(primitives(found)), list(primitives(expected))
    scores = sorted(
        (
            (-_dimensions_right(one, other), i != j, i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(theirs)
            if type(one.shape) is type(other.shape)
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    dimensions = 0
    for negative, _, i, j in scores:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
            dimensions -= negative
    return Found(
        dimensions_right=dimensions,
        dimensions_expected=sum(_dimension_count(primitive) for primitive in theirs),
        features_right=sum(_features_right(mine[i], theirs[j]) for i, j in partner.items()),
        features_found=sum(_feature_count(primitive) for primitive in mine),
        features_expected=sum(_feature_count(primitive) for primitive in theirs),
    )


def _dimensions_right(found: Primitive, expected: Primitive) -> int:
    sizes = _SIZES[type(expected.shape)]
    pairs = zip(sizes(found.shape), sizes(expected.shape), strict=True)
    return sum(1 for size, wanted in pairs if wanted and close(size, wanted))


def _dimension_count(primitive: Primitive) -> int:
    """How many dimensions are said: neither an absent wall nor the apex of a cone is."""
    return sum(1 for size in _SIZES[type(primitive.shape)](primitive.shape) if size)


def _feature_count(primitive: Primitive) -> int:
    edges = sum(edge is not None for edge in _edges(primitive.edges))
    cuts = sum(len(cut.centres) for cut in primitive.cuts)
    return edges + (primitive.shell is not None) + cuts + len(primitive.idle)


def _features_right(found: Primitive, expected: Primitive) -> int:
    right = sum(
        wanted is not None and _same_edge(edge, wanted)
        for edge, wanted in zip(_edges(found.edges), _edges(expected.edges), strict=True)
    )
    if found.shell is not None and expected.shell is not None:
        right += found.shell.open == expected.shell.open and close(
            found.shell.thickness, expected.shell.thickness
        )
    right += (Counter(found.idle) & Counter(expected.idle)).total()
    if found.cuts and expected.cuts:
        right += _greedy_pairs(_alike(_cut_rows(found.cuts), _cut_rows(expected.cuts)))
    return right


def _greedy_pairs(alike: NDArray[np.bool_]) -> int:
    pairs = 0
    free = np.ones(alike.shape[1], dtype=bool)
    for row in alike:
        columns = np.flatnonzero(row & free)
        if len(columns):
            free[columns[0]] = False
            pairs += 1
    return pairs
