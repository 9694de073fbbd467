"""Whether points lie inside a mesh, by a way that shares nothing with either compiler."""

import numpy as np
from numpy.typing import NDArray


def inside_mesh(
    vertices: NDArray[np.float64], triangles: NDArray[np.int64], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """A mask for points (n, 3): an odd number of triangles lies above a point that is inside.

    A vertical ray meets a triangle where the point's shadow lies in the triangle's shadow. Random
    points do not meet edges.
    """
    corners = vertices[triangles]
    inside = np.zeros(len(points), bool)
    low, high = corners[:, :, :2].min(axis=1), corners[:, :, :2].max(axis=1)
    top = corners[:, :, 2].max(axis=1)
    for index, (x, y, z) in enumerate(points):
        near = corners[
            (low[:, 0] <= x) & (x <= high[:, 0]) & (low[:, 1] <= y) & (y <= high[:, 1]) & (top >= z)
        ]
        a, b, c = near[:, 0], near[:, 1], near[:, 2]

        def side(
            p: NDArray[np.float64], q: NDArray[np.float64], x: float = x, y: float = y
        ) -> NDArray[np.float64]:
            return (q[:, 0] - p[:, 0]) * (y - p[:, 1]) - (q[:, 1] - p[:, 1]) * (x - p[:, 0])

        u, v, w = side(b, c), side(c, a), side(a, b)
        hit = ((u > 0) & (v > 0) & (w > 0)) | ((u < 0) & (v < 0) & (w < 0))
        weights = np.stack([u, v, w], axis=1)[hit]
        heights = (weights * near[hit, :, 2]).sum(axis=1) / weights.sum(axis=1)
        inside[index] = (heights > z).sum() % 2
    return inside
