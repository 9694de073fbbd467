"""Parquet files, as other programs write them."""

import datetime
import decimal
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from geoft_gui.data.rows import Row, UnreadableRow, column_names, count_rows, file_layout, read_rows
from geoft_gui.errors import UserError

CUBE = '{"type":"cube","dimensions":{"length":20}}'


def write(path: Path, **columns: object) -> Path:
    parquet.write_table(pa.table(columns), path)
    return path


def only_row(path: Path) -> Row:
    (row,) = read_rows(path)
    assert isinstance(row, Row), row
    return row


def test_a_conversation_is_a_list_of_turns(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "a cube"}, {"role": "assistant", "content": CUBE}]
    path = write(tmp_path / "rows.parquet", messages=[turns], level=["easy"])
    row = only_row(path)
    assert (row.prompt, row.answer, row.difficulty) == ("a cube", CUBE, "easy")
    assert file_layout(path).columns is None


def test_other_columns_become_json(tmp_path: Path) -> None:
    path = write(
        tmp_path / "rows.parquet",
        prompt=["a cube"],
        completion=[json.loads(CUBE)],
        when=[datetime.datetime(2026, 11, 25, 12, 0)],
        price=[decimal.Decimal("2.50")],
        whole=[decimal.Decimal("7")],
        packed=[b"\xff\x00"],
        spoken=[b"words"],
        nothing=[float("nan")],
        pairs=pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    )
    row = only_row(path)
    assert row.answer == CUBE
    assert row.metadata == {
        "when": "2026-11-25T12:00:00",
        "price": 2.5,
        "whole": 7,
        "packed": "/wA=",
        "spoken": "words",
        "pairs": {"a": 1},
    }
    layout = file_layout(path)
    assert layout.form == "parquet"
    assert layout.columns is not None
    assert (layout.columns.prompt, layout.columns.answer) == ("prompt", "completion")
    assert column_names(path)[:3] == ("prompt", "completion", "when")


def test_many_rows_keep_their_order_and_number(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.parquet", prompt=[f"{n}" for n in range(1000)], answer=["{}"] * 1000)
    assert [(row.number, row.prompt) for row in read_rows(path) if isinstance(row, Row)] == [
        (n + 1, f"{n}") for n in range(1000)
    ]
    assert count_rows(path) == 1000


def test_what_is_no_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    for data in (b"", b"PAR1", b"prompt,answer\n", b"PAR1" + b"\0" * 100 + b"PAR1"):
        path.write_bytes(data)
        with pytest.raises(UserError, match="not a whole Parquet file"):
            list(read_rows(path))


harms = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(places=harms)
def test_damage_is_said_and_never_a_crash(tmp_path: Path, places: list[tuple[float, bytes]]) -> None:
    whole = tmp_path / "whole.parquet"
    if not whole.exists():
        write(whole, prompt=[f"a cube of {n} mm" for n in range(300)], answer=[CUBE] * 300)
    data = bytearray(whole.read_bytes())
    for share, harm in places:
        start = int(share * len(data))
        data[start : start + len(harm)] = harm[: len(data) - start]
    path = tmp_path / "rows.parquet"
    path.write_bytes(data)
    try:
        rows = list(read_rows(path))
    except UserError as error:
        assert error.message.endswith(".")
    else:
        assert all(isinstance(row, Row) or row.message.endswith(".") for row in rows)
        assert rows or places
    for ask in (count_rows, column_names, file_layout):
        try:
            ask(path)
        except UserError as error:
            assert error.message.endswith(".")


def test_a_page_that_cannot_be_unpacked_is_a_finding_after_the_rows_before(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table({"prompt": [f"a cube of {n} mm" for n in range(2000)], "answer": [CUBE] * 2000})
    parquet.write_table(table, path, row_group_size=500, use_dictionary=False)
    place = parquet.ParquetFile(path).metadata.row_group(2).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 30] = b"\xff" * 30
    path.write_bytes(data)
    *rows, last = read_rows(path)
    assert isinstance(last, UnreadableRow)
    assert "damaged" in last.message
    assert last.number == len(rows) + 1
    assert len(rows) >= 500
