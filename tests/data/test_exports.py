"""Rows for other programs: what is written is what those programs read."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoft_gui.data.exports import export_rows
from geoft_gui.data.row_writing import Form, write_rows
from geoft_gui.data.rows import Message, Row, UnreadableRow, read_rows
from geoft_gui.errors import UserError

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
ASKED = (Message("user", "Create a 20mm cube"), Message("assistant", CUBE))
LABELLED = Row(1, ASKED, "a", "basic", "easy", {"source": "drawing", "nested": {"n": [1, None]}})
PLAIN = Row(2, (Message("user", "Würfel \u2028\r\n±0.05mm"), Message("assistant", 'Nein.\t"')))
TALK = Row(
    3,
    (
        Message("system", "Answer in mm."),
        Message("user", "a cube"),
        Message("assistant", "How large?", weight=0),
        Message("user", "20mm"),
        Message("assistant", CUBE),
    ),
)
ENDINGS = (".jsonl", ".json", ".csv", ".tsv", ".parquet", ".jsonl.gz", ".json.gz", ".csv.gz", ".tsv.gz")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize(
    "rows", [[], [LABELLED, PLAIN], [LABELLED, PLAIN, TALK]], ids=["none", "pairs", "talks"]
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_layout_is_read_again_unchanged(tmp_path: Path, ending: str, rows: list[Row]) -> None:
    path = tmp_path / f"rows{ending}"
    assert write_rows(iter(rows), path) == len(rows)
    assert list(read_rows(path)) == rows
    first = path.read_bytes()
    write_rows(rows, path)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_openai_gets_the_conversation_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    export_rows([LABELLED, TALK], path, "chat")
    first, second = lines(path)
    assert first == {
        "messages": [
            {"role": "user", "content": "Create a 20mm cube"},
            {"role": "assistant", "content": CUBE},
        ]
    }
    assert set(second) == {"messages"}
    turns = second["messages"]
    assert isinstance(turns, list)
    assert turns[2] == {"role": "assistant", "content": "How large?", "weight": 0}


def test_prompt_and_completion_are_texts_or_turns_but_the_same_in_every_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    export_rows(iter([LABELLED, PLAIN]), path, "prompt_completion")
    assert lines(path)[0] == {"prompt": "Create a 20mm cube", "completion": CUBE}
    export_rows(iter([LABELLED, TALK]), path, "prompt_completion")
    first, second = lines(path)
    assert first["prompt"] == [{"role": "user", "content": "Create a 20mm cube"}]
    assert second["completion"] == [{"role": "assistant", "content": CUBE}]
    assert [row.messages for row in read_rows(path) if isinstance(row, Row)] == [ASKED, TALK.messages]


@pytest.mark.parametrize("form", ["chat", "prompt_completion"])
def test_a_form_for_lines_is_refused_elsewhere(tmp_path: Path, form: Form) -> None:
    with pytest.raises(UserError, match="cannot hold that form"):
        export_rows([LABELLED], tmp_path / "rows.csv", form)
    assert not list(tmp_path.iterdir())


def test_trainers_read_parquet_as_conversations(tmp_path: Path) -> None:
    import pyarrow.parquet

    path = tmp_path / "rows.parquet"
    write_rows([LABELLED, PLAIN], path)
    first, second = pyarrow.parquet.read_table(path).to_pylist()
    assert first["messages"] == [
        {"role": "user", "content": "Create a 20mm cube"},
        {"role": "assistant", "content": CUBE},
    ]
    assert (first["id"], second["id"]) == ("a", None)
    assert json.loads(first["metadata"]) == LABELLED.metadata


def test_a_packed_file_is_what_it_would_be_unpacked(tmp_path: Path) -> None:
    write_rows([LABELLED], tmp_path / "rows.csv")
    write_rows([LABELLED], tmp_path / "rows.csv.gz")
    assert gzip.decompress((tmp_path / "rows.csv.gz").read_bytes()) == (tmp_path / "rows.csv").read_bytes()


def test_spreadsheets_read_tabs(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    write_rows([LABELLED], path)
    with path.open(encoding="utf-8", newline="") as file:
        header, cells = csv.reader(file, delimiter="\t")
    assert dict(zip(header, cells, strict=True))["expected_output_json"] == CUBE


def test_statistics_are_beside_the_file_and_what_is_no_row_is_told(tmp_path: Path) -> None:
    bad = UnreadableRow(2, "The line is not JSON.")
    seen: list[int] = []
    made = export_rows(iter([LABELLED, bad]), tmp_path / "rows.jsonl.gz", statistics=True, on_row=seen.append)
    assert (made.rows, made.unreadable, seen) == (1, (bad,), [1, 2])
    assert made.statistics == tmp_path / "rows_statistics.json"
    assert json.loads(made.statistics.read_text(encoding="utf-8")) == {
        "total_examples": 1,
        "categories": {"basic": 1},
        "difficulties": {"easy": 1},
        "geometry_types": {"cube": 1},
    }


def test_nothing_is_written_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing was written\. No\.$"):
        export_rows([UnreadableRow(1, "No.")], tmp_path / "rows.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".jsonl", ".json", ".csv.gz", ".parquet"])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"rows{ending}"
    path.write_text("as it was", encoding="utf-8")

    def torn() -> Iterator[Row]:
        yield LABELLED
        raise UserError("Reading stopped.")

    with pytest.raises(UserError, match="Reading stopped"):
        write_rows(torn(), path)
    assert path.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["rows.xlsx", "rows", "rows.gz", "rows.parquet.gz", "rows.jsonl.zip"])
def test_other_endings_are_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="GeoFT cannot write"):
        write_rows([LABELLED], tmp_path / name)


def test_the_file_that_the_rows_are_from_stays(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": "a", "completion": "b"}\nwhat cannot be read\n', encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(UserError, match="never changed"):
        export_rows(read_rows(path), path, source=path)
    counts = tmp_path / "rows_statistics.json"
    path.rename(counts)
    with pytest.raises(UserError, match="never changed"):
        export_rows([LABELLED], path, source=counts, statistics=True)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]
