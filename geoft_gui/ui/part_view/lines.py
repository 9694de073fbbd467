"""Which pieces of a part's lines are seen, told by following each through the depth buffer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.rasteriser import LINE, Raster
from geoft_gui.ui.part_view.scene import EDGE_SLACK, OUTLINE_SLACK, Scene


@dataclass(frozen=True, eq=False)
class VisibleLines:
    """A part's lines as places a pixel apart: `line` says on which one, `seen` whether no face hides it."""

    line: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    seen: NDArray[np.bool_]

    @classmethod
    def of(cls, scene: Scene, camera: Camera, raster: Raster) -> "VisibleLines":
        """The edges and the outline of a part, of which a raster has the faces."""
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
        line = np.repeat(np.arange(len(steps)), steps + 1)
        place = np.arange(len(line)) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)
        share = place / steps[line]
        xs, ys, nears = (ends[line, 0] + share * (ends[line, 1] - ends[line, 0]) for ends in (x, y, near))
        seen = (xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)
        hidden_by = _farthest_nearby(raster.nearness)[_whole(ys[seen]), _whole(xs[seen])]
        # Behind by a slack of the distance d: 1 / d - 1 / (d + slack) is about slack / d².
        seen[seen] = nears[seen] + slack[line[seen]] * nears[seen] ** 2 >= hidden_by
        return cls(line, xs, ys, seen)

    def draw_into(self, raster: Raster) -> None:
        """Colour the pixels that the lines go through: quick, whatever their number."""
        raster.shade[_whole(self.y[self.seen]), _whole(self.x[self.seen])] = LINE

    def pieces(self) -> NDArray[np.float64]:
        """What is seen, as line segments (k, 4: x, y, x, y)."""
        goes_on = self.seen[:-1] & self.seen[1:] & (self.line[1:] == self.line[:-1])
        goes_on = np.concatenate([[False], goes_on, [False]])
        begins, ends = ~goes_on[:-1] & goes_on[1:], goes_on[:-1] & ~goes_on[1:]
        return np.column_stack([self.x[begins], self.y[begins], self.x[ends], self.y[ends]])


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
