"""Whether points lie inside a mesh, by a way that shares nothing with either compiler."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def inside_mesh(vertices: Floats, triangles: NDArray[np.int64], points: Floats) -> NDArray[np.bool_]:
    """A mask for points (n, 3): an odd number of triangles lies above a point that is inside.

    A vertical ray meets a triangle where the point's shadow lies in the triangle's shadow. Random
    points do not meet edges.
    """
    corners = vertices[triangles]
    low, high = corners.min(axis=1), corners.max(axis=1)
    x, y, z = points.T[:, :, None]
    near = (low[:, 0] <= x) & (x <= high[:, 0]) & (low[:, 1] <= y) & (y <= high[:, 1]) & (high[:, 2] >= z)
    point, triangle = np.nonzero(near)
    a, b, c = corners[triangle].transpose(1, 0, 2)
    shadow = points[point]
    weights = np.stack([_side(b, c, shadow), _side(c, a, shadow), _side(a, b, shadow)], axis=1)
    hit = (weights > 0).all(axis=1) | (weights < 0).all(axis=1)
    weights, point = weights[hit], point[hit]
    heights = (weights * corners[triangle[hit], :, 2]).sum(axis=1) / weights.sum(axis=1)
    crossed = np.bincount(point[heights > points[point, 2]], minlength=len(points))
    return crossed % 2 == 1


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    """Seen from above: on which side of the line from start to end a point lies."""
    along, to = end - start, point - start
    return along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
