"""A kind of body is asked for only where a prompt names one, once and plainly."""

import pytest

from geoft_gui.data.asked import other_kind
from geoft_gui.geometry.document import from_object

CUBE = from_object({"type": "cube", "dimensions": {"length": 20, "width": 20, "height": 20}})
ROD = from_object({"type": "cylinder", "dimensions": {"diameter": 20, "height": 20}})
BALL_ON_CUBE = from_object(
    {
        "type": "assembly",
        "components": [
            {"type": "cube", "dimensions": {"length": 20, "width": 20, "height": 20}},
            {"type": "sphere", "dimensions": {"diameter": 20}, "place": "top"},
        ],
    }
)


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("20 mm sphere", "sphere"),
        ("I'd like a 20 mm ball please", "ball"),
        ("Make a torus with a radius of 20 mm", "torus"),
        ("For my heater: make a round cone, 20 mm high and 20 mm wide", "cone"),
        ("Create a square pyramid of 20 mm", "pyramid"),
        ("Make a cylinder for injection molding, 20 mm long", "cylinder"),
        ("a washer of 20 mm", "washer"),
    ],
)
def test_another_kind_is_told(prompt: str, word: str) -> None:
    found = other_kind(prompt, CUBE)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    "prompt",
    [
        "not a sphere, please, 20 mm",
        "20 mm, no ball",
        "a seat for a 20 mm ball",
        "a sphere-shaped weight of 20 mm",
        "something like a sphere of 20 mm",
        "a ball bearing of 20 mm",
        "a block 20 mm wide with a cylinder of 3 mm",
        "a spherical knob on a shaft",
        "half a sphere of 20 mm",
        "a square bar of 20 mm",
        "cut the 20 mm sphere in the middle",
        "a board for a game with balls",
        "a part of 20 mm",
    ],
)
def test_what_is_not_certain_is_not_told(prompt: str) -> None:
    assert other_kind(prompt, CUBE) is None


@pytest.mark.parametrize("prompt", ["a plate of 20 mm diameter", "a ring 20 mm across", "a rod of 20 mm"])
def test_a_word_may_mean_several_kinds(prompt: str) -> None:
    assert other_kind(prompt, ROD) is None


def test_a_body_among_several_answers() -> None:
    assert other_kind("a sphere of 20 mm", BALL_ON_CUBE) is None
