"""gzip archives: whole, torn, damaged, and made to do harm."""

import gzip
import json
from pathlib import Path

import pytest

from geoft_gui.data.readers import packed
from geoft_gui.data.rows import Row, UnreadableRow, count_rows, file_layout, read_rows

LINE = json.dumps({"prompt": "a cube", "completion": "{}"}) + "\n"
TABLE = "prompt,answer\n" + "a cube,{}\n" * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.jsonl.gz", LINE * 3),
        ("ROWS.JSON.GZ", "[" + ",".join([LINE] * 3) + "]"),
        ("rows.csv.gz", TABLE),
        ("rows.tsv.gz", TABLE.replace(",", "\t")),
        # What a browser saved under the name it has inside.
        ("rows.jsonl", LINE * 3),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_form_of_text_may_be_packed(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode(encoding)))
    rows = list(read_rows(path))
    assert [row.number for row in rows] == [1, 2, 3]
    assert all(isinstance(row, Row) and row.prompt == "a cube" for row in rows)
    assert count_rows(path) == 3
    assert file_layout(path).packed


def test_a_name_that_promises_an_archive_may_be_wrong(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_text(LINE)
    assert len(list(read_rows(path))) == 1
    assert not file_layout(path).packed


@pytest.mark.parametrize(("name", "text"), [("rows.jsonl.gz", LINE), ("rows.csv.gz", "a cube,{}\n")])
@pytest.mark.parametrize("harm", ["torn", "damaged"])
def test_what_comes_before_the_damage_is_read(tmp_path: Path, name: str, text: str, harm: str) -> None:
    many = "".join(text.replace("cube", f"cube of {number * 7919 % 10007} mm") for number in range(20_000))
    data = gzip.compress((("prompt,answer\n" if ".csv" in name else "") + many).encode())
    path = tmp_path / name
    half = len(data) // 2
    path.write_bytes(data[:half] if harm == "torn" else data[:half] + b"\xff" * 40 + data[half + 40 :])
    *rows, last = read_rows(path)
    assert len(rows) > 5000
    assert sum(isinstance(row, Row) for row in rows) > 5000
    assert isinstance(last, UnreadableRow)
    assert ("stops half-way" if harm == "torn" else "damaged") in last.message


def test_a_list_in_a_torn_archive_ends_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "rows.json.gz"
    prompts = [f"a cube of {number * 7919 % 10007} mm" for number in range(20_000)]
    many = [{"prompt": prompt, "completion": "{}"} for prompt in prompts]
    data = gzip.compress(json.dumps(many).encode())
    path.write_bytes(data[: len(data) // 2])
    *rows, last = read_rows(path)
    assert len(rows) > 5000
    assert isinstance(last, UnreadableRow)
    assert "stops half-way" in last.message


@pytest.mark.parametrize("name", ["rows.jsonl.gz", "rows.json.gz", "rows.csv.gz"])
def test_an_archive_that_would_fill_the_disk_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(packed, "SUSPECT_SIZE", 4 * 2**20)
    start = b"prompt,answer\n" if ".csv" in name else b""
    path = tmp_path / name
    path.write_bytes(gzip.compress(start + b" " * 20 * 2**20, mtime=0))
    (row,) = read_rows(path)
    assert isinstance(row, UnreadableRow)
    assert "more than 200 times" in row.message
