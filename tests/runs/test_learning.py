"""Which runs say something about the number of rows, and which of them can be compared."""

from pathlib import Path

from geoft_gui.runs.learning import comparable, learning_points
from tests.runs.sample_runs import scored_run


def test_a_point_is_the_best_score_and_the_rows_that_were_learnt_from(tmp_path: Path) -> None:
    (point,) = learning_points([scored_run(tmp_path, "1-400,402", 0.7)])
    assert (point.rows, point.scored, point.correct) == (401, 100, 0.7)


def test_failed_running_and_damaged_runs_say_nothing(tmp_path: Path) -> None:
    folders = [scored_run(tmp_path, "1-10", 0.5, status=status) for status in ("failed", "running")]
    damaged = scored_run(tmp_path, "1-10", 0.5)
    damaged.run_json.write_text("{")
    assert learning_points([*folders, damaged]) == []


def test_runs_scored_on_other_rows_are_kept_apart(tmp_path: Path) -> None:
    folders = [
        scored_run(tmp_path, "1-500", 0.5, held_out="501-600"),
        scored_run(tmp_path, "1-400", 0.7),
        scored_run(tmp_path, "1-100", 0.4),
    ]
    groups = comparable(learning_points(folders))
    assert [[point.rows for point in group] for group in groups] == [[100, 400], [500]]


def test_runs_that_were_shown_many_more_examples_are_kept_apart(tmp_path: Path) -> None:
    folders = [
        scored_run(tmp_path, "1-100", 0.4, shown=1000),
        scored_run(tmp_path, "1-200", 0.6, shown=1500),
        scored_run(tmp_path, "1-400", 0.9, shown=1600),
    ]
    groups = comparable(learning_points(folders))
    assert [[point.rows for point in group] for group in groups] == [[100, 200], [400]]


def test_the_rows_that_it_was_scored_on_are_the_same_wherever_they_are_from(tmp_path: Path) -> None:
    folders = [
        scored_run(tmp_path, "1-400", 0.7, held_out="401-500"),
        scored_run(tmp_path, "1-100", 0.4, held_out="1-100"),
    ]
    for folder in folders:
        folder.validation_data.write_text("the same\n")
    assert len(comparable(learning_points(folders))) == 1
