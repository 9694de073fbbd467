"""A prompt and its answer are made to agree."""

import json

import pytest

from geoft_gui.data.examination import examine
from geoft_gui.data.fixes import Fixer, Mended
from tests.data.fixes.published_rows import BOX, assembly, long_form, row


def mended(prompt: str, answer: str) -> tuple[str, str]:
    outcome = Fixer().take(row(prompt, answer))
    assert isinstance(outcome, Mended), outcome
    assert examine(outcome.row).findings == ()
    return outcome.row.prompt, outcome.row.answer


CUBE, PYRAMID = ("cube", BOX), ("pyramid", {"length": 10.0, "width": 10.0, "height": 10.0})
BRACKETS = "(length 30 mm, width 40 mm, height 50 mm)"


@pytest.mark.parametrize(
    ("prompt", "answer", "asked", "document"),
    [
        # A size that the sentence has by its template, not by the part.
        (
            "Build a carbon_fiber sphere dia=20mm",
            long_form("sphere", radius=74.8),
            "Build a carbon fiber sphere dia=149.6mm",
            '{"type":"sphere","dimensions":{"diameter":149.6},"material":"carbon_fiber"}',
        ),
        (
            "Create a cone 20mm base 128.31mm tall",
            long_form("cone", radius=86.95, height=128.31),
            "Create a cone 173.9mm base 128.31mm tall",
            '{"type":"cone","dimensions":{"diameter":173.9,"height":128.31}}',
        ),
        (
            "a cylinder with diameter 20mm and height 20mm",
            long_form("cylinder", radius=20, height=20),
            "a cylinder with diameter 40mm and height 20mm",
            '{"type":"cylinder","dimensions":{"diameter":40,"height":20}}',
        ),
        (
            "a box 2 x 3 x 4 cm",
            long_form("cube", **BOX),
            "a box 3 x 4 x 5 cm",
            '{"type":"cube","dimensions":{"length":30,"width":40,"height":50}}',
        ),
        # Sizes that are nowhere.
        (
            "Design a cube for casting with ±0.01mm tolerance, please!",
            long_form("cube", **BOX),
            "Design a cube for casting with ±0.01mm tolerance, length 30 mm, width 40 mm and height 50 mm,"
            " please!",
            '{"type":"cube","dimensions":{"length":30,"width":40,"height":50}}',
        ),
        (
            "Create a 20mm cube",
            long_form("cube", **BOX),
            "Create a cube, length 30 mm, width 40 mm and height 50 mm",
            '{"type":"cube","dimensions":{"length":30,"width":40,"height":50}}',
        ),
        # A thickness that the answer has as a radius; "outer" is none of the language's sizes.
        (
            "a toroidal ring 20mm outer 6.89mm thick with 2mm fillet on all edges",
            long_form("torus", radius=40.78, thickness=6.89),
            "a toroidal ring 81.56mm major diameter 6.89mm thick",
            '{"type":"torus","dimensions":{"diameter":81.56,"thickness":6.89}}',
        ),
        (
            "a torus major radius 32mm minor radius 5mm",
            long_form("torus", radius=32, thickness=5),
            "a torus major radius 32mm minor radius 5mm",
            '{"type":"torus","dimensions":{"radius":32,"minor_radius":5}}',
        ),
        # What is asked for and can be had.
        (
            "a blue rod radius 10mm height 30mm with 2mm fillet on all edges rotated 45 degrees at x=5, y=0",
            long_form("cylinder", radius=10, height=30),
            "a blue rod radius 10mm height 30mm with 2mm fillet on all edges rotated 45 degrees at x=5, y=0",
            '{"type":"cylinder","dimensions":{"radius":10,"height":30},"position":{"x":5},"rotation":{"z":45},'
            '"features":[{"type":"fillet","radius":2}],"color":"blue"}',
        ),
        # And what cannot.
        (
            "a sphere radius 10mm with a 5mm hole through the center and rotated 45 degrees",
            long_form("sphere", radius=10),
            "a sphere radius 10mm rotated 45 degrees",
            '{"type":"sphere","dimensions":{"radius":10},"rotation":{"z":45}}',
        ),
        (
            "Hollow tube 20mm diameter 40mm long",
            long_form("cylinder", radius=5, height=40),
            "Cylinder 10mm diameter 40mm long",
            '{"type":"cylinder","dimensions":{"diameter":10,"height":40}}',
        ),
        (
            "a square cube length 30mm width 40mm height 50mm",
            long_form("cube", **BOX),
            "a rectangular block length 30mm width 40mm height 50mm",
            '{"type":"cube","dimensions":{"length":30,"width":40,"height":50}}',
        ),
        # Slips.
        (
            "Build a aluminum cone 10mm radius 30mm tall in",
            long_form("cone", radius=10, height=30),
            "Build an aluminum cone 10mm radius 30mm tall",
            '{"type":"cone","dimensions":{"radius":10,"height":30},"material":"aluminum"}',
        ),
        # Two parts inside each other.
        (
            "Design a frame with pyramid mounted on cube",
            assembly(PYRAMID, CUBE),
            "Design a frame with a pyramid (length 10 mm, width 10 mm, height 10 mm) mounted on a cube"
            f" {BRACKETS}",
            '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":30,"width":40,"height":50}},'
            '{"type":"pyramid","dimensions":{"length":10,"width":10,"height":10},"place":"top"}]}',
        ),
        (
            "Generate a joint assembly assembly made from cube and cone components in steel",
            assembly(CUBE, ("cone", {"radius": 7.0, "height": 9.0})),
            f"Generate a joint assembly made from a cube {BRACKETS} and a cone (radius 7 mm, height 9 mm)"
            " in steel, the cone on top of the cube",
            '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":30,"width":40,"height":50}},'
            '{"type":"cone","dimensions":{"radius":7,"height":9},"place":"top"}],"material":"steel"}',
        ),
    ],
)
def test_prompt_and_answer_are_made_to_agree(prompt: str, answer: str, asked: str, document: str) -> None:
    assert mended(prompt, answer) == (asked, document)


def test_the_upper_of_two_parts_of_one_kind_keeps_its_sizes() -> None:
    cone = ("cone", {"radius": 21.0, "height": 360.0})
    prompt, answer = mended(
        "Design a unit with cone mounted on cone",
        assembly(cone, ("cone", {"diameter": 35.0, "height": 364.0})),
    )
    assert prompt == (
        "Design a unit with a cone (radius 21 mm, height 360 mm)"
        " mounted on a cone (diameter 35 mm, height 364 mm)"
    )
    below, above = json.loads(answer)["components"]
    assert (below["dimensions"], above["dimensions"]) == (
        {"diameter": 35, "height": 364},
        {"radius": 21, "height": 360},
    )
    assert above["place"] == "top"


def test_parts_that_are_meant_to_be_inside_each_other_stay() -> None:
    document = assembly(CUBE, ("sphere", {"radius": 4.0}))
    outcome = Fixer({"place_parts"}).take(row("a cube with a ball inside", document))
    assert isinstance(outcome, Mended) and outcome.changes == ()
