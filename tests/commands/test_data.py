"""`geoft data` from outside."""

import json
from pathlib import Path

import pytest

from geoft_gui import cli

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    good = {"prompt": "Create a 20mm cube", "completion": CUBE, "category": "basic", "difficulty": "easy"}
    bad = {"prompt": "Create a ball", "completion": "Sorry"}
    path.write_text("\n".join([json.dumps(good), json.dumps(bad), "{torn"]), encoding="utf-8")
    return path


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_check_reports_and_succeeds_whatever_it_finds(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "check", rows, "--json")
    report = json.loads(stdout)
    assert status == 0
    assert set(report) == {"rows", "usable", "findings"}
    assert (report["rows"], report["usable"]) == (3, 1)
    for finding in report["findings"]:
        assert set(finding) == {"code", "severity", "count", "rows", "message", "fix"}
    assert {finding["code"]: finding["rows"] for finding in report["findings"]} == {
        "unreadable": [3],
        "not_json": [2],
    }


def test_check_tells_people_in_sentences(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "check", rows)
    assert status == 0
    assert stdout.startswith("1 of 3 rows can be learnt from.")
    assert "Row 3: The line is not JSON" in stdout


def test_stats_count_what_a_file_holds(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "data", "stats", rows, "--json")
    assert status == 0
    assert json.loads(stdout) == {
        "total_examples": 3,
        "categories": {"basic": 1, "unstated": 1},
        "difficulties": {"easy": 1, "unstated": 1},
        "geometry_types": {"unknown": 2, "cube": 1},
    }
    assert "3 rows" in geoft(capsys, "data", "stats", rows)[1]


def test_convert_writes_what_can_be_read_and_names_what_cannot(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "rows.csv"
    status, stdout, stderr = geoft(capsys, "data", "convert", rows, out, "--json")
    result = json.loads(stdout)
    assert status == 0
    assert (result["rows"], [line["row"] for line in result["unreadable"]]) == (2, [3])
    assert "row 3: The line is not JSON" in stderr
    assert geoft(capsys, "data", "check", out)[1].startswith("1 of 2 rows")


def test_convert_of_nothing_fails_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.jsonl").write_text("{torn", encoding="utf-8")
    status, stdout, stderr = geoft(capsys, "data", "convert", tmp_path / "rows.jsonl", tmp_path / "out.csv")
    assert (status, stdout) == (1, "")
    assert "nothing was written" in stderr
    assert not (tmp_path / "out.csv").exists()


def test_generate_makes_the_same_bytes_from_the_same_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        status, stdout, _ = geoft(
            capsys, "data", "generate", "--rows", "50", "--seed", seed, "--out", tmp_path / name, "--json"
        )
        assert status == 0
        assert json.loads(stdout)["statistics"]["total_examples"] == 50
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == 7
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)
    assert (tmp_path / "a" / files[0]).read_bytes() != (tmp_path / "c" / files[0]).read_bytes()
    status, stdout, _ = geoft(capsys, "data", "check", tmp_path / "a" / "train_dataset.csv")
    assert "40 of 40 rows can be learnt from." in stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("data", "check", "absent.jsonl"), 1),
        (("data", "check", "part.stl"), 1),
        (("data", "generate", "--rows", "one", "--seed", "1", "--out", "x"), 2),
        (("data",), 2),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, stdout, stderr = geoft(capsys, *arguments)
    assert (ended, stdout) == (status, "")
    assert stderr
    assert "Traceback" not in stderr
