"""Bounding boxes are exact, however a body is rounded and turned."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from numpy.typing import NDArray

from geoft_gui.geometry.bodies import (
    Body,
    Box,
    Combination,
    Cylinder,
    Edge,
    Edges,
    Primitive,
    primitives,
    rotation_matrix,
)
from geoft_gui.geometry.bounds import bounds
from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid
from tests.geometry.strategies import documents


def is_whole(body: Body) -> bool:
    """Nothing is cut away, so that mesh and bounding box can be the same."""
    if isinstance(body, Combination):
        joined = body.kind in ("boolean_union", "assembly")
        return joined and all(is_whole(part) for part in body.parts)
    return not body.cuts


@settings(max_examples=60, deadline=None)
@given(documents())
def test_the_mesh_fills_the_box_and_stays_inside(document: Part | Group) -> None:
    body = resolve(document).body
    solid = build_solid(body, 128)
    # What two parts have in common may be nothing, which has no box.
    assume(solid.status == "ok")
    box, mesh = np.array(bounds(body)), np.array(solid.bounds)
    # Facets of round faces stand off the exact surface by less than 1e-3 of a part's size.
    allowed = 1e-3 * max(np.ptp(np.array(bounds(primitive)), axis=0).max() for primitive in primitives(body))
    assert (mesh[0] >= box[0] - allowed).all() and (mesh[1] <= box[1] + allowed).all()
    if is_whole(body):
        np.testing.assert_allclose(mesh, box, atol=allowed)


def surface_points(shape: Box | Cylinder, rim: Edge) -> NDArray[np.float64]:
    """Points of the upper rim of a shape whose vertical edges, if any, are sharp: shape (n, 3)."""
    distance = np.linspace(0, rim.size, 501)
    if rim.kind == "chamfer":
        inset = rim.size - distance
    else:
        inset = rim.size - np.sqrt(rim.size**2 - (rim.size - distance) ** 2)
    height = shape.height - distance
    if isinstance(shape, Box):
        x, y = shape.length / 2 - inset, shape.width / 2 - inset
        rows = [(sx * x, sy * y, height) for sx in (-1, 1) for sy in (-1, 1)]
    else:
        turns = np.linspace(0, 2 * math.pi, 361)[:, None]
        radius = shape.radius - inset
        rows = [(radius * np.cos(turns), radius * np.sin(turns), np.broadcast_to(height, (361, 501)))]
    return np.concatenate([np.stack([np.ravel(column) for column in row], axis=1) for row in rows])


@pytest.mark.parametrize("rim", [Edge("fillet", 3.0), Edge("chamfer", 3.0)])
@pytest.mark.parametrize("shape", [Box(20, 12, 9), Cylinder(8, 9)])
@pytest.mark.parametrize(
    "rotation", [(30.0, 0.0, 0.0), (25.0, 40.0, 10.0), (90.0, 45.0, 0.0), (0.0, 60.0, 0.0)]
)
def test_a_turned_rim_reaches_as_far_as_its_farthest_point(
    shape: Box | Cylinder, rim: Edge, rotation: tuple[float, float, float]
) -> None:
    top, bottom = surface_points(shape, rim), surface_points(shape, rim)
    bottom[:, 2] = shape.height - bottom[:, 2]
    turned = np.concatenate([top, bottom]) @ np.array(rotation_matrix(rotation)).T
    body = Primitive(shape, Edges(top=rim, bottom=rim), rotation=rotation)
    np.testing.assert_allclose(bounds(body), (turned.min(axis=0), turned.max(axis=0)), atol=5e-4)


def test_a_box_with_round_corners_is_as_wide_as_a_ball_between_its_corners() -> None:
    edge = Edge("fillet", 2.0)
    body = Primitive(Box(20, 20, 20), Edges(edge, edge, edge), rotation=(45.0, 0.0, 0.0))
    lower, upper = bounds(body)
    # Seen along x: a square with corners rounded by 2, turned by 45 degrees about the bottom's centre.
    assert upper[1] - lower[1] == pytest.approx(2 * (8 * math.sqrt(2) + 2))


def test_quarter_turns_leave_round_numbers() -> None:
    body = Primitive(Box(10, 20, 30), rotation=(90.0, -90.0, 450.0))
    assert bounds(body) == tuple(tuple(float(round(x)) for x in corner) for corner in bounds(body))
