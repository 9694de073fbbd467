"""Exact bounding boxes, from support functions.

The support of a body in a direction d is the largest p·d of its points p; a bounding box is six of
them. Cuts, shells and bores are not looked at: a hole hardly ever moves a bounding box, and then only
inwards.
"""

import math

from .bodies import (
    CHAMFER_SHRINK,
    Body,
    Box,
    Combination,
    Cone,
    Cylinder,
    Edge,
    Edges,
    Prism,
    Pyramid,
    Shape,
    Sphere,
    Torus,
    Vector,
    rotation_matrix,
)
from .corners import chamfer_corner

Bounds = tuple[Vector, Vector]

_DIRECTIONS: tuple[Vector, ...] = (
    (1.0, 0.0, 0.0),
    (0.0, 1.0, 0.0),
    (0.0, 0.0, 1.0),
    (-1.0, 0.0, 0.0),
    (0.0, -1.0, 0.0),
    (0.0, 0.0, -1.0),
)


def bounds(body: Body) -> Bounds:
    """The lower and the upper corner of a body's bounding box, in mm.

    Exact for primitives, unions and assemblies; of a difference it is the first component's box, of an
    intersection what the components' boxes have in common (in the group's own axes).
    """
    right, back, up, left, front, down = (_support(body, direction) for direction in _DIRECTIONS)
    # Adding 0.0 turns -0.0 into 0.0.
    return (-left + 0.0, -front + 0.0, -down + 0.0), (right + 0.0, back + 0.0, up + 0.0)


def _support(body: Body, direction: Vector) -> float:
    x, y, z = direction
    local = direction
    if any(body.rotation):
        (a, b, c), (d, e, f), (g, h, i) = rotation_matrix(body.rotation)
        local = (a * x + d * y + g * z, b * x + e * y + h * z, c * x + f * y + i * z)
    px, py, pz = body.position
    moved = px * x + py * y + pz * z
    if not isinstance(body, Combination):
        return moved + _shape_support(body.shape, body.edges, local)
    if body.kind == "boolean_difference":
        return moved + _support(body.parts[0], local)
    choose = min if body.kind == "boolean_intersection" else max
    return moved + choose(_support(part, local) for part in body.parts)


def _shape_support(shape: Shape, edges: Edges, direction: Vector) -> float:
    x, y, z = direction
    across = math.hypot(x, y)
    if isinstance(shape, Box) and edges.vertical is not None and chamfer_corner(edges) is not None:
        return _chamfered_support(shape, edges.vertical.size, direction)
    if isinstance(shape, Box | Cylinder):
        rim = edges.top if z > 0 else edges.bottom
        end = max(0.0, shape.height * z)
        if rim is None or z == 0:
            return _profile_support(shape, edges.vertical, 0.0, x, y) + end
        return end + max(
            _profile_support(shape, edges.vertical, depth, x, y) - abs(z) * _distance(rim, depth)
            for depth in _candidate_insets(rim, edges.vertical, x, y, z)
        )
    if isinstance(shape, Sphere):
        return shape.radius * (1 + z)
    if isinstance(shape, Cone):
        return max(shape.radius * across, shape.top_radius * across + shape.height * z)
    if isinstance(shape, Pyramid):
        return max((shape.length * abs(x) + shape.width * abs(y)) / 2, shape.height * z)
    if isinstance(shape, Torus):
        return shape.radius * across + shape.minor_radius * (1 + z)
    return max(u * x + v * y for u, v in polygon(shape)) + max(0.0, shape.height * z)


def _chamfered_support(box: Box, distance: float, direction: Vector) -> float:
    """Of a box whose twelve edges have one chamfer: the hull of what is left of its six faces."""
    x, y, z = (abs(part) for part in direction)
    to_sharp_corner = (box.length * x + box.width * y + box.height * z) / 2
    return box.height * direction[2] / 2 + to_sharp_corner - distance * (x + y + z - max(x, y, z))


def polygon(prism: Prism) -> list[tuple[float, float]]:
    """The vertices (x, y) of a prism's profile, counter-clockwise from the one on +x."""
    step = 2 * math.pi / prism.sides
    return [
        (prism.circumradius * math.cos(k * step), prism.circumradius * math.sin(k * step))
        for k in range(prism.sides)
    ]


def _profile_support(shape: Box | Cylinder, vertical: Edge | None, depth: float, x: float, y: float) -> float:
    """Support of the plan profile inset by `depth`, in the plan direction (x, y)."""
    if isinstance(shape, Cylinder):
        return (shape.radius - depth) * math.hypot(x, y)
    x, y = abs(x), abs(y)
    half_length, half_width = shape.length / 2 - depth, shape.width / 2 - depth
    if vertical is None:
        return half_length * x + half_width * y
    if vertical.kind == "fillet":
        corner = max(vertical.size - depth, 0.0)
        return (half_length - corner) * x + (half_width - corner) * y + corner * math.hypot(x, y)
    corner = max(vertical.size - CHAMFER_SHRINK * depth, 0.0)
    return half_length * x + half_width * y - corner * min(x, y)


def _distance(rim: Edge, depth: float) -> float:
    """How far from the rim the profile is inset by `depth`: the inverse of `bodies.inset`."""
    rest = rim.size - depth
    if rim.kind == "chamfer":
        return rest
    return rim.size - math.sqrt(max(rim.size * rim.size - rest * rest, 0.0))


def _candidate_insets(rim: Edge, vertical: Edge | None, x: float, y: float, z: float) -> list[float]:
    """The insets one of which reaches farthest in the direction (x, y, z).

    The profile's support is a concave, piecewise linear function of the inset. Its kink lies where the
    corner treatment is used up; on a linear piece of slope -p the farthest point of a quarter circle of
    radius r is at r (1 - p / √(p² + z²)), that of a chamfer at one of its ends.
    """
    found = [0.0, rim.size]
    if vertical is not None:
        kink = vertical.size / (1.0 if vertical.kind == "fillet" else CHAMFER_SHRINK)
        found.append(min(kink, rim.size))
    if rim.kind == "fillet":
        x, y = abs(x), abs(y)
        slopes = (math.hypot(x, y), x + y, x + y - CHAMFER_SHRINK * min(x, y))
        found += [rim.size * (1 - slope / math.hypot(slope, z)) for slope in slopes]
    return found
