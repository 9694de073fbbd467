"""Reading and writing files of examples."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data.rows import Message, Row, UnreadableRow, file_layout, read_rows, write_rows
from geoft_gui.errors import UserError

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
SUFFIXES = (".jsonl", ".json", ".csv")

in_a_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
some_text = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
answers = text | st.just(CUBE) | json_values.map(json.dumps)
conversations = st.lists(
    st.builds(Message, st.sampled_from(["system", "user", "assistant"]), answers), max_size=4
).map(tuple)
questions = st.tuples(some_text, answers.filter(bool)).map(
    lambda pair: (Message("user", pair[0]), Message("assistant", pair[1]))
)
rows_without_numbers = st.builds(
    Row,
    number=st.just(0),
    messages=questions | conversations,
    id=st.none() | some_text,
    category=st.none() | some_text,
    difficulty=st.none() | some_text,
    metadata=st.dictionaries(some_text, json_values, max_size=3),
)


def numbered(rows: list[Row]) -> list[Row]:
    return [
        Row(number, row.messages, row.id, row.category, row.difficulty, row.metadata)
        for number, row in enumerate(rows, start=1)
    ]


def only_row(path: Path) -> Row:
    (row,) = read_rows(path)
    assert isinstance(row, Row), row
    return row


@in_a_folder
@given(rows=st.lists(rows_without_numbers, max_size=5).map(numbered))
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_written_rows_are_read_again_unchanged(tmp_path: Path, suffix: str, rows: list[Row]) -> None:
    path = tmp_path / f"rows{suffix}"
    assert write_rows(rows, path) == len(rows)
    assert list(read_rows(path)) == rows
    assert list(tmp_path.iterdir()) == [path]


@in_a_folder
@given(data=st.binary(max_size=300) | text.map(lambda value: value.encode("utf-16")))
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_bytes_make_reading_crash(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(data)
    try:
        rows = list(read_rows(path))
    except UserError as error:
        assert suffix == ".csv"
        assert "no column" in error.message
    else:
        for row in rows:
            assert isinstance(row, Row) or row.message.endswith(".")


@in_a_folder
@given(lines=st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), min_size=1, max_size=6))
def test_every_line_that_is_not_blank_is_accounted_for(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"prompt": "a", "completion": "b"}).encode()
    path.write_bytes(b"\n".join([good, *lines, good]))
    expected = [number for number, line in enumerate([good, *lines, good], start=1) if not is_blank(line)]
    assert [row.number for row in read_rows(path)] == expected


def is_blank(line: bytes) -> bool:
    try:
        return not line.decode().strip()
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_spreadsheets_and_editors_may_choose_encoding_and_line_end(
    tmp_path: Path, encoding: str, newline: str, suffix: str
) -> None:
    plain = tmp_path / f"plain{suffix}"
    messages = (Message("user", "Würfel ±0.05mm \u2028 Ċ"), Message("assistant", CUBE))
    row = Row(1, messages, difficulty="easy")
    write_rows([row], plain)
    path = tmp_path / f"rows{suffix}"
    written = plain.read_text(encoding="utf-8").replace("\n", newline)
    path.write_bytes(written.encode(encoding))
    assert only_row(path) == row


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"prompt": "Create a 20mm cube", "completion": CUBE}).encode()
    path.write_bytes(b"\n".join([good, b'{"prompt": "torn', b"\xff\xfe\x00", b"", b"7", good]))
    rows = list(read_rows(path))
    assert [row.number for row in rows] == [1, 2, 3, 5, 6]
    assert [type(row) for row in rows] == [Row, UnreadableRow, UnreadableRow, UnreadableRow, Row]
    assert "not JSON" in rows[1].message  # type: ignore[union-attr]
    assert "UTF-8" in rows[2].message  # type: ignore[union-attr]
    assert "a number" in rows[3].message  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "record",
    [
        {"messages": [{"role": "user", "content": "a cube"}, {"role": "assistant", "content": CUBE}]},
        {"prompt": "a cube", "completion": CUBE},
        {
            "prompt": [{"role": "user", "content": "a cube"}],
            "completion": [{"role": "assistant", "content": CUBE}],
        },
        {"input": "a cube", "output": json.loads(CUBE)},
        {"instruction": "a cube", "response": CUBE},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "a cube"}]}], "answer": "spare"},
    ],
)
def test_the_usual_forms_of_a_line_give_the_same_prompt(tmp_path: Path, record: dict[str, object]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    row = only_row(path)
    assert row.prompt == "a cube"
    assert row.answer == CUBE or row.metadata == {"answer": "spare"}


def test_a_system_prompt_belongs_to_the_question(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        json.dumps({"system": "Be brief.", "prompt": "a cube", "completion": CUBE}), encoding="utf-8"
    )
    row = only_row(path)
    assert row.system == "Be brief."
    assert row.conversation == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "a cube"},
    ]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"messages": "hello"}, "not JSON"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "“tool”"),
        ({"messages": [7]}, "a number"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "other than text"),
        ({"height": 7, "colour": "red"}, "“height”, “colour”"),
        ({"prompt": "half \ud800", "completion": "{}"}, "U+D800"),
    ],
)
def test_a_record_without_an_example_says_why(tmp_path: Path, record: dict[str, object], said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    (row,) = read_rows(path)
    assert isinstance(row, UnreadableRow)
    assert said in row.message


def test_json_holds_a_list_an_object_with_examples_or_one_object_per_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    record = {
        "id": 7,
        "input": "a cube",
        "output": json.loads(CUBE),
        "category": "basic",
        "difficulty": "easy",
    }
    expected = Row(1, (Message("user", "a cube"), Message("assistant", CUBE)), "7", "basic", "easy")
    for content in (
        json.dumps([record]),
        json.dumps({"metadata": {"total_examples": 1}, "examples": [record]}, indent=2),
        json.dumps(record),
        json.dumps(record) + "\n\n",
    ):
        path.write_text(content, encoding="utf-8")
        assert only_row(path) == expected
    path.write_text(json.dumps(record) + "\n" + json.dumps(record), encoding="utf-8")
    assert [row.number for row in read_rows(path)] == [1, 2]
    as_lines = tmp_path / "rows.jsonl"
    as_lines.write_text(json.dumps([record], indent=2), encoding="utf-8")
    assert only_row(as_lines) == expected


def test_a_json_file_that_stops_half_way_says_where(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"examples": [\n{"input": "a"', encoding="utf-8")
    (row,) = read_rows(path)
    assert isinstance(row, UnreadableRow)
    assert "line 2" in row.message


def test_a_published_table_reads_as_its_json(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,input_text,expected_output_json,category,difficulty,metadata\n"
        f'a1,"a cube, ""big""","{CUBE.replace(chr(34), chr(34) * 2)}",basic,easy,"{{""n"": 1}}"\n',
        encoding="utf-8",
    )
    row = only_row(path)
    assert (row.id, row.prompt, row.answer) == ("a1", 'a cube, "big"', CUBE)
    assert (row.category, row.difficulty, row.metadata) == ("basic", "easy", {"n": 1})


def test_a_table_with_semicolons_and_its_own_names_is_understood_and_says_how(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    quoted = CUBE.replace('"', '""')
    path.write_text(f'Nr;Beschreibung;Teil\n1;ein Würfel mit 20 mm;"{quoted}"\n', encoding="utf-8")
    columns = file_layout(path).columns
    assert columns is not None
    assert columns.sentence() == "Prompt from “Beschreibung”, answer from “Teil”; kept beside the row: “Nr”."
    row = only_row(path)
    assert (row.prompt, row.answer, row.metadata) == ("ein Würfel mit 20 mm", CUBE, {"Nr": "1"})


def test_a_table_without_answers_is_refused_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("height,width\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="height, width"):
        list(read_rows(path))


def test_a_quotation_mark_that_is_never_closed_is_reported_where_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('prompt,answer\na,b\n"c,d\ne,f\n', encoding="utf-8")
    first, second = read_rows(path)
    assert isinstance(first, Row)
    assert isinstance(second, UnreadableRow)
    assert "never closed" in second.message
    assert "line 3" in second.message


def test_too_many_cells_and_foreign_bytes_are_findings_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"prompt,answer\na,b,c\nW\xfcrfel,b\n,\na,b\n")
    rows = list(read_rows(path))
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [type(row) for row in rows] == [UnreadableRow, UnreadableRow, UnreadableRow, Row]
    assert "0xFC" in rows[1].message  # type: ignore[union-attr]


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    line = json.dumps({"prompt": "a", "completion": CUBE}) + "\n"
    path.write_text(line * 200_000, encoding="utf-8")
    rows = read_rows(path)
    assert next(rows).number == 1
    # What is not asked for is not read: the rest may change.
    path.write_text(line, encoding="utf-8")
    assert len(list(rows)) < 200_000 // 2


def test_files_that_cannot_be_read_or_written_are_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        list(read_rows(tmp_path / "absent.jsonl"))
    (tmp_path / "rows.jsonl").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        list(read_rows(tmp_path / "rows.jsonl"))
    (tmp_path / "rows.xlsx").touch()
    with pytest.raises(UserError, match="save the sheet as “CSV UTF-8”"):
        list(read_rows(tmp_path / "rows.xlsx"))
    with pytest.raises(UserError, match=r"\.csv"):
        write_rows([], tmp_path / "rows.xlsx")
