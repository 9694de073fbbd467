"""What is typed into the search field finds exactly the rows that it should."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoft_gui.data import row_index, search
from geoft_gui.data.charts import charts
from geoft_gui.data.judged_rows import JudgedRows
from geoft_gui.data.query import IdTerm, Query, TextTerm
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_index import RowIndex
from geoft_gui.data.row_texts import _FOLDS_TO_ASCII
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.data.rows import read_rows
from geoft_gui.data.search import find, matches, parse_query

# Few characters, so that words are found: some need an escape, some change when case does not matter, some
# stand for others in coded lines or are keys.
PIECES = [
    *("a", "B", "n", "u", "b1", '"', "\\", "/", "\n", "\t", "\r", "\x01", "\x02", "\x7f", " ", "0", "é", "É"),
    *(
        "ß",
        "ſ",
        "\u212a",
        "İ",
        "ﬁ",
        "ς",
        "Σ",
        "±",
        "😀",
        "role",
        "user",
        "content",
        "\u2028",
        "{",
        "}",
        ":",
        ",",
    ),
]
SPOILING = [b"\xff", b'"', b"\\", b"\t", b"\x01", b"\x02", b"\\u12", b"\\ud800", b"\\u0041", b"\\u005a"]
text = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
structures: list[st.SearchStrategy[dict[str, Any]]] = [
    # Most files look like one of these.
    st.builds(
        lambda prompt, answer, row_id: {
            "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}],
            "id": row_id,
        },
        *(text, text, text),
    ),
    st.fixed_dictionaries({"prompt": text, "completion": text}),
    # Others have something in them that decides how the rest is read.
    st.fixed_dictionaries(
        {
            "messages": st.lists(
                st.fixed_dictionaries(
                    {"role": st.sampled_from(["system", "user", "assistant", "none"]), "content": text},
                    optional={"weight": st.sampled_from([0, 1, 2])},
                ),
                max_size=3,
            )
        },
        optional={
            "id": text | st.integers() | st.floats(allow_nan=False),
            "metadata": st.fixed_dictionaries({}, optional={"content": text, "role": text, "n": st.floats()}),
        },
    ),
    st.fixed_dictionaries(
        {
            "prompt": text
            | st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": text}), max_size=2),
            "completion": st.dictionaries(text, text | st.floats(allow_nan=False) | st.none(), max_size=2),
        },
    ),
    st.builds(
        lambda asking, turn: {"conversations": [{"from": asking, "value": turn}]},
        *(st.sampled_from(["human", "gpt", "cube"]), text),
    ),
    st.fixed_dictionaries({"messages": st.sampled_from(["[]", "a"]), "prompt": text, "completion": text}),
]


def written(record: dict[str, Any], ascii_only: bool, spaced: bool, slashes: bool) -> bytes:
    line = json.dumps(record, ensure_ascii=ascii_only, separators=(", ", ": ") if spaced else (",", ":"))
    return (line.replace("/", "\\/") if slashes else line).encode()


def spoilt(line: bytes, place: int, more: bytes) -> bytes:
    return line[: place % len(line)] + more + line[place % len(line) :]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Lines that are built alike, but for a few."""
    first = draw(st.sampled_from(structures))
    style = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    end = draw(st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
    lines = []
    for record in draw(st.lists(first, min_size=2, max_size=12)):
        line = written(record, *style)
        odd = draw(st.integers(0, 9))
        if odd == 0:
            line = spoilt(line, draw(st.integers(0, 200)), draw(st.sampled_from(SPOILING)))
        elif odd == 1:
            line = written(draw(st.one_of(*structures)), *style)
        lines.append(line + end)
    # Otherwise it may be one JSON text, and is copied.
    return b'{"prompt": "first", "completion": "line"}\n' + b"".join(lines)


def is_found(query: Query, row: Row | UnreadableRow) -> bool:
    """The definition."""
    texts = [turn.content.casefold() for turn in row.messages] if isinstance(row, Row) else []
    row_id = ((row.id or "") if isinstance(row, Row) else "").casefold()
    return all(
        any(term.text.casefold() in said for said in texts) != term.excluded for term in query.texts
    ) and all(row_id.startswith(term.text.casefold()) != term.excluded for term in query.ids)


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)
@given(
    content=files(),
    terms=st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join), min_size=12, max_size=12
    ),
    block=st.sampled_from([1, 150, 400, 2**18]),
)
def test_texts_are_found_whatever_the_lines_look_like(
    content: bytes, terms: list[str], block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Blocks are looked through, not only parsed, though all are small here.
    monkeypatch.setattr(search, "_FEW", 0)
    monkeypatch.setattr(row_index, "_BLOCK", block)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    rows = list(read_rows(path))
    queries = [Query(texts=(TextTerm(term),)) for term in terms]
    queries += [Query(ids=(IdTerm(term, excluded=True),)) for term in terms[:3]]
    queries += [Query(texts=(TextTerm(terms[0], excluded=True), TextTerm(terms[1])))]
    with opened(path) as index:
        for query in queries:
            expected = [place for place, row in enumerate(rows) if is_found(query, row)]
            assert places(query, index) == expected
            none = JudgedRows()
            assert [place for place, row in enumerate(rows) if matches(query, row, none, place)] == expected


@contextmanager
def opened(path: Path) -> Iterator[RowIndex]:
    with closing(RowIndex(path, None, path.parent)) as index:
        assert list(index.grow())[-1] == 1
        yield index


def places(query: Query, index: RowIndex, judged: JudgedRows | None = None) -> list[int]:
    found = find(query, index, judged or JudgedRows(), lambda: False, lambda share: None)
    assert found.dtype == np.uint32
    return list(found.tolist())


HARD = [
    *('a"b', "a\\\\b", 'a\\"b', "a\\nb", "a\\\\nb", "a\\\\\\nb", "a\\/b", "a\\\\/b", "\\\\", "\\\\\\\\u0041"),
    *(
        "\\u0041b",
        "\\u0022b",
        "\\u005cnb",
        "\\u000ab",
        "\\u0002b1",
        "\\u00e9",
        "\\u212a",
        "\\u00DF",
        "\\u2028",
    ),
    *("\\ud83d\\ude00", "\\ud83d", "\\u12", "\\u12g4", "\\x41", "\\", "a\tb", "\x02b", "a\x01\x06b", "\x7f"),
    *(
        "\u212aelvin",
        "stra\u00dfe",
        "\u00c9",
        "\ufb01n",
        "\u03c3\u03c2",
        "\U0001f600",
        '"}, "role": "x',
        '", "content": "b',
    ),
]
"""What stands between the quotation marks of a line, as it is in the file."""


@pytest.mark.parametrize("block", [1, 300, 2**18])
def test_hard_lines_are_searched_like_others(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_FEW", 0)
    monkeypatch.setattr(row_index, "_BLOCK", block)
    path = tmp_path / "rows.jsonl"
    line = '{"prompt": "PROMPT", "completion": "ANSWER", "id": "ID"}'
    lines = [line.replace(place, hard) for hard in ("plain", *HARD) for place in ("PROMPT", "ANSWER", "ID")]
    path.write_bytes(
        "\n".join(lines).encode()
        + b"\n"
        + b"\n".join(line.encode().replace(b"PROMPT", bytes([byte])) for byte in range(1, 256) if byte != 10)
    )
    rows = list(read_rows(path))
    terms = {
        *PIECES,
        *HARD,
        "nb",
        "/b",
        "u0041",
        "ab",
        '"b',
        "\\b",
        "\\n",
        "k",
        "ss",
        "fi",
        "\u03c3\u03c3",
        "e",
        "id",
        "b1",
    }
    with opened(path) as index:
        assert [index.row(place) for place in range(len(index))] == rows
        for term in sorted(terms):
            for query in (Query(texts=(TextTerm(term),)), Query(ids=(IdTerm(term),))):
                expected = [place for place, row in enumerate(rows) if is_found(query, row)]
                assert places(query, index) == expected, query


def test_all_characters_that_fold_to_ascii_are_known() -> None:
    characters = (chr(code) for code in range(128, 0x110000) if not 0xD800 <= code < 0xE000)
    folding = [character for character in characters if any(one.isascii() for one in character.casefold())]
    assert all(_FOLDS_TO_ASCII.fullmatch(character.encode()) for character in folding)


def judged_rows(
    verdicts: Sequence[RowVerdict], label: Callable[[int], str | None] = lambda number: None
) -> JudgedRows:
    judged = JudgedRows()
    for verdict in verdicts:
        row = Row(verdict.number, (Message("user", "p"),), category=label(verdict.number), difficulty="Easy")
        judged.append(row, verdict)
    return judged


@pytest.fixture
def judged() -> JudgedRows:
    return judged_rows(
        [
            RowVerdict(1, "cube", 50, True, (), ("hole", "fillet"), 20.1),
            RowVerdict(2, "boolean_union", 99, True, (RowFinding("wordy"),), (), 100.0),
            RowVerdict(4, None, 100, False, (RowFinding("not_json"), RowFinding("duplicate"))),
            RowVerdict(5, "cone", 1000, True, (RowFinding("duplicate"),), ("hole",), 9.5),
        ],
        {1: "Two words", 2: "features"}.get,
    )


@pytest.fixture
def index(tmp_path: Path) -> Iterator[RowIndex]:
    """Five rows, of which the last is not judged; the third line is blank."""
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"prompt": f"prompt {number}", "completion": "cube"}) for number in range(6)]
    lines[2] = ""
    path.write_text("\n".join(lines) + "\n")
    with opened(path) as index:
        yield index


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("CUBE prompt", [0, 1, 2, 3, 4]),
        ('"prompt 1"', [1]),
        ('-"prompt 1" cube', [0, 2, 3, 4]),
        ('"prompt 1', [1]),
        ("completion", []),
        ("kind:cube", [0]),
        ("Kind:CUBE", [0]),
        ("kind:union", [1]),
        ("kind:boolean_union", [1]),
        ("kind:none", [2]),
        ("-kind:cube", [1, 2, 3]),
        ("feature:hole", [0, 3]),
        ("feature:hole -feature:fillet", [3]),
        ("feature:none", [1]),
        ('category:"two words"', [0]),
        ("category:features", [1]),
        ("category:none", [2, 3]),
        ("category:unheard", []),
        ("difficulty:easy", [0, 1, 2, 3]),
        ("verdict:good", [0, 1]),
        ("verdict:look", [3]),
        ("verdict:unusable", [2]),
        ("finding:duplicate", [2, 3]),
        ("-finding:duplicate", [0, 1]),
        ("finding:none", [0]),
        ("tokens:50..99", [0, 1]),
        ("tokens:>99", [2, 3]),
        ("tokens:>=1,000", [3]),
        ("tokens:<100 tokens:>50", [1]),
        ("tokens:99", [1]),
        ("tokens:..50", [0]),
        ("size:10..100", [0, 1]),
        ("size:20.1", [0]),
        ("size:>=1e1 size:<1e2", [0]),
        ("size:none", [2]),
        ("row:2", [1]),
        ("row:3", []),
        ("row:2..4", [1, 2]),
        ("row:>4", [3, 4]),
        ("-row:>=4", [0, 1]),
        ("row:99999999999999999999", []),
        ("tokens:>10 prompt row:1..2 -wordy", [0, 1]),
        # No field is like this: it is a word.
        ("x:1", []),
        ("-", []),
    ],
)
def test_what_can_be_asked(typed: str, expected: list[int], index: RowIndex, judged: JudgedRows) -> None:
    query = parse_query(typed)
    assert query.problem == ""
    assert places(query, index, judged) == expected
    rows = [index.row(place) for place in range(len(index))]
    assert [place for place, row in enumerate(rows) if matches(query, row, judged, place)] == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("kind:", "such as kind:cylinder"),
        ("kind:cyl", "There is no kind “cyl”; kinds are cube, "),
        ("feature:x", "features are hole, "),
        ("tokens:some", "such as tokens:50..99"),
        ("size:1..2..3", "such as size:10..100"),
        ("row:x", "such as row:17"),
        ("verdict:bad", "none of good, look, unusable"),
        ("finding:x", "There is no finding “x”"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_said(typed: str, problem: str) -> None:
    assert problem in parse_query(typed).problem
    assert parse_query(typed).shows_all
    assert parse_query(f"word {typed}").texts == (TextTerm("word"),)


def test_a_line_without_an_example_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": "cube", "completion": "cube"}\n{"cube"\n["cube"]\n')
    with opened(path) as index:
        assert places(parse_query("cube"), index) == [0]
        assert places(parse_query("-sphere"), index) == [0, 1, 2]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_character_that_is_cut_off_spoils_its_line(
    end: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_FEW", 0)
    path = tmp_path / "rows.jsonl"
    line = '{"prompt": "cube", "completion": "é"}'.encode()
    path.write_bytes(line + b"\n" + line + b"\n" + line + b" \xc3" + end)
    with opened(path) as index:
        assert places(parse_query("cube"), index) == [0, 1]


def test_a_search_can_be_given_up(index: RowIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WORK_SECONDS", 0.0)
    monkeypatch.setattr(row_index, "_BLOCK", 1)
    asked: list[float] = []
    found = find(parse_query("cube"), index, JudgedRows(), lambda: len(asked) >= 2, asked.append)
    assert found.tolist() == [0, 1]
    assert asked == [0.0, 0.2]


def test_a_bar_of_a_chart_finds_as_many_rows_as_it_says(tmp_path: Path) -> None:
    verdicts = [
        RowVerdict(
            number,
            ("cube", "boolean_union", None)[number % 3],
            number * number,
            number % 3 < 2,
            (),
            ("hole", "shell")[: number % 3],
            number * 1.7 if number % 3 < 2 else None,
        )
        for number in range(1, 80)
    ]
    judged = judged_rows(verdicts, lambda number: f"group {number % 4}")
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": "p", "completion": "a"}\n' * len(verdicts))
    drawn = charts(judged)
    assert {chart.name for chart in drawn} == {
        "kinds",
        "features",
        "difficulty",
        "category",
        "tokens",
        "size",
    }
    with opened(path) as index:
        for bar in (bar for chart in drawn for bar in chart.bars):
            assert len(places(parse_query(bar.query), index, judged)) == bar.count, bar.query


def test_a_word_like_a_field_is_looked_for_as_text_and_that_is_said() -> None:
    query = parse_query("colour:red")
    assert [term.text for term in query.texts] == ["colour:red"]
    assert "no field colour" in query.problem and "kind" in query.problem
