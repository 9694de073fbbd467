"""Which pieces of a part's lines are seen, told by following each through the depth buffer."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.rasteriser import FULL_LIGHT, Raster, slices
from geoft_gui.ui.part_view.scene import EDGE_SLACK, OUTLINE_SLACK, Scene

PLACES_AT_ONCE: Final = 60_000
"""Followed without a pause: some 5 ms."""
_DARKNESS: Final = 0.75
"""Of a line, against the face that it lies on."""


@dataclass(frozen=True, eq=False)
class VisibleLines:
    """Lines of a part as places a pixel apart: `line` says on which one, `seen` whether no face hides it."""

    line: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    seen: NDArray[np.bool_]

    def pieces(self) -> NDArray[np.float64]:
        """What is seen, as line segments (k, 4: x, y, x, y)."""
        goes_on = self.seen[:-1] & self.seen[1:] & (self.line[1:] == self.line[:-1])
        goes_on = np.concatenate([[False], goes_on, [False]])
        begins, ends = ~goes_on[:-1] & goes_on[1:], goes_on[:-1] & ~goes_on[1:]
        return np.column_stack([self.x[begins], self.y[begins], self.x[ends], self.y[ends]])


def darken(raster: Raster, lines: list[VisibleLines], covered: float) -> None:
    """Darken the pixels that lines go through, of which they cover this share. Quick for many lines."""
    x = np.concatenate([_whole(some.x[some.seen]) for some in lines])
    y = np.concatenate([_whole(some.y[some.seen]) for some in lines])
    below = raster.shade[y, x]
    # The outline may go beside the part.
    below[below == 0] = FULL_LIGHT
    raster.shade[y, x] = np.maximum(below * (1 - _DARKNESS * min(1.0, covered)), 1).astype(np.uint8)


def visible_lines(
    scene: Scene, camera: Camera, raster: Raster
) -> Generator[None, None, list[VisibleLines]]:
    """The edges and the outline of a part, of which a raster has the faces; pauses every some ms."""
    outline = scene.outline(scene.faces_eye(camera))
    segments = np.concatenate([scene.edges, outline])
    slack = np.repeat([EDGE_SLACK, OUTLINE_SLACK], [len(scene.edges), len(outline)])
    height, width = raster.shade.shape
    matrix = scene.matrix(camera, width, height)[[0, 1, 3]]
    across, up, away = (segments.reshape(-1, 3) @ matrix[:, :3].T + matrix[:, 3]).T
    x = (width / 2 * (1 + across / away)).reshape(-1, 2)
    y = (height / 2 * (1 - up / away)).reshape(-1, 2)
    near = (1 / away).reshape(-1, 2)
    longer = np.maximum(abs(x[:, 1] - x[:, 0]), abs(y[:, 1] - y[:, 0]))
    # A line that reaches far out of the picture, when it is magnified, is followed less closely.
    steps = np.minimum(np.ceil(longer).astype(np.int64) + 1, 2 * (width + height))
    yield
    hidden_by = _farthest_nearby(raster.nearness)
    followed = []
    for some in slices(steps + 1, PLACES_AT_ONCE):
        yield
        followed.append(_follow(x[some], y[some], near[some], slack[some], steps[some], hidden_by))
    return followed


def _follow(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    near: NDArray[np.float64],
    slack: NDArray[np.float64],
    steps: NDArray[np.int64],
    hidden_by: NDArray[np.float32],
) -> VisibleLines:
    """Go along lines from the first to the second of their ends (k, 2), in so many steps each."""
    height, width = hidden_by.shape
    line = np.repeat(np.arange(len(steps)), steps + 1)
    place = np.arange(len(line)) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)
    share = place / steps[line]
    xs, ys, nears = (ends[line, 0] + share * (ends[line, 1] - ends[line, 0]) for ends in (x, y, near))
    seen = (xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)
    nearest = hidden_by[_whole(ys[seen]), _whole(xs[seen])]
    # Behind by a slack of the distance d: 1 / d - 1 / (d + slack) is about slack / d².
    seen[seen] = nears[seen] + slack[line[seen]] * nears[seen] ** 2 >= nearest
    return VisibleLines(line, xs, ys, seen)


def _whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return values.astype(np.int64)


def _farthest_nearby(nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """The least of each pixel and its eight neighbours: a line along a face's rim is not hidden by it."""
    across = nearness.copy()
    np.minimum(across[:, 1:], nearness[:, :-1], out=across[:, 1:])
    np.minimum(across[:, :-1], nearness[:, 1:], out=across[:, :-1])
    least = across.copy()
    np.minimum(least[1:], across[:-1], out=least[1:])
    np.minimum(least[:-1], across[1:], out=least[:-1])
    return least
