"""`geoft runs curve`: what runs on different numbers of rows say of still more rows."""

import json
from pathlib import Path

import pytest

from geoft_gui.cli import main
from tests.runs.sample_runs import scored_run


def test_it_prints_the_points_and_what_follows_and_draws_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, picture = tmp_path / "runs", tmp_path / "curve.png"
    for rows, share in ((400, 0.5), (100, 0.2), (1600, 0.8)):
        scored_run(runs, f"1-{rows}", share)
    assert main(["runs", "curve", "--runs", str(runs), "--out", str(picture), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [point["rows"] for point in told["points"]] == [100, 400, 1600]
    assert told["outlook"] == "more_helps"
    assert told["now"]["rows"] == 1600 and told["doubled"]["rows"] == 3200
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_runs_that_cannot_be_compared_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = scored_run(tmp_path, "1-100", 0.5), scored_run(tmp_path, "1-200", 0.6, held_out="201-300")
    assert main(["runs", "curve", str(one.path), str(other.path), "--runs", str(tmp_path)]) == 1
    assert "cannot be compared" in capsys.readouterr().err


def test_without_runs_it_says_how_to_find_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", "curve", "--runs", str(tmp_path)]) == 0
    assert "different numbers" in capsys.readouterr().out


def test_one_run_gets_the_commands_of_the_next_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scored_run(tmp_path, "1-400", 0.5, shown=1200)
    assert main(["runs", "curve", "--runs", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "geoft data split" in said and "--fraction 0.5" in said and "--set epochs=6" in said


def test_longer_training_is_not_taken_for_more_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [scored_run(tmp_path, f"1-{rows}", 0.5, shown=3 * rows) for rows in (100, 400)]
    assert main(["runs", "curve", *(str(run.path) for run in runs), "--runs", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "300 and 1,200" in said and "--set epochs=12" in said
