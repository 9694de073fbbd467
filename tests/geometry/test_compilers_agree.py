"""The two compilers, which share no geometry code, held against each other on random documents."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from geoft_gui.geometry.document import Group, Part, from_object
from geoft_gui.geometry.occupancy import Occupancy, compile_occupancy
from geoft_gui.geometry.points import Points
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import Solid, build_solid
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
    points = Points.in_box(UNIT, occupancy.bounds)
    filled = float(occupancy.inside(points).mean())
    expected = solid.volume_mm3 / float((upper - lower).prod())

    # Six standard deviations of a share of SAMPLES points, and the mesh's own error.
    deviation = np.sqrt(max(expected * (1 - expected), 0.0) / SAMPLES)
    assert abs(filled - expected) <= 6 * deviation + 1e-3 * expected + 10 / SAMPLES

    if solid.status == "empty":
        return
    assert solid.status == "ok"
    assert solid.watertight
    slack = 2e-3 * float((upper - lower).max())
    assert np.all(solid.bounds[0] >= lower - slack)
    assert np.all(solid.bounds[1] <= upper + slack)
    check_points(occupancy, solid, UNIT[:, :LOOKED_AT].T * (upper - lower) + lower, 1.5 * slack)


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
