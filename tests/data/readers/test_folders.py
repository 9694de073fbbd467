"""A folder read as one file."""

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from geoft_gui.data.columns import guess_columns
from geoft_gui.data.readers import folders
from geoft_gui.data.row import Message
from geoft_gui.data.rows import (
    Row,
    UnreadableRow,
    column_names,
    count_rows,
    file_layout,
    read_rows,
    with_roles,
    write_rows,
)
from geoft_gui.errors import UserError


def line(prompt: str) -> str:
    return json.dumps({"prompt": prompt, "completion": "{}"}) + "\n"


def row(prompt: str) -> Row:
    return Row(1, (Message("user", prompt), Message("assistant", "{}")))


def test_the_files_follow_each_other_by_name_and_the_numbers_go_on(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "b.csv").write_text("prompt,answer\nthird,{}\n,\n")
    (tmp_path / "A.jsonl").write_text(line("first") + line("second"))
    (tmp_path / "deeper" / "d.jsonl.gz").write_bytes(gzip.compress(line("fifth").encode() + b"torn"))
    parquet.write_table(pa.table({"input": ["fourth"], "output": ["{}"]}), tmp_path / "c.parquet")
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "dataset_statistics.json").write_text("{}")
    (tmp_path / ".hidden.jsonl").write_text(line("hidden"))
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.jsonl").write_text(line("hidden"))

    rows = list(read_rows(tmp_path))
    assert [found.number for found in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [found.prompt for found in rows if isinstance(found, Row)] == [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
    ]
    problems = [found.message for found in rows if isinstance(found, UnreadableRow)]
    assert problems[0].endswith("It is row 2 of b.csv.")
    assert problems[1].endswith("It is row 2 of deeper/d.jsonl.gz.")
    layout = file_layout(tmp_path)
    assert layout.form == "folder"
    assert [path.name for path in layout.files] == ["A.jsonl", "b.csv", "c.parquet", "d.jsonl.gz"]
    assert layout.columns is not None
    assert column_names(tmp_path) == ("prompt", "completion")
    assert count_rows(tmp_path) == 7


def test_the_same_rows_in_three_forms_are_read_once(tmp_path: Path) -> None:
    for suffix in (".jsonl", ".json", ".csv"):
        write_rows([row("one"), row("two")], tmp_path / f"train{suffix}")
    # Another set of rows that only shares the name.
    write_rows([row("three")], tmp_path / "train.tsv.gz.jsonl")
    (tmp_path / "train.ndjson").write_text(line("four"))
    assert [found.prompt for found in read_rows(tmp_path) if isinstance(found, Row)] == [
        "one",
        "two",
        "four",
        "three",
    ]


def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("height,width\n1,2\n")
    (tmp_path / "b.jsonl").write_text(line("first"))
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    first, second, third = read_rows(tmp_path)
    assert isinstance(first, UnreadableRow)
    assert "a.csv has no column for the prompt" in first.message
    assert isinstance(second, Row)
    assert isinstance(third, UnreadableRow)
    assert "c.parquet is not a whole Parquet file" in third.message
    assert [found.number for found in (first, second, third)] == [1, 2, 3]


def test_a_folder_of_which_nothing_can_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("height,width\n1,2\n")
    with pytest.raises(UserError, match="no column for the prompt"):
        list(read_rows(tmp_path))
    chosen = with_roles(guess_columns(("height", "width")), {"prompt": "height", "answer": "width"})
    (only,) = read_rows(tmp_path, chosen)
    assert isinstance(only, Row)
    assert (only.prompt, only.answer) == ("1", "2")


def test_a_folder_without_rows_or_with_a_whole_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="without a file of examples"):
        file_layout(tmp_path)
    monkeypatch.setattr(folders, "MOST_ENTRIES", 10)
    for number in range(12):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(UserError, match="more than 10 files"):
        list(read_rows(tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("first"))
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(read_rows(tmp_path))) == 1
