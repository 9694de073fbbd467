"""Meshes of single shapes, in their own frame, from stacked outlines."""

from collections.abc import Sequence
from typing import assert_never

import numpy as np
from manifold3d import CrossSection, FillRule, Manifold, Mesh64, triangulate
from numpy.typing import NDArray

from .bodies import (
    CHAMFER_SHRINK,
    Box,
    Cone,
    Cylinder,
    Edge,
    Edges,
    Prism,
    Pyramid,
    Sphere,
    Torus,
)
from .bounds import polygon
from .corners import chamfer_corner
from .outlines import Outline, circle, cut_rectangle, plan_profile, quarter_arc, quarter_steps

Level = tuple[float, Outline]
"""An outline at a height z in mm."""
Numbers = NDArray[np.int64]
"""Rows of an array of vertices."""

BALL_SEGMENTS = 128
"""Round both ways, a ball costs the square of its segments: it gets no more than these."""


def round_solid(shape: Sphere | Cone | Pyramid | Torus, segments: int) -> Manifold:
    """A shape that has neither edges nor cuts."""
    match shape:
        case Sphere():
            return _sphere(shape, segments)
        case Cone():
            base, end = circle(shape.radius, segments), circle(shape.top_radius, segments)
            return stack([(0.0, base), (shape.height, end)])
        case Pyramid():
            base = plan_profile(shape.length, shape.width, None, 0.0, segments)
            return stack([(0.0, base), (shape.height, base * 0.0)])
        case Torus():
            return _torus(shape, segments)
        case _:
            assert_never(shape)


def levels_of(shape: Box | Cylinder | Prism, edges: Edges, segments: int) -> list[Level]:
    """The rising outlines of a shape with its edges treated, before bore, shell and cuts."""
    if isinstance(shape, Box):
        return box_levels(shape, edges, chamfer_corner(edges), segments)
    if isinstance(shape, Cylinder):
        return _cylinder_levels(shape, edges, segments)
    profile = np.array(polygon(shape))
    return [(0.0, profile), (shape.height, profile)]


def pierced_solid(levels: Sequence[Level], through: Sequence[Outline]) -> Manifold:
    """What is between the outlines less what goes straight through, the bore of a tube for one.

    Three ways, the quicker first: out of a flat profile; as a mesh that is made with its holes, where
    they are apart from each other and from the rims; as a boolean of solids.
    """
    if not through:
        return stack(levels)
    (bottom, outline), (top, _) = levels[0], levels[-1]
    if len(levels) == 2:
        return extruded([outline, *(hole[::-1] for hole in through)], bottom, top)
    if _leaves_room(levels, through):
        return stack(levels, through)
    over = (top - bottom) / 10
    return stack(levels) - extruded(through, bottom - over, top + over)


def box_levels(box: Box, edges: Edges, corner: float | None, segments: int) -> list[Level]:
    """The outlines of a box with treated edges, rising; `corner` as `chamfer_corner` defines it."""
    if corner is not None and edges.vertical is not None:
        return _chamfered_levels(box, edges.vertical.size, corner)

    def profile(inset: float) -> Outline:
        return plan_profile(box.length, box.width, edges.vertical, inset, segments)

    kink = None
    if edges.vertical is not None:
        kink = edges.vertical.size / (1.0 if edges.vertical.kind == "fillet" else CHAMFER_SHRINK)
    bottom, top = (_rim(edge, segments, kink) for edge in (edges.bottom, edges.top))
    levels = [(distance, profile(inset)) for distance, inset in bottom]
    return levels + [(box.height - distance, profile(inset)) for distance, inset in reversed(top)]


def _rim(edge: Edge | None, segments: int, kink: float | None = None) -> list[tuple[float, float]]:
    """Pairs (distance from the rim, inset there) from the rim inwards.

    A chamfer that is inset by more than `kink` has used up the corner of the profile there, and needs
    a level of its own at that place; the steps of a fillet are small enough without.
    """
    if edge is None:
        return [(0.0, 0.0)]
    size = edge.size
    if edge.kind == "fillet":
        arc = quarter_arc(quarter_steps(segments)) * size
        return [(size - y, size - x) for x, y in arc[::-1].tolist()]
    between = [(size - kink, kink)] if kink is not None and 0 < kink < size else []
    return [(0.0, size), *between, (size, 0.0)]


def _chamfered_levels(box: Box, size: float, corner: float) -> list[Level]:
    """All twelve edges chamfered by `size`, every corner cut by the plane x + y + z = `corner`.

    At a distance s from the rim the profile is inset by i = size - s; its corners are cut by that
    plane (corner - s - 2 i) or by the vertical chamfer (size - 2 i), whichever takes more.
    """
    levels: list[Level] = []
    kinks = {0.0, 2 * size - corner, size / 2, corner - size, size}
    for distance in sorted(kink for kink in kinks if 0 <= kink <= size):
        inset = size - distance
        cut = max(corner - distance - 2 * inset, size - 2 * inset, 0.0)
        outline = cut_rectangle(box.length - 2 * inset, box.width - 2 * inset, cut)
        levels.append((distance, outline))
    return levels + [(box.height - z, outline) for z, outline in reversed(levels)]


def _cylinder_levels(cylinder: Cylinder, edges: Edges, segments: int) -> list[Level]:
    unit = circle(1.0, segments)
    bottom, top = (_rim(edge, segments) for edge in (edges.bottom, edges.top))
    levels = [(distance, unit * (cylinder.radius - inset)) for distance, inset in bottom]
    levels += [
        (cylinder.height - distance, unit * (cylinder.radius - inset)) for distance, inset in reversed(top)
    ]
    return levels


def _sphere(sphere: Sphere, segments: int) -> Manifold:
    ball = _ball(sphere.radius, segments).translate((0.0, 0.0, sphere.radius))
    if sphere.wall is None:
        return ball
    inner = sphere.radius - sphere.wall
    return ball - _ball(inner, segments).translate((0.0, 0.0, sphere.radius))


def _ball(radius: float, segments: int) -> Manifold:
    """A ball of exact volume, its points on the three axes on the sphere.

    Frustums of radii a and b, h high, have the volume π h (a² + a b + b²) / 3 (the outlines have the
    area of their circles); the points off the axes are moved outwards until these add up to the ball.
    """
    segments = min(segments, BALL_SEGMENTS)
    arc = quarter_arc(quarter_steps(segments)).copy()
    inner = slice(1, -1)
    for _ in range(4):
        a, b, z = arc[:-1, 0], arc[1:, 0], arc[:, 1]
        half_volume = float(np.sum(np.diff(z) * (a * a + a * b + b * b))) / 3
        arc[inner] *= ((2 / 3) / half_volume) ** (1 / 3)
    unit = circle(1.0, segments)
    upper = [(z * radius, unit * (a * radius)) for a, z in arc.tolist()]
    return stack([(-z, outline) for z, outline in reversed(upper[1:])] + upper)


def _torus(torus: Torus, segments: int) -> Manifold:
    tube = circle(torus.minor_radius, min(segments, BALL_SEGMENTS))
    around = circle(1.0, segments)
    radial = torus.radius + tube[:, 0]
    x, y = np.multiply.outer(around[:, 0], radial), np.multiply.outer(around[:, 1], radial)
    z = np.broadcast_to(tube[:, 1] + torus.minor_radius, x.shape)
    rows, columns = x.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    across = np.roll(index, -1, axis=1)
    triangles = _quads(index, np.roll(index, -1, axis=0), np.roll(across, -1, axis=0), across)
    return from_mesh(np.stack([x, y, z], axis=-1).reshape(-1, 3), triangles)


def stack(levels: Sequence[Level], pierced: Sequence[Outline] = ()) -> Manifold:
    """The solid between convex outlines of equally many points at rising heights.

    An outline may be a point at either end, and neighbouring points may coincide: manifold3d
    collapses what has no area. `pierced` are outlines that go straight through both ends, within them
    and apart from each other (`_leaves_room`).
    """
    outlines = np.array([outline for _, outline in levels])
    count, around, _ = outlines.shape
    vertices = np.empty((count, around, 3))
    vertices[:, :, :2] = outlines
    vertices[:, :, 2] = np.array([z for z, _ in levels])[:, None]
    index = np.arange(count * around).reshape(count, around)
    walls = [_walls(index)]
    points = [vertices.reshape(-1, 3)]
    bottom, top = index[0], index[-1]
    for hole in pierced:
        start = sum(map(len, points))
        ends = [np.column_stack([hole, np.full(len(hole), z)]) for z in (levels[0][0], levels[-1][0])]
        points += ends
        index = np.arange(start, start + 2 * len(hole)).reshape(2, -1)
        walls.append(_walls(index)[:, ::-1])
        bottom, top = np.concatenate([bottom, index[0]]), np.concatenate([top, index[1]])
    under = bottom[_cap(levels[0][1], pierced)][:, ::-1]
    over = top[_cap(levels[-1][1], pierced)]
    return from_mesh(np.concatenate(points), np.concatenate([*walls, under, over]))


def _leaves_room(levels: Sequence[Level], pierced: Sequence[Outline]) -> bool:
    """Whether holes lie within the first and the last outline and apart from each other."""
    taken = CrossSection(list(pierced), FillRule.Positive)
    if taken.num_contour() != len(pierced):
        return False
    ends = (CrossSection([outline], FillRule.Positive) for outline in (levels[0][1], levels[-1][1]))
    return all((taken - end).is_empty() and (end - taken).num_contour() == 1 + len(pierced) for end in ends)


def _walls(index: Numbers) -> Numbers:
    """The triangles between rings of vertices, given as rows of vertex numbers."""
    following = np.roll(index, -1, axis=1)
    return _quads(index[:-1], following[:-1], following[1:], index[1:])


def _cap(outline: Outline, pierced: Sequence[Outline]) -> Numbers:
    """The triangles of a flat end: numbers of the points of the outline, then of each hole in turn."""
    if pierced:
        # Holes run clockwise; their points are counted in their own order.
        numbers = [np.arange(len(outline))]
        for hole in pierced:
            first = numbers[-1].max() + 1
            numbers.append(np.arange(first, first + len(hole))[::-1])
        triangles = triangulate([outline, *(hole[::-1] for hole in pierced)])
        return np.concatenate(numbers)[triangles]
    around = len(outline)
    return np.column_stack([np.zeros(around - 2, int), np.arange(1, around - 1), np.arange(2, around)])


def _quads(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Numbers:
    """Two triangles for each quadrilateral a-b-c-d, counter-clockwise from outside."""
    first, second = np.stack([a, b, c], axis=-1), np.stack([a, c, d], axis=-1)
    return np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)])


def from_mesh(vertices: NDArray[np.float64], triangles: Numbers) -> Manifold:
    """A manifold3d body from vertices (n, 3) in mm and triangles (m, 3)."""
    return Manifold(Mesh64(np.ascontiguousarray(vertices), triangles.astype(np.uint64)))


def extruded(outlines: Sequence[Outline], bottom: float, top: float) -> Manifold:
    """What the outlines enclose (clockwise ones take away) between two heights."""
    profile = CrossSection(list(outlines), FillRule.Positive)
    if profile.is_empty():
        # Extruding nothing is an error to manifold3d.
        return Manifold()
    return profile.extrude(top - bottom).translate((0.0, 0.0, bottom))
