"""What is needed to draw a part: triangles, how their corners catch the light, and the lines to draw.

numpy only, so that the window may know it; making one from a solid is the workbench's child's work.
"""

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .shadow import contact_shadow

if TYPE_CHECKING:
    from .bounds import Bounds
    from .solid import Solid

LEAST_EDGE_DEGREES: Final = 20.0
"""Faces that meet at less than this look like one round face."""
_SEGMENT_SLACK: Final = 1.3
# Facets of one plane differ by rounding only, those of the finest round face by some degrees.
_FLAT_COSINE: Final = math.cos(math.radians(0.2))
# Where the faces around a corner point all over, as at the tip of a cone, their mean is nobody's normal.
_TIP_COSINE: Final = math.cos(math.radians(40))


@dataclass(frozen=True, eq=False)
class Drawing:
    """A part to be drawn, in mm, z up.

    `vertices` (n, 3); `triangles` (m, 3) are rows of `vertices`, counter-clockwise from outside; `normals`
    (m, 3, 3) has a unit normal for each corner of each triangle: round faces look round, edges sharp.
    `edges` (k, 2, 3) are the line segments where faces meet. `smooth` (s, 2) are the other edges of the
    mesh, as rows of `vertices`, and `beside` (s, 2) the two triangles at each: where one faces the eye and
    the other does not, a round face ends for the eye, and a line belongs there too. `shadow` is the part's
    shadow on the ground (`shadow.py`).
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    normals: NDArray[np.float32]
    edges: NDArray[np.float32]
    smooth: NDArray[np.int32]
    beside: NDArray[np.int32]
    shadow: NDArray[np.uint8]

    @property
    def bounds(self) -> "Bounds":
        """The lower and the upper corner of the mesh, in mm."""
        x0, y0, z0 = self.vertices.min(axis=0).tolist()
        x1, y1, z1 = self.vertices.max(axis=0).tolist()
        return (x0, y0, z0), (x1, y1, z1)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that it consists of, by name: `Drawing(**arrays)` is the same again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def draw(solid: "Solid") -> Drawing:
    """The drawing of a solid whose status is "ok"."""
    triangles = solid.triangles
    corners = solid.vertices[triangles]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(crossed, axis=1)
    flat = crossed / np.maximum(areas, np.finfo(float).tiny)[:, None]
    half = _half_edges(triangles)
    beside = half // 3
    cosines = np.einsum("ij,ij->i", flat[beside[:, 0]], flat[beside[:, 1]])
    # A triangle without area has no direction, and so no edge of its own.
    cosines[(areas[beside] == 0).any(axis=1)] = 1.0
    sharp = cosines < _edge_cosine(solid.segments)
    ends = np.stack([triangles.ravel()[half[:, 0]], triangles.ravel()[_following(half[:, 0])]], axis=1)
    facets = _components(len(triangles), *beside[cosines > _FLAT_COSINE].T)
    facet_areas = np.bincount(facets, areas).astype(np.float64)
    normals = _corner_normals(corners, flat, facet_areas[facets], half[~sharp])
    return Drawing(
        solid.vertices.astype(np.float32),
        triangles.astype(np.int32),
        normals.astype(np.float32),
        solid.vertices[ends[sharp]].astype(np.float32),
        ends[~sharp].astype(np.int32),
        beside[~sharp].astype(np.int32),
        contact_shadow(corners, crossed),
    )


def _edge_cosine(segments: int) -> float:
    """Facets of a round face meet at 360° / segments; whatever meets at clearly more is an edge."""
    return math.cos(math.radians(max(LEAST_EDGE_DEGREES, _SEGMENT_SLACK * 360 / segments)))


def _half_edges(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of half edges that are one edge. Half edge 3 t + i leads from corner i of t to the next."""
    start, end = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    key = np.minimum(start, end) * (triangles.max(initial=0) + 1) + np.maximum(start, end)
    return np.argsort(key, kind="stable").reshape(-1, 2)


def _following(half: NDArray[np.int64]) -> NDArray[np.int64]:
    return half - half % 3 + (half + 1) % 3


def _corner_normals(
    corners: NDArray[np.float64],
    flat: NDArray[np.float64],
    areas: NDArray[np.float64],
    smooth: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The mean of the normals around each corner, as far as no sharp edge is crossed.

    A facet counts by its angle at the corner (Thürmer and Wüthrich, 1998), so that it does not matter how
    it is cut into triangles, and by its area, so that a rounded edge does not bend the light on the flat
    face beside it.
    """
    count = 3 * len(corners)
    one, other = smooth.T
    # An edge's ends: where one half edge starts, the other ends.
    groups = _components(
        count,
        np.concatenate([one, _following(one)]),
        np.concatenate([_following(other), other]),
    )
    weights = (_angles(corners) * areas[:, None]).ravel()
    own = np.repeat(flat, 3, axis=0)
    sums = np.stack([np.bincount(groups, weights * own[:, axis], count) for axis in range(3)], axis=1)
    mean = sums[groups]
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    mean = np.divide(mean, length, out=own.copy(), where=length > 0)
    astray = np.einsum("ij,ij->i", mean, own) < _TIP_COSINE
    mean[astray] = own[astray]
    return mean.reshape(-1, 3, 3)


def _angles(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The angles of triangles at their corners, in radians, shape (m, 3)."""
    following = np.roll(corners, -1, axis=1) - corners
    previous = np.roll(corners, 1, axis=1) - corners
    sine = np.linalg.norm(np.cross(following, previous), axis=2)
    return np.arctan2(sine, np.einsum("ijk,ijk->ij", following, previous))


def _components(count: int, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of `count` things the lowest number among those that pairs connect it with."""
    labels = np.arange(count)
    while True:
        first, second = labels[one], labels[other]
        if np.array_equal(first, second):
            return labels
        np.minimum.at(labels, np.maximum(first, second), np.minimum(first, second))
        while not np.array_equal(shorter := labels[labels], labels):
            labels = shorter
