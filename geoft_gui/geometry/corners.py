"""Where three chamfered edges of a box meet."""

import math

from .bodies import Edges


def chamfer_corner(edges: Edges, shelled: float = 0.0) -> float | None:
    """The plane that cuts a box's corners when all twelve edges have one chamfer.

    Exact CAD does not let the three chamfers of a corner run into a point: it closes them with a
    triangle through their ends, the plane x + y + z = 2 d in distances from the corner's three faces.
    This returns that sum for the cavity of a shell of thickness `shelled` (0 for the outside): its own
    faces lie that much deeper, and so does the triangle. None when the edges differ: then each rim
    insets the plan profile on its own, and the corners are where the insets meet (`bodies.Edges`).
    """
    vertical = edges.vertical
    if vertical is None or vertical.kind != "chamfer" or not vertical == edges.top == edges.bottom:
        return None
    return 2 * vertical.size - (3 - math.sqrt(3)) * shelled
