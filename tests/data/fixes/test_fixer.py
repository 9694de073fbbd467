"""Rows are mended: what goes on follows from its prompt, and every row is accounted for."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.fixes import DEFAULT, FIXES, Fixer, Mended, SetAside, fix_file
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.rows import read_rows, write_rows
from geoft_gui.data.synthesis import generate
from geoft_gui.errors import UserError
from tests.data.fixes.published_rows import BOX, long_form, row


def test_rows_that_cannot_be_made_to_agree_are_set_aside_with_the_reason() -> None:
    fixer = Fixer()
    outcomes = [
        fixer.take(row("a cube with four 5mm holes in the corners", long_form("cube", **BOX), 1)),
        fixer.take(row("a cube", "a cube of course", 2)),
        fixer.take(row("  ", long_form("cube", **BOX), 3)),
        fixer.take(UnreadableRow(4, "The line is not JSON.")),
    ]
    assert outcomes == [
        SetAside(1, "rewrite_prompt", "The prompt says 5mm, which is nowhere in the answer."),
        SetAside(2, "drop_unusable", outcomes[1].reason),  # type: ignore[union-attr]
        SetAside(3, "drop_unusable", "This row asks for nothing."),
        SetAside(4, "drop_unusable", "The line is not JSON."),
    ]
    assert "not JSON" in outcomes[1].reason  # type: ignore[union-attr]
    report = fixer.report()
    assert (report.rows, report.kept, report.set_aside) == (4, 0, tuple(outcomes))


def test_of_rows_that_ask_the_same_the_first_is_kept() -> None:
    rows = [
        row("a 10mm part", '{"type":"cube","dimensions":{"length":10,"width":10,"height":10}}', 1),
        row("A 10mm  part", '{"type": "cube", "dimensions": {"length": 10, "width": 10, "height": 10}}', 2),
        row("a 10mm part", '{"type":"sphere","dimensions":{"diameter":10}}', 3),
    ]
    fixer = Fixer()
    kinds = [outcome.code if isinstance(outcome := fixer.take(one), SetAside) else "" for one in rows]
    assert kinds == ["", "drop_duplicates", "drop_contradictions"]
    every = Fixer(DEFAULT - {"drop_duplicates", "drop_contradictions"})
    assert all(isinstance(every.take(one), Mended) for one in rows)


def test_only_what_is_chosen_is_done() -> None:
    noisy = row("a sphere", long_form("sphere", radius=10))
    stripped = Fixer({"strip_noise"}).take(noisy)
    assert isinstance(stripped, Mended)
    assert json.loads(stripped.row.answer) == {
        "type": "sphere", "dimensions": {"radius": 10}, "material": "titanium", "color": "green",
    }  # fmt: skip
    assert "\n" in stripped.row.answer
    short = Fixer({"canonical"}).take(noisy)
    assert isinstance(short, Mended)
    assert (
        short.row.answer
        == '{"type":"sphere","dimensions":{"radius":10},"material":"titanium","color":"green"}'
    )
    assert Fixer(()).take(noisy) == Mended(noisy)
    broken = row("a sphere", "{")
    assert Fixer({"canonical"}).take(broken) == Mended(broken)


def test_a_fix_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="no fix “polish”"):
        Fixer({"polish"})


def test_longer_talks_keep_their_words() -> None:
    turns = (
        Message("system", "You make parts."),
        Message("user", "a 10mm cube"),
        Message("assistant", '{"type":"cube","dimensions":{"length":10,"width":10,"height":10}}'),
        Message("user", "twice as high"),
        Message("assistant", '{"type": "cube", "dimensions": {"length": 10, "width": 10, "height": 20}}'),
    )
    outcome = Fixer().take(Row(1, turns))
    assert isinstance(outcome, Mended)
    assert outcome.row.messages[:-1] == turns[:-1]
    assert outcome.row.answer == '{"type":"cube","dimensions":{"length":10,"width":10,"height":20}}'


def test_labels_and_weights_are_kept() -> None:
    source = Row(
        7,
        (Message("user", "a sphere radius 5mm"), Message("assistant", long_form("sphere", radius=5), 0)),
        id="x", category="basic", difficulty="easy", metadata={"by": "me"},
    )  # fmt: skip
    outcome = Fixer().take(source)
    assert isinstance(outcome, Mended)
    kept = outcome.row
    assert (kept.number, kept.id, kept.category, kept.difficulty, kept.metadata) == (
        7,
        "x",
        "basic",
        "easy",
        {"by": "me"},
    )
    assert kept.messages[-1] == Message("assistant", '{"type":"sphere","dimensions":{"radius":5}}', 0)


def test_good_rows_go_through_as_they_are() -> None:
    made = generate(200, seed=5)
    fixer = Fixer()
    for one in (*made.train, *made.validation):
        assert fixer.take(one) == Mended(one)
    report = fixer.report()
    assert (report.kept, report.changed, report.changes) == (200, 0, {})
    assert report.ceiling.now == report.ceiling.after_fixes == 1.0


def test_the_report_accounts_for_every_row_and_says_what_was_gained(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.jsonl", tmp_path / "mended.jsonl"
    sizes = [11.5, 23.25, 37.75, 41.5, 59.0, 63.5]
    rows = [
        row("a titanium sphere dia=20mm", long_form("sphere", radius=size), place)
        for place, size in enumerate(sizes, 1)
    ]
    write_rows([*rows, rows[0], row("a cube", "no")], source)
    seen: list[int] = []
    report = fix_file(source, target, on_row=seen.append)
    assert seen == list(range(1, 9))
    kept = [one for one in read_rows(target) if isinstance(one, Row)]
    assert [one.id for one in kept] == [one.id for one in rows]
    assert (report.rows, report.kept, report.changed) == (8, 6, 6)
    assert {one.number: one.code for one in report.set_aside} == {7: "drop_duplicates", 8: "drop_unusable"}
    assert {code: done.count for code, done in report.changes.items()} == {
        "strip_noise": 6, "drop_unsaid": 6, "rewrite_prompt": 6, "canonical": 6,
    }  # fmt: skip
    assert report.tokens[1] < report.tokens[0] / 4
    assert report.median_answer[1] < report.median_answer[0] / 8
    assert report.ceiling.now < 0.3 and report.ceiling.after_fixes == 1.0
    content = json.loads(json.dumps(report.as_dict()))
    # As `data check` says them.
    assert all(set(reason) == {"code", "count", "sentence"} for reason in content["ceiling"]["reasons"])
    assert content["ceiling"]["reasons"] and content["set_aside"][0]["reason"].endswith(".")
    assert content["kept"] + len(content["set_aside"]) == content["rows"]


def test_plain_rows_are_added_once(tmp_path: Path) -> None:
    source, first, second = (tmp_path / f"{name}.jsonl" for name in "abc")
    write_rows(generate(100, seed=3).train, source)
    chosen = DEFAULT | {"add_plain_rows"}
    report = fix_file(source, first, chosen)
    assert (report.kept, report.added) == (80, 8)
    rows = [one for one in read_rows(first) if isinstance(one, Row)]
    assert [one.number for one in rows] == list(range(1, 89))
    assert all("features" not in json.loads(one.answer) for one in rows[80:])
    assert fix_file(first, second, chosen).added <= 1


def test_every_fix_explains_itself() -> None:
    for code, fix in FIXES.items():
        assert fix.code == code and fix.title and fix.explanation.endswith(".")
    assert FIXES.keys() - DEFAULT == {"add_plain_rows"}
