"""How fine a mesh may be, so that no document takes more than about a second or much memory."""

from .bodies import Body, Cone, Cut, Cylinder, Edge, Primitive, Sphere, Torus, primitives

MAX_TRIANGLES = 40_000
"""Of all parts together before they are combined; a boolean takes some 20 µs for each."""
LEAST_SEGMENTS = 16


def affordable_segments(body: Body, segments: int) -> int:
    """The number of segments of a circle, at most `segments`, that keeps a body within MAX_TRIANGLES.

    Ordinary parts get what was asked for. A thousand holes get coarser circles, of exact area still.
    """
    parts = list(primitives(body))
    while segments > LEAST_SEGMENTS and sum(_triangles(part, segments) for part in parts) > MAX_TRIANGLES:
        segments = max(LEAST_SEGMENTS, segments * 3 // 4)
    return segments


def _triangles(primitive: Primitive, segments: int) -> int:
    """About how many triangles a primitive, its cavity and its cutters have."""
    shape, edges = primitive.shape, primitive.edges
    rims = sum(_levels(edge, segments) for edge in (edges.top, edges.bottom))
    if isinstance(shape, Sphere):
        levels = segments // 2
    elif isinstance(shape, Torus):
        levels = segments
    else:
        levels = 2 + rims
    hollow = primitive.shell is not None or getattr(shape, "wall", None) is not None
    round_edges = edges.vertical is not None and edges.vertical.kind == "fillet"
    around = 8
    if round_edges or isinstance(shape, Sphere | Cylinder | Cone | Torus):
        around = segments
    own = 2 * around * levels * (2 if hollow else 1)
    return own + sum(_cutter_triangles(cut, segments) for cut in primitive.cuts)


def _levels(edge: Edge | None, segments: int) -> int:
    return segments // 4 if edge is not None and edge.kind == "fillet" else 0


def _cutter_triangles(cut: Cut, segments: int) -> int:
    return 4 * segments * len(cut.centres) * (2 if cut.counterbore else 1)
