import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.ui.widgets.curve_points import CurvePoints, extremes, smoothed

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300)


def curve(values: list[float]) -> CurvePoints:
    points = CurvePoints()
    for x, y in enumerate(values):
        points.append(x, y)
    return points


def test_points_come_back_as_they_were_added() -> None:
    points = curve([float(value) for value in range(5000)])
    assert len(points) == 5000
    assert (points.y == np.arange(5000)).all()


def test_steps_done_again_replace_the_earlier_ones() -> None:
    points = curve([0.0, 1.0, 2.0, 3.0])
    points.append(2, 20.0)
    assert points.x.tolist() == [0, 1, 2]
    assert points.y.tolist() == [0, 1, 20]


def test_a_stretch_reaches_one_point_beyond_its_ends() -> None:
    points = curve([float(value) for value in range(10)])
    assert points.between(3.5, 5.5)[0].tolist() == [3, 4, 5, 6]
    assert points.between(-5, 100)[0].tolist() == list(range(10))


def test_the_nearest_point_is_found() -> None:
    points = curve([10.0, 11.0, 12.0])
    found = [points.nearest(x) for x in (-5, 0.4, 0.6, 1.0, 99)]
    assert found == [(0, 10), (0, 10), (1, 11), (1, 11), (2, 12)]
    assert curve([]).nearest(1) is None


@given(VALUES, st.integers(1, 40))
def test_what_is_drawn_keeps_every_peak_with_few_points(values: list[float], buckets: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    drawn_x, drawn_y = extremes(x, y, buckets)
    assert len(drawn_x) <= 2 * buckets
    assert (drawn_y.min(), drawn_y.max()) == (y.min(), y.max())
    assert (np.diff(drawn_x) >= 0).all()
    assert (y[drawn_x.astype(int)] == drawn_y).all()


@given(VALUES, st.integers(5, 50))
def test_a_smooth_curve_stays_between_the_values_and_meets_its_ends(values: list[float], points: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    smooth_x, smooth_y = smoothed(x, y, points)
    slack = 1e-6 * (1 + np.abs(y).max() * len(values))
    assert smooth_x[-1] == x[-1]
    assert (smooth_y >= y.min() - slack).all()
    assert (smooth_y <= y.max() + slack).all()
    assert len(smooth_x) <= max(points, len(values) if len(values) < 3 else 0)


def test_smoothing_does_not_bend_a_straight_line() -> None:
    x = np.arange(100_000, dtype=float)
    smooth_x, smooth_y = smoothed(x, 2 * x + 1, 200)
    assert len(smooth_x) <= 200
    assert np.allclose(smooth_y, 2 * smooth_x + 1, atol=60)
    assert np.ptp(smooth_y - 2 * smooth_x) < 60


def test_no_points_are_no_curve() -> None:
    nothing = np.empty(0)
    assert len(extremes(nothing, nothing, 10)[0]) == 0
    assert len(smoothed(nothing, nothing, 10)[0]) == 0
