"""The second of two compilers: from a body to a watertight mesh, by manifold3d.

It says whether a part is a solid, how many pieces, handles and voids it has, and it is what is drawn
and exported; `occupancy.py` tests points of the same bodies without a mesh.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manifold3d import Error, Manifold, OpType
from numpy.typing import NDArray

from .bodies import Body, Box, Combination, Cylinder, Edges, Primitive, Prism, Shell, cavity
from .bounds import Bounds
from .corners import chamfer_corner
from .mesh_size import affordable_segments
from .outlines import Outline, circle
from .solid_cuts import cut_outlines, cutters, goes_straight_through
from .solid_shapes import box_levels, levels_of, pierced_solid, round_solid, stack

DISPLAY_SEGMENTS = 64
"""Segments of a circle on the screen."""
CHECK_SEGMENTS = 128
"""Segments of a circle where a verdict is given or a file is written.

Outlines keep their areas (`outlines.py`), so volumes are within about 1e-4 with 64 already, and
within 1e-5 with these.
"""

EMPTY_FRACTION = 1e-6
"""A solid that fills no more of its bounding box than this is empty."""


@dataclass(frozen=True)
class Solid:
    """A body as a closed mesh.

    `manifold` is what manifold3d made, for further booleans; `segments` is how many a whole circle has.
    """

    manifold: Manifold
    segments: int

    @cached_property
    def status(self) -> str:
        """ "ok", "empty", or manifold3d's name of what went wrong (a member of its `Error`)."""
        error = self.manifold.status()
        if error != Error.NoError:
            return str(error.name)
        extent = np.subtract(self.bounds[1], self.bounds[0])
        return "ok" if self.volume_mm3 > EMPTY_FRACTION * float(extent.prod()) else "empty"

    @cached_property
    def volume_mm3(self) -> float:
        return float(self.manifold.volume())

    @cached_property
    def bounds(self) -> Bounds:
        """The lower and the upper corner of the mesh, in mm; both zero when it is empty."""
        if self.manifold.is_empty():
            return (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
        x0, y0, z0, x1, y1, z1 = self.manifold.bounding_box()
        return (x0, y0, z0), (x1, y1, z1)

    @cached_property
    def _mesh(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        mesh = self.manifold.to_mesh64()
        return mesh.vert_properties[:, :3], mesh.tri_verts.astype(np.int64)

    @property
    def vertices(self) -> NDArray[np.float64]:
        """Shape (n, 3), in mm."""
        return self._mesh[0]

    @property
    def triangles(self) -> NDArray[np.int64]:
        """Shape (m, 3), rows of `vertices`, counter-clockwise from outside."""
        return self._mesh[1]

    @cached_property
    def topology(self) -> tuple[int, int, int]:
        """The Betti numbers: pieces, handles, voids.

        manifold3d decomposes a mesh into its closed surfaces. One that encloses a positive volume is
        the outside of a piece, one that encloses a negative volume is a void; each handle of the solid
        is one of its surfaces.
        """
        surfaces = self.manifold.decompose()
        pieces = sum(surface.volume() > 0 for surface in surfaces)
        handles = sum(surface.genus() for surface in surfaces)
        return pieces, handles, len(surfaces) - pieces

    @cached_property
    def watertight(self) -> bool:
        """Whether the mesh is a solid's: each edge of a triangle is one other triangle's, reversed."""
        if self.status != "ok":
            return False
        count = len(self.vertices)
        start, end = self.triangles.ravel(), np.roll(self.triangles, -1, axis=1).ravel()
        edges, reversed_edges = np.sort(start * count + end), np.sort(end * count + start)
        return bool((edges == reversed_edges).all() and (np.diff(edges) > 0).all())


def build_solid(body: Body, segments: int = DISPLAY_SEGMENTS) -> Solid:
    """The mesh of a body, whole circles having `segments` segments (rounded up to a multiple of 4).

    A document of very many round parts or holes gets fewer (`affordable_segments`).
    """
    segments = affordable_segments(body, segments)
    return Solid(_solid(body, segments), segments)


def _solid(body: Body, segments: int) -> Manifold:
    made = _combined(body, segments) if isinstance(body, Combination) else _primitive(body, segments)
    if any(body.rotation):
        made = made.rotate(body.rotation)
    return made.translate(body.position) if any(body.position) else made


def _combined(combination: Combination, segments: int) -> Manifold:
    operation = {
        "boolean_difference": OpType.Subtract,
        "boolean_intersection": OpType.Intersect,
    }.get(combination.kind, OpType.Add)
    first, *rest = combination.parts
    # A repeated component changes nothing, and two surfaces that coincide all over are slow to combine.
    others = [part for part in dict.fromkeys(rest) if operation == OpType.Subtract or part != first]
    return Manifold.batch_boolean([_solid(part, segments) for part in (first, *others)], operation)


def _primitive(primitive: Primitive, segments: int) -> Manifold:
    """Shape and edges, less the shell's cavity, less the cuts."""
    shape = primitive.shape
    if not isinstance(shape, Box | Cylinder | Prism):
        return round_solid(shape, segments)
    through: list[Outline] = []
    taken: list[Manifold] = []
    if isinstance(shape, Cylinder) and shape.wall is not None:
        through.append(circle(shape.radius - shape.wall, segments))
    if isinstance(shape, Box) and primitive.shell is not None:
        taken.append(_cavity_solid(shape, primitive.edges, primitive.shell, segments))
    for cut in primitive.cuts:
        if goes_straight_through(cut):
            through += cut_outlines(cut, segments)
        else:
            taken += cutters(cut, shape, segments)
    made = pierced_solid(levels_of(shape, primitive.edges, segments), through)
    return Manifold.batch_boolean([made, *taken], OpType.Subtract) if taken else made


def _cavity_solid(box: Box, edges: Edges, shell: Shell, segments: int) -> Manifold:
    """What a shell takes away: the cavity, its flat end drawn out through the open side."""
    inside = cavity(box, edges, shell)
    levels = box_levels(inside.box, inside.edges, chamfer_corner(edges, shell.thickness), segments)
    beyond = inside.extension + shell.thickness
    if inside.open == "top":
        levels.append((inside.box.height + beyond, levels[-1][1]))
    elif inside.open == "bottom":
        levels.insert(0, (-beyond, levels[0][1]))
    return stack(levels).translate((0.0, 0.0, inside.bottom))
