"""A drawing made ready for the canvases: around zero, about one in size, so that single precision does."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.geometry.drawing import Drawing
from geoft_gui.ui.part_view.camera import Camera

EDGE_SLACK: Final = 0.004
"""How far behind a face an edge may lie and be seen still, in the radius of the part."""
OUTLINE_SLACK: Final = 0.02
"""The same for an outline, which runs among facets that stand a little before and behind it."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A drawing, and what is worked out of it once rather than for each picture.

    Lengths are in halves of its box's diagonal, from the box's middle; `placement` is the matrix that takes
    them to mm. `facing` (m, 4) has for each triangle its plane: it faces whoever is on its positive side.
    """

    drawing: Drawing
    placement: NDArray[np.float64]
    positions: NDArray[np.float32]
    edges: NDArray[np.float32]
    facing: NDArray[np.float32]

    @classmethod
    def of(cls, drawing: Drawing) -> "Scene":
        """The scene of a drawing."""
        camera = Camera().around(drawing.bounds)
        placement = np.diag([camera.radius] * 3 + [1.0])
        placement[:3, 3] = camera.centre
        positions = _scaled(drawing.vertices, camera)
        corners = positions[drawing.triangles].astype(np.float64)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        offset = -np.einsum("ij,ij->i", across, corners[:, 0])
        facing = np.column_stack([across, offset]).astype(np.float32)
        return cls(drawing, placement, positions, _scaled(drawing.edges, camera), facing)

    def matrix(self, camera: Camera, width: float, height: float) -> NDArray[np.float64]:
        """From the scene's coordinates to clip coordinates."""
        return camera.matrix(width, height) @ self.placement

    def faces_eye(self, camera: Camera) -> NDArray[np.bool_]:
        """For each triangle whether its outside is turned towards the eye."""
        radius, centre = self.placement[0, 0], self.placement[:3, 3]
        eye = np.append((camera.eye - centre) / radius, 1.0).astype(np.float32)
        return np.asarray(self.facing @ eye > 0)

    def outline(self, faces_eye: NDArray[np.bool_]) -> NDArray[np.float32]:
        """The segments (k, 2, 3) where round faces turn away from the eye."""
        drawing = self.drawing
        turns = faces_eye[drawing.beside[:, 0]] != faces_eye[drawing.beside[:, 1]]
        return self.positions[drawing.smooth[turns]]


def _scaled(points: NDArray[np.float32], camera: Camera) -> NDArray[np.float32]:
    return ((points - np.array(camera.centre)) / camera.radius).astype(np.float32)
