"""Whatever a file holds, reading it ends with rows, findings, or a sentence for the user."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data import text_lines
from geoft_gui.data.row import Message
from geoft_gui.data.rows import (
    SUFFIXES,
    Row,
    UnreadableRow,
    column_names,
    count_rows,
    file_layout,
    read_rows,
    write_rows,
)
from geoft_gui.errors import UserError

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp037")
TEXT_SUFFIXES = tuple(suffix for suffix in SUFFIXES if suffix != ".parquet" and not suffix.endswith(".gz"))

fuzz = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
snippets = st.sampled_from(
    [
        *(bytes([mark]) for mark in b'{}[]"\\\n\r\0,;\t:-\xff'),
        *(b"\\u", b"\\ud800", b"null", b"1e999", b"NaN", b'"prompt"', b'"messages"', b'"examples"'),
        *(b"prompt,answer", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"PAR1", b"[" * 3000, b'{"a":' * 3000),
    ]
)
any_bytes = st.binary(max_size=300) | st.lists(snippets, max_size=12).map(b"".join)
harms = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), snippets | st.binary(max_size=6)), max_size=4)


def read_all(path: Path) -> list[Row | UnreadableRow]:
    """Everything that is asked of a file; only a UserError may come of it."""
    for ask in (file_layout, column_names, count_rows):
        try:
            ask(path)
        except UserError as error:
            assert error.message.endswith(".")
    try:
        rows = list(read_rows(path))
    except UserError as error:
        assert error.message.endswith(".")
        return []
    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(isinstance(row, Row) or row.message.endswith(".") for row in rows)
    return rows


def good_file(folder: Path, suffix: str) -> bytes:
    """A file of three rows in the form that a name ends with."""
    plain = folder / f"good{suffix.removesuffix('.gz').replace('.ndjson', '.jsonl').replace('.tsv', '.csv')}"
    messages = (Message("user", "Würfel, 20 mm\nbitte"), Message("assistant", CUBE))
    write_rows([Row(number, messages, category="basic") for number in (1, 2, 3)], plain)
    data = plain.read_bytes()
    plain.unlink()
    return gzip.compress(data, mtime=0) if suffix.endswith(".gz") else data


@fuzz
@given(data=any_bytes)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_random_bytes(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(data)
    read_all(path)
    if suffix.endswith(".gz"):
        path.write_bytes(gzip.compress(data))
        read_all(path)


@fuzz
@given(places=harms, end=st.floats(0, 1))
@pytest.mark.parametrize("suffix", [*TEXT_SUFFIXES, ".jsonl.gz", ".json.gz", ".csv.gz"])
def test_a_good_file_cut_and_overwritten(
    tmp_path: Path, suffix: str, places: list[tuple[float, int, bytes]], end: float
) -> None:
    data = bytearray(good_file(tmp_path, suffix))
    for share, width, harm in places:
        start = int(share * len(data))
        data[start : start + width] = harm
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(data[: int(end * len(data))])
    rows = read_all(path)
    if not places and end == 1:
        assert len(rows) == 3
        assert all(isinstance(row, Row) for row in rows)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("suffix", TEXT_SUFFIXES)
def test_an_encoding_is_understood_or_named(tmp_path: Path, suffix: str, encoding: str) -> None:
    path = tmp_path / f"rows{suffix}"
    text = good_file(tmp_path, suffix).decode()
    path.write_bytes(text.encode(encoding))
    rows = read_all(path)
    understood = [row for row in rows if isinstance(row, Row) and row.answer == CUBE]
    if encoding.startswith(("utf-8", "utf-16")):
        assert len(understood) == 3
    elif encoding == "cp1252":
        assert rows
        assert all(isinstance(row, UnreadableRow) and "UTF-8" in row.message for row in rows)


# .ndjson is read as .jsonl is, and .tsv as .csv.
@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".jsonl.gz"])
def test_a_line_of_100_megabytes_is_one_finding_and_never_held(tmp_path: Path, suffix: str) -> None:
    """At its real size: what is limited is the memory, which a small stand-in would not show."""
    good = json.dumps({"prompt": "a cube", "completion": CUBE}).encode()
    path = tmp_path / f"rows{suffix}"
    with gzip.open(path, "wb", 1) if suffix.endswith(".gz") else path.open("wb") as file:
        file.write(b"prompt,answer\n" if suffix in {".csv", ".tsv"} else good + b"\n")
        file.write(b'["' if suffix == ".json" else b'{"prompt":"')
        for _ in range(100):
            file.write(b"x" * 2**20)
        file.write(b"\n" + (b"a cube,{}" if suffix in {".csv", ".tsv"} else good))
    tracemalloc.start()
    try:
        rows = read_all(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert any(isinstance(row, UnreadableRow) and "longer than" in row.message for row in rows)
    assert sum(isinstance(row, Row) for row in rows) >= 1
    assert peak < 4 * text_lines.LONGEST_LINE
