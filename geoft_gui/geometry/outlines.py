"""Flat outlines for meshes: closed polygons, counter-clockwise, shape (k, 2), in mm.

A polygon inscribed in a circle is too small. Here the points on the axes lie on the circle, so that
widths are exact, and those between them a little outside, so that areas are exact too (and with them
the volumes of everything that is extruded or revolved).
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .bodies import CHAMFER_SHRINK, Edge

Outline = NDArray[np.float64]


def quarter_steps(segments: int) -> int:
    """How many segments a quarter of a circle gets: a whole circle has `segments`, rounded up to 8, 12, …"""
    return max(2, math.ceil(segments / 4))


@lru_cache(maxsize=16)
def quarter_arc(steps: int) -> Outline:
    """The unit quarter circle from (1, 0) to (0, 1) as `steps` + 1 points enclosing an area of π/4.

    With the ends at radius 1, the m - 1 points between at k, and an angle a between neighbours, the
    fan has the area sin(a)/2 ((m - 2) k² + 2 k); k solves "= π/4".
    """
    angle = math.pi / 2 / steps
    inner, wanted = steps - 2, math.pi / 2 / math.sin(angle)
    between = (math.sqrt(1 + inner * wanted) - 1) / inner if inner else wanted / 2
    radii = np.full(steps + 1, between)
    radii[0] = radii[-1] = 1.0
    angles = np.arange(steps + 1) * angle
    arc = np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None]
    arc[0], arc[-1] = (1.0, 0.0), (0.0, 1.0)
    arc.setflags(write=False)
    return arc


def circle(radius: float, segments: int) -> Outline:
    """A circle about the origin, its first point on +x."""
    arc = quarter_arc(quarter_steps(segments))[:-1]
    x, y = arc[:, 0], arc[:, 1]
    quarters = [np.column_stack(pair) for pair in ((x, y), (-y, x), (-x, -y), (y, -x))]
    return np.concatenate(quarters) * radius


def obround(length: float, width: float, angle: float, segments: int) -> Outline:
    """A slot about the origin: overall length and width, its long axis `angle` degrees from +x."""
    if length == width:
        return circle(width / 2, segments)
    outline = rounded_rectangle(length - width, 0.0, width / 2, segments)
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return outline @ np.array([[cosine, sine], [-sine, cosine]])


def rounded_rectangle(length: float, width: float, radius: float, segments: int) -> Outline:
    """All points at most `radius` from a rectangle of length x width about the origin."""
    arc = quarter_arc(quarter_steps(segments)) * radius
    x, y = arc[:, 0] + length / 2, arc[:, 1] + width / 2
    back_x, back_y = x[::-1], y[::-1]
    corners = [(x, y), (-back_x, back_y), (-x, -y), (back_x, -back_y)]
    return np.concatenate([np.column_stack(corner) for corner in corners])


def cut_rectangle(length: float, width: float, cut: float) -> Outline:
    """A rectangle about the origin, its corners cut at 45 degrees, `cut` from each."""
    u, v = length / 2, width / 2
    corner = np.array([(u, v - cut), (u - cut, v)])
    flipped = corner[::-1]
    return np.concatenate([corner, flipped * (-1, 1), -corner, flipped * (1, -1)])


def plan_profile(length: float, width: float, vertical: Edge | None, inset: float, segments: int) -> Outline:
    """The profile of a box with treated vertical edges, inset (see `bodies.Edges`)."""
    length, width = length - 2 * inset, width - 2 * inset
    if vertical is None:
        return np.array([(1, -1), (1, 1), (-1, 1), (-1, -1)]) * (length / 2, width / 2)
    if vertical.kind == "chamfer":
        return cut_rectangle(length, width, max(vertical.size - CHAMFER_SHRINK * inset, 0.0))
    radius = max(vertical.size - inset, 0.0)
    return rounded_rectangle(length - 2 * radius, width - 2 * radius, radius, segments)
