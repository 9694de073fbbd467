"""Work on whole files, done by a child that is asked through its pipes."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.data.desk.request import columns_as_json, row_digest, rows_of, stamp_of, telling
from geoft_gui.data.desk.work import work
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.rows import file_layout, read_rows
from geoft_gui.data.versions import history
from geoft_gui.engine.processes import open_helper
from geoft_gui.errors import UserError
from geoft_gui.geometry.frames import read_frame, write_frame
from tests.backends.small_rows import write_small_rows


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_small_rows(tmp_path / "cubes.jsonl", 20)


def edited(path: Path, number: int, prompt: str) -> dict[str, Any]:
    turns = [{"role": "user", "content": prompt}, {"role": "assistant", "content": "{}"}]
    before = next(row for row in read_rows(path) if isinstance(row, Row) and row.number == number)
    return {"number": number, "messages": turns, "before": row_digest(before)}


def in_child(request: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What the child tells, and its last word."""
    told: list[Any] = []
    with open_helper(("-m", "geoft_gui.data.desk.work")) as child:
        assert child.stdin is not None and child.stdout is not None
        write_frame(child.stdin, request)
        while (frame := read_frame(child.stdout)) is not None:
            content = frame[0]
            if "told" in content:
                told.append(content["told"])
            elif content:
                return told, content
    pytest.fail("the child ended without an answer")


def test_edits_are_laid_over_the_rows(rows: Path) -> None:
    request = {"path": str(rows), "columns": None, "edits": [edited(rows, 3, "Another")]}
    prompts = [row.prompt for row in rows_of(request) if isinstance(row, Row)]
    assert prompts[2] == "Another"
    plain = [row.prompt for row in read_rows(rows) if isinstance(row, Row)]
    assert prompts[:2] + prompts[3:] == plain[:2] + plain[3:]


def test_an_edit_that_does_not_find_its_row_is_refused_and_nothing_is_made(rows: Path) -> None:
    """The rows moved while the file was open: each number is another row's now, or nobody's."""
    edits = [edited(rows, 20, "Another")]
    lines = rows.read_text(encoding="utf-8").splitlines(keepends=True)
    for moved in (lines[:-1], ["\n", *lines], [*lines[:-1], "no JSON\n"]):
        rows.write_text("".join(moved), encoding="utf-8")
        with pytest.raises(UserError, match="has changed since it was opened"):
            work({"do": "save_edits", "path": str(rows), "edits": edits}, lambda news: None)
    assert history(rows) == ()


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_file_that_was_written_to_since_it_was_opened_is_refused(rows: Path, is_folder: bool) -> None:
    path = rows.parent if is_folder else rows
    request = {"path": str(path), "stamp": json.loads(json.dumps(stamp_of(path)))}
    assert len(list(rows_of(request))) == 20
    with rows.open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(UserError, match="Open it again"):
        next(rows_of(request))


def test_columns_that_the_user_chose_are_used(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('wish,part\nA cube,"{""type"":""cube""}"\n', encoding="utf-8")
    columns = file_layout(path).columns
    assert columns is not None
    told = json.loads(json.dumps(columns_as_json(columns)))
    (row,) = rows_of({"path": str(path), "columns": told})
    assert isinstance(row, Row) and row.prompt == "A cube"


def test_a_line_without_an_example_stays_behind_and_is_named(rows: Path) -> None:
    with rows.open("a", encoding="utf-8") as file:
        file.write("no JSON\n")
    assert isinstance(list(read_rows(rows))[-1], UnreadableRow)
    request = {"do": "save_edits", "path": str(rows), "edits": [edited(rows, 1, "Another")]}
    answer = work(request, lambda news: None)
    assert answer["report"] == {"rows": 20, "edited": [1], "left_out": "", "left_behind": "21"}
    assert len(list(read_rows(Path(answer["path"])))) == 20


def test_rows_left_out_by_hand_are_in_no_version_and_are_named(rows: Path) -> None:
    """The third line is empty: from there on, places and numbers differ by one more."""
    lines = rows.read_text(encoding="utf-8").splitlines(keepends=True)
    rows.write_text("".join([*lines[:2], "\n", *lines[2:], "no JSON\n"]), encoding="utf-8")
    before = [row.prompt for row in read_rows(rows) if isinstance(row, Row)]
    request = {"do": "save_edits", "path": str(rows), "edits": [], "left_out": "1-3,20"}
    answer = work(request, lambda news: None)
    assert answer["report"] == {"rows": 17, "edited": [], "left_out": "2,4-5,22", "left_behind": ""}
    after = [row.prompt for row in read_rows(Path(answer["path"])) if isinstance(row, Row)]
    assert after == before[:1] + before[4:]
    for left_out, said in (("0-20", "No row is left"), ("21", "has changed since it was opened")):
        with pytest.raises(UserError, match=said):
            work({**request, "left_out": left_out}, lambda news: None)
    assert len(history(rows)) == 1


def test_the_child_tells_how_far_it_is_and_answers(rows: Path) -> None:
    told, last = in_child({"do": "save_edits", "path": str(rows), "edits": [edited(rows, 1, "Another")]})
    assert told[-1] == {"done": 20, "total": None}
    assert Path(last["answer"]["path"]) == history(rows)[0].rows


def test_the_child_hands_a_users_error_on(tmp_path: Path) -> None:
    with pytest.raises(UserError) as expected:
        list(read_rows(tmp_path / "none.jsonl"))
    _, last = in_child({"do": "save_edits", "path": str(tmp_path / "none.jsonl"), "edits": []})
    assert last["error"][0] == expected.value.message


def test_the_child_hands_a_fault_on() -> None:
    _, last = in_child({"do": "juggle"})
    assert "KeyError" in last["fault"]


def test_where_nobody_listens_nothing_is_left(rows: Path) -> None:
    with open_helper(("-m", "geoft_gui.data.desk.work"), complaints=subprocess.PIPE) as child:  # type: ignore[arg-type]
        assert child.stdin is not None and child.stdout is not None and child.stderr is not None
        write_frame(child.stdin, {"do": "save_edits", "path": str(rows), "edits": []})
        child.stdin.close()
        child.stdout.close()
        complaints = child.stderr.read()
        assert child.wait(20) == 0
    assert complaints == b""
    assert history(rows) == ()


def test_telling_fails_before_something_is_made_of_the_things() -> None:
    def refuse(news: dict[str, Any]) -> None:
        if news["done"] == 3:
            raise BrokenPipeError

    def things() -> Iterator[int]:
        yield from range(3)

    with pytest.raises(BrokenPipeError):
        list(telling(things(), refuse))
