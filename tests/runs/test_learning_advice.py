"""Which training is said to be worth doing next, so that runs can be compared."""

import shlex
from pathlib import Path

import pytest

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.learning import MOST_APART, comparable, learning_points
from geoft_gui.runs.learning_advice import NextRun, next_runs, why_apart
from tests.runs.sample_runs import scored_run


def advised(*folders: RunFolder) -> tuple[NextRun, ...]:
    return next_runs(comparable(learning_points(folders)))


def test_nothing_is_advised_without_a_run() -> None:
    assert next_runs([]) == ()


def test_of_one_run_half_and_a_quarter_of_the_rows_are_next_with_more_epochs(tmp_path: Path) -> None:
    run = scored_run(tmp_path, "1-400", 0.7, shown=1200)
    half, quarter = advised(run)
    assert (half.rows, half.epochs) == (200, 6)
    assert (quarter.rows, quarter.epochs) == (100, 12)
    assert "half of the rows" in half.sentence and "6 epochs instead of 3" in half.sentence
    split, train = map(shlex.split, half.commands)
    assert split[:4] == ["geoft", "data", "split", str(run.train_data)]
    assert train[train.index("--validation") + 1] == str(run.validation_data)
    assert "epochs=6" in train


def test_rows_of_runs_that_were_shown_less_are_learnt_from_again(tmp_path: Path) -> None:
    runs = [scored_run(tmp_path, f"1-{rows}", 0.5, shown=3 * rows) for rows in (100, 400, 1600)]
    again = advised(*runs)
    assert [(run.rows, run.share, run.epochs) for run in again] == [(400, 1, 12), (100, 1, 48)]
    assert all(len(run.commands) == 1 for run in again)


@pytest.mark.parametrize("rows", [401, 777, 4000])
def test_what_is_advised_can_be_compared(tmp_path: Path, rows: int) -> None:
    run = scored_run(tmp_path, f"1-{rows}", 0.5, shown=8000)
    for each in advised(run):
        assert 1 / MOST_APART < each.rows * each.epochs / 8000 < MOST_APART


def test_enough_numbers_of_rows_need_no_advice(tmp_path: Path) -> None:
    assert advised(*(scored_run(tmp_path, f"1-{rows}", 0.5) for rows in (100, 200, 400))) == ()


def test_it_is_said_what_differs(tmp_path: Path) -> None:
    runs = [scored_run(tmp_path, "1-100", 0.5, shown=500), scored_run(tmp_path, "1-200", 0.6, shown=1000)]
    assert "500 and 1,000" in why_apart(comparable(learning_points(runs)))
    runs[1] = scored_run(tmp_path, "1-200", 0.6, held_out="301-400")
    assert "same rows" in why_apart(comparable(learning_points(runs)))
