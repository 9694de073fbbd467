"""From where a part is looked at."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geoft_gui.ui.part_view.camera import FRONT, ISOMETRIC, MOST_ZOOM, RIGHT, TOP, Camera, Direction

sizes = st.floats(1e-3, 1e5)
places = st.floats(-1e4, 1e4)
boxes = st.tuples(places, places, places, sizes, sizes, sizes)
pictures = st.tuples(st.integers(60, 3000), st.integers(60, 3000))
directions = st.one_of(
    st.sampled_from([FRONT, RIGHT, TOP, ISOMETRIC]),
    st.builds(Direction, st.floats(-180, 180), st.floats(-90, 90)),
)


def corners_of(box: tuple[float, ...]) -> NDArray[np.float64]:
    place, size = np.array(box[:3]), np.array(box[3:])
    return np.array([place + size * [x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])


def looking_at(points: NDArray[np.float64], direction: Direction = ISOMETRIC) -> Camera:
    lower, upper = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Camera().around((tuple(lower), tuple(upper))).looking(direction)


@given(boxes, pictures, directions)
def test_a_fitted_part_is_wholly_in_the_picture_and_fills_it(
    box: tuple[float, ...], picture: tuple[int, int], direction: Direction
) -> None:
    points = corners_of(box)
    camera = looking_at(points, direction).fit(points, *picture)
    shown = camera.project(points, *picture)
    assert shown.min() > 0
    assert (shown < picture).all()
    filled = (shown.max(axis=0) - shown.min(axis=0)) / picture
    # A needle seen from its end is not magnified without end.
    assert filled.max() == pytest.approx(0.8, abs=0.01) or camera.zoom == MOST_ZOOM


@given(boxes, pictures, directions, st.floats(-90, 90), st.floats(-60, 60))
def test_turning_a_fitted_part_never_takes_it_out_of_the_picture_or_makes_it_larger(
    box: tuple[float, ...], picture: tuple[int, int], direction: Direction, right: float, up: float
) -> None:
    points = corners_of(box)
    camera = looking_at(points, direction).fit(points, *picture)
    turned = camera.turned(right, up).kept_in(points, *picture)
    shown = turned.project(points, *picture)
    assert shown.min() > 0
    assert (shown < picture).all()
    assert turned.zoom <= camera.zoom * 1.000001


@given(boxes, pictures, directions, st.floats(0.2, 5), st.floats(-1, 1), st.floats(-1, 1))
@settings(max_examples=50)
def test_the_matrix_shows_what_projecting_says(
    box: tuple[float, ...], picture: tuple[int, int], direction: Direction, zoom: float, x: float, y: float
) -> None:
    points = corners_of(box)
    camera = looking_at(points, direction).zoomed(zoom).moved(x, y)
    clip = np.column_stack([points, np.ones(8)]) @ camera.matrix(*picture).T
    inside = clip[:, :3] / clip[:, 3:]
    shown = (inside[:, :2] * [1, -1] + 1) / 2 * picture
    # Far from the origin, the last figures of a small part are lost.
    lost = 1e-11 * np.abs(points).max() / camera.radius * max(picture) + 1e-6
    assert shown == pytest.approx(camera.project(points, *picture), abs=lost)
    # Nothing is cut off for being too near or too far.
    assert abs(inside[:, 2]).max() <= 1


@pytest.mark.parametrize(
    ("direction", "right", "up"),
    [(FRONT, [1, 0, 0], [0, 0, 1]), (TOP, [1, 0, 0], [0, 1, 0]), (RIGHT, [0, 1, 0], [0, 0, 1])],
)
def test_the_standard_views_look_along_the_axes(
    direction: Direction, right: list[int], up: list[int]
) -> None:
    axes = Camera().looking(direction).axes
    assert axes[:2] == pytest.approx(np.array([right, up]), abs=1e-12)


def test_magnifying_keeps_what_is_under_the_pointer() -> None:
    points = corners_of((0, 0, 0, 20, 30, 40))
    camera = looking_at(points).fit(points, 400, 300)
    pointed = camera.project(points[:1], 400, 300)[0]
    at = ((pointed[0] - 200) / 150, (150 - pointed[1]) / 150)
    assert camera.zoomed(3, at).project(points[:1], 400, 300)[0] == pytest.approx(pointed)
    assert camera.zoomed(1e9).zoom == camera.zoomed(1e12).zoom


def test_the_eye_goes_all_the_way_round_but_not_over_the_top() -> None:
    camera = Camera().looking(FRONT)
    assert camera.turned(370, 0).direction == Direction(10, 0)
    assert camera.turned(0, 200).direction.elevation == 90
    assert camera.turned(0, -200).direction.elevation == -90
