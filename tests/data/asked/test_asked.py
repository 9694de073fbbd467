"""What prompts ask for, and what of it their documents answer."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.data.asked import (
    asked_features,
    measures,
    missing_attributes,
    missing_features,
    unanswered_numbers,
    unsaid_attributes,
    wrong_attributes,
)
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.synthesis import generate
from geoft_gui.geometry.document import Group, Part, from_object

HANDWRITTEN = Path(__file__).parents[2] / "handwritten" / "sixty_prompts.jsonl"

ROD = '{"type":"cylinder","dimensions":{"radius":10,"height":30}}'
BLOCK = '{"type":"cube","dimensions":{"length":30,"width":20,"height":10}}'
STEEL_ROD = (
    '{"type":"cylinder","dimensions":{"radius":10,"height":30},"material":"steel","color":"red",'
    '"manufacturing":{"process":"milling","tolerance":"±0.05mm","surface_finish":"Ra 1.6"}}'
)


def part(text: str) -> Part | Group:
    return from_object(json.loads(text))


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("a rod dia=20mm", [("dia=20mm", 20, "mm", "diameter")]),
        (
            "cylinder 83.53mm radius 490.85mm high",
            [("83.53mm radius", 83.53, "mm", "radius"), ("490.85mm high", 490.85, "mm", "height")],
        ),
        (
            "cylinder radius 21.9mm height 390.53mm",
            [("radius 21.9mm", 21.9, "mm", "radius"), ("height 390.53mm", 390.53, "mm", "height")],
        ),
        ("a 1 1/2 inch long pin", [("1 1/2 inch long", 1.5, "inch", "length")]),
        ("half an inch in diameter", [("half an inch in diameter", 0.5, "inch", "diameter")]),
        (
            "30mmx20mm plate, 2,5 mm thick",
            [
                ("30mm", 30, "mm", None),
                ("20mm", 20, "mm", None),
                ("2,5 mm thick", 2.5, "mm", "thickness"),
            ],
        ),
        ("a ring, tube radius 3 cm", [("tube radius 3 cm", 3, "cm", "radius")]),
        ("a bar 8 mm across the flats", [("8 mm across the flats", 8, "mm", "width")]),
        ("heigth 12", [("heigth 12", 12, None, "height")]),
        ("milled to ±0.05mm, Ra 1.6, M6, 3D printed, 45 degrees, two holes", []),
    ],
)
def test_sizes_are_found_with_their_words(
    prompt: str, found: list[tuple[str, float, str | None, str | None]]
) -> None:
    assert [(prompt[one.start : one.end], one.value, one.unit, one.word) for one in measures(prompt)] == found


@pytest.mark.parametrize(
    ("prompt", "kind", "said", "content"),
    [
        (
            "a rod with 2mm fillet on all edges",
            "fillet",
            "2mm fillet on all edges",
            {"type": "fillet", "radius": 2},
        ),
        (
            "a block, the vertical edges rounded by 3 mm",
            "fillet",
            "the vertical edges rounded by 3 mm",
            {"type": "fillet", "radius": 3, "edges": "vertical"},
        ),
        (
            "a block with a chamfer of 1 mm on the top edges",
            "chamfer",
            "a chamfer of 1 mm on the top edges",
            {"type": "chamfer", "distance": 1, "edges": "top"},
        ),
        (
            "a block with a 5mm hole through the center",
            "hole",
            "a 5mm hole through the center",
            {"type": "hole", "diameter": 5},
        ),
        ("a block with four holes", "hole", "holes", None),
        ("a block rotated 45 degrees", "rotation", "rotated 45 degrees", {"z": 45}),
        (
            "a block turned by -30° about the x axis",
            "rotation",
            "turned by -30° about the x axis",
            {"x": -30},
        ),
        (
            "a block positioned at x=10, y=-20, z=0",
            "position",
            "positioned at x=10, y=-20, z=0",
            {"x": 10, "y": -20},
        ),
        ("a block placed at (1, 2, 3)", "position", "placed at (1, 2, 3)", {"x": 1, "y": 2, "z": 3}),
        ("a block at x=0, y=0, z=0", "position", "at x=0, y=0, z=0", {}),
        ("a pipe", "hollow", "pipe", None),
        ("a block, 3 mm FİLLET", "fillet", "3 mm FİLLET", {"type": "fillet", "radius": 3}),
        ("a block with a ſlot", "slot", "ſlot", None),
    ],
)
def test_features_are_found_as_a_document_says_them(
    prompt: str, kind: str, said: str, content: dict[str, object] | None
) -> None:
    (asked,) = asked_features(prompt)
    assert (asked.kind, prompt[asked.start : asked.end], asked.content) == (kind, said, content)


@pytest.mark.parametrize(
    ("prompt", "document", "numbers"),
    [
        ("a rod, 20 mm in diameter, 30 mm long", ROD, []),
        ("a rod, 25 mm in diameter, 30 mm long", ROD, ["25 mm"]),
        ("a rod, 2 cm across, 3 cm long", ROD, []),
        ("two rods of 20 x 30 to ±0.1 mm for a 12 V motor in PA12", ROD, []),
        ("a 30x20x10 block with a 5 mm hole", BLOCK, ["5 mm"]),
        ("a block of 30x20x10 rotated 45 degrees", BLOCK, ["45"]),
        ("a block of 30x20x10 rotated 90 degrees", BLOCK, []),
        ("a half inch rod, 30 long", ROD, ["half inch"]),
        (
            "a tube of 40 mm, 34 mm inside, 100 mm long",
            '{"type":"cylinder","dimensions":{"diameter":40,"height":100,"thickness":3}}',
            [],
        ),
        (
            "a ring, 40 mm outside and 32 mm inside, outer radius 20, inner radius 16, 30 mm",
            '{"type":"torus","dimensions":{"radius":18,"minor_radius":2}}',
            ["30 mm"],
        ),
        (
            "a ring of 4 cm outer diameter",
            '{"type":"torus","dimensions":{"diameter":3.6,"thickness":0.4,"unit":"cm"}}',
            [],
        ),
        (
            "a 50 x 50 x 5 plate with a hole 8 mm from its edge",
            '{"type":"cube","dimensions":{"length":50,"width":50,"height":5},'
            '"features":[{"type":"hole","diameter":4,"x":17}]}',
            [],
        ),
    ],
)
def test_numbers_that_nothing_in_the_document_uses(prompt: str, document: str, numbers: list[str]) -> None:
    assert unanswered_numbers(prompt, part(document)) == numbers


@pytest.mark.parametrize(
    ("prompt", "document", "missing"),
    [
        ("a block with 2mm fillet and a 3 mm hole", BLOCK, ["2mm fillet", "a 3 mm hole"]),
        ("a tube", ROD, ["tube"]),
        ("a tube with 2 mm walls", ROD.replace("30}", '30,"thickness":2}'), []),
        ("a block with a 3 mm hole", BLOCK[:-1] + ',"features":[{"type":"hole","diameter":3}]}', []),
        ("a torus with a thick tube", '{"type":"torus","dimensions":{"radius":9,"thickness":2}}', []),
        ("a pipe clamp of 30 x 20 x 10", BLOCK, []),
        ("a block at x=0, y=0, z=0", BLOCK, []),
    ],
)
def test_features_that_the_document_lacks(prompt: str, document: str, missing: list[str]) -> None:
    found = missing_features(prompt, part(document))
    assert [prompt[one.start : one.end] for one in found] == missing


def test_attributes_are_held_against_the_prompt() -> None:
    rod = part(STEEL_ROD)
    assert unsaid_attributes("A red steel rod, milled, ±0.05 mm, Ra 1.6", rod) == []
    assert unsaid_attributes("a rod of stel", rod)[0] == ("color", "red")
    assert wrong_attributes("a brass rod, turning, tolerance 0.1 mm, polished", rod) == [
        ("material", "steel", "brass"),
        ("process", "milling", "turning"),
        ("tolerance", "±0.05mm", "±0.1mm"),
        ("surface_finish", "Ra 1.6", "polished"),
    ]
    assert wrong_attributes("a rod", rod) == []
    assert missing_attributes("a blue aluminium rod", part(ROD)) == [
        ("material", "aluminum"),
        ("color", "blue"),
    ]
    assert missing_attributes("a carbon_fiber or steel rod", part(ROD)) == []
    assert missing_attributes("a rod for my wood lathe", part(ROD)) == []
    assert missing_attributes("a rod for casting in copper", part(ROD)) == [("material", "copper")]


def everything(row: Row) -> list[object]:
    document = part(row.answer)
    return [
        *unanswered_numbers(row.prompt, document),
        *missing_features(row.prompt, document),
        *unsaid_attributes(row.prompt, document),
        *wrong_attributes(row.prompt, document),
        *missing_attributes(row.prompt, document),
    ]


def test_nothing_is_claimed_of_rows_that_are_right() -> None:
    made = generate(300, seed=77)
    handwritten = [row for row in read_rows(HANDWRITTEN) if isinstance(row, Row)]
    assert [
        (row.prompt, found)
        for row in (*made.train, *made.validation, *handwritten)
        if (found := everything(row))
    ] == []


@settings(max_examples=150, deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["2 ", "1/", "mm ", "in ", "hole ", "x=", "-", "½", "half ", "an ", "⌀", "at "])
    ).map("".join)
)
def test_any_text_can_be_read(prompt: str) -> None:
    for one in measures(prompt):
        assert 0 <= one.start <= one.number_start < one.number_end <= one.end <= len(prompt)
    for asked in asked_features(prompt):
        assert 0 <= asked.start < asked.end <= len(prompt)
    everything_said = part(STEEL_ROD)
    unanswered_numbers(prompt, everything_said)
    wrong_attributes(prompt, everything_said)


def test_a_prompt_of_megabytes_does_not_hang() -> None:
    prompt = "12 mm hole at x=1, " * 200_000
    unanswered_numbers(prompt, part(ROD))
    missing_features(prompt, part(ROD))
    assert len(measures(prompt)) < 2_000
