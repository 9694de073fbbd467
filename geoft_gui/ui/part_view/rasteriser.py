"""Triangles to pixels with a depth buffer, by numpy, for machines without OpenGL.

Triangles become rows of pixels and rows become pixels, each step for many at once, so that the time goes
with the pixels drawn and hardly with the number of triangles.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.light import brightness
from geoft_gui.ui.part_view.scene import Scene

PIXELS_AT_ONCE: Final = 200_000
"""Drawn without a pause: some 10 ms."""
ROWS_AT_ONCE: Final = 20_000
"""Of triangles, found without a pause: some 10 ms."""
TRIANGLES_AT_ONCE: Final = 10_000
"""Placed in the picture without a pause: some 5 ms."""
FULL_LIGHT: Final = 240
"""The shade of a face whose brightness is 1; 0 is where no face is."""
_MOST_LIGHT: Final = 255


@dataclass(frozen=True, eq=False)
class Raster:
    """What is seen: `shade` (h, w), and `nearness` (h, w), one over the distance from the eye, in radii."""

    shade: NDArray[np.uint8]
    nearness: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Corners:
    """The corners of the triangles that face the eye, in pixels, sorted by y: (k, 3) each."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    nearness: NDArray[np.float64]
    light: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Spans:
    """Rows of pixels: where each begins in the picture and how long it is, and two values along it."""

    first: NDArray[np.int64]
    length: NDArray[np.int64]
    nearness: NDArray[np.float32]
    nearness_step: NDArray[np.float32]
    light: NDArray[np.float32]
    light_step: NDArray[np.float32]


def rasterise(scene: Scene, camera: Camera, width: int, height: int) -> Generator[None, None, Raster]:
    """Draw the faces of a part into a picture of this size; pauses (yields) every some milliseconds."""
    shade = np.zeros(width * height, np.uint8)
    nearness = np.zeros(width * height, np.float32)
    places = _places(scene, camera, width, height)
    shown = np.flatnonzero(scene.faces_eye(camera))
    for first in range(0, len(shown), TRIANGLES_AT_ONCE):
        yield
        corners = _corners(scene, camera, places, shown[first : first + TRIANGLES_AT_ONCE])
        top, rows = _rows(corners, height)
        for triangles in slices(rows, ROWS_AT_ONCE):
            yield
            spans = _spans(corners, triangles, top[triangles], rows[triangles], width)
            for piece in slices(spans.length, PIXELS_AT_ONCE):
                yield
                _fill(spans, piece, shade, nearness)
    return Raster(shade.reshape(height, width), nearness.reshape(height, width))


def slices(amounts: NDArray[np.int64], at_once: int) -> list[slice]:
    """Slices of things that need these amounts of work, with about so much work each."""
    ends = np.cumsum(amounts)
    total = int(ends[-1]) if len(ends) else 0
    cuts = np.searchsorted(ends, np.arange(at_once, total, at_once), side="right")
    cuts = np.unique(np.concatenate([[0], cuts, [len(ends)]]))
    return [slice(*pair) for pair in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)]


def _places(scene: Scene, camera: Camera, width: int, height: int) -> NDArray[np.float64]:
    """Where the vertices are in the picture: x and y in pixels, and nearness."""
    matrix = scene.matrix(camera, width, height)
    clip = scene.positions @ matrix[[0, 1, 3], :3].T + matrix[[0, 1, 3], 3]
    near = 1 / clip[:, 2]
    x, y = width / 2 * (1 + clip[:, 0] * near), height / 2 * (1 - clip[:, 1] * near)
    return np.column_stack([x, y, near])


def _corners(
    scene: Scene, camera: Camera, places: NDArray[np.float64], shown: NDArray[np.int64]
) -> _Corners:
    """Of the triangles with these numbers."""
    x, y, near = np.moveaxis(places[scene.drawing.triangles[shown]], 2, 0)
    light = brightness(scene.drawing.normals[shown], camera.axes) * FULL_LIGHT
    order = np.argsort(y, axis=1)

    def in_order(values: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.take_along_axis(values, order, axis=1).astype(np.float64)

    return _Corners(in_order(x), in_order(y), in_order(near), in_order(light))


def _rows(corners: _Corners, height: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of pixels whose middles each triangle may hold, and how many there are."""
    top, bottom = (
        np.clip(np.ceil(corners.y[:, corner] - 0.5), 0, height).astype(np.int64) for corner in (0, 2)
    )
    return top, np.maximum(bottom - top, 0)


def _spans(
    corners: _Corners, triangles: slice, top: NDArray[np.int64], rows: NDArray[np.int64], width: int
) -> _Spans:
    """The pixels whose middles are within each triangle, row by row.

    Both triangles at an edge work out the same x for it, whichever way they go: no gap is left between them.
    """
    which = np.repeat(np.arange(len(rows)), rows)
    row = np.arange(len(which)) - np.repeat(np.cumsum(rows) - rows, rows) + top[which]
    which += triangles.start
    y = row + 0.5
    lower_half = y >= corners.y[which, 1]
    start, end = lower_half.astype(np.int64), lower_half + 1
    long = _along(corners, which, 0, 2, y)
    short = _along(corners, which, start, end, y)
    across = short[0] - long[0]
    first = np.clip(np.ceil(np.minimum(long[0], short[0]) - 0.5), 0, width)
    last = np.clip(np.ceil(np.maximum(long[0], short[0]) - 0.5), 0, width)
    kept = last > first
    first, across = first[kept], across[kept]
    share = (first + 0.5 - long[0][kept]) / across
    values = []
    for begin, finish in zip(long[1:], short[1:], strict=True):
        change = (finish - begin)[kept]
        values += [begin[kept] + share * change, change / across]
    return _Spans(
        row[kept] * width + first.astype(np.int64),
        (last[kept] - first).astype(np.int64),
        *(value.astype(np.float32) for value in values),
    )


def _along(
    corners: _Corners,
    which: NDArray[np.int64],
    start: int | NDArray[np.int64],
    end: int | NDArray[np.int64],
    y: NDArray[np.floating],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """x, nearness and light where the edges from corners `start` to `end` cross the rows."""
    y0, y1 = corners.y[which, start], corners.y[which, end]
    height = y1 - y0
    share = np.divide(y - y0, height, out=np.zeros_like(y), where=height > 0)
    x, near, light = (
        values[which, start] + share * (values[which, end] - values[which, start])
        for values in (corners.x, corners.nearness, corners.light)
    )
    return x, near, light


def _fill(spans: _Spans, part: slice, shade: NDArray[np.uint8], nearness: NDArray[np.float32]) -> None:
    """Draw some spans, each pixel where nothing nearer has been drawn."""
    length = spans.length[part]
    along = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    pixel = np.repeat(spans.first[part], length) + along
    step = along.astype(np.float32)
    near = np.repeat(spans.nearness[part], length) + step * np.repeat(spans.nearness_step[part], length)
    light = np.repeat(spans.light[part], length) + step * np.repeat(spans.light_step[part], length)
    np.maximum.at(nearness, pixel, near)
    seen = near >= nearness[pixel]
    shade[pixel[seen]] = np.clip(light[seen], 1, _MOST_LIGHT).astype(np.uint8)
