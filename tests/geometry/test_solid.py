"""Meshes: exact volumes, closed surfaces, topology, and what happens at the limits."""

import numpy as np
import pytest

from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import CHECK_SEGMENTS, Solid, build_solid
from tests.geometry.known_volumes import (
    BRACKET,
    KNOWN,
    PUBLISHED,
    Object,
    block,
    fillet,
    hole,
    part,
    rod,
    shell,
)


def built(description: Object, segments: int = CHECK_SEGMENTS) -> Solid:
    return build_solid(resolve(from_object(description)).body, segments)


def group(kind: str, *components: Object) -> Object:
    return {"type": kind, "components": list(components)}


def at(description: Object, **position: float) -> Object:
    return description | {"position": position}


@pytest.mark.parametrize("name", KNOWN)
def test_volume_is_that_of_the_formula(name: str) -> None:
    description, volume = KNOWN[name]
    checked, drawn = built(description), built(description, 64)
    assert checked.watertight
    assert checked.volume_mm3 == pytest.approx(volume, rel=1e-4)
    assert drawn.watertight
    assert drawn.volume_mm3 == pytest.approx(volume, rel=2e-3)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_worked_examples_have_the_published_volumes(name: str) -> None:
    description, volume = PUBLISHED[name]
    solid = built(description)
    assert solid.watertight
    assert solid.volume_mm3 == pytest.approx(volume, rel=1e-4)


@pytest.mark.parametrize("segments", [3, 8, 12, 100])
def test_coarse_circles_keep_their_area_and_their_width(segments: int) -> None:
    solid = built(part("cylinder", radius=10, height=5), segments)
    assert solid.volume_mm3 == pytest.approx(np.pi * 500, rel=1e-6)
    assert solid.bounds == ((-10.0, -10.0, 0.0), (10.0, 10.0, 5.0))


def test_triangles_are_counter_clockwise_from_outside() -> None:
    solid = built(part("torus", radius=10, minor_radius=3), 32)
    a, b, c = (solid.vertices[solid.triangles[:, corner]] for corner in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 == pytest.approx(solid.volume_mm3)


@pytest.mark.parametrize(
    ("description", "topology"),
    [
        (part("cube", length=5, width=5, height=5), (1, 0, 0)),
        (part("torus", radius=10, minor_radius=3), (1, 1, 0)),
        (part("sphere", radius=10, thickness=2), (1, 0, 1)),
        (block(80, 50, 6, hole(5, pattern={"type": "corners", "inset": 8})), (1, 4, 0)),
        (block(80, 50, 6, hole(5, depth=3)), (1, 0, 0)),
        (block(40, 40, 40, shell(3, "none")), (1, 0, 1)),
        (block(40, 40, 40, shell(3)), (1, 0, 0)),
        (block(40, 40, 40, hole(5), hole(5, axis="x"), hole(5, axis="y")), (1, 5, 0)),
        (block(80, 50, 6, hole(60, axis="z")), (2, 0, 0)),
        (BRACKET, (1, 3, 0)),
    ],
)
def test_pieces_handles_and_voids_are_counted(description: Object, topology: tuple[int, int, int]) -> None:
    assert built(description, 64).topology == topology


def test_a_void_within_a_void_counts_both_ways() -> None:
    """A ball loose inside a hollow ball: two pieces, one void."""
    outer = part("sphere", radius=20, thickness=2)
    inner = at(part("sphere", radius=5), z=15)
    assert built(group("assembly", outer, inner), 32).topology == (2, 0, 1)


CUBE = part("cube", length=10, width=10, height=10)


def test_components_that_touch_on_a_face_become_one_closed_piece() -> None:
    stacked = group("boolean_union", CUBE, CUBE | {"place": "right"}, CUBE | {"place": "top"})
    solid = built(stacked)
    assert solid.watertight
    assert solid.topology == (1, 0, 0)
    assert solid.volume_mm3 == pytest.approx(3000)


def test_components_that_touch_on_a_face_stay_closed_when_turned() -> None:
    turned = group("assembly", CUBE, rod(5, 10) | {"place": "top"}) | {
        "rotation": {"x": 31, "y": -17, "z": 8}
    }
    solid = built(turned)
    assert solid.watertight
    assert solid.volume_mm3 == pytest.approx(1000 + np.pi * 250, rel=1e-5)


def test_a_cut_that_ends_in_a_face_opens_it_cleanly() -> None:
    shelf = group("boolean_difference", CUBE, at(part("cube", length=10, width=4, height=6), z=4))
    solid = built(shelf)
    assert solid.watertight
    assert solid.volume_mm3 == pytest.approx(1000 - 240)


@pytest.mark.parametrize(
    "description",
    [
        group("boolean_difference", CUBE, CUBE),
        group("boolean_difference", CUBE, part("sphere", radius=30) | {"position": {"z": -25}}),
        group("boolean_intersection", at(rod(5, 10), x=4, y=4), at(rod(5, 10), x=-3.5, y=-3.5)),
        block(10, 10, 10, hole(20)),
    ],
)
def test_a_part_of_which_nothing_is_left_is_empty(description: Object) -> None:
    solid = built(description)
    assert solid.status == "empty"
    assert not solid.watertight
    assert solid.topology == (0, 0, 0)
    assert solid.bounds == ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    assert solid.vertices.shape == (0, 3)
    assert solid.triangles.shape == (0, 3)


def test_rotation_is_about_x_then_y_then_z() -> None:
    bar = part("cube", length=30, width=2, height=1) | {"rotation": {"x": 90, "z": 90}, "position": {"x": 5}}
    # About x: the bar stands on its front edge, from y = -1 to 0. About z: that becomes x = 0 to 1.
    assert built(bar).bounds == ((5.0, -15.0, -1.0), (6.0, 15.0, 1.0))


def test_a_component_repeated_changes_nothing() -> None:
    """Language models do repeat themselves, and surfaces that coincide are slow to combine."""
    ball = part("sphere", radius=10, thickness=1)
    solid = built(group("assembly", *[ball] * 40))
    assert solid.watertight
    assert solid.volume_mm3 == pytest.approx(4 / 3 * np.pi * (1000 - 729), rel=1e-4)


def test_a_thousand_holes_stay_within_a_mesh_that_can_be_handled() -> None:
    grid = {"type": "grid", "nx": 40, "ny": 25, "dx": 10, "dy": 10}
    solid = built(block(500, 300, 5, fillet(1, "top"), hole(5, depth=3, pattern=grid)))
    assert solid.watertight
    assert solid.segments < CHECK_SEGMENTS
    assert len(solid.triangles) < 200_000
    assert solid.volume_mm3 == pytest.approx(
        500 * 300 * 5 - (1 - np.pi / 4) * 2 * (500 + 300) - 1000 * np.pi / 4 * 25 * 3, rel=1e-4
    )


@pytest.mark.parametrize(("size", "unit"), [(0.01, "mm"), (9999, "m")])
def test_the_smallest_and_the_largest_parts_are_closed(size: float, unit: str) -> None:
    rounded = rod(size, size, fillet(round(size / 3, 3))) | {"position": {"x": 9999}}
    rounded["dimensions"]["unit"] = unit
    solid = built(rounded)
    assert solid.watertight
    assert solid.topology == (1, 0, 0)
