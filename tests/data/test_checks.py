"""What the check of rows finds, and what it says."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from geoft_gui.data.checks import Report, RowCheck, check_rows
from geoft_gui.data.findings import KINDS, ROWS_NAMED, DataFinding
from geoft_gui.data.rows import Message, Row, UnreadableRow, read_rows, write_rows
from geoft_gui.data.synthesis import generate

BUNDLED = Path(__file__).parents[2] / "fine_tuning_datasets"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"

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


def cube(side: float) -> str:
    return CUBE.replace("20", str(side))


def found(report: Report) -> dict[str, tuple[int, ...]]:
    """The rows of each finding of rows; that there are few rows goes without saying here."""
    return {finding.code: finding.rows for finding in report.findings if finding.code != "too_few"}


def only(report: Report) -> DataFinding:
    """The one finding there is."""
    (finding,) = (finding for finding in report.findings if finding.code != "too_few")
    return finding


def test_good_rows_have_no_findings() -> None:
    rows = generate(150, seed=2).train
    report = check_rows(rows)
    assert (report.rows, report.usable, report.findings) == (120, 120, ())
    assert (report.ceiling.now, report.ceiling.after_fixes, report.ceiling.kept) == (1.0, 1.0, 120)


@pytest.mark.parametrize("name", ["train", "validation"])
def test_the_rows_that_come_along_are_good(name: str) -> None:
    report = check_rows(islice(read_rows(BUNDLED / f"{name}_dataset.jsonl"), 1000))
    assert report.usable == report.rows == 1000
    assert {finding.code for finding in report.findings if finding.severity != "info"} == set()
    assert report.ceiling.now == 1.0


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
    finding = only(report)
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
    assert findings["contradiction"] == (1, 3)
    assert findings["wrong_kind"] == (3, 5)
    rest = {"unlearnable_timestamps", "long_form", "wordy"}
    assert findings.keys() == {"duplicate", "contradiction", "wrong_kind"} | rest


def test_the_same_question_after_another_conversation_is_another_question() -> None:
    system = Message("system", "Answer in inches.")
    asked = Message("user", "Create a 20mm cube")
    answer = Message("assistant", '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}')
    report = check_rows([Row(1, (asked, answer)), Row(2, (system, asked, answer))])
    assert found(report) == {}


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
    assert [word for word in ("Feature 1: ", "Feature 2: ", "Feature 3: ") if word in odd.detail] == [
        "Feature 1: ", "Feature 2: ", "Feature 3: ",
    ]  # fmt: skip
    assert only(check.report()).count == 1


def test_the_long_form_is_read_and_said_with_what_the_short_one_saves() -> None:
    findings = {finding.code: finding for finding in check_rows([row(1, answer=LONG_CUBE)]).findings}
    assert findings.keys() == {"long_form", "unlearnable_timestamps", "wordy", "too_few"}
    assert findings["long_form"].severity == "warning"
    assert "% are white space" in findings["long_form"].message
    assert "about 22 tokens" in findings["wordy"].message
    assert "estimate" in findings["wordy"].message


def test_white_space_and_key_order_are_worth_knowing() -> None:
    finding = only(check_rows([row(1, answer=json.dumps(json.loads(CUBE), indent=1))]))
    assert (finding.code, finding.severity) == ("wordy", "info")


def test_invented_numbers_are_named_with_their_row() -> None:
    finding = only(check_rows([row(7, "Create a cube")]))
    assert finding.code == "unstated_numbers"
    assert "Row 7: length 20, width 20, height 20." in finding.message


def test_many_rows_are_counted_and_the_first_hundred_named() -> None:
    report = check_rows(UnreadableRow(number, "No.") for number in range(1, 1002))
    (finding,) = report.findings
    assert finding.count == 1001
    assert finding.rows == tuple(range(1, ROWS_NAMED + 1))
    assert list(report.rows_of["unreadable"]) == list(range(1, 1002))
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
    assert "“Beschreibung”" in only(report).message


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


def test_what_costs_most_is_shown_before_what_concerns_more_rows() -> None:
    invented = [row(number, "a cube", cube(number)) for number in range(1, 7)]
    brass = [
        row(number, f"a {number} mm cube", json.dumps(json.loads(cube(number)) | {"material": "brass"}))
        for number in range(10, 30)
    ]
    report = check_rows([*invented, *brass, row(30, "a 5 mm cube", "no")])
    codes = [finding.code for finding in report.findings]
    # All six ask the same, but the first reason counts; twenty have a material that is only one word more.
    assert codes.index("unstated_numbers") == 0
    assert codes.index("not_json") < codes.index("unsaid_attributes") < codes.index("contradiction")


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
        "This row repeats an earlier one. It asks what row 1 asks.",
        "This answer has a time of day or a date, which no model can predict. Field: timestamp.",
        "This answer is in the long form (ids, timestamps, nulls).",
        "This answer could be said in fewer words.",
    ]
    invented = check.take(row(5, "a cube"))
    assert invented.findings[0].sentence == (
        "This answer has numbers that its prompt does not state: length 20, width 20, height 20."
    )
    assert (again.usable, again.severity) == (True, "warning")
    unreadable = check.take(UnreadableRow(4, "The line is not JSON."))
    assert (unreadable.kind, unreadable.tokens, unreadable.usable) == (None, 0, False)
    assert unreadable.findings[0].sentence == "This line holds no example. The line is not JSON."
    assert (check.report().rows, check.report().usable) == (5, 3)


def test_a_row_says_again_what_only_later_rows_tell() -> None:
    ball = '{"type":"sphere","dimensions":{"diameter":20}}'
    check = RowCheck()
    rows = [row(1), row(2, answer=ball)]
    rows += [row(number, f"a {number + 20}mm cube", cube(number + 20)) for number in range(3, 40)]
    far = row(40, "a 900 m cube", cube(900).replace("}}", ',"unit":"m"}}'))
    assert [check.take(each).findings for each in (*rows, far)].count(()) == 39  # row 2 contradicts
    report = check.report()
    assert found(report) == {"contradiction": (1, 2), "wrong_kind": (2,), "size_outlier": (40,)}
    assert [finding.code for finding in check.again(rows[0]).findings] == ["contradiction"]
    assert check.again(rows[0]).findings[0].detail == "It asks what row 2 asks."
    (outlier,) = check.again(far).findings
    assert outlier.sentence.endswith("It is 900 m long; half of all are shorter than 40.5 mm.")


def test_the_verdict_has_what_the_table_shows() -> None:
    holes = f'{CUBE[:-1]},"features":[{{"type":"hole","diameter":2}},{{"type":"fillet","radius":1}}]}}'
    group = f'{{"type":"assembly","components":[{CUBE},{holes[:-1]},"place":"top"}}]}}'
    verdict = RowCheck().take(row(1, "two 20mm cubes, one upon the other, a 2mm hole, 1mm fillets", group))
    assert (verdict.kind, verdict.features, verdict.size) == ("assembly", ("fillet", "hole"), 40.0)
    assert RowCheck().take(row(2, answer="no")).size is None


def test_few_rows_few_sentences_and_rare_kinds_are_worth_knowing() -> None:
    few = {finding.code: finding.message for finding in check_rows([row(1)]).findings}
    assert few == {"too_few": "There are few rows to learn from. 1 can be learnt from; 100 are a beginning."}
    ring = '{"type":"torus","dimensions":{"radius":20,"minor_radius":3}}'
    alike = [row(number, f"a {number}mm cube", cube(number)) for number in range(1, 401)]
    alike.append(row(401, "a torus, radius 20mm, minor radius 3mm", ring))
    said = {finding.code: finding.message for finding in check_rows(alike).findings}
    assert said == {
        "few_patterns": "The prompts are nearly all alike. 401 prompts are made from 2 sentences.",
        "imbalance": "Some kinds of parts are hardly there. Of 401 rows: torus 1.",
    }


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-0123456789abcdef",
        "hf_abcdefghijklmnop",
        "ghp_0123456789abcdefghij",
        "github_pat_0123456789abcdefghij",
        "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqbyJ9",
        "Bearer abcdefghijkl",
        "API_KEY=abcdefghijkl",
        "my token: abcdefghijkl",
        "https://jo:abcdefgh@example.org",
    ],
)
def test_what_is_hidden_elsewhere_is_a_finding_and_is_not_repeated(secret: str) -> None:
    report = check_rows([row(1, f"Create a 20mm cube with {secret}")])
    said = {finding.code: finding.message for finding in report.findings}
    assert "secret" in said
    assert secret not in json.dumps(said)


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("ask jo.doe@example.com", True),
        ("call +49 170 1234567", True),
        ("to DE89 3704 0044 0532 0130 00", True),
        ("tolerance +0.05 -0.02", False),
        ("4 holes @ 90 degrees", False),
        ("part no. AB12 3456 7890 1234", False),
    ],
)
def test_personal_data_is_told_from_sizes(text: str, is_personal: bool) -> None:
    findings = found(check_rows([row(1, f"Create a 20mm cube, {text}")]))
    assert ("personal_data" in findings) == is_personal


def test_rows_that_are_also_held_out_are_found(tmp_path: Path) -> None:
    held_out = tmp_path / "validation.jsonl"
    write_rows([row(1, "a 30mm cube", cube(30)), row(2, "Please make the cube of 40 mm", cube(40))], held_out)
    asked = ((1, "A 30MM cube", 30), (2, "a cube, 40mm", 40), (3, "a 31mm cube", 31))
    rows = [row(number, prompt, cube(side)) for number, prompt, side in asked]
    report = check_rows(rows, validation=held_out)
    assert found(report) == {"leak": (1, 2), "leak_pattern": (3,)}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample rows are not part of the project")
@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_what_is_wrong_with_rows_as_users_have_them(form: str) -> None:
    """The counts were verified by hand on the first thirty rows, and by the kinds of prompts on all."""
    report = check_rows(SAMPLES / f"user_rows.{form}")
    counts = {finding.code: finding.count for finding in report.findings}
    assert counts == {
        "contradiction": 2,
        "duplicate": 1,
        "unstated_numbers": 97,
        "unanswered_numbers": 15,
        "missing_features": 5,
        "torus_thickness": 6,
        "wrong_attributes": 8,
        "unsaid_attributes": 95,
        "materials_differ": 31,
        "overlapping_parts": 36,
        "unlearnable_ids": 120,
        "unlearnable_timestamps": 81,
        "unlearnable_numbers": 81,
        "long_form": 120,
        "echo": 120,
        "wordy": 120,
    }
    assert report.ceiling.now == 42 / 120
    assert report.ceiling.after_fixes >= 0.95
    assert report.ceiling.kept >= 100


def test_a_file_that_a_folder_leaves_out_is_told(tmp_path: Path) -> None:
    rows = generate(120, seed=1).train
    for name in ("rows.jsonl", "rows.csv", "rows.json", "more.csv"):
        write_rows(rows, tmp_path / name)
    report = check_rows(tmp_path)
    assert report.rows == 2 * len(rows)
    (told,) = [finding for finding in report.findings if finding.code == "twin_files"]
    assert told.count == 2
    assert "rows.csv" in told.message and "rows.json" in told.message and "more.csv" not in told.message
