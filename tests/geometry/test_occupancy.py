"""Point tests: conventions of axes and faces, volumes by counting, precision, memory."""

import tracemalloc

import numpy as np
import pytest

from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.occupancy import Occupancy, compile_occupancy
from geoft_gui.geometry.points import Points
from geoft_gui.geometry.resolved import resolve
from tests.geometry.known_volumes import (
    BRACKET,
    KNOWN,
    PUBLISHED,
    Object,
    block,
    chamfer,
    hole,
    part,
    rod,
    shell,
    slot,
)

SAMPLES = 1 << 17
UNIT = np.random.default_rng(7).random((3, SAMPLES), dtype=np.float32)


def compiled(description: Object) -> Occupancy:
    return compile_occupancy(resolve(from_object(description)).body)


def volume(occupancy: Occupancy) -> tuple[float, float]:
    """The volume by counting random points, and the standard deviation of that."""
    lower, upper = np.array(occupancy.bounds)
    box = float((upper - lower).prod())
    share = float(occupancy.inside(Points.in_box(UNIT, occupancy.bounds)).mean())
    return share * box, float(np.sqrt(share * (1 - share) / SAMPLES)) * box


@pytest.mark.parametrize("name", [*KNOWN, *PUBLISHED])
def test_volume_is_that_of_the_formula(name: str) -> None:
    description, expected = (KNOWN | PUBLISHED)[name]
    counted, deviation = volume(compiled(description))
    # One point of rounding at a face; five standard deviations.
    assert abs(counted - expected) <= 5 * deviation + 1e-5 * expected


def check(
    description: Object,
    *,
    inside: list[tuple[float, float, float]],
    outside: list[tuple[float, float, float]],
) -> None:
    occupancy = compiled(description)
    assert occupancy.inside(inside).all()
    assert not occupancy.inside(outside).any()


def test_every_part_stands_on_its_origin() -> None:
    below, above = (0.0, 0.0, -0.01), (0.0, 0.0, 0.01)
    for description in (
        part("cube", length=4, width=4, height=4),
        part("sphere", radius=2),
        part("cylinder", radius=2, height=4),
        part("cone", radius=2, height=4),
        part("pyramid", length=4, width=4, height=4),
        {"sides": 5} | part("prism", radius=2, height=4),
    ):
        check(description, inside=[above], outside=[below])
    check(part("torus", radius=5, minor_radius=1), inside=[(5, 0, 0.01)], outside=[(5, 0, -0.01), (0, 0, 1)])


def test_length_is_along_x_width_along_y_height_along_z() -> None:
    plate = part("cube", length=20, width=10, height=2)
    check(
        plate,
        inside=[(9.9, 0, 1), (0, 4.9, 1), (0, 0, 1.9)],
        outside=[(10.1, 0, 1), (0, 5.1, 1), (0, 0, 2.1)],
    )


def test_a_prism_has_a_vertex_on_x() -> None:
    check({"sides": 5} | part("prism", radius=10, height=2), inside=[(9.9, 0, 1)], outside=[(-8.2, 0, 1)])


@pytest.mark.parametrize(
    ("axis", "entered", "beyond"),
    [
        ("z", (2, 1, 9.9), (2, 1, 6.9)),
        ("x", (9.9, 2, 6), (6.9, 2, 6)),
        ("y", (2, -9.9, 6), (2, -6.9, 6)),
    ],
)
def test_a_blind_hole_enters_from_above_the_right_or_the_front(
    axis: str, entered: tuple[float, float, float], beyond: tuple[float, float, float]
) -> None:
    # Offsets count from the face's centre: on the sides that is at half the height.
    drilled = block(20, 20, 10, hole(1, axis=axis, depth=3, x=2, y=1))
    opposite = (
        tuple(-x if axis == "xyz"[k] else x for k, x in enumerate(entered)) if axis != "z" else (2, 1, 0.1)
    )
    check(drilled, inside=[beyond, opposite], outside=[entered])


def test_a_counterbore_widens_the_mouth_only() -> None:
    bored = block(20, 20, 10, hole(4, counterbore={"diameter": 8, "depth": 3}))
    check(bored, inside=[(3, 0, 6.9), (4.1, 0, 9)], outside=[(3, 0, 7.1), (1.9, 0, 0.1)])


def test_a_slot_turns_from_x_towards_y() -> None:
    slotted = block(40, 40, 5, slot(20, 4, angle=30))
    along = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6), 0])
    check(
        slotted,
        inside=[tuple(along * 10.1 + (0, 0, 2)), (9, -5, 2)],
        outside=[tuple(along * 9.9 + (0, 0, 2)), tuple(-along * 9.9 + (0, 0, 2))],
    )


def test_slots_in_a_pattern_keep_their_own_direction() -> None:
    row = {"type": "line", "count": 2, "dx": 20}
    slotted = block(60, 40, 5, slot(12, 4, angle=90, pattern=row))
    check(slotted, inside=[(0, 0, 2), (13, 0, 2), (10, 6.1, 2)], outside=[(10, 5.9, 2), (-10, -5.9, 2)])


def test_chamfered_corners_end_in_triangles_as_exact_cad_makes_them() -> None:
    """From a corner of the block inwards: outside to x + y + z = 2 d, not just to the chamfers (1.5 d)."""
    chamfered = block(20, 16, 12, chamfer(2))
    corner = np.array([-10, -8, 0])
    check(chamfered, inside=[tuple(corner + 1.34)], outside=[tuple(corner + 1.32)])


def test_a_shell_is_open_where_it_says_so() -> None:
    check(block(20, 20, 10, shell(1)), inside=[(0, 0, 0.5)], outside=[(0, 0, 1.1), (0, 0, 9.9)])
    check(block(20, 20, 10, shell(1, "bottom")), inside=[(0, 0, 9.5)], outside=[(0, 0, 8.9), (0, 0, 0.1)])
    check(block(20, 20, 10, shell(1, "none")), inside=[(0, 0, 0.5), (0, 0, 9.5)], outside=[(0, 0, 5)])


def test_rotation_is_about_x_then_y_then_z_and_before_the_position() -> None:
    turned = part("cube", length=30, width=2, height=1) | {
        "rotation": {"x": 90, "z": 90},
        "position": {"x": 5},
    }
    check(
        turned,
        inside=[(5.1, 14.9, 0.9), (5.9, -14.9, -0.9)],
        outside=[(4.9, 0, 0), (6.1, 0, 0), (5.5, 15.1, 0)],
    )


def test_a_group_carries_its_components_along() -> None:
    pair = {
        "type": "boolean_union",
        "components": [
            part("cube", length=2, width=2, height=2) | {"position": {"x": 10}},
            part("cube", length=2, width=2, height=2),
        ],
        "rotation": {"z": 90},
        "position": {"z": 5},
    }
    check(pair, inside=[(0, 10, 6), (0, 0, 6)], outside=[(10, 0, 6), (0, 10, 4.9)])


def test_differences_and_intersections() -> None:
    cube, ball = part("cube", length=10, width=10, height=10), part("sphere", radius=4)
    check(
        {"type": "boolean_difference", "components": [cube, ball]},
        inside=[(4.5, 4.5, 9), (0, 0, 9)],
        outside=[(0, 0, 4)],
    )
    check(
        {"type": "boolean_intersection", "components": [cube, ball]},
        inside=[(0, 0, 4)],
        outside=[(4.5, 4.5, 9), (0, 0, 9)],
    )


def test_a_small_part_far_away_keeps_its_shape() -> None:
    """Points are single precision: at 9999 mm that alone would blur a tenth of a millimetre by 1 %."""
    far = rod(0.1, 0.1) | {"position": {"x": 9999, "y": -9999, "z": 9999}}
    counted, deviation = volume(compiled(far))
    assert abs(counted - np.pi * 0.001) <= 5 * deviation


def test_points_as_an_array_and_as_columns_give_the_same() -> None:
    occupancy = compiled(BRACKET)
    lower, upper = np.array(occupancy.bounds)
    array = UNIT[:, :1000].T.astype(np.float64) * (upper - lower) + lower
    columns = Points.in_box(np.ascontiguousarray(UNIT[:, :1000]), occupancy.bounds)
    assert np.array_equal(occupancy.inside(array), occupancy.inside(columns))
    assert np.array_equal(occupancy.inside(array.astype(np.float32)), occupancy.inside(Points.of(array)))
    assert occupancy.inside(np.empty((0, 3))).shape == (0,)


def test_asking_leaves_the_points_as_they_were() -> None:
    points = Points.in_box(UNIT[:, :100].copy(), ((-50, -50, 0), (50, 50, 12)))
    before = [column.copy() for column in (points.x, points.y, points.z)]
    for description, _ in PUBLISHED.values():
        compiled(description).inside(points)
    assert all(map(np.array_equal, before, (points.x, points.y, points.z)))


@pytest.mark.parametrize(
    "pattern",
    [
        {"type": "circle", "count": 1000, "diameter": 400},
        {"type": "grid", "nx": 40, "ny": 25, "dx": 12, "dy": 12},
    ],
)
def test_a_thousand_holes_take_no_more_memory_than_one(pattern: Object) -> None:
    occupancy = compiled(block(500, 500, 5, hole(3, pattern=pattern)))
    points = Points.in_box(UNIT[:, :16384].copy(), occupancy.bounds)
    tracemalloc.start()
    occupancy.inside(points)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000
