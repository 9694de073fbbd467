"""Which column is which: guessed, mended by what the rows hold, and chosen."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.columns import ColumnsNotFound, guess_columns, with_roles
from geoft_gui.data.rows import (
    ColumnMapping,
    Row,
    UnreadableRow,
    column_names,
    file_layout,
    read_rows,
    row_of_line,
)

CUBE = '{"type":"cube"}'


def write_lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def columns_of(path: Path) -> ColumnMapping:
    columns = file_layout(path).columns
    assert columns is not None
    return columns


def spoken(path: Path, columns: ColumnMapping | None = None) -> list[tuple[str, str]]:
    return [(row.prompt, row.answer) for row in read_rows(path, columns) if isinstance(row, Row)]


def test_records_of_json_have_columns_too(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "rows.jsonl", {"prompt": "a", "completion": "b", "id": 1}, {"note": 2})
    assert columns_of(path).sentence() == (
        "Prompt from “prompt”, answer from “completion”, id from “id”; kept beside the row: “note”."
    )
    assert column_names(path) == ("prompt", "completion", "id", "note")
    conversations = write_lines(tmp_path / "talk.jsonl", {"messages": [{"role": "user", "content": "a"}]})
    assert file_layout(conversations).columns is None


def test_names_that_nobody_knows_are_understood_by_what_stands_there(tmp_path: Path) -> None:
    record = {"Nr": 1, "Beschreibung": "ein Würfel mit 20 mm", "Teil": json.loads(CUBE)}
    path = write_lines(tmp_path / "rows.jsonl", record)
    assert spoken(path) == [("ein Würfel mit 20 mm", CUBE)]
    (row,) = read_rows(path)
    assert isinstance(row, Row)
    assert row.metadata == {"Nr": 1}


def test_an_instruction_is_the_prompt_where_the_input_is_empty(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "rows.jsonl", *[{"instruction": "a cube", "input": "", "output": CUBE}] * 3)
    assert columns_of(path).prompt == "instruction"
    assert spoken(path) == [("a cube", CUBE)] * 3


@pytest.mark.parametrize("name", ["conversations", "chat"])
def test_conversations_under_other_names_are_read(tmp_path: Path, name: str) -> None:
    turns = [{"from": "human", "value": "a cube"}, {"from": "gpt", "value": CUBE}]
    path = write_lines(tmp_path / "rows.jsonl", {name: turns})
    assert spoken(path) == [("a cube", CUBE)]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_the_choice_of_the_user_goes_before_the_guess(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows{suffix}"
    if suffix == ".csv":
        path.write_text("prompt,answer,better,comment\na,b,c,d\n")
    else:
        write_lines(path, {"prompt": "a", "answer": "b", "better": "c", "comment": "d"})
    chosen = with_roles(columns_of(path), {"prompt": "comment", "answer": "better"})
    assert spoken(path, chosen) == [("d", "c")]
    assert file_layout(path, chosen).columns == chosen
    (row,) = read_rows(path, chosen)
    assert isinstance(row, Row)
    assert row.metadata == {"prompt": "a", "answer": "b"}


def test_a_role_that_is_given_to_another_column_leaves_the_first(tmp_path: Path) -> None:
    guessed = guess_columns(("prompt", "answer", "note"))
    swapped = with_roles(guessed, {"prompt": "answer", "answer": "prompt"})
    assert (swapped.prompt, swapped.answer, swapped.unused) == ("answer", "prompt", ("note",))
    taken = with_roles(guessed, {"prompt": "answer"})
    assert (taken.prompt, taken.answer, set(taken.unused)) == ("answer", None, {"prompt", "note"})
    assert not taken.complete
    assert taken.sentence() == "Prompt from “answer”, no answer; kept beside the row: “prompt”, “note”."
    path = tmp_path / "rows.csv"
    path.write_text("other,second\na,b\n")
    with pytest.raises(ColumnsNotFound) as caught:
        file_layout(path)
    assert caught.value.names == column_names(path) == ("other", "second")
    for roles in ({"prompt": "absent"}, {"pompt": "note"}, {"prompt": "note", "answer": "note"}):
        with pytest.raises(ValueError, match=r"no such|one column"):
            with_roles(guessed, roles)


def test_records_of_other_shapes_are_understood_by_their_own_keys(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]
    path = write_lines(
        tmp_path / "rows.jsonl",
        {"prompt": "a", "completion": "b"},
        {"input": "e", "output": "f"},
        {"messages": turns},
        {"other": 1},
    )
    for columns in (None, columns_of(path)):
        assert spoken(path, columns) == [("a", "b"), ("e", "f"), ("c", "d")]
        assert [row.number for row in read_rows(path, columns) if isinstance(row, UnreadableRow)] == [4]


def test_a_line_is_read_again_as_it_was_read_first(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"Frage": "ein Würfel bitte", "Teil": CUBE}).encode(),
        b'{"torn": ',
        b"\xff",
        b"7",
        json.dumps({"prompt": "a", "completion": "b"}).encode() + b"\r",
    ]
    path.write_bytes(b"\n".join(lines))
    columns = columns_of(path)
    again = [row_of_line(number, data, columns) for number, data in enumerate(lines, start=1)]
    assert again == list(read_rows(path, columns)) == list(read_rows(path))
