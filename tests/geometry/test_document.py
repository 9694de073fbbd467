"""The language: what it accepts, its one text for one document, and its JSON Schema."""

import copy
import json
import math
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from geoft_gui.geometry.document import canonical_text, from_object, json_schema
from geoft_gui.geometry.reading import read_document
from tests.geometry.examples import EXAMPLES, Example
from tests.geometry.strategies import objects

SCHEMA = jsonschema.Draft202012Validator(json_schema())


def accepts(value: object) -> bool:
    try:
        from_object(value)
    except ValidationError:
        return False
    return True


def block(**more: object) -> dict[str, Any]:
    return {"type": "cube", "dimensions": {"length": 30, "width": 20, "height": 10}, **more}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_published_examples_are_canonical_and_match_the_schema(example: Example) -> None:
    value = json.loads(example.text)
    assert canonical_text(from_object(value)) == example.text
    assert SCHEMA.is_valid(value)


@settings(deadline=None)
@given(objects())
def test_canonical_text_is_read_back_as_itself(value: dict[str, Any]) -> None:
    text = canonical_text(from_object(value))
    reading = read_document(text)
    assert reading.parses and reading.form == "v2" and not reading.findings
    assert reading.document is not None
    assert canonical_text(reading.document) == text
    assert SCHEMA.is_valid(json.loads(text))


@settings(deadline=None)
@given(st.floats(0.001, 9999), st.floats(-9999, 9999))
def test_any_number_has_a_short_decimal_that_is_kept(length: float, coordinate: float) -> None:
    value = {"type": "sphere", "dimensions": {"radius": length}, "position": {"x": coordinate}}
    text = canonical_text(from_object(value))
    again = json.loads(text)
    numbers = re.findall(r":([^,}\"{\[]+)", text)
    assert all(
        re.fullmatch(r"-?(0\.\d{0,2}[1-9]|[1-9]\d{0,3}(\.\d{0,2}[1-9])?)", number) for number in numbers
    )
    assert math.isclose(again["dimensions"]["radius"], length, abs_tol=0.000501)
    assert math.isclose(again.get("position", {"x": 0}).get("x", 0), coordinate, abs_tol=0.000501)
    assert canonical_text(from_object(again)) == text


def test_defaults_zeros_and_empty_things_are_not_written() -> None:
    value = block(
        position={"x": 0, "y": 0.0, "z": -0.0},
        rotation={},
        features=[
            {"type": "fillet", "radius": 2, "edges": "all"},
            {"type": "hole", "diameter": 3, "axis": "z", "x": 0, "y": 0.0004},
            {"type": "slot", "length": 9, "width": 3, "angle": 0},
            {"type": "shell", "thickness": 1, "open": "none"},
        ],
        manufacturing={},
    )
    value["dimensions"]["unit"] = "mm"
    assert canonical_text(from_object(value)) == (
        '{"type":"cube","dimensions":{"length":30,"width":20,"height":10},"features":'
        '[{"type":"fillet","radius":2},{"type":"hole","diameter":3},{"type":"slot","length":9,"width":3},'
        '{"type":"shell","thickness":1}]}'
    )


def test_keys_are_written_in_one_order_whatever_order_they_came_in() -> None:
    backwards = {
        "manufacturing": {"surface_finish": "Ra 1.6", "tolerance": "±0.05mm", "process": "milling"},
        "color": "red",
        "material": "Messing, poliert",
        "features": [
            {
                "pattern": {"angle": 15, "diameter": 6, "count": 3, "type": "circle"},
                "counterbore": {"depth": 1, "diameter": 2},
                "y": -1.5,
                "x": 1.25,
                "axis": "x",
                "depth": 4,
                "diameter": 1,
                "type": "hole",
            }
        ],
        "place": "left",
        "rotation": {"z": 3, "x": 1},
        "position": {"y": -2},
        "dimensions": {"unit": "cm", "height": 2.5, "width": 3},
        "sides": 8,
        "type": "prism",
    }
    assert canonical_text(from_object(backwards)) == (
        '{"type":"prism","sides":8,"dimensions":{"width":3,"height":2.5,"unit":"cm"},"position":{"y":-2},'
        '"rotation":{"x":1,"z":3},"place":"left","features":[{"type":"hole","diameter":1,"depth":4,"axis":"x",'
        '"x":1.25,"y":-1.5,"counterbore":{"diameter":2,"depth":1},"pattern":{"type":"circle","count":3,'
        '"diameter":6,"angle":15}}],"material":"Messing, poliert","color":"red","manufacturing":'
        '{"process":"milling","tolerance":"±0.05mm","surface_finish":"Ra 1.6"}}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"dimensions": {"length": 30, "width": 20}},
        {"dimensions": {"length": True, "width": 20, "height": 10}},
        {"dimensions": {"length": "30", "width": 20, "height": 10}},
        {"dimensions": {"length": 0, "width": 20, "height": 10}},
        {"dimensions": {"length": -1, "width": 20, "height": 10}},
        {"dimensions": {"length": 10000, "width": 20, "height": 10}},
        {"dimensions": {"length": math.nan, "width": 20, "height": 10}},
        {"dimensions": {"length": math.inf, "width": 20, "height": 10}},
        {"dimensions": {"length": None, "width": 20, "height": 10}},
        {"dimensions": {"length": 1, "width": 2, "height": 3, "unit": "feet"}},
        {"position": {"x": 99999}},
        {"place": "inside"},
        {"material": ""},
        {"material": "x" * 101},
        {"material": None},
        {"features": [{"type": "knurl"}]},
        {"features": [{"type": "hole", "diameter": 3, "depth": None}]},
        {"features": [{"type": "hole", "diameter": 3}] * 65},
        {"features": {"type": "hole", "diameter": 3}},
        {"features": [{"type": "hole", "diameter": 3, "pattern": {"type": "line", "count": 2}}]},
        {"features": [{"type": "hole", "diameter": 3, "pattern": {"type": "line", "count": 0, "dx": 1}}]},
        {"features": [{"type": "hole", "diameter": 3, "pattern": {"type": "line", "count": 2.5, "dx": 1}}]},
        {
            "features": [
                {"type": "hole", "diameter": 3, "pattern": {"type": "line", "count": 2, "dx": 1, "dy": 1}}
            ]
        },
        {"name": "block"},
    ],
)
def test_what_a_part_may_not_be(change: dict[str, Any]) -> None:
    assert accepts(block())
    assert not accepts(block(**change))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("sphere", {"radius": 1}, {}),
        ("sphere", {"diameter": 1, "thickness": 0.2}, {"radius": 1, "diameter": 2}),
        ("cylinder", {"radius": 1, "height": 1}, {"height": 1}),
        ("cone", {"radius": 1, "height": 1}, {"radius": 1, "height": 1, "top_radius": 1, "top_diameter": 2}),
        ("torus", {"radius": 5, "thickness": 2}, {"radius": 5}),
        ("torus", {"diameter": 5, "minor_radius": 2}, {"radius": 5, "minor_radius": 1, "thickness": 2}),
        ("prism", {"width": 5, "height": 2}, {"width": 5, "radius": 3, "height": 2}),
        ("pyramid", {"length": 5, "width": 2, "height": 3}, {"length": 5, "height": 3}),
    ],
)
def test_a_size_is_said_exactly_once(kind: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    sides = {"sides": 6} if kind == "prism" else {}
    for dimensions, valid in ((good, True), (bad, False)):
        value = {"type": kind, "dimensions": dimensions, **sides}
        assert accepts(value) is valid
        assert SCHEMA.is_valid(value) is valid


@pytest.mark.parametrize("count", [0, 1, 65])
def test_groups_have_two_to_sixty_four_components(count: int) -> None:
    value = {"type": "assembly", "components": [block()] * count}
    assert not accepts(value)
    assert not SCHEMA.is_valid(value)


JUNK = st.sampled_from([None, True, 0, -3, 1e9, 2.5, 4.0, "", "mm", "x", "top", [], {}, [1], {"x": 1}])


@settings(max_examples=100, deadline=None)
@given(objects(), st.data())
def test_model_and_schema_agree_on_documents_with_one_thing_changed(
    value: dict[str, Any], data: st.DataObject
) -> None:
    value = copy.deepcopy(value)
    holders: list[Any] = []

    def collect(node: Any) -> None:
        if isinstance(node, dict | list):
            holders.append(node)
            for child in node.values() if isinstance(node, dict) else node:
                collect(child)

    collect(value)
    holder = data.draw(st.sampled_from([holder for holder in holders if holder]))
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = data.draw(st.sampled_from(keys))
    what = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if what == "remove":
        del holder[key]
    elif what == "replace":
        holder[key] = data.draw(JUNK)
    elif isinstance(holder, dict):
        names = ["radius", "diameter", "unit", "place", "angle", "count", "dx", "foo", "material"]
        holder[data.draw(st.sampled_from(names))] = data.draw(JUNK)
    assert accepts(value) == SCHEMA.is_valid(value)
