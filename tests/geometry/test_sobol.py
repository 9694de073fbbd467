"""The points at which parts are compared."""

import numpy as np
import pytest

from geoft_gui.geometry.sobol import unit_points


def test_points_are_the_same_every_time_and_cannot_be_changed() -> None:
    points = unit_points(64)
    assert points.shape == (3, 64) and points.dtype == np.float32
    assert (points >= 0).all() and (points < 1).all()
    np.testing.assert_array_equal(points, unit_points(128)[:, :64])
    # Scores on all machines rest on these numbers.
    np.testing.assert_allclose(points[:, 0], (0.4715548, 0.6693111, 0.4062637), atol=1e-6)
    with pytest.raises(ValueError, match="read-only"):
        points[0, 0] = 0.5


@pytest.mark.parametrize("power", [4, 10, 14])
def test_each_axis_has_one_point_in_each_of_its_equal_parts(power: int) -> None:
    count = 2**power
    for row in unit_points(count):
        assert sorted((row * count).astype(int)) == list(range(count))


def test_volumes_are_found_closer_than_chance_would() -> None:
    x, y, z = unit_points(16_384).astype(float) - 0.5
    ball = np.count_nonzero(x * x + y * y + z * z <= 0.25) / 16_384
    assert ball == pytest.approx(np.pi / 6, abs=2e-3)  # chance: a standard error of 4e-3
