"""The soft shadow of a part on the ground that it stands on: where it touches, the light cannot get in."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SHADOW_SIDE: Final = 1.8
"""The side of the square that a shadow is a picture of, in the larger of the part's length and width."""
_CELLS: Final = 64
_POINTS: Final = 16_384
# A face this far above the ground, in the side of the square, casts a third of the shadow of one on it.
_REACH: Final = 0.14
_SOFTENINGS: Final = 3
_SOFT_CELLS: Final = 2
# Steps of a sequence that fills a square evenly (Roberts, 2018): powers of the inverse plastic number.
_STEPS: Final = (0.7548776662466927, 0.5698402909980532)


def contact_shadow(corners: NDArray[np.float64], crossed: NDArray[np.float64]) -> NDArray[np.uint8]:
    """How dark the ground is, 0 to 255, in a square around the middle of the part; rows go along y.

    `corners` (m, 3, 3) are of a closed mesh's triangles, `crossed` (m, 3) their normals, as long as twice
    their areas.
    """
    below = crossed[:, 2] < 0
    corners, shares = corners[below], -crossed[below, 2]
    points = _points_on(corners, np.ceil(shares * (_POINTS / shares.sum())).astype(np.int64))
    lower, upper = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    side = SHADOW_SIDE * float((upper - lower)[:2].max())
    cells = ((points[:, :2] - (lower + upper)[:2] / 2) / side + 0.5) * _CELLS
    column, row = np.clip(cells, 0, _CELLS - 1).astype(np.int64).T
    height = np.full(_CELLS * _CELLS, np.inf)
    np.minimum.at(height, row * _CELLS + column, points[:, 2] - lower[2])
    dark = np.exp(-height / (_REACH * side)).reshape(_CELLS, _CELLS)
    for _ in range(_SOFTENINGS):
        dark = _softened(_softened(dark).T).T
    return (dark * 255).astype(np.uint8)


def _points_on(corners: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """So many points on each triangle, spread evenly."""
    number = np.arange(int(counts.sum()))
    first, second = (number * step % 1.0 for step in _STEPS)
    beyond = first + second > 1
    first[beyond], second[beyond] = 1 - first[beyond], 1 - second[beyond]
    origin, one, other = np.repeat(corners, counts, axis=0).transpose(1, 0, 2)
    return origin + first[:, None] * (one - origin) + second[:, None] * (other - origin)


def _softened(dark: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row's value the mean of those around it."""
    sums = np.cumsum(np.pad(dark, ((_SOFT_CELLS + 1, _SOFT_CELLS), (0, 0))), axis=0)
    window = 2 * _SOFT_CELLS + 1
    return (sums[window:] - sums[:-window]) / window
