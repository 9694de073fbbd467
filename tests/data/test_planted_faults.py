"""One fault of each kind among two thousand clean rows: every one is found, and nothing else is."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from geoft_gui.data.checks import Report, RowCheck
from geoft_gui.data.findings import KINDS
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.rows import read_rows
from geoft_gui.data.tokens import ESTIMATE

BUNDLED = Path(__file__).parents[2] / "fine_tuning_datasets"

OF_THE_FILE = {"too_few", "few_patterns", "imbalance", "columns", "twin_files", "empty"}
"""Said of all rows together; `test_checks.py` has them."""


def box(length: float, width: float, height: float, **more: object) -> dict[str, object]:
    return {"type": "cube", "dimensions": {"length": length, "width": width, "height": height}, **more}


def cube(side: float, **more: object) -> dict[str, object]:
    return box(side, side, side, **more)


def rod(diameter: float, height: float) -> dict[str, object]:
    return {"type": "cylinder", "dimensions": {"diameter": diameter, "height": height}}


def asked(prompt: str, answer: object, weight: int = 1) -> Row:
    text = answer if isinstance(answer, str) else minified(answer)
    return Row(0, (Message("user", prompt), Message("assistant", text, 1 if weight else 0)))


def minified(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


HOLE = {"type": "hole", "diameter": 3}
TWO_CUBES = [cube(10), cube(10, position={"x": 60})]
SUNK_IN = [cube(12), box(6, 6, 18)]

PLANTED: list[tuple[set[str], Row | UnreadableRow]] = [
    ({"unreadable"}, UnreadableRow(0, "The line is not JSON.")),
    ({"no_prompt"}, Row(0, (Message("system", "Make parts."), Message("assistant", minified(cube(31)))))),
    ({"no_answer"}, Row(0, (Message("user", "Create a 41mm cube"),))),
    ({"nothing_learnt"}, asked("Create a 43mm cube", cube(43), weight=0)),
    ({"not_json"}, asked("Create a 44mm cube", "I cannot do that")),
    ({"not_in_schema"}, asked("Create a 45mm cube", '{"type":"cube","side":45}')),
    ({"does_not_build"}, asked("Create a ring of radius 4 mm and minor radius 9 mm",
                               {"type": "torus", "dimensions": {"radius": 4, "minor_radius": 9}})),
    ({"secret"}, asked("Create a 46mm cube, my password: correct-horse-battery", cube(46))),
    ({"personal_data"}, asked("Create a 47mm cube and send it to jo@example.com", cube(47))),
    ({"odd_turns"}, Row(0, (Message("user", "Hello there"), Message("user", "Create a 48mm cube"),
                            Message("assistant", minified(cube(48)))))),
    ({"too_long"}, asked("Create a 49mm cube. " + "Please make it as well as you can. " * 60, cube(49))),
    ({"contradiction"}, asked("Create something of 50mm", cube(50))),
    ({"contradiction"}, asked("Create something of 50mm", rod(50, 50))),
    ({"duplicate"}, asked("make a  Brass cube of 51.3 mm", cube(51.3, material="brass"))),
    ({"near_duplicate"}, asked("please, the brass cube, 51.3 mm", cube(51.3, material="brass"))),
    ({"wrong_kind"}, asked("Create a sphere of 42 mm", cube(42))),
    ({"unstated_numbers"}, asked("Create a cylinder of 52 mm diameter", rod(52, 33))),
    ({"unanswered_numbers"}, asked("Create a rod, 53 mm diameter, 30 mm high and 77 mm wide", rod(53, 30))),
    ({"unit_mismatch"}, asked("Create a cube with sides of 54 cm", cube(54))),
    ({"missing_features"}, asked("Create a 55mm cube with a 3mm through hole", cube(55))),
    ({"torus_thickness"}, asked("Create a torus with a radius of 56mm, 3mm thick",
                                {"type": "torus", "dimensions": {"radius": 56, "minor_radius": 3}})),
    ({"wrong_attributes"}, asked("Create a 57mm cube in steel", cube(57, material="brass"))),
    ({"unsaid_attributes"}, asked("Create a 58mm cube", cube(58, material="brass"))),
    ({"materials_differ", "long_form", "wordy"},
     asked("Create a 59mm steel cube",
           cube(59, parent_id=None, material="steel", manufacturing={"material": "wood"}))),
    ({"degenerate"}, asked("Create a sheet 60mm x 60mm x 0.004mm", box(60, 60, 0.004))),
    ({"disconnected"}, asked("Join two 10mm cubes, the second 60mm to the right",
                             {"type": "boolean_union", "components": TWO_CUBES})),
    ({"overlapping_parts"}, asked("An assembly of a 12mm cube and a 6 x 6 x 18 mm bar",
                                  {"type": "assembly", "components": SUNK_IN})),
    ({"odd_part"}, asked("Create a 61mm cube", cube(61, place="top"))),
    ({"extra_text"}, asked("Create a 62mm cube", f"Here it is: {minified(cube(62))} Enjoy!")),
    ({"unlearnable_ids", "long_form", "wordy"},
     asked("Create a 63mm cube", {"id": "de03d606-9657-4d5e-94a6-f25c86a0ba86", **cube(63)})),
    ({"unlearnable_timestamps", "long_form", "wordy"},
     asked("Create a 64mm cube", cube(64, timestamp="2025-10-08T16:14:51.332895"))),
    ({"unlearnable_numbers", "long_form", "wordy"},
     asked("Create a 65mm cube", cube(65, metadata={"confidence": 0.7677340408742062}))),
    ({"echo", "long_form", "wordy"}, asked("Create a 66mm cube", cube(66, description="Create a 66mm cube"))),
    ({"long_form", "wordy"}, asked("Create a 67mm cube", cube(67, parent_id=None))),
    ({"wordy"}, asked("Create a 68mm cube", json.dumps(cube(68), indent=2))),
    ({"leak"}, asked("Create a cube of 69mm!", cube(69))),
    ({"leak_pattern"}, asked("Bring us a jolly 70mm cube", cube(70))),
    ({"size_outlier"}, asked("Create a 900 m cube", cube(900, dimensions={
        "length": 900, "width": 900, "height": 900, "unit": "m"}))),
]  # fmt: skip
BEFORE = asked("Make a brass cube of 51.3 mm", cube(51.3, material="brass"))
"""What the duplicate repeats, and the near-duplicate is like."""
HELD_OUT = [
    asked("Could you create the cube of 69 mm", cube(69)),
    asked("Bring us a jolly 71mm cube", cube(71)),
]


@pytest.fixture(scope="module")
def clean() -> list[Row]:
    """Two thousand rows that come with GeoFT and have nothing to be said of."""
    train = islice(read_rows(BUNDLED / "train_dataset.jsonl"), 530, 2300)
    validation = islice(read_rows(BUNDLED / "validation_dataset.jsonl"), 230)
    return [row for row in (*train, *validation) if isinstance(row, Row)]


@pytest.fixture(scope="module")
def planted(clean: list[Row]) -> tuple[Report, dict[str, list[int]], list[Row | UnreadableRow], RowCheck]:
    """The report on clean rows with the faults among them, and the numbers of the rows of each fault."""
    every = len(clean) // len(PLANTED)
    rows: list[Row | UnreadableRow] = [BEFORE]
    expected: dict[str, list[int]] = {}
    faults = iter(PLANTED)
    for place, good in enumerate(clean):
        rows.append(good)
        if place % every == every // 2 and (fault := next(faults, None)) is not None:
            rows.append(fault[1])
            for code in fault[0]:
                expected.setdefault(code, []).append(len(rows))
    numbered = [replace(row, number=number) for number, row in enumerate(rows, start=1)]
    assert next(faults, None) is None
    check = RowCheck(None, replace(ESTIMATE, limit=500), HELD_OUT)
    for row in numbered:
        check.take(row)
    return check.report(), expected, numbered, check


def test_every_kind_of_fault_is_planted() -> None:
    assert {code for codes, _ in PLANTED for code in codes} == KINDS.keys() - OF_THE_FILE


def test_every_planted_fault_is_found_and_nothing_else(
    clean: list[Row], planted: tuple[Report, dict[str, list[int]], list[Row | UnreadableRow], RowCheck]
) -> None:
    report, expected, _, _ = planted
    assert len(clean) == 2000
    assert {finding.code: list(report.rows_of[finding.code]) for finding in report.findings} == expected


def test_each_row_says_again_what_was_found_in_it(
    planted: tuple[Report, dict[str, list[int]], list[Row | UnreadableRow], RowCheck],
) -> None:
    _, expected, rows, check = planted
    for code, numbers in expected.items():
        for number in numbers:
            row = rows[number - 1]
            if isinstance(row, Row):
                assert code in {finding.code for finding in check.again(row).findings}, row.prompt


def test_the_ceiling_counts_what_is_lost(
    planted: tuple[Report, dict[str, list[int]], list[Row | UnreadableRow], RowCheck],
) -> None:
    report, _, rows, _ = planted
    assert {reason.code: reason.count for reason in report.ceiling.reasons} == {
        "no_part": 7,
        "unstated_numbers": 2,
        "contradiction": 1,
        "noise": 3,
    }
    assert report.ceiling.now == (len(rows) - 10) / len(rows)
    assert report.ceiling.after_fixes > 0.999
    assert len(rows) - 12 <= report.ceiling.kept <= len(rows) - 7
