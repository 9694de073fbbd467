"""From where a part is looked at: numbers only, no Qt, so that every canvas shows the same."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.geometry.bounds import Bounds

Points = NDArray[np.float64]

DISTANCE: Final = 8.0
"""Of the eye from the middle, in radii of what is looked at: a view of 14°, which distorts little."""
LEAST_ZOOM: Final = 0.1
MOST_ZOOM: Final = 60.0
_FOCAL: Final = math.sqrt(DISTANCE**2 - 1)
_NEAR: Final = DISTANCE - 1.1
_FAR: Final = DISTANCE + 1.1
_FILLED: Final = 0.8
"""The share of the picture that a part fills when it is fitted into it."""
_LEAST_RADIUS: Final = 1e-6


@dataclass(frozen=True)
class Direction:
    """Where the eye is, in degrees: `azimuth` anticlockwise from the front (-y), `elevation` above it."""

    azimuth: float
    elevation: float


FRONT: Final = Direction(0.0, 0.0)
RIGHT: Final = Direction(90.0, 0.0)
TOP: Final = Direction(0.0, 90.0)
ISOMETRIC: Final = Direction(45.0, math.degrees(math.atan(math.sqrt(0.5))))


@dataclass(frozen=True)
class Camera:
    """An eye on a sphere around a part, looking at its middle.

    `centre` and `radius` (mm) are of the sphere that holds what is looked at. The eye never comes nearer:
    `zoom` magnifies the picture (at 1 the sphere just fits), `pan` moves it, in halves of the picture's
    shorter side, up and to the right. `fitted` says that the part is wholly in the picture and shall
    remain so when it is turned. `floor` is the height of the ground that it stands on, in mm.
    """

    centre: tuple[float, float, float] = (0.0, 0.0, 0.0)
    radius: float = 1.0
    floor: float = 0.0
    direction: Direction = ISOMETRIC
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)
    fitted: bool = True

    def around(self, bounds: Bounds) -> "Camera":
        """Looking at what lies between these corners, from the same direction."""
        lower, upper = np.array(bounds)
        x, y, z = ((lower + upper) / 2).tolist()
        radius = max(float(np.linalg.norm(upper - lower)) / 2, _LEAST_RADIUS)
        return replace(self, centre=(x, y, z), radius=radius, floor=float(lower[2]))

    def looking(self, direction: Direction) -> "Camera":
        """Looking from another direction; all the way round is where it began."""
        azimuth = (direction.azimuth + 180) % 360 - 180
        elevation = min(90.0, max(-90.0, direction.elevation))
        return replace(self, direction=Direction(azimuth, elevation))

    def turned(self, right: float, up: float) -> "Camera":
        """The eye moved round the part by so many degrees."""
        return self.looking(Direction(self.direction.azimuth + right, self.direction.elevation + up))

    def moved(self, right: float, up: float) -> "Camera":
        """The picture moved, in halves of its shorter side."""
        return replace(self, pan=(self.pan[0] + right, self.pan[1] + up), fitted=False)

    def placed(self, zoom: float, pan: tuple[float, float]) -> "Camera":
        """With this magnification and this place in the picture."""
        return replace(self, zoom=zoom, pan=pan)

    def zoomed(self, factor: float, at: tuple[float, float] = (0.0, 0.0)) -> "Camera":
        """Magnified around a place of the picture, given like `pan`, which stays where it is."""
        zoom = min(MOST_ZOOM, max(LEAST_ZOOM, self.zoom * factor))
        grown = zoom / self.zoom
        pan = (at[0] + (self.pan[0] - at[0]) * grown, at[1] + (self.pan[1] - at[1]) * grown)
        return replace(self, zoom=zoom, pan=pan, fitted=False)

    def fit(self, points: NDArray[np.floating], width: float, height: float) -> "Camera":
        """Zoomed and moved so that all points (n, 3), in mm, lie well within a picture of this size."""
        plain = replace(self, zoom=1.0, pan=(0.0, 0.0))
        shown = plain._shown(points)[:, :2]
        lower, upper = shown.min(axis=0), shown.max(axis=0)
        room = 2 * _FILLED * np.array([width, height]) / min(width, height)
        zoom = float((room / np.maximum(upper - lower, _LEAST_RADIUS)).min())
        zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        right, up = (-zoom * (lower + upper) / 2).tolist()
        return replace(self, zoom=zoom, pan=(right, up), fitted=True)

    def kept_in(self, points: NDArray[np.floating], width: float, height: float) -> "Camera":
        """When fitted: made smaller as far as needed, never larger, so that a turning part does not pulse."""
        if not self.fitted:
            return self
        fit = self.fit(points, width, height)
        if fit.zoom <= self.zoom:
            return fit
        shrunk = self.zoom / fit.zoom
        return replace(fit, zoom=self.zoom, pan=(fit.pan[0] * shrunk, fit.pan[1] * shrunk))

    @property
    def axes(self) -> Points:
        """Rows: to the right in the picture, up, and towards the eye, as unit vectors."""
        azimuth, elevation = math.radians(self.direction.azimuth), math.radians(self.direction.elevation)
        right = np.array([math.cos(azimuth), math.sin(azimuth), 0.0])
        level = math.cos(elevation)
        eye = np.array([level * math.sin(azimuth), -level * math.cos(azimuth), math.sin(elevation)])
        return np.stack([right, np.cross(eye, right), eye])

    @property
    def eye(self) -> Points:
        """Where the eye is, in mm."""
        return np.array(self.centre) + DISTANCE * self.radius * self.axes[2]

    def matrix(self, width: float, height: float) -> Points:
        """From mm to clip coordinates, as OpenGL defines them, for a picture of this size."""
        turn = np.eye(4)
        turn[:3, :3] = self.axes / self.radius
        turn[:3, 3] = -turn[:3, :3] @ np.array(self.centre)
        # Depth and the divisor are the same for all cameras; zoom and pan happen in the picture's plane.
        lens = np.zeros((4, 4))
        sides = min(width, height) / np.array([width, height])
        for axis in range(2):
            lens[axis, axis] = sides[axis] * self.zoom * _FOCAL
            lens[axis, 2] = -sides[axis] * self.pan[axis]
            lens[axis, 3] = sides[axis] * self.pan[axis] * DISTANCE
        slope = (_FAR + _NEAR) / (_FAR - _NEAR)
        lens[2, 2] = -slope
        lens[2, 3] = slope * DISTANCE - 2 * _FAR * _NEAR / (_FAR - _NEAR)
        lens[3, 2:] = -1.0, DISTANCE
        return lens @ turn

    @staticmethod
    def depth_of(slack: float) -> float:
        """By how much a length towards the eye, in radii, changes what the matrix makes of a depth."""
        return slack * 2 * _FAR * _NEAR / ((_FAR - _NEAR) * DISTANCE**2)

    def project(self, points: NDArray[np.floating], width: float, height: float) -> Points:
        """Where points (n, 3), in mm, are in a picture of this size: pixels (n, 2), y downwards."""
        shown = self._shown(points)[:, :2] * min(width, height) / 2
        return np.column_stack([width / 2 + shown[:, 0], height / 2 - shown[:, 1]])

    def _shown(self, points: NDArray[np.floating]) -> Points:
        """In halves of the picture's shorter side from its middle, and the distance from the eye in radii."""
        seen = (points - np.array(self.centre)) @ (self.axes.T / self.radius)
        away = DISTANCE - seen[:, 2]
        flat = self.zoom * _FOCAL * seen[:, :2] / away[:, None] + np.array(self.pan)
        return np.column_stack([flat, away])
