"""Where holes and slots go: faces, and patterns expanded on them."""

import math

from . import document as d
from .bodies import Axis, Box, Cylinder, Prism
from .bounds import polygon

Cuttable = Box | Cylinder | Prism
Pattern = d.Corners | d.Grid | d.Circle | d.Line
Point = tuple[float, float]


def face_and_depth(shape: Cuttable, axis: Axis) -> tuple[Point, float]:
    """The width and height of the bounding box's face across an axis, and its depth along the axis."""
    if isinstance(shape, Box):
        length, width = shape.length, shape.width
    elif isinstance(shape, Cylinder):
        length = width = 2 * shape.radius
    else:
        corners = polygon(shape)
        length = max(u for u, _ in corners) - min(u for u, _ in corners)
        width = 2 * max(v for _, v in corners)
    if axis == "z":
        return (length, width), shape.height
    return ((width, shape.height), length) if axis == "x" else ((length, shape.height), width)


def cut_count(pattern: Pattern | None) -> int:
    """How many cuts a pattern makes of one."""
    if pattern is None:
        return 1
    if isinstance(pattern, d.Corners):
        return 4
    return pattern.nx * pattern.ny if isinstance(pattern, d.Grid) else pattern.count


def expand(pattern: Pattern | None, face: Point, unit: float) -> list[Point]:
    """Where a pattern puts its cuts on a face, from the pattern's centre, in mm.

    `unit` is the part's unit in mm. Every pattern is centred; a circle's first cut lies at its angle,
    counted from u towards v.
    """
    if pattern is None:
        return [(0.0, 0.0)]
    if isinstance(pattern, d.Corners):
        u, v = face[0] / 2 - pattern.inset * unit, face[1] / 2 - pattern.inset * unit
        return [(-u, -v), (u, -v), (-u, v), (u, v)]
    if isinstance(pattern, d.Grid):
        columns = _row(pattern.nx, pattern.dx * unit)
        return [(u, v) for v in _row(pattern.ny, pattern.dy * unit) for u in columns]
    if isinstance(pattern, d.Line):
        if pattern.dx is not None:
            return [(u, 0.0) for u in _row(pattern.count, pattern.dx * unit)]
        assert pattern.dy is not None
        return [(0.0, v) for v in _row(pattern.count, pattern.dy * unit)]
    radius = pattern.diameter * unit / 2
    angles = [math.radians(pattern.angle + 360 * index / pattern.count) for index in range(pattern.count)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _row(count: int, spacing: float) -> list[float]:
    return [(index - (count - 1) / 2) * spacing for index in range(count)]


def misses(shape: Cuttable, axis: Axis, face: Point, centre: Point, reach: float) -> bool:
    """Whether a cut of radius `reach` around a centre lies off the face (or in a tube's bore)."""
    u, v = centre
    if isinstance(shape, Cylinder) and axis == "z":
        away = math.hypot(u, v)
        bore = shape.radius - shape.wall if shape.wall else 0.0
        return away - reach >= shape.radius or away + reach <= bore
    return abs(u) - reach >= face[0] / 2 or abs(v) - reach >= face[1] / 2
