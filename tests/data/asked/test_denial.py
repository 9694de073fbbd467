"""What a prompt denies is neither asked for nor missing."""

import json

import pytest

from geoft_gui.data.asked import asked_features, missing_attributes, missing_features, wrong_attributes
from geoft_gui.data.checking.prompts import findings_of_prompt
from geoft_gui.data.provenance import unstated
from geoft_gui.geometry.document import from_object

CUBE = '{"type":"cube","dimensions":{"length":10,"width":10,"height":10}}'


@pytest.mark.parametrize(
    "prompt",
    [
        "Do not make it red. A cube 10 mm",
        "A cube 10 mm, not red, not steel",
        "A 10 mm cube of anything but steel",
        "A 10 mm cube, steel-free and never blue",
        "A cube 10 mm, never rotated 45 degrees",
        "Remove the 5mm hole from the 10mm cube",
        "A 10 mm cube that plugs a 12 mm hole",
        "A 10 mm cube, must fit over a 5mm hole",
        "A 10 mm plug for a 5 mm hole",
        "A 10 mm cube, the end of which goes into a 5 mm slot",
        "A cube 10 mm with no fillet",
        "A cube 10 mm. No rotation, no 2 mm chamfer.",
        "A cube 10 mm without a hole",
        "A 10 mm cube; exclude the 2 mm chamfer",
        "A cube 10 mm without holes, fillets or chamfers",
        "A 10 mm cube, hole-free",
        "A 10 mm cube. The 5 mm hole is not needed.",
        "A 10 mm cube, the 5 mm hole isn't wanted",
        "A solid 10 mm cube instead of a tube",
        "A 10 mm cube, free of chamfers",
        "A 10 mm cube. Don't round it by 2 mm, and don't add a 2 mm fillet",
    ],
)
def test_what_is_denied_is_not_claimed(prompt: str) -> None:
    document = from_object(json.loads(CUBE))
    assert missing_features(prompt, document) == []
    assert missing_attributes(prompt, document) == []
    assert wrong_attributes(prompt, from_object(json.loads(CUBE[:-1] + ',"material":"brass"}'))) == []
    assert all(asked.denied and asked.content is None for asked in asked_features(prompt))
    assert list(findings_of_prompt(prompt, document, unstated(prompt, document))) == []


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("A cube 10 mm, no fillet, with a 5 mm hole", ["a 5 mm hole"]),
        ("No rush: a cube 10 mm with a 5 mm hole", ["a 5 mm hole"]),
        ("Not a sphere. A cube 10 mm with a 5 mm hole", ["a 5 mm hole"]),
        ("A 10 mm cube but with a 5 mm hole", ["a 5 mm hole"]),
        ("A 10 mm cube for an old boat, with a 5 mm hole", ["a 5 mm hole"]),
        ("A 10 mm cube, into which a 5 mm hole is drilled", ["a 5 mm hole", "drilled"]),
    ],
)
def test_what_is_wished_for_beside_it_is_missing(prompt: str, missing: list[str]) -> None:
    found = missing_features(prompt, from_object(json.loads(CUBE)))
    assert [prompt[one.start : one.end] for one in found] == missing
