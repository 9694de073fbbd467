"""Rows at any place of a file, as `read_rows` reads them one after the other."""

import csv
import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data import line_starts, row_index
from geoft_gui.data.row_index import RowIndex
from geoft_gui.data.rows import UnreadableRow, file_layout, read_rows
from geoft_gui.errors import UserError

in_a_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100
)

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
conversations = st.builds(
    lambda prompt, answer, row_id: (
        {"messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]}
        | ({} if row_id is None else {"id": row_id})
    ),
    text,
    text,
    st.none() | text,
)
pairs = st.builds(lambda prompt, answer: {"prompt": prompt, "completion": answer}, text, text)
lines = st.one_of(
    st.builds(
        lambda record, ascii_only: json.dumps(record, ensure_ascii=ascii_only).encode(),
        conversations | pairs,
        st.booleans(),
    ),
    st.sampled_from(
        [b"", b" ", b"\t \xe2\x80\xa8", b"{", b"[1, 2]", b'"text"', b"\xff\xfe\xfd", b"\xef\xbb\xbf"]
    ),
)
files = st.builds(
    lambda first, parts, last: first + b"".join(line + end for line, end in parts) + last,
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(lines, st.sampled_from([b"\n", b"\r\n"])), max_size=12),
    lines,
)


def indexed(path: Path, work: Path) -> RowIndex:
    index = RowIndex(path, file_layout(path).columns, work)
    assert list(index.grow())[-1] == 1
    return index


def assert_same_rows(path: Path, work: Path) -> None:
    index = indexed(path, work)
    expected = list(read_rows(path))
    assert [index.row(place) for place in range(len(index))] == expected
    assert [index.number(place) for place in range(len(index))] == [row.number for row in expected]
    known = {row.number: place for place, row in enumerate(expected)}
    for number in range(max(known, default=0) + 3):
        assert index.place(number) == known.get(number)
        assert index.first_place(number) == sum(row.number < number for row in expected)
    index.close()


@in_a_folder
@given(content=files, block=st.sampled_from([1, 7, 64, 2**20]))
def test_lines_are_found_where_they_are(
    content: bytes, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_starts, "BLOCK", block)
    path = tmp_path / "rows.jsonl"
    # Otherwise it is one JSON text, and is copied.
    path.write_bytes(b'{"prompt": "a", "completion": "b"}\n' + content)
    assert_same_rows(path, tmp_path)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "rows.json", "rows.csv", "rows.tsv"])
def test_other_files_are_copied(name: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    path = tmp_path / name
    records = [{"prompt": f"Œuvre {place}\n\t“x”", "completion": '{"a":\n1}'} for place in range(30)]
    if name.endswith((".csv", ".tsv")):
        with path.open("w", encoding="utf-16", newline="") as file:
            writer = csv.writer(file, delimiter="," if name.endswith(".csv") else "\t")
            writer.writerow(records[0])
            writer.writerows(record.values() for record in records)
            writer.writerow(["too", "many", "cells"])
    elif name.endswith(".json"):
        path.write_text(json.dumps([*records, 7, {"messages": [{"role": "\ud800", "content": ""}]}]))
    else:
        text = "\n\n".join(json.dumps(record, ensure_ascii=False) for record in [*records, 7])
        data = text.encode("utf-8" if name.endswith(".gz") else "utf-16")
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert_same_rows(path, work)
    assert [file.name for file in work.iterdir()] == ["rows.jsonl"]


def test_a_folder_is_one_file(tmp_path: Path) -> None:
    folder, work = tmp_path / "folder", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    (folder / "a.jsonl").write_text('{"prompt": "1", "completion": "a"}\n\n{\n')
    (folder / "b.csv").write_text("prompt,answer\n2,b\n")
    assert_same_rows(folder, work)


def test_what_a_row_has_beside_its_texts_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    record = {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "u"},
            {"role": "assistant", "content": "a", "weight": 0},
        ],
        "id": 7,
        "category": "c",
        "difficulty": "d",
        "metadata": {"source": ["x", None, 1.5]},
        "more": True,
    }
    path.write_text(json.dumps([record]))
    assert_same_rows(path, tmp_path)


def test_the_first_rows_can_be_read_while_more_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_index, "WORK_SECONDS", 0.0)
    monkeypatch.setattr(row_index, "TELL_SECONDS", 0.0)
    monkeypatch.setattr(line_starts, "BLOCK", 64)
    for name, join in (("rows.jsonl", "\n".join), ("rows.json", lambda records: f"[{','.join(records)}]")):
        path = tmp_path / name
        path.write_text(join([json.dumps({"prompt": f"p{n}", "completion": "a"}) for n in range(50)]))
        work = tmp_path / f"work of {name}"
        work.mkdir()
        index = RowIndex(path, None, work)
        assert len(index) == 0
        known = 0
        for share in index.grow():
            assert share == -1 or 0 < share <= 1
            for place in range(known, len(index)):
                row = index.row(place)
                assert not isinstance(row, UnreadableRow) and row.prompt == f"p{place}"
            known = len(index)
        assert known == 50
        index.close()


def test_a_row_that_can_no_longer_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": "p", "completion": "a"}\n')
    index = indexed(path, tmp_path)
    path.unlink()
    row = index.row(0)
    assert isinstance(row, UnreadableRow) and row.message.startswith("The row can no longer be read: ")
    index.close()


def test_what_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        RowIndex(tmp_path / "rows.jsonl", None, tmp_path)
    table = tmp_path / "rows.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="has no column"):
        RowIndex(table, None, tmp_path)


def test_of_long_rows_only_few_are_kept_and_their_beginning_is_known_without_reading_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [{"role": "user", "content": "A long one"}, {"role": "assistant", "content": "x" * 3_000_000}]
    short = json.dumps({"messages": [{"role": "user", "content": "A short one"}]})
    path = tmp_path / "long.jsonl"
    path.write_text(
        "".join(json.dumps({"messages": turns}) + "\n" for _ in range(8)) + short, encoding="utf-8"
    )
    index = indexed(path, tmp_path)
    tracemalloc.start()
    for place in range(9):
        index.row(place)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 18_000_000
    assert [index.is_long(place) for place in range(9)] == [True] * 8 + [False]
    monkeypatch.setattr(index, "parse", lambda *_: pytest.fail("it was read"))
    assert index.glimpse(0) == "A long one"
    index.row(8)  # it is kept
    index.close()
