"""Tables of text, as spreadsheets and programs write them."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data.rows import Row, UnreadableRow, column_names, count_rows, file_layout, read_rows

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
cells = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def rows_of(path: Path) -> list[tuple[str, str]]:
    rows = list(read_rows(path))
    assert all(isinstance(row, Row) for row in rows), rows
    return [(row.prompt, row.answer) for row in rows if isinstance(row, Row)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    table=st.lists(st.tuples(cells, cells).filter(any), max_size=5),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_is_what_the_csv_module_wrote(
    tmp_path: Path, table: list[tuple[str, str]], delimiter: str, line_end: str
) -> None:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
        writer.writerow(["prompt", "answer"])
        writer.writerows(table)
    assert rows_of(path) == table


def test_tabs_may_stand_beside_documents_without_quotes(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(f"text, as typed\tdocument\na cube, please\t{CUBE}\n", encoding="utf-8")
    assert column_names(path) == ("text, as typed", "document")
    assert rows_of(path) == [("a cube, please", CUBE)]


def test_a_table_without_titles_keeps_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    quoted = CUBE.replace('"', '""')
    path.write_text(f'create a cube,"{quoted}"\ncreate a ball,"{quoted}"\n', encoding="utf-8")
    assert column_names(path) == ("column 1", "column 2")
    assert rows_of(path) == [("create a cube", CUBE), ("create a ball", CUBE)]
    assert [row.number for row in read_rows(path)] == [1, 2]


def test_a_title_may_go_over_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('\n"the\nprompt",answer\na,b\n', encoding="utf-8")
    assert column_names(path) == ("the\nprompt", "answer")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"prompt,answer\n"])
def test_a_table_without_rows_has_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    assert list(read_rows(path)) == []


def test_a_cell_without_end_is_left_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = csv.field_size_limit(1000)
    monkeypatch.setattr("geoft_gui.data.readers.tables.LONGEST_CELL", 1000)
    try:
        path = tmp_path / "rows.csv"
        path.write_text('prompt,answer\na,b\n"' + "c,d\n" * 1000 + '"\n', encoding="utf-8")
        layout = file_layout(path)
        rows = list(read_rows(path))
    finally:
        csv.field_size_limit(old)
    assert layout.delimiter == ","
    problems = [row.message for row in rows if isinstance(row, UnreadableRow)]
    assert "longer than 1,000 characters" in problems[0]


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"", 0),
        (b"prompt,answer", 0),
        (b"prompt,answer\n", 0),
        (b"prompt,answer\na,b", 1),
        (b"prompt,answer\r\na,b\r\nc,d\r\n", 2),
        ("\ufeffprompt,answer\na,b\nc,d".encode("utf-16-le"), 2),
        ("\ufeffprompt,answer\na,b\nc,d\n".encode("utf-16-be"), 2),
        (b'create a cube,"{""type"":""cube""}"\ncreate a ball,"{}"', 2),
    ],
)
def test_the_rows_of_a_table_are_counted(tmp_path: Path, data: bytes, count: int) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    assert count_rows(path) == count


def test_a_table_in_an_old_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(f"prompt;answer\nein Würfel;{CUBE}\na cube;{CUBE}\n".encode("latin-1"))
    first, second = read_rows(path)
    assert isinstance(first, UnreadableRow) and isinstance(second, Row)
    assert first.message.startswith("The line is not UTF-8 text")
    assert first.message.endswith("save it as “CSV UTF-8”.")
