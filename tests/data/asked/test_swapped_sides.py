"""The check compares the sides of a block by name where all three are named."""

import json

import pytest

from geoft_gui.data.checking.prompts import findings_of_prompt
from geoft_gui.data.provenance import unstated
from geoft_gui.geometry.document import from_object

BLOCK = '{"type":"cube","dimensions":{"length":30,"width":10,"height":20}}'


@pytest.mark.parametrize(
    ("prompt", "details"),
    [
        (
            "block 10 mm long 20 mm wide 30 mm high",
            [
                "10 mm long (30 in the answer), 20 mm wide (10 in the answer),"
                " 30 mm high (20 in the answer).",
            ],
        ),
        (
            "block, length 30 mm, width 20, height 10",
            ["width 20 (10 in the answer), height 10 (20 in the answer)."],
        ),
        ("block 3 cm long 10 mm wide 20 mm high", []),
        ("block 10 x 20 x 30 mm", []),
        ("block 10 mm long 20 mm wide 30 mm deep", []),
        ("block 10 mm long 20 mm wide 30 mm high, or 10 mm high", []),
    ],
)
def test_swapped_sides_are_found(prompt: str, details: list[str]) -> None:
    document = from_object(json.loads(BLOCK))
    found = list(findings_of_prompt(prompt, document, unstated(prompt, document)))
    assert [(one.code, one.detail) for one in found] == [("unanswered_numbers", said) for said in details]
