"""Which rows are nearly the same."""

import pytest

from geoft_gui.data.likeness import keys, plain

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL = '{"type":"sphere","dimensions":{"diameter":20}}'


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return not set(keys(*one)).isdisjoint(keys(*other))


@pytest.mark.parametrize(
    "other",
    [
        "create a  20MM cube",
        "Please make me the 20 mm cube!",
        "I need a cube of 20mm",
        "cube, 20 mm",
        "Could you design a cube with 20 millimetres, thanks",
    ],
)
def test_the_same_words_about_the_same_part_are_alike(other: str) -> None:
    assert alike(("Create a 20mm cube", CUBE), (other, CUBE))


@pytest.mark.parametrize("other", ["Create a 21mm cube", "Create a 20mm steel cube", "Create a 20mm block"])
def test_other_words_or_numbers_are_another_row(other: str) -> None:
    assert not alike(("Create a 20mm cube", CUBE), (other, CUBE))


def test_the_same_prompt_is_alike_whatever_its_answer() -> None:
    assert alike(("Create a 20mm cube", CUBE), ("create a 20mm Cube", BALL))
    assert alike(("Create a 20mm cube", CUBE), ("Create a 20mm cube", ""))


def test_the_same_words_about_another_part_are_not_alike() -> None:
    assert not alike(("a 20 mm part", CUBE), ("make a part of 20 mm", BALL))


def test_plain_prompts_differ_in_words_only() -> None:
    assert plain("  Create a\n20MM  cube ") == "create a 20mm cube"


def test_what_comes_after_a_very_long_prompt_is_compared_as_it_is() -> None:
    long = "a plate with numbers " + " ".join(str(number) for number in range(10_000))
    assert alike((long, CUBE), (long, CUBE))
    assert not alike((f"{long} 1 2", CUBE), (f"{long} 2 1", CUBE))
