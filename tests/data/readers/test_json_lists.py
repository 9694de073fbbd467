"""JSON of any length, record by record: the referee is ``json.loads`` of the whole."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.data.readers import json_lists, json_text
from geoft_gui.data.readers.json_text import BadJson, JsonText
from geoft_gui.data.readers.record import Record
from geoft_gui.data.row import UnreadableRow

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def in_pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def contents(path: Path) -> list[object]:
    return [
        record.content if isinstance(record, Record) else record for record in json_lists.read(path, "utf-8")
    ]


@settings(deadline=None)
@given(
    value=values,
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    ascii_only=st.booleans(),
    after=st.sampled_from(["", " ", "\n,"]),
)
def test_a_value_in_pieces_is_the_value(
    value: object, size: int, indent: int | None, ascii_only: bool, after: str
) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    text = JsonText(in_pieces(" \n" + written + after, size))
    assert text.value() == value
    assert text.peek() == after.strip()


@settings(deadline=None)
@given(value=values, cut=st.integers(0, 200), size=st.integers(1, 40))
def test_where_json_stops_is_said_as_json_says_it(value: object, cut: int, size: int) -> None:
    torn = json.dumps(value, indent=1)[:cut]
    try:
        whole = json.loads(torn)
    except json.JSONDecodeError as error:
        with pytest.raises(BadJson) as caught:
            text = JsonText(in_pieces(torn, size))
            text.value()
            raise text.bad("Extra data") from error
        assert str(caught.value).endswith(f"{error.msg} in line {error.lineno}, column {error.colno}.")
    else:
        assert JsonText(in_pieces(torn, size)).value() == whole


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('[{"a":1},{"a":2}]', [{"a": 1}, {"a": 2}]),
        ("[]", []),
        ("[1e400, 123456789012345678901234567890]", [math.inf, 123456789012345678901234567890]),
        ('{"rows":[{"a":1}],"about":{"n":1}}', [{"a": 1}]),
        ('{"about":[1],"examples":[{"a":1}],"data":[{"a":2}]}', [{"a": 1}, {"a": 2}]),
        ('{"a":1,"b":[2]}', [{"a": 1, "b": [2]}]),
        ("{}", [{}]),
        ('{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
        ("7", [7]),
        (r'["half \ud800"]', ["half \ud800"]),
    ],
)
def test_every_way_to_hold_records(tmp_path: Path, written: str, expected: list[object]) -> None:
    path = tmp_path / "rows.json"
    path.write_text(written, encoding="utf-8")
    assert contents(path) == expected


@pytest.mark.parametrize(
    ("written", "before", "said"),
    [
        ("[1e+2, 1e+]", 2, "Expecting ',' delimiter in line 1, column 9."),
        ("", 0, "Expecting value in line 1, column 1."),
        ('[{"a":1},\n{"a" 2}]', 1, "Expecting ':' delimiter in line 2, column 6."),
        ('[{"a":1}\n{"a":2}]', 1, "Expecting ',' delimiter in line 2, column 1."),
        ("[1] [2]", 1, "Extra data in line 1, column 5."),
        ("[1, 2", 2, "Expecting ',' delimiter in line 1, column 6."),
        ('{"examples":[1], 2}', 1, "property name enclosed in double quotes in line 1, column 18."),
        ("[1, " + "[" * 100_000, 1, "nested too deeply"),
        ("[1, " + "9" * 5000 + "]", 1, "too many digits"),
    ],
)
def test_the_records_before_a_fault_are_read(tmp_path: Path, written: str, before: int, said: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(written, encoding="utf-8")
    *records, last = json_lists.read(path, "utf-8")
    assert len(records) == before
    assert isinstance(last, UnreadableRow)
    assert last.number == before + 1
    assert said in last.message


def test_bytes_that_are_no_text_end_the_file_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_bytes(b'\xef\xbb\xbf[{"a":"\xc3\xbc"},{"a":"\xff"}]')
    first, last = json_lists.read(path, "utf-8-sig")
    assert first == Record(1, {"a": "ü"})
    assert last == UnreadableRow(2, "The file is not UTF-8 text (byte 19).")


def test_a_value_that_would_fill_the_memory_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "LONGEST_VALUE", 1000)
    endless = (piece for piece in ['["', *["x" * 600] * 10])
    with pytest.raises(BadJson, match="longer than"):
        JsonText(endless).value()
    assert next(endless, None) is not None


def test_a_list_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text("[" + ",\n".join(['{"prompt":"a","completion":"b"}'] * 200_000) + "]", encoding="utf-8")
    records = json_lists.read(path, "utf-8")
    assert next(records).number == 1
    path.write_text("[]", encoding="utf-8")
    assert len(list(records)) < 100_000
