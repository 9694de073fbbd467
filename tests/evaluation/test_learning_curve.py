"""What trainings on different numbers of rows say about more rows."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.evaluation.learning_curve import learning_curve, share_interval
from geoft_gui.evaluation.learning_words import learning_words


@dataclass(frozen=True)
class Run:
    rows: int
    scored: int
    correct: float


def power_law(*sizes: int, exponent: float, scored: int = 1000) -> list[Run]:
    return [Run(rows, scored, 1 - 8 * rows**-exponent) for rows in sizes]


def test_a_falling_share_of_errors_is_carried_on() -> None:
    runs = power_law(500, 1000, 2000, 4000, exponent=0.5, scored=10**6)
    curve = learning_curve(runs)
    assert curve.outlook == "more_helps"
    assert curve.doubled is not None and curve.doubled.rows == 8000
    assert curve.doubled.correct == pytest.approx(1 - 8 * 8000**-0.5, abs=0.001)
    assert "More rows would help" in learning_words(curve)


def test_a_flat_curve_says_that_more_rows_would_hardly_help() -> None:
    curve = learning_curve([Run(1000, 1000, 0.951), Run(2000, 1000, 0.952), Run(4000, 1000, 0.952)])
    assert curve.outlook == "hardly_helps"
    assert "hardly" in learning_words(curve)


def test_a_difference_that_may_be_chance_is_no_advice() -> None:
    assert learning_curve([Run(1000, 50, 0.80), Run(2000, 50, 0.84)]).outlook == "unclear"


def test_one_size_tells_nothing_however_often_it_was_tried() -> None:
    curve = learning_curve([Run(1000, 100, 0.5), Run(1010, 100, 0.7)])
    assert curve.outlook == "too_few_sizes"
    assert curve.doubled is None
    assert "different numbers" in learning_words(curve)


def test_runs_that_agree_less_than_chance_allows_make_the_forecast_wider() -> None:
    def width(middle: float) -> float:
        runs = [Run(1000, 2000, 0.6), Run(2000, 2000, middle), Run(4000, 2000, 0.8)]
        doubled = learning_curve(runs).doubled
        assert doubled is not None
        return doubled.high - doubled.low

    assert width(0.62) > 2 * width(0.717)


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0.0, 0.2775), (0.5, 0.2366, 0.7634)])
def test_the_interval_of_a_share_is_wilsons(share: float, low: float, high: float) -> None:
    assert share_interval(share, 10) == pytest.approx((low, high), abs=0.0001)


@given(
    st.lists(
        st.builds(Run, st.integers(1, 10**6), st.integers(1, 10**5), st.floats(0, 1)), min_size=0, max_size=8
    )
)
def test_whatever_was_measured_there_is_an_answer_in_words(runs: list[Run]) -> None:
    curve = learning_curve(runs)
    assert learning_words(curve)
    for expected in (curve.now, curve.doubled, *curve.line):
        if expected is not None:
            assert 0 <= expected.low <= expected.correct <= expected.high <= 1
            assert not math.isnan(expected.correct)
