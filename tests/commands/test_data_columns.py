"""`--column`: naming columns in the terminal."""

import csv
import json
from pathlib import Path

import pytest

from geoft_gui import cli

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL = '{"type":"sphere","dimensions":{"diameter":9}}'
HEADER = ("prompt", "words, a=b", "part", "code")
NAMED = ("--column", "prompt=words, a=b", "--column", "answer=part")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that is understood otherwise than it is meant, unless somebody says so."""
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADER)
        lines.writerow(("first", "Create a 20mm cube", CUBE, "{}"))
        lines.writerow(("second", "A ball of 9 mm", BALL, "{}"))
    return path


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    """A table whose columns cannot be guessed."""
    path = tmp_path / "unknown.csv"
    path.write_text("one,two,three\na,b,c\n", encoding="utf-8")
    return path


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = cli.main(["data", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_report_says_which_columns_were_read(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guessed = json.loads(geoft(capsys, "check", table, "--json")[1])
    assert guessed["columns"] == {"prompt": "prompt", "answer": "part"}
    assert "columns" in {finding["code"] for finding in guessed["findings"]}
    named = json.loads(geoft(capsys, "check", table, "--validation", table, *NAMED, "--json")[1])
    assert named["columns"] == {"prompt": "words, a=b", "answer": "part"}
    codes = {finding["code"] for finding in named["findings"]}
    assert "columns" not in codes
    # The file to measure with was read alike.
    assert "leak" in codes
    assert named["ceiling"]["now"] == 1
    assert "--column prompt=NAME" in geoft(capsys, "check", table)[1]


def test_what_is_told_to_type_next_names_the_columns_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    guess = {"prompt": "x", "my words": "A cube for me", "then": CUBE}
    path.write_text(json.dumps(guess), encoding="utf-8")
    stdout = geoft(capsys, "check", path, "--column", "prompt=my words")[1]
    assert f'geoft data fix {path} --column "prompt=my words" --out NEW_FILE' in stdout


def test_every_command_reads_the_columns_that_are_named(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    for arguments in (
        ("fix", table, "--out", out / "fixed.jsonl"),
        ("convert", table, out / "converted.jsonl"),
        ("split", table, "--out", out / "split", "--fraction", "0.5"),
        ("stats", table),
    ):
        assert geoft(capsys, *arguments, *NAMED)[0] == 0
    for name in ("fixed.jsonl", "converted.jsonl"):
        rows = [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]
        assert [row["messages"][0]["content"] for row in rows] == ["Create a 20mm cube", "A ball of 9 mm"]
    split = [
        json.loads((out / "split" / f"{side}_dataset.jsonl").read_text(encoding="utf-8"))
        for side in ("train", "validation")
    ]
    assert {row["messages"][0]["content"] for row in split} == {"Create a 20mm cube", "A ball of 9 mm"}
    # Measured with the rows of a table that has the same columns.
    _, _, stderr = geoft(capsys, "split", table, "--out", out / "by", "--validation", table, *NAMED)
    assert "Every row is also in the file for validation" in stderr
    assert not (out / "by").exists()


@pytest.mark.parametrize("action", ["check", "fix", "stats", "convert", "split"])
def test_where_nothing_can_be_guessed_the_option_is_named(
    action: str, unknown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new.csv"
    target = {"fix": ("--out", out), "convert": (out,), "split": ("--out", tmp_path / "new")}.get(action, ())
    status, stdout, stderr = geoft(capsys, action, unknown, *target)
    assert (status, stdout) == (1, "")
    assert "has no column for the prompt; its columns are one, two, three." in stderr
    assert "--column prompt=NAME --column answer=NAME" in stderr
    assert list(tmp_path.iterdir()) == [unknown]
    assert "no column for the answer" in geoft(capsys, action, unknown, *target, "--column", "prompt=one")[2]


def test_records_without_known_keys_are_told_of_the_option_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"ask": "Cube, 20 mm please", "then": CUBE, "x": "y"}), encoding="utf-8")
    assert "--column" not in geoft(capsys, "check", path)[2]
    path.write_text(json.dumps({"ask": "Cube", "then": json.loads(CUBE), "x": "y"}), encoding="utf-8")
    status, stdout, stderr = geoft(capsys, "check", path)
    assert (status, stdout.startswith("0 of 1 row can")) == (0, True)
    assert "No column for the prompt was found in rows.jsonl." in stderr
    assert "--column prompt=NAME" in stderr
    assert "1 of 1 row can" in geoft(capsys, "check", path, "--column", "prompt=ask")[1]


def test_a_conversation_gives_way_to_columns_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    turns = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]
    row = {"messages": turns, "ask": "Create a 20mm cube", "then": CUBE, "sort": "basic"}
    path.write_text(json.dumps(row), encoding="utf-8")
    assert geoft(capsys, "check", path)[1].startswith("0 of 1 row")
    arguments = ("check", path, "--column", "prompt=ask", "--column", "answer=then", "--json")
    assert json.loads(geoft(capsys, *arguments)[1])["usable"] == 1
    # What is beside the conversation can be named, and what is in it cannot.
    report = json.loads(geoft(capsys, "check", path, "--column", "category=sort", "--json")[1])
    assert report["columns"] == {"messages": "messages", "category": "sort"}
    _, _, stderr = geoft(capsys, "check", path, "--column", "messages=messages", "--column", "prompt=ask")
    assert "has prompt, answer and system prompt in it" in stderr


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            ("prompt=Words",),
            "table.csv has no column “Words”. Its columns are “prompt”, “words, a=b”, “part”, “code”.",
        ),
        (("prompt=part", "answer=part"), "One column cannot fill two fields."),
        (("prompt=part", "prompt=code"), "--column names one field twice."),
    ],
)
def test_what_cannot_be_meant_is_told(
    named: tuple[str, ...], said: str, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [word for name in named for word in ("--column", name)]
    status, stdout, stderr = geoft(capsys, "check", table, *options)
    assert (status, stdout) == (1, "")
    assert said in stderr


def test_a_file_without_columns_and_a_field_that_there_is_not_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("[1, 2]\n", encoding="utf-8")
    status, _, stderr = geoft(capsys, "check", path, "--column", "prompt=ask")
    assert (status, "has no columns that could be named" in stderr) == (1, True)
    status, _, stderr = geoft(capsys, "check", path, "--column", "question=ask")
    assert status == 2
    assert "there is no field 'question'; fields are messages, prompt, answer" in stderr


def test_the_files_of_a_folder_are_read_with_the_same_columns(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").write_bytes(table.read_bytes())
    # By itself it would be understood otherwise.
    own = {"prompt": "third", "words, a=b": "Create a 20mm cube", "part": CUBE, "other": 1}
    (folder / "b.jsonl").write_text(json.dumps(own), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert geoft(capsys, "convert", folder, out, *NAMED)[0] == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["messages"][0]["content"] for row in rows] == [
        *("Create a 20mm cube", "A ball of 9 mm", "Create a 20mm cube")
    ]
