"""The child that checks an open file: what it sends, and that it ends with whoever asked."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.data.checks import check_rows
from geoft_gui.data.desk.judging import row_as_json, verdict_of
from geoft_gui.data.judged_rows import JudgedRows
from geoft_gui.data.row import Message, Row
from geoft_gui.engine import processes
from geoft_gui.geometry.frames import read_frame, write_frame

PATIENCE = 30
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL = '{"type":"sphere","dimensions":{"radius":8}}'
ROWS = (
    ("Create a 20mm cube", CUBE),
    ("A ball of 8 mm radius", BALL),
    ("create a 20MM cube", CUBE),
    ("A cube of 20 mm, cut off", CUBE[:-1]),
)


def written(path: Path) -> Path:
    lines = []
    for prompt, answer in ROWS:
        turns = [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
        lines.append(json.dumps({"messages": turns}))
    # A blank line and one without an example: numbers are not places.
    path.write_text("\n".join([lines[0], "", "{", *lines[1:]]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    process = processes.open_helper(["-m", "geoft_gui.data.desk.judging"])
    assert process.stdin is not None and process.stdout is not None
    assert read_frame(process.stdout) == ({}, {})
    yield process
    process.kill()
    process.wait(PATIENCE)
    process.stdin.close()
    process.stdout.close()


def ask(child: "subprocess.Popen[bytes]", **request: Any) -> None:
    assert child.stdin is not None
    write_frame(child.stdin, request)


def answer(child: "subprocess.Popen[bytes]") -> tuple[dict[str, Any], dict[str, Any]]:
    assert child.stdout is not None
    frame = read_frame(child.stdout)
    assert frame is not None
    return frame


def ask_to_check(child: "subprocess.Popen[bytes]", path: Path) -> None:
    ask(child, do="check", path=str(path), columns=None, model="starter", validation=None)


def checked(child: "subprocess.Popen[bytes]", path: Path) -> tuple[JudgedRows, dict[str, Any]]:
    ask_to_check(child, path)
    judged = JudgedRows()
    while True:
        content, arrays = answer(child)
        if "judged" in content:
            judged.add(content["judged"], arrays)
            continue
        judged.mark(**arrays)
        return judged, content["report"]


def test_every_row_is_judged_and_the_report_is_that_of_the_terminal(
    child: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    path = written(tmp_path / "rows.jsonl")
    judged, report = checked(child, path)
    assert [judged.kind(place) for place in range(len(judged))] == ["cube", None, "sphere", "cube", None]
    assert [judged.usable(place) for place in range(5)] == [True, False, True, True, False]
    assert judged.has(3, "duplicate")
    assert judged.codes(1) == ("unreadable",)
    assert judged.severity(4) == "error"
    said = check_rows(path).as_dict()
    assert (report["rows"], report["usable"]) == (said["rows"], said["usable"])
    assert report["findings"] == json.loads(json.dumps(said["findings"]))


def test_a_row_is_judged_again_with_its_sentences_and_its_edits(
    child: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    checked(child, written(tmp_path / "rows.jsonl"))
    third = Row(5, (Message("user", ROWS[2][0]), Message("assistant", ROWS[2][1])))
    edited = Row(5, (Message("user", "A ball of 3 mm radius"), Message("assistant", BALL)))
    for number, (row, code) in enumerate(((third, "duplicate"), (edited, "unstated_numbers"))):
        ask(child, do="again", ask=number, row=row_as_json(row))
        content, _ = answer(child)
        assert content["ask"] == number
        verdict = verdict_of(content["verdict"])
        assert code in [finding.code for finding in verdict.findings]
    assert any("8" in finding.detail for finding in verdict.findings)


def test_rows_are_judged_again_while_the_file_is_still_checked(
    child: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    line = written(path).read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{line}\n" * 3000, encoding="utf-8")
    ask_to_check(child, path)
    ask(child, do="again", ask=7, row=row_as_json(Row(1, (Message("user", ""), Message("assistant", CUBE)))))
    kinds = []
    while "report" not in kinds:
        content, _ = answer(child)
        kinds += [kind for kind in ("judged", "verdict", "report") if kind in content]
    assert "verdict" in kinds[: kinds.index("report")]


def test_a_file_that_cannot_be_read_is_told_and_the_next_one_is_checked(
    child: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    ask_to_check(child, tmp_path / "gone.jsonl")
    content, _ = answer(child)
    assert content["error"][0].startswith("There is no file")
    judged, _ = checked(child, written(tmp_path / "rows.jsonl"))
    assert len(judged) == 5


def test_it_ends_in_the_middle_of_a_check_when_nobody_asks_any_more(
    child: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    line = written(path).read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{line}\n" * 30_000, encoding="utf-8")
    ask_to_check(child, path)
    answer(child)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(PATIENCE) == 0
