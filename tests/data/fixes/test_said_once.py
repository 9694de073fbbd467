"""A number that a prompt says once is no answer for two sizes of a part."""

from typing import Any

import pytest

from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.fixes.said_once import said_too_seldom
from geoft_gui.geometry.document import from_object


def sharing(prompt: str, document: dict[str, Any]) -> list[str]:
    return [number.shown for number in said_too_seldom(Pair(prompt, from_object(document)))]


def box(length: float, width: float, height: float, *features: dict[str, Any]) -> dict[str, Any]:
    sides = {"length": length, "width": width, "height": height}
    return {"type": "cube", "dimensions": sides, "features": list(features)}


def rod(diameter: float, height: float) -> dict[str, Any]:
    return {"type": "cylinder", "dimensions": {"diameter": diameter, "height": height}}


HOLE = {"type": "hole", "diameter": 5}
CORNERS = {"type": "corners", "inset": 2}


CIRCLE = {"type": "circle", "count": 4, "diameter": 40}
ROW_OF_SIX = {"type": "line", "count": 6, "dx": 2}
BALL = {"type": "sphere", "dimensions": {"diameter": 9}}


def test_the_sizes_that_share_a_number_are_named() -> None:
    tile = box(12, 12, 5, HOLE)
    found = sharing("a tile 12 mm square, with a 1 mm hole, 5 mm thick", tile)
    assert found == ["hole diameter 5", "height 5"]


@pytest.mark.parametrize(
    ("prompt", "document"),
    [
        ("a block 20 x 30 x 5 mm with a 3 mm hole", box(20, 5, 5)),
        ("a rod 10 mm wide, 40 mm long, with a 3 mm bore", rod(40, 40) | {"features": [HOLE]}),
        ("a 100 mm cube, four 4 mm holes on a 40 mm circle",
         box(100, 100, 100, {"type": "hole", "diameter": 40, "pattern": CIRCLE})),
        ("a cube of 52 mm and a ball of 9 mm", {"type": "assembly", "components": [box(52, 9, 52), BALL]}),
        ("a bar 8 mm long, 4 mm wide, six holes of 2 mm",
         box(8, 4, 4, {"type": "hole", "diameter": 2, "pattern": ROW_OF_SIX})),
    ],
)  # fmt: skip
def test_what_is_said_of_something_else_is_told(prompt: str, document: dict[str, Any]) -> None:
    assert sharing(prompt, document)


@pytest.mark.parametrize(
    ("prompt", "document"),
    [
        ("a 20 mm cube", box(20, 20, 20)),
        ("a square bar of 20 mm, 100 mm long", box(100, 20, 20)),
        ("20x30x30 mm", box(20, 30, 30)),
        ("a cylinder of 50 mm", rod(50, 50)),
        ("a rod with a diameter and height of 50 mm and a 5 mm bore", rod(50, 50) | {"features": [HOLE]}),
        ("a plate 30 mm wide and 10 mm thick, as long as it is wide", box(30, 30, 10)),
        ("a 30 x 20 x 10 mm block, 5 mm holes in the middle and 2 mm from the corners",
         box(30, 20, 10, HOLE, HOLE | {"pattern": CORNERS})),
        ("two cubes of 20 mm, the second on top",
         {"type": "assembly", "components": [box(20, 20, 20), box(20, 20, 20) | {"place": "top"}]}),
        ("an L-bracket 40 mm wide and 5 mm thick, legs of 60 and 80 mm",
         {"type": "boolean_union", "components": [box(60, 40, 5), box(5, 40, 80)]}),
        ("a cube of 40 mm, a cylinder of 25 mm cut through it",
         {"type": "boolean_difference", "components": [box(40, 40, 40), rod(25, 40)]}),
    ],
)  # fmt: skip
def test_what_can_be_meant_twice_is_not(prompt: str, document: dict[str, Any]) -> None:
    assert sharing(prompt, document) == []
