"""A document answers as many wishes as it has features, on the axes and with the signs that it has."""

import json

import pytest

from geoft_gui.data.asked import missing_features
from geoft_gui.geometry.document import from_object

BLOCK = '{"type":"cube","dimensions":{"length":30,"width":20,"height":10}'


@pytest.mark.parametrize(
    ("prompt", "more", "missing"),
    [
        (
            "a block with a 3 mm hole and a 4 mm hole",
            '"features":[{"type":"hole","diameter":3}]',
            ["a 4 mm hole"],
        ),
        (
            "a block with a 3 mm hole and a 4 mm hole",
            '"features":[{"type":"hole","diameter":3,"x":5},{"type":"hole","diameter":4}]',
            [],
        ),
        (
            "a block with a 3 mm hole. The 3 mm hole is drilled",
            '"features":[{"type":"hole","diameter":3}]',
            [],
        ),
        (
            "a block with a 3 mm hole and a 6 mm bore",
            '"features":[{"type":"hole","diameter":3,"counterbore":{"diameter":6,"depth":2}}]',
            [],
        ),
        (
            "a block with a 2 mm fillet on the top edges and a 1 mm fillet on the bottom edges",
            '"features":[{"type":"fillet","radius":2,"edges":"top"}]',
            ["a 1 mm fillet on the bottom edges"],
        ),
        ("a block rotated 30 degrees about x", '"rotation":{"z":30}', ["rotated 30 degrees about x"]),
        ("a block rotated 30 degrees about x", '"rotation":{"x":30}', []),
        ("a block rotated 30 degrees", '"rotation":{"x":30}', []),
        ("a block rotated -30 degrees about x", '"rotation":{"x":30}', ["rotated -30 degrees about x"]),
        ("a block rotated -30 degrees about x", '"rotation":{"x":330}', []),
        ("a block rotated 30 degrees about x, clockwise", '"rotation":{"x":-30}', []),
        ("a block rotated 180 degrees about x", '"rotation":{"y":180}', []),
        ("a block rotated 30 degrees about x, then some about z", '"rotation":{"x":30,"z":10}', []),
        ("a block at x=5", '"position":{"x":-5}', ["at x=5"]),
        ("a block at x=5", '"position":{"y":5}', ["at x=5"]),
        ("a block at x=5", '"position":{"x":5,"y":5}', []),
        (
            "a block with a 3 mm hole at x=5",
            '"features":[{"type":"hole","diameter":3,"x":-5}]',
            ["at x=5"],
        ),
    ],
)
def test_wishes_are_counted_and_compared(prompt: str, more: str, missing: list[str]) -> None:
    found = missing_features(prompt, from_object(json.loads(f"{BLOCK},{more}}}")))
    assert [prompt[one.start : one.end] for one in found] == missing
