"""Only what a prompt says all of is put into its answer, and nothing is cut from it that cannot be read."""

import json

import pytest

from geoft_gui.data.fixes import Fixer, Mended, SetAside
from geoft_gui.data.fixes.fill_answer import fill_answer
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.fixes.wording import mend_wording
from geoft_gui.geometry.document import from_object
from tests.data.fixes.published_rows import row

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'

OPEN = [
    "a 20 mm cube with a 5 mm hole at each corner",
    "a 20 mm cube with a 5 mm hole off centre",
    "a 20 mm cube with a 5 mm hole in the side",
    "a 20 mm cube with a 5 mm hole from the front",
    "a 20 mm cube with a 5 mm hole along y",
    "a 20 mm cube with a 5 mm hole 10 mm deep",
    "a 20 mm cube with a 5 mm hole, 10 mm deep",
    "a 20 mm cube with 4x 5 mm hole",
    "a 20 mm cube with an off-centre 5 mm hole",
    "a 20 mm cube with a 5 mm hole, its centre 10 mm from the left",
    "a 20 mm cube with a 5 mm hole. The hole is blind.",
    "a 20 mm cube with a 5 mm hole at x=5",
    "a 20 mm cube, in its side a 5 mm hole",
    "a 20 mm cube with a 3 mm hole and a 4 mm hole",
    "a 20 mm cube with a 1 1/2 inch hole",
    "a 20 mm cube with a 2 mm fillet on one edge",
    "a 20 mm cube, the front edges rounded by 2 mm",
    "a 20 mm cube with 2 mm fillet on all edges except the top",
    "a 20 mm cube with a slot rotated 45 degrees",
    "a 20 mm cube rotated 45 degrees around its front left edge",
    "a 20 mm cube rotated 30 degrees about x and 20 about y",
    "a 20 mm cube rotated 30 degrees about x and rotated 20 degrees about y",
    "a 20 mm cube rotated 45 degrees clockwise",
    "a 20 mm cube at x=5 from the left edge",
]
DENIED = [
    "Do not make it red. A cube 20 mm",
    "A cube 20 mm, not red, not steel",
    "A cube 20 mm with no fillet",
    "A cube 20 mm without a hole",
    "A cube 20 mm. No rotation, no 2 mm chamfer.",
    "A cube 20 mm, never rotated 45 degrees",
    "Remove the 5mm hole from the 20mm cube",
    "A 20 mm cube that plugs a 12 mm hole",
    "A 20 mm cube that must fit over a 5mm hole",
]


@pytest.mark.parametrize("prompt", [*OPEN, *DENIED])
def test_what_is_open_or_denied_is_neither_filled_in_nor_cut(prompt: str) -> None:
    pair = Pair(prompt, from_object(json.loads(CUBE)))
    filled = fill_answer(pair)
    assert filled.document == pair.document
    assert mend_wording(filled).prompt == prompt


@pytest.mark.parametrize("prompt", OPEN)
def test_rows_that_ask_for_more_than_can_be_read_are_set_aside(prompt: str) -> None:
    assert isinstance(Fixer().take(row(prompt, CUBE)), SetAside)


def test_a_material_that_is_denied_does_not_replace_another() -> None:
    brass = from_object(json.loads(CUBE[:-1] + ',"material":"brass"}'))
    pair = Pair("A 20 mm cube of anything but steel", brass)
    assert fill_answer(pair) == pair


@pytest.mark.parametrize("prompt", ["A cube 20 mm with no fillet", "A cube 20 mm without a hole"])
def test_rows_that_deny_what_they_do_not_have_are_kept(prompt: str) -> None:
    source = row(prompt, CUBE)
    assert Fixer().take(source) == Mended(source)


@pytest.mark.parametrize(
    ("prompt", "more"),
    [
        ("a 20 mm cube with a 5 mm hole", '"features":[{"type":"hole","diameter":5}]'),
        ("a 20 mm steel cube with a 5mm hole, please!", '"features":[{"type":"hole","diameter":5}]'),
        (
            "a 20 mm cube with 5mm hole through the center rotated 45 degrees at x=5, in steel",
            '"position":{"x":5},"rotation":{"z":45},"features":[{"type":"hole","diameter":5}]',
        ),
        (
            "a 20 mm cube, the vertical edges rounded by 2 mm, for casting with ±0.05mm tolerance",
            '"features":[{"type":"fillet","radius":2,"edges":"vertical"}]',
        ),
    ],
)
def test_what_is_said_in_full_is_filled_in(prompt: str, more: str) -> None:
    filled = fill_answer(Pair(prompt, from_object(json.loads(CUBE)))).document
    expected = from_object(json.loads(f"{CUBE[:-1]},{more}}}"))
    assert (filled.features, filled.position, filled.rotation) == (
        expected.features,
        expected.position,
        expected.rotation,
    )


@pytest.mark.parametrize("prompt", DENIED)
def test_rows_that_deny_something_are_kept_as_they_are_or_set_aside(prompt: str) -> None:
    source = row(prompt, CUBE)
    outcome = Fixer().take(source)
    assert isinstance(outcome, SetAside) or outcome == Mended(source)
