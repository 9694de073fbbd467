"""What in answers cannot be learnt, told by the values and not by the names."""

import json
import random
import uuid
from collections.abc import Callable

import pytest

from geoft_gui.data.examination import Examination, examine
from geoft_gui.data.noise import Noise
from geoft_gui.data.row import Message, Row

Make = Callable[[int, random.Random], object]


def examined(number: int, **beside: object) -> Examination:
    side = 10 + number * 37 % 91
    sides = {"length": side, "width": side, "height": side}
    answer = {"type": "cube", "dimensions": sides, "metadata": beside}
    return examine(
        Row(number, (Message("user", f"Create a {side}mm cube"), Message("assistant", json.dumps(answer))))
    )


def of_itself(value: object) -> set[str]:
    return set(Noise().take(examined(1, anything=value)))


def of_all(make: Make, rows: int = 120) -> tuple[Noise, dict[str, list[int]]]:
    noise, dice = Noise(), random.Random(5)
    for number in range(1, rows + 1):
        noise.take(examined(number, anything=make(number, dice)))
    return noise, noise.late()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("de03d606-9657-4d5e-94a6-f25c86a0ba86", "unlearnable_ids"),
        ("DE03D60696574D5E94A6F25C86A0BA86", "unlearnable_ids"),
        ("7f3kq29xw0zp1", "unlearnable_ids"),
        ("2025-10-08T16:14:51.332895", "unlearnable_timestamps"),
        ("2025-10-08 16:14:51+02:00", "unlearnable_timestamps"),
        ("08.10.2025, 16:14", "unlearnable_timestamps"),
        (0.7677340408742062, "unlearnable_numbers"),
        ("create a  47mm Cube", "echo"),
    ],
)
def test_some_values_tell_by_themselves(value: object, code: str) -> None:
    assert of_itself(value) == {code}


@pytest.mark.parametrize(
    "value", [None, "high", "1.0.0", "frame structure", 2, 0.5, 47, 8000, True, "", "mounting_plate", []]
)
def test_others_do_not(value: object) -> None:
    assert of_itself(value) == set()


def test_seconds_since_1970_need_a_name_that_says_so() -> None:
    assert set(Noise().take(examined(1, created=1759940091))) == {"unlearnable_timestamps"}
    assert "unlearnable_timestamps" not in Noise().take(examined(1, volume=1759940091))


def test_what_is_in_the_part_is_not_noise() -> None:
    answer = {"parent_id": None, "type": "sphere", "dimensions": {"radius": 12.3456789012}}
    row = Row(1, (Message("user", "a ball"), Message("assistant", json.dumps(answer))))
    assert Noise().take(examine(row)) == {}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda number, dice: round(dice.random(), 2), "unlearnable_numbers"),
        (lambda number, dice: dice.randrange(10**6), "unlearnable_ids"),
        (lambda number, dice: f"part-{dice.randrange(10**6)}", "unlearnable_ids"),
        (lambda number, dice: number, "unlearnable_ids"),
    ],
)
def test_values_that_change_with_nothing_are_noise(make: Make, code: str) -> None:
    noise, late = of_all(make)
    assert late == {code: list(range(1, 121))}
    assert noise.where(code) == ("metadata/anything",)
    assert set(noise.found(examined(3, anything=make(3, random.Random(1))))) == {code}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda number, dice: 10 + number * 37 % 91, id="what the prompt states"),
        pytest.param(lambda number, dice: (10 + number * 37 % 91) ** 3 / 7, id="what follows from the part"),
        pytest.param(lambda number, dice: 1, id="what is always the same"),
        pytest.param(lambda number, dice: dice.choice(["low", "high"]), id="words"),
        pytest.param(lambda number, dice: f"cube {10 + number * 37 % 91}", id="words of the prompt"),
        pytest.param(lambda number, dice: None, id="nothing"),
    ],
)
def test_values_that_follow_from_something_are_not(make: Make) -> None:
    assert of_all(make)[1] == {}


def test_few_values_tell_nothing() -> None:
    assert of_all(lambda number, dice: round(dice.random(), 2), rows=12)[1] == {}


def test_only_the_rows_that_have_the_field_are_named() -> None:
    noise, dice = Noise(), random.Random(5)
    for number in range(1, 121):
        beside = {"score": round(dice.random(), 2)} if number % 3 == 0 else {"grade": "b"}
        noise.take(examined(number, **beside))
    assert noise.late() == {"unlearnable_numbers": list(range(3, 121, 3))}


def test_all_fields_are_said_the_most_frequent_first() -> None:
    noise = Noise()
    for number in range(1, 4):
        more = {"other": str(uuid.UUID(int=number))} if number == 1 else {}
        noise.take(examined(number, ref=str(uuid.UUID(int=number)), **more))
    assert noise.where("unlearnable_ids") == ("metadata/ref", "metadata/other")
