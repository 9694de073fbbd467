"""What a part is once nothing is left to interpret: plain numbers in millimetres and degrees.

Every local frame has x = length (left to right), y = width (front to back, the front is -y),
z = height, and its origin at the centre of the bottom: a body stands on z = 0.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
Axis = Literal["x", "y", "z"]

ORIGIN: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Box:
    """|x| <= length/2, |y| <= width/2, 0 <= z <= height."""

    length: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sphere:
    """Centre (0, 0, radius); with a wall, less the concentric sphere of radius - wall."""

    radius: float
    wall: float | None = None


@dataclass(frozen=True, slots=True)
class Cylinder:
    """x² + y² <= radius², 0 <= z <= height; with a wall, less the coaxial bore of radius - wall."""

    radius: float
    height: float
    wall: float | None = None


@dataclass(frozen=True, slots=True)
class Cone:
    """Radius `radius` at z = 0, `top_radius` (0 for an apex) at z = height."""

    radius: float
    top_radius: float
    height: float


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Base length x width at z = 0, apex (0, 0, height)."""

    length: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Torus:
    """Axis z, `radius` from the axis to the centre of the tube, the tube's centre at z = minor_radius."""

    radius: float
    minor_radius: float


@dataclass(frozen=True, slots=True)
class Prism:
    """Regular polygon of `sides` vertices at `circumradius` from the z axis, one on +x; 0 <= z <= height."""

    sides: int
    circumradius: float
    height: float


Shape = Box | Sphere | Cylinder | Cone | Pyramid | Torus | Prism


@dataclass(frozen=True, slots=True)
class Edge:
    """A fillet of radius `size`, or a 45 degree chamfer of distance `size`."""

    kind: Literal["fillet", "chamfer"]
    size: float


@dataclass(frozen=True, slots=True)
class Edges:
    """The treatment of a box's or a cylinder's edges (a cylinder has no vertical ones).

    `vertical` shapes the plan profile. `top` and `bottom` inset that profile towards the rim: at a
    distance s from the rim, by `inset(edge, s)`. Insetting a rounded corner keeps it round
    (radius - inset), insetting a chamfered corner keeps it at 45 degrees (distance - (2 - √2) inset).
    One chamfer on all twelve edges of a box is the exception: see `corners.chamfer_corner`.
    """

    vertical: Edge | None = None
    top: Edge | None = None
    bottom: Edge | None = None


SHARP = Edges()


@dataclass(frozen=True, slots=True)
class Shell:
    """A box hollowed from inside, leaving walls of `thickness`; `open` has no wall on that side."""

    thickness: float
    open: Literal["top", "bottom"] | None = None


@dataclass(frozen=True, slots=True)
class Cavity:
    """What a shell removes: a box with its own edges, its bottom at z = `bottom`.

    Through an open side it goes on for `extension` mm more, with the profile that it has there
    (0 where the box itself reaches the open side).
    """

    box: Box
    edges: Edges
    bottom: float
    open: Literal["top", "bottom"] | None
    extension: float


@dataclass(frozen=True, slots=True)
class Counterbore:
    """The wider mouth of a hole."""

    diameter: float
    depth: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Holes or slots of one size, one at each of `centres`.

    A centre is (u, v) on the face that the cut enters, from that face's centre: axis z enters the
    top, u = x and v = y; axis x enters the right side, u = y and v = z - height/2; axis y enters the
    front (y = min), u = x and v = z - height/2. `depth` is measured from the bounding box's face on
    that side; None goes through. A hole is a circle of `diameter`; a slot an obround of overall
    `length` and `width`, its long axis turned by `angle` degrees from u towards v.
    """

    kind: Literal["hole", "slot"]
    axis: Axis
    centres: tuple[tuple[float, float], ...]
    depth: float | None
    length: float
    width: float
    angle: float = 0.0
    counterbore: Counterbore | None = None

    @property
    def diameter(self) -> float:
        """A hole's diameter (its length and its width are both it)."""
        return self.width


@dataclass(frozen=True, slots=True)
class Primitive:
    """A shape with its edges treated, then shelled, then cut, then rotated, then moved.

    `idle` holds the canonical texts of features that act on nothing here; they shape nothing, and
    two documents that differ in them are still not the same.
    """

    shape: Shape
    edges: Edges = SHARP
    shell: Shell | None = None
    cuts: tuple[Cut, ...] = ()
    position: Vector = ORIGIN
    rotation: Vector = ORIGIN
    idle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """Bodies combined in order, then rotated, then moved; a difference is the first less the rest."""

    kind: Literal["boolean_union", "boolean_difference", "boolean_intersection", "assembly"]
    parts: tuple["Body", ...]
    position: Vector = ORIGIN
    rotation: Vector = ORIGIN
    idle: tuple[str, ...] = ()


Body = Primitive | Combination


def inset(edge: Edge, distance: float) -> float:
    """How far the profile is inset at `distance` from the rim (0 <= distance), in mm.

    A fillet leaves a quarter circle: r - √(r² - (r - s)²); a chamfer a straight line: d - s.
    """
    rest = edge.size - distance
    if rest <= 0:
        return 0.0
    if edge.kind == "chamfer":
        return rest
    return edge.size - math.sqrt(edge.size * edge.size - rest * rest)


CHAMFER_SHRINK = 2 - math.sqrt(2)
"""How much a 45 degree chamfer's distance shrinks per mm by which its profile is inset."""


def cavity(box: Box, edges: Edges, shell: Shell) -> Cavity:
    """The exact inner offset of a box with treated edges, by the shell's thickness."""
    thickness = shell.thickness

    def inner(edge: Edge | None) -> Edge | None:
        if edge is None:
            return None
        size = edge.size - thickness * (1.0 if edge.kind == "fillet" else CHAMFER_SHRINK)
        return Edge(edge.kind, size) if size > 0 else None

    inside = Edges(inner(edges.vertical), inner(edges.top), inner(edges.bottom))
    rim = inside.top if shell.open == "top" else inside.bottom
    straight = shell.open is not None and rim is None
    return Cavity(
        box=Box(
            box.length - 2 * thickness,
            box.width - 2 * thickness,
            box.height - (1 if straight else 2) * thickness,
        ),
        edges=inside,
        bottom=0.0 if straight and shell.open == "bottom" else thickness,
        open=shell.open,
        extension=thickness if shell.open and not straight else 0.0,
    )


def rotation_matrix(rotation: Vector) -> Matrix:
    """The matrix of a rotation in degrees about x, then y, then z (fixed axes): Rz Ry Rx.

    Quarter turns are exact, so that a part turned by 90 degrees has round numbers.
    """
    (cx, sx), (cy, sy), (cz, sz) = (_cosine_and_sine(angle) for angle in rotation)
    return (
        (cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx),
        (sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx),
        (-sy, cy * sx, cy * cx),
    )


def _cosine_and_sine(degrees: float) -> tuple[float, float]:
    turned = degrees % 360
    if turned % 90 == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(turned // 90) % 4]
    angle = math.radians(turned)
    return math.cos(angle), math.sin(angle)


def primitives(body: Body) -> Iterator[Primitive]:
    """Every primitive of a body, in document order."""
    if isinstance(body, Primitive):
        yield body
    else:
        for part in body.parts:
            yield from primitives(part)
