"""The two compilers, which share no geometry code, held against each other on random documents."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from geoft_gui.geometry.bodies import SHARP, Body, Box, Primitive, Prism, Pyramid, primitives
from geoft_gui.geometry.bounds import bounds
from geoft_gui.geometry.document import Group, Part, from_object
from geoft_gui.geometry.occupancy import Occupancy, compile_occupancy
from geoft_gui.geometry.points import Points
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import DISPLAY_SEGMENTS, Solid, build_solid
from tests.geometry.known_volumes import KNOWN
from tests.geometry.mesh_points import inside_mesh
from tests.geometry.strategies import documents

SAMPLES = 1 << 15
LOOKED_AT = 150
UNIT = np.random.default_rng(20261122).random((3, SAMPLES), dtype=np.float32)

TANGENT_HOLES = {
    "type": "cube",
    "dimensions": {"length": 7.6, "width": 175, "height": 5},
    "features": [
        {"type": "shell", "thickness": 0.55},
        {
            "type": "hole",
            "diameter": 2.276,
            "pattern": {"type": "grid", "nx": 4, "ny": 2, "dx": 2.276, "dy": 46.874},
        },
    ],
}


def check_agreement(document: Part | Group) -> None:
    body = resolve(document).body
    occupancy, solid = compile_occupancy(body), build_solid(body)
    lower, upper = np.array(occupancy.bounds)
    box = float((upper - lower).prod())
    counted = float(occupancy.inside(Points.in_box(UNIT, occupancy.bounds)).mean()) * box
    facets = facet_error(body)

    # Six standard deviations of a share of SAMPLES points; and the mesh's surface may be off by facets.
    share = min(max(solid.volume_mm3 / box, 0.0), 1.0)
    deviation = box * np.sqrt(share * (1 - share) / SAMPLES)
    slack = facets * solid.manifold.surface_area() + 1e-6 * box
    assert abs(counted - solid.volume_mm3) <= 6 * deviation + slack + 10 * box / SAMPLES

    if solid.status == "empty":
        return
    assert solid.status == "ok"
    assert solid.watertight
    blur = facets + 1e-5 * float(np.abs([lower, upper]).max())
    assert np.all(solid.bounds[0] >= lower - blur)
    assert np.all(solid.bounds[1] <= upper + blur)
    check_points(occupancy, solid, UNIT[:, :LOOKED_AT].T * (upper - lower) + lower, 2 * blur)


def facet_error(body: Body) -> float:
    """How far the mesh of the largest round shape lies off the shape, at most (on either side)."""
    extents = [
        np.subtract(*bounds(Primitive(part.shape))[::-1]).max()
        for part in primitives(body)
        if part.edges != SHARP or part.cuts or not isinstance(part.shape, Box | Prism | Pyramid)
    ]
    # Inscribed chords lie up to r (1 - cos(a / 2)) inside their arc; on a surface that is curved both
    # ways that adds up to twice as much. Keeping the area moves them outwards by less than that.
    return float(max(extents, default=0.0)) * (1 - math.cos(math.pi / DISPLAY_SEGMENTS))


def check_points(occupancy: Occupancy, solid: Solid, points: np.ndarray, near: float) -> None:
    """Both say the same of every point that is not near the surface."""
    inside = occupancy.inside(points)
    steps = np.concatenate([np.eye(3), -np.eye(3)]) * near
    clear = np.all([occupancy.inside(points + step) == inside for step in steps], axis=0)
    of_mesh = inside_mesh(solid.vertices, solid.triangles, points[clear])
    assert np.array_equal(of_mesh, inside[clear])


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(documents())
@example(from_object(TANGENT_HOLES))
def test_any_document_is_the_same_solid_in_both_compilers(document: Part | Group) -> None:
    check_agreement(document)


@pytest.mark.parametrize("name", KNOWN)
def test_known_parts_are_the_same_solid_in_both_compilers(name: str) -> None:
    check_agreement(from_object(KNOWN[name][0]))
