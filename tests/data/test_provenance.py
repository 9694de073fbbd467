"""Numbers of documents held against their prompts."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.synthesis import generate
from geoft_gui.geometry.document import from_object

HANDWRITTEN = Path(__file__).parents[1] / "handwritten" / "sixty_prompts.jsonl"


def unstated(prompt: str, document: str) -> list[str]:
    return unstated_numbers(prompt, from_object(json.loads(document)))


@pytest.mark.parametrize(
    ("prompt", "document"),
    [
        ("Create a 20mm cube", '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'),
        ("a ball of radius 22.75", '{"type":"sphere","dimensions":{"diameter":45.5}}'),
        (
            "a rod, half inch across, 6 inches",
            '{"type":"cylinder","dimensions":{"radius":6.35,"height":152.4}}',
        ),
        ("a ring R30, tube 8 thick", '{"type":"torus","dimensions":{"radius":30,"minor_radius":4}}'),
        (
            "1/16 inch cube",
            '{"type":"cube","dimensions":{"length":0.063,"width":0.063,"height":0.063,"unit":"inch"}}',
        ),
        ("hexagonal bar 8 A/F, 25 long", '{"type":"prism","sides":6,"dimensions":{"width":8,"height":25}}'),
        (
            "a 60x60x10 base with a 20 mm cube standing at its right end",
            '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":60,"width":60,"height":10}},'
            '{"type":"cube","dimensions":{"length":20,"width":20,"height":20},"position":{"x":20,"z":10},'
            '"rotation":{"z":90}}]}',
        ),
        (
            "plate 80 by 50 by 6 with a pair of 5 mm holes 30 apart",
            '{"type":"cube","dimensions":{"length":80,"width":50,"height":6},"features":[{"type":"hole",'
            '"diameter":5,"pattern":{"type":"line","count":2,"dx":30}}]}',
        ),
    ],
)
def test_stated_documents_have_nothing_unstated(prompt: str, document: str) -> None:
    assert unstated(prompt, document) == []


@pytest.mark.parametrize(
    ("prompt", "document", "expected"),
    [
        ("Build a sphere dia=20mm", '{"type":"sphere","dimensions":{"radius":74.8}}', ["radius 74.8"]),
        (
            "generate a red pyramid",
            '{"type":"pyramid","dimensions":{"length":10,"width":10,"height":10}}',
            ["length 10", "width 10", "height 10"],
        ),
        (
            "a 40 mm cube with a hole",
            '{"type":"cube","dimensions":{"length":40,"width":40,"height":40},'
            '"features":[{"type":"hole","diameter":7,"depth":12}],"rotation":{"z":33}}',
            ["rotation z 33", "hole diameter 7", "hole depth 12"],
        ),
        # A length is not a diameter: half of it was never said.
        (
            "a 40 mm cube",
            '{"type":"cube","dimensions":{"length":40,"width":40,"height":20}}',
            ["height 20"],
        ),
        (
            "a prism 8 across, 25 long",
            '{"type":"prism","sides":7,"dimensions":{"width":8,"height":25}}',
            ["sides 7"],
        ),
    ],
)
def test_invented_numbers_are_named(prompt: str, document: str, expected: list[str]) -> None:
    assert unstated(prompt, document) == expected


def test_prompts_by_hand_and_by_rule_state_everything_their_answers_say() -> None:
    by_hand = [row for row in read_rows(HANDWRITTEN) if isinstance(row, Row)]
    by_rule = generate(1500, seed=3)
    for row in (*by_hand, *by_rule.train, *by_rule.validation):
        assert unstated(row.prompt, row.answer) == [], row.prompt


def test_a_size_counts_nothing_and_a_polygon_has_the_sides_of_its_name() -> None:
    prism = {"type": "prism", "sides": 5, "dimensions": {"radius": 14, "height": 5}}
    hexagonal = "a hexagonal prism, a radius of 14 mm, 5 mm tall"
    assert unstated_numbers(hexagonal, from_object(prism)) == ["sides 5"]
    assert unstated_numbers("a prism with 5 sides, radius 14 mm, 5 mm tall", from_object(prism)) == []
    holes = {"type": "hole", "diameter": 4, "pattern": {"type": "circle", "count": 40, "diameter": 40}}
    disc = {"type": "cylinder", "dimensions": {"diameter": 90, "height": 9}, "features": [holes]}
    prompt = "a 90 mm disc, 9 mm thick, 4 holes of 4 mm on a 40 mm circle"
    assert unstated_numbers(prompt, from_object(disc)) == ["hole count 40"]
