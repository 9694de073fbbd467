"""What is odd about a part by itself: so thin that nobody means it, in pieces, or with parts inside others.

Boxes and points tell nearly always; a mesh is made only where a cut may have parted something.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.geometry.bodies import (
    SHARP,
    Body,
    Box,
    Combination,
    Cut,
    Cylinder,
    Primitive,
    Sphere,
    primitives,
)
from geoft_gui.geometry.bounds import Bounds, bounds
from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.findings import millimetres
from geoft_gui.geometry.occupancy import compile_occupancy
from geoft_gui.geometry.points import Points
from geoft_gui.geometry.sobol import unit_points
from geoft_gui.geometry.solid import CHECK_SEGMENTS, build_solid

_THINNEST = 0.01
"""Millimetres. Paper has a tenth of a millimetre."""
_LARGEST = 1_000_000.0
"""Millimetres: a kilometre."""
_SLIMMEST = 2000.0
"""How many times longer than thick a part may be."""
_METRES_FROM = 10_000.0
"""Millimetres."""

_TOUCHING = 1e-3
"""Parts that are so near, as a share of their size, touch: positions are rounded."""
_POINTS = 2048
_INSIDE = 0.02
"""The share of the smaller part that must be inside another to count: parts may be sunk in a little."""
_PARTS_LOOKED_AT = 20


def findings_of_solid(
    document: Part | Group, body: Body, box: tuple[float, float, float]
) -> Iterator[RowFinding]:
    """What there is to say of a document that builds, of its body and of the sides of the box around it."""
    odd = _odd_size(body, box)
    if odd:
        yield RowFinding("degenerate", odd)
    if isinstance(body, Primitive):
        if not body.cuts:
            return
    else:
        inside = _inside_one_another(document, body)
        if inside:
            yield RowFinding("overlapping_parts", inside)
    if _in_pieces(body):
        yield RowFinding("disconnected")


def sides(body: Body) -> tuple[float, float, float]:
    """The sides of the box around a body, in mm."""
    if isinstance(body, Primitive) and body.edges == SHARP and not any((*body.position, *body.rotation)):
        # Most bodies are one of these: they need no directions to be looked along.
        if isinstance(body.shape, Box):
            return body.shape.length, body.shape.width, body.shape.height
        if isinstance(body.shape, Cylinder):
            return 2 * body.shape.radius, 2 * body.shape.radius, body.shape.height
    (x0, y0, z0), (x1, y1, z1) = bounds(body)
    return x1 - x0, y1 - y0, z1 - z0


def length_words(length: float) -> str:
    """A length in mm as people say it: `0.005 mm`, `900 m`."""
    return millimetres(length) if length < _METRES_FROM else f"{length / 1000:,.4g} m"


def _odd_size(body: Body, box: tuple[float, float, float]) -> str:
    """What is odd about the sizes of a part; "" where nothing is."""
    for primitive in primitives(body):
        shape = primitive.shape
        # A turned plate's box is not thin: the plate itself is measured.
        lengths = list(sides(Primitive(shape)) if primitive is not body or any(body.rotation) else box)
        largest = max(lengths)
        if isinstance(shape, Cylinder | Sphere) and shape.wall is not None:
            lengths.append(shape.wall)
        if primitive.shell is not None:
            lengths.append(primitive.shell.thickness)
        smallest = min(lengths)
        if smallest < _THINNEST:
            return f"It is only {length_words(smallest)} thick."
        if largest > _LARGEST:
            return f"It is {length_words(largest)} long."
        if largest > _SLIMMEST * smallest:
            return f"It is {length_words(largest)} long and only {length_words(smallest)} thick."
    return ""


# ------------------------------------------------------------------ parts inside one another


def _inside_one_another(document: Part | Group, body: Body) -> str:
    """Which components of an assembly share space by accident; "" where none do.

    A component that is placed against another is where it was asked for.
    """
    if not isinstance(document, Group) or not isinstance(body, Combination):
        return ""
    if body.kind == "assembly":
        loose = [
            (number, part)
            for number, (said, part) in enumerate(zip(document.components, body.parts, strict=True), start=1)
            if said.place is None
        ]
        for (one, first), (two, second) in combinations(loose[:_PARTS_LOOKED_AT], 2):
            if _share_space(first, second):
                return f"Components {one} and {two} share space."
    deeper = map(_inside_one_another, document.components, body.parts)
    return next((said for said in deeper if said), "")


def _share_space(one: Body, other: Body) -> bool:
    if not _boxes_meet(bounds(one), bounds(other), -_TOUCHING):
        return False
    parts = (compile_occupancy(one), compile_occupancy(other))
    small, large = sorted(parts, key=lambda part: _volume(part.bounds))
    points = Points.in_box(unit_points(_POINTS), small.bounds)
    mine = small.inside(points)
    both = np.count_nonzero(mine & large.inside(points))
    return bool(both > _INSIDE * np.count_nonzero(mine))


def _volume(box: Bounds) -> float:
    return float(np.prod(np.subtract(box[1], box[0])))


def _boxes_meet(one: Bounds, other: Bounds, slack: float) -> bool:
    """Whether two boxes meet, when both are let out by `slack` of their size (or taken in, below 0)."""
    for low, high, other_low, other_high in zip(*one, *other, strict=True):
        room = slack * max(high - low, other_high - other_low)
        if low - room >= other_high or other_low - room >= high:
            return False
    return True


# ------------------------------------------------------------------ pieces


def _in_pieces(body: Body) -> bool:
    """Whether something that is to be one piece is in several."""
    if isinstance(body, Primitive):
        return _may_be_parted(body) and _pieces_of_mesh(body) > 1
    if any(map(_in_pieces, body.parts)):
        return True
    if body.kind == "boolean_union":
        return _apart([bounds(part) for part in body.parts])
    if body.kind == "boolean_difference":
        return _may_be_cut_through(body.parts) and _pieces_of_mesh(body) > 1
    return False


def _apart(boxes: Sequence[Bounds]) -> bool:
    """Whether some boxes do not hang together with the first one."""
    reached, waiting = [boxes[0]], list(boxes[1:])
    while waiting:
        near = [box for box in waiting if any(_boxes_meet(box, other, _TOUCHING) for other in reached)]
        if not near:
            return True
        reached += near
        waiting = [box for box in waiting if box not in near]
    return False


def _may_be_parted(primitive: Primitive) -> bool:
    """Whether a cut, or cuts that touch, could part a shape: one by itself is narrower than a side."""
    length, width, height = sides(Primitive(primitive.shape))
    faces = {"x": (width, height), "y": (length, height), "z": (length, width)}
    return any(_spans(cut, min(faces[cut.axis])) or _touch(cut) for cut in primitive.cuts)


def _spans(cut: Cut, side: float) -> bool:
    return cut.length >= side


def _touch(cut: Cut) -> bool:
    """Whether the cuts of a pattern touch; slots are taken for as wide as they are long."""
    if len(cut.centres) < 2:
        return False
    centres = np.array(cut.centres)
    distances = np.linalg.norm(centres[:, None] - centres[None, :], axis=2)
    np.fill_diagonal(distances, np.inf)
    across = cut.length if cut.counterbore is None else max(cut.length, cut.counterbore.diameter)
    return bool(distances.min() <= across)


def _may_be_cut_through(parts: Sequence[Body]) -> bool:
    """Whether a tool of a difference is at least as large as the first part in two directions."""
    lower, upper = bounds(parts[0])
    for tool in parts[1:]:
        low, high = bounds(tool)
        spanned = sum(low[axis] <= lower[axis] and high[axis] >= upper[axis] for axis in range(3))
        if spanned >= 2:
            return True
    return False


def _pieces_of_mesh(body: Body) -> int:
    solid = build_solid(body, CHECK_SEGMENTS)
    return len(solid.manifold.decompose()) if solid.status == "ok" else 0
