"""Bars over what rows hold."""

from pathlib import Path

import pytest

from geoft_gui.data.charts import Bar, Chart, charts
from geoft_gui.data.checks import RowCheck
from geoft_gui.data.judged_rows import JudgedRows
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_index import RowIndex
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.data.rows import read_rows, write_rows
from geoft_gui.data.search import find, parse_query
from geoft_gui.data.synthesis import generate

ASKED = (Message("user", "a"), Message("assistant", "{}"))


def judged(*rows: tuple[str | None, int, float | None]) -> JudgedRows:
    """Rows of a kind, a number of tokens and a size."""
    taken = JudgedRows()
    for number, (kind, tokens, size) in enumerate(rows, start=1):
        features = ("hole", "fillet") if number == 1 else ()
        row = Row(number, ASKED, category="my parts" if number < 3 else "basic", difficulty="easy")
        taken.append(row, RowVerdict(number, kind, tokens, True, (), features, size))
    return taken


def drawn(rows: JudgedRows) -> dict[str, tuple[Bar, ...]]:
    return {chart.name: chart.bars for chart in charts(rows)}


def test_names_are_counted_the_most_frequent_first_and_each_bar_knows_its_search() -> None:
    bars = drawn(judged(("cube", 5, 20), ("boolean_union", 5, 20), ("cube", 5, 20), (None, 5, None)))
    assert bars["kinds"] == (
        Bar("Cube", 2, "kind:cube"),
        Bar("Union", 1, "kind:boolean_union"),
        Bar("No part", 1, "kind:none"),
    )
    assert bars["features"] == (
        Bar("Hole", 1, "feature:hole"),
        Bar("Fillet", 1, "feature:fillet"),
        Bar("None", 2, "feature:none"),
    )
    assert bars["category"] == (Bar("basic", 2, "category:basic"), Bar("my parts", 2, 'category:"my parts"'))
    assert bars["difficulty"] == (Bar("easy", 4, "difficulty:easy"),)


def test_lengths_stand_in_round_steps_without_gaps() -> None:
    bars = drawn(judged(*(("cube", tokens, 20) for tokens in (52, 99, 100, 131, 320))))["tokens"]
    assert bars[0] == Bar("50–99", 2, "tokens:50..99")
    assert bars[1] == Bar("100–149", 2, "tokens:100..149")
    assert [bar.count for bar in bars] == [2, 2, 0, 0, 0, 1]
    assert drawn(judged(("cube", 7, 20)))["tokens"] == (Bar("7", 1, "tokens:7..7"),)


def test_sizes_stand_in_bars_that_grow_and_a_round_size_is_in_one_of_them_only() -> None:
    bars = drawn(judged(*(("cube", 5, size) for size in (10, 19.99, 20, 49, 50, 0.3))))["size"]
    assert [(bar.label, bar.count) for bar in bars] == [
        ("0.2–0.5 mm", 1),
        ("0.5–1 mm", 0),
        ("1–2 mm", 0),
        ("2–5 mm", 0),
        ("5–10 mm", 0),
        ("10–20 mm", 2),
        ("20–50 mm", 2),
        ("50–100 mm", 1),
    ]
    assert bars[-1].query == "size:>=50 size:<100"


@pytest.mark.parametrize("size", [1e-6, 0.1, 1, 5, 1e6, 123456.7])
def test_every_size_has_a_bar(size: float) -> None:
    (bar,) = drawn(judged(("cube", 5, size)))["size"]
    assert bar.count == 1


def test_a_chart_says_whether_all_rows_were_counted() -> None:
    rows = judged(("cube", 5, 20), ("cube", 5, 20))
    assert {(chart.complete, chart.of) for chart in charts(rows)} == {(True, 2)}
    assert {(chart.complete, chart.of) for chart in charts(rows, rows=3)} == {(False, 2)}


def test_what_no_row_has_is_not_drawn() -> None:
    assert charts(JudgedRows()) == ()
    taken = JudgedRows()
    taken.append(UnreadableRow(1, "No."), RowVerdict(1, None, 0, False))
    assert charts(taken) == (Chart("tokens", "Tokens in a row", (Bar("0", 1, "tokens:0..0"),), True, 1),)


def test_the_search_of_a_bar_finds_exactly_the_rows_that_it_counts(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = generate(150, seed=2).train
    box = '{{"type":"cube","dimensions":{{"length":{0},"width":{0},"height":{0}}}}}'
    rows += [
        Row(0, (Message("user", f"a {size} mm cube"), Message("assistant", box.format(size))), None, label)
        for size, label in zip(
            ("1", "2", "20", "19.999", "0.1", "0.2", "500", "1000000"),
            ("Basic", "basic", "two words", "a:b", "none", "-x", None, "ends."),
            strict=True,
        )
    ]
    write_rows(rows, path)
    with path.open("a", encoding="utf-8") as file:
        file.write("{torn\n")
    taken, check = JudgedRows(), RowCheck()
    for row in read_rows(path):
        taken.append(row, check.take(row))
    index = RowIndex(path, None, tmp_path)
    try:
        for _ in index.grow():
            pass
        for chart in charts(taken):
            for bar in chart.bars:
                query = parse_query(bar.query)
                assert not query.problem, bar
                found = find(query, index, taken, lambda: False, lambda share: None)
                assert len(found) == bar.count, bar
    finally:
        index.close()
