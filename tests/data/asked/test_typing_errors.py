"""Common words do not name colours and materials by a slip."""

import json

import pytest

from geoft_gui.data.asked import unsaid_attributes
from geoft_gui.geometry.document import from_object

CUBE = '{"type":"cube","dimensions":{"length":10,"width":10,"height":10}'


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("a 10x20x30 mm block", "color", "black"),
        ("a 10 mm pin", "color", "pink"),
        ("a 10 mm cube while you are at it", "color", "white"),
        ("a 10 mm class cube", "material", "glass"),
        ("a sliver of 10 mm", "color", "silver"),
        ("a 10 mm hopper", "material", "copper"),
        ("a 10 mm rod", "color", "red"),
    ],
)
def test_other_words_are_no_slips(prompt: str, field: str, value: str) -> None:
    assert unsaid_attributes(prompt, from_object(json.loads(f'{CUBE},"{field}":"{value}"}}'))) == [
        (field, value)
    ]


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("a 10 mm cube of aluminim", "material", "aluminum"),
        ("a 10 mm cube of stel", "material", "steel"),
        ("a 10 mm cube, yelow", "color", "yellow"),
        ("a 10 mm cube, blakc", "color", "black"),
    ],
)
def test_slips_are_read(prompt: str, field: str, value: str) -> None:
    assert unsaid_attributes(prompt, from_object(json.loads(f'{CUBE},"{field}":"{value}"}}'))) == []
