"""What the check of rows finds, and what it says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoft_gui.data.checks import Report, RowCheck, check_rows
from geoft_gui.data.findings import KINDS, ROWS_NAMED
from geoft_gui.data.rows import Message, Row, UnreadableRow
from geoft_gui.data.synthesis import generate

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
LONG_CUBE = json.dumps(
    {
        "id": "0b8e",
        "type": "cube",
        "dimensions": {"length": 20, "width": 20, "height": 20, "radius": None, "unit": "mm"},
        "position": {"x": 0, "y": 0, "z": 0},
        "metadata": {"confidence": 0.77},
        "timestamp": "2025-10-08T16:14:51",
    },
    indent=2,
)


def row(number: int, prompt: str = "Create a 20mm cube", answer: str = CUBE) -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", answer)))


def found(report: Report) -> dict[str, tuple[int, ...]]:
    return {finding.code: finding.rows for finding in report.findings}


def test_good_rows_have_no_findings() -> None:
    rows = generate(120, seed=1).train
    report = check_rows(rows)
    assert (report.rows, report.usable, report.findings) == (96, 96, ())


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("unreadable", UnreadableRow(2, "The line is not JSON.")),
        ("no_prompt", row(2, "  ")),
        ("no_answer", Row(2, (Message("user", "a"),))),
        ("no_answer", Row(2, (Message("assistant", CUBE), Message("user", "a")))),
        ("not_json", row(2, "a cube of 20", "I cannot do that")),
        ("not_json", row(2, "a cube of 20", CUBE[:-1])),
        ("not_in_schema", row(2, "a cube of 20", '{"type":"cube"}')),
        (
            "does_not_build",
            row(2, "a ring 4 and 9", '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}'),
        ),
        (
            "does_not_build",
            row(
                2,
                "a 5 mm cube with a hole of 9 mm",
                '{"type":"cube","dimensions":{"length":5,"width":5,"height":5},'
                '"features":[{"type":"hole","diameter":9}]}',
            ),
        ),
    ],
)
def test_a_row_that_cannot_be_learnt_from_is_an_error_and_not_usable(
    code: str, bad: Row | UnreadableRow
) -> None:
    report = check_rows([row(1), bad])
    assert (report.rows, report.usable) == (2, 1)
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.count, finding.rows) == (code, "error", 1, (2,))
    assert finding.message.startswith("1 ")
    assert finding.message.endswith(".")
    assert finding.fix.endswith(".")


def test_an_answer_with_talk_around_it_is_a_warning() -> None:
    report = check_rows([row(1, answer=f"Here it is: {CUBE} Enjoy!")])
    assert found(report)["extra_text"] == (1,)
    assert report.usable == 1


def test_repetitions_and_contradictions_are_told_apart() -> None:
    ball = '{"type":"sphere","dimensions":{"diameter":20}}'
    rows = [
        row(1),
        row(2, "create a  20MM cube"),
        row(3, answer=ball),
        row(4, "another 20mm cube"),
        row(5, answer=ball),
        row(6, answer=LONG_CUBE),
    ]
    findings = found(check_rows(rows))
    assert findings["duplicate"] == (2, 5, 6)
    assert findings["contradiction"] == (3,)


def test_the_same_question_after_another_conversation_is_another_question() -> None:
    system = Message("system", "Answer in inches.")
    asked = Message("user", "Create a 20mm cube")
    answer = Message("assistant", '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}')
    report = check_rows([Row(1, (asked, answer)), Row(2, (system, asked, answer))])
    assert report.findings == ()


def test_rows_that_ask_for_nothing_do_not_contradict_each_other() -> None:
    answers = (CUBE.replace("20", str(side)) for side in (10, 20, 20, 30, 40))
    rows = [Row(number, (Message("assistant", answer),)) for number, answer in enumerate(answers, 1)]
    assert found(check_rows(rows)) == {"no_prompt": (1, 2, 3, 4, 5)}


def test_all_that_has_no_effect_on_a_part_is_said_once_and_the_row_counted_once() -> None:
    away = [f'{{"type":"hole","diameter":2,"x":{x}}}' for x in (50, 60, 60)]
    answer = f'{CUBE[:-1]},"features":[{",".join(away)}]}}'
    check = RowCheck()
    (odd,) = check.take(row(1, "a 20mm cube, 2 50 60", answer)).findings
    assert odd.code == "odd_part"
    assert odd.detail.count("/features/") == 3
    assert [(each.code, each.count) for each in check.report().findings] == [("odd_part", 1)]


def test_the_long_form_is_read_and_said_with_what_the_short_one_saves() -> None:
    (finding,) = check_rows([row(1, answer=LONG_CUBE)]).findings
    assert (finding.code, finding.severity) == ("long_form", "warning")
    assert "about 22 tokens" in finding.message
    assert "estimate" in finding.message


def test_white_space_and_key_order_are_worth_knowing() -> None:
    (finding,) = check_rows([row(1, answer=json.dumps(json.loads(CUBE), indent=1))]).findings
    assert (finding.code, finding.severity) == ("wordy", "info")


def test_invented_numbers_are_named_with_their_row() -> None:
    (finding,) = check_rows([row(7, "Create a cube")]).findings
    assert finding.code == "unstated_numbers"
    assert "Row 7: length 20, width 20, height 20." in finding.message


def test_many_rows_are_counted_and_the_first_hundred_named() -> None:
    (finding,) = check_rows(UnreadableRow(number, "No.") for number in range(1, 1002)).findings
    assert finding.count == 1001
    assert finding.rows == tuple(range(1, ROWS_NAMED + 1))
    assert finding.message.startswith("1,001 lines hold no example.")


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.touch()
    report = check_rows(path)
    assert found(report) == {"empty": ()}


def test_a_guessed_table_says_how_it_was_understood(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    quoted = CUBE.replace('"', '""')
    path.write_text(f'Beschreibung;Teil\nein Würfel mit 20 mm;"{quoted}"\n', encoding="utf-8")
    report = check_rows(path)
    assert report.usable == 1
    assert "“Beschreibung”" in report.findings[0].message


def test_rows_are_taken_one_at_a_time() -> None:
    taken: list[int] = []

    def rows() -> Iterator[Row]:
        for number in (1, 2, 3):
            assert len(taken) == number - 1
            yield row(number, f"{number} a 20mm cube")

    check_rows(rows(), on_row=taken.append)
    assert taken == [1, 2, 3]


def test_the_worst_is_shown_first() -> None:
    order = [KINDS[code].severity for code in KINDS if code != "empty"]
    assert order == sorted(order, key=["error", "warning", "info"].index)


def test_each_row_is_judged_in_words_of_its_own() -> None:
    check = RowCheck()
    good = check.take(row(1))
    assert (good.number, good.kind, good.usable, good.findings, good.severity) == (1, "cube", True, (), None)
    assert good.tokens == 28
    broken = check.take(row(2, "a cube of 20", CUBE[:-1]))
    assert (broken.kind, broken.usable, broken.severity) == (None, False, "error")
    assert broken.findings[0].sentence.startswith("This answer is not JSON. ")
    again = check.take(row(3, answer=LONG_CUBE))
    assert [finding.sentence for finding in again.findings] == [
        "This answer is in the long form (ids, timestamps, nulls).",
        "This row repeats an earlier one. It asks what row 1 asks.",
    ]
    assert (again.usable, again.severity) == (True, "warning")
    unreadable = check.take(UnreadableRow(4, "The line is not JSON."))
    assert (unreadable.kind, unreadable.tokens, unreadable.usable) == (None, 0, False)
    assert unreadable.findings[0].sentence == "This line holds no example. The line is not JSON."
    assert (check.report().rows, check.report().usable) == (4, 2)
