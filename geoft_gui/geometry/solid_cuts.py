"""Meshes of what holes and slots take away, in the frame of the part they are cut into."""

import numpy as np
from manifold3d import Manifold

from .bodies import Axis, Box, Cut, Cylinder, Primitive, Prism
from .bounds import bounds
from .outlines import Outline, circle, obround
from .solid_shapes import extruded


def goes_straight_through(cut: Cut) -> bool:
    """Whether a cut is the same at every height, so that its outlines say all of it."""
    return cut.axis == "z" and cut.depth is None and cut.counterbore is None


def cut_outlines(cut: Cut, segments: int) -> list[Outline]:
    """The outline of each hole or slot of a pattern, on the face it enters."""
    outline = obround(cut.length, cut.width, cut.angle, segments)
    return [outline + centre for centre in cut.centres]


def cutters(cut: Cut, shape: Box | Cylinder | Prism, segments: int) -> list[Manifold]:
    """The bodies to take away: one for a whole pattern, one more for its counterbores.

    They stand out over the faces they open, so that no face of theirs lies in a face of the part.
    """
    (left, front, bottom), (right, back, top) = bounds(Primitive(shape))
    # Along the axis, outwards: from the far face to the mouth.
    far, mouth = {"x": (left, right), "y": (-back, -front), "z": (bottom, top)}[cut.axis]
    over = (mouth - far) / 10
    end = far - over if cut.depth is None else mouth - cut.depth
    bodies = [extruded(cut_outlines(cut, segments), end, mouth + over)]
    if cut.counterbore is not None:
        wide = circle(cut.counterbore.diameter / 2, segments)
        seats = [wide + centre for centre in cut.centres]
        bodies.append(extruded(seats, mouth - cut.counterbore.depth, mouth + over))
    return [_turned(body, cut.axis, shape.height) for body in bodies]


def _turned(body: Manifold, axis: Axis, height: float) -> Manifold:
    """From the frame of the face (u, v, outwards) to the frame of the part."""
    if axis == "z":
        return body
    x, y, z = {
        "x": ((0, 0, 1, 0), (1, 0, 0, 0), (0, 1, 0, height / 2)),
        "y": ((1, 0, 0, 0), (0, 0, -1, 0), (0, 1, 0, height / 2)),
    }[axis]
    return body.transform(np.array([x, y, z], dtype=np.float64))
