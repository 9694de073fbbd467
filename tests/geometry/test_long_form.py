"""The long form of existing data is read, and nothing of it is lost in silence."""

import json
from typing import Any

import pytest

from geoft_gui.geometry.document import canonical_text
from geoft_gui.geometry.reading import read_document

NINE = ("length", "width", "height", "radius", "diameter", "thickness", "depth", "angle")


def nine_keys(**given: object) -> dict[str, object]:
    return {**dict.fromkeys(NINE), "unit": "mm", **given}


def long_part(kind: str, dimensions: dict[str, object], **changes: object) -> dict[str, Any]:
    zero = {"x": 0.0, "y": 0.0, "z": 0.0}
    return {
        "id": "7c1c3f6e-0000-4000-8000-000000000001",
        "type": kind,
        "dimensions": nine_keys(**dimensions),
        "position": zero,
        "rotation": zero,
        "scale": {"x": 1.0, "y": 1.0, "z": 1.0},
        "material": "steel",
        "color": "blue",
        "name": None,
        "description": "whatever was asked for",
        "parent_id": None,
        "children_ids": [],
        "features": [],
        "constraints": [],
        "metadata": {"generated": True, "confidence": 0.81},
        "timestamp": "2025-01-01T00:00:00",
        **changes,
    }


def long_assembly(*components: tuple[str, dict[str, object], dict[str, object]]) -> dict[str, Any]:
    return {
        "id": "a",
        "type": "assembly",
        "name": "frame",
        "description": "asked for",
        "components": [
            {
                "id": str(number),
                "type": kind,
                "dimensions": nine_keys(**sizes),
                "position": at,
                "parent_id": "a",
            }
            for number, (kind, sizes, at) in enumerate(components)
        ],
        "material": "wood",
        "metadata": {"component_count": len(components)},
    }


def short(value: dict[str, Any]) -> dict[str, Any]:
    """The short form of a long document that is read without any finding."""
    reading = read_document(json.dumps(value, indent=2))
    assert reading.parses and reading.form == "v1"
    assert reading.findings == ()
    assert reading.document is not None
    result: dict[str, Any] = json.loads(canonical_text(reading.document))
    return result


@pytest.mark.parametrize(
    ("kind", "sizes", "expected"),
    [
        ("cube", {"length": 1.5, "width": 2, "height": 3}, {"length": 1.5, "width": 2, "height": 3}),
        ("pyramid", {"length": 10, "width": 10, "height": 10}, {"length": 10, "width": 10, "height": 10}),
        ("sphere", {"diameter": 12.25}, {"diameter": 12.25}),
        ("cylinder", {"radius": 4, "height": 9}, {"radius": 4, "height": 9}),
        ("cylinder", {"radius": 4, "height": 9, "thickness": 1}, {"radius": 4, "height": 9, "thickness": 1}),
        ("cone", {"diameter": 4, "height": 9}, {"diameter": 4, "height": 9}),
        ("torus", {"radius": 20, "thickness": 3}, {"radius": 20, "minor_radius": 3}),
        ("sphere", {"radius": 3, "diameter": 6}, {"radius": 3}),
        ("sphere", {"radius": 3, "unit": "inches"}, {"radius": 3, "unit": "inch"}),
    ],
)
def test_a_part_keeps_its_sizes(kind: str, sizes: dict[str, object], expected: dict[str, object]) -> None:
    assert short(long_part(kind, sizes)) == {
        "type": kind,
        "dimensions": expected,
        "material": "steel",
        "color": "blue",
    }


def test_a_single_part_keeps_its_position() -> None:
    at = {"x": 1, "y": -2, "z": 3}
    assert short(long_part("cube", {"length": 9, "width": 9, "height": 9}, position=at))["position"] == at


def test_components_move_from_the_centre_to_the_bottom() -> None:
    sizes: dict[str, dict[str, object]] = {
        "cube": {"length": 4, "width": 4, "height": 10},
        "cylinder": {"radius": 1, "height": 8},
        "sphere": {"diameter": 6},
        "torus": {"radius": 9, "thickness": 2},
        "cone": {"radius": 2, "height": 8},
        "pyramid": {"length": 4, "width": 4, "height": 8},
    }
    at: dict[str, object] = {"x": 10, "y": 0, "z": 1}
    value = short(long_assembly(*[(kind, size, at) for kind, size in sizes.items()]))
    heights = {part["type"]: part["position"].get("z", 0) for part in value["components"]}
    assert heights == {"cube": -4, "cylinder": -3, "sphere": -2, "torus": -1, "cone": 1, "pyramid": 1}
    assert {part["position"]["x"] for part in value["components"]} == {10}
    assert value["material"] == "wood"


def test_a_turned_component_turns_about_its_old_centre() -> None:
    value = long_assembly(
        ("cylinder", {"radius": 1, "height": 8}, {"x": 0, "y": 0, "z": 0}),
        ("cube", {"length": 2, "width": 2, "height": 2, "unit": "cm"}, {"x": 0, "y": 0, "z": 0}),
    )
    value["components"][0]["rotation"] = {"x": 0, "y": 90, "z": 0}
    first, second = short(value)["components"]
    assert first["position"] == {"x": -4}
    assert second["position"] == {"z": -10}


def test_features_with_parameters_become_features() -> None:
    features = [
        {
            "id": "f1",
            "type": "hole",
            "parameters": {"diameter": 3, "depth": None},
            "position": {"x": 2, "y": -1},
        },
        {"type": "fillet", "name": "round it", "parameters": {"radius": 1}},
    ]
    value = short(long_part("cube", {"length": 9, "width": 9, "height": 9}, features=features))
    assert value["features"] == [
        {"type": "hole", "diameter": 3, "x": 2, "y": -1},
        {"type": "fillet", "radius": 1},
    ]


def test_a_uniform_scale_is_applied_to_everything_that_is_long() -> None:
    pattern = {"type": "circle", "count": 3, "diameter": 5, "angle": 30}
    features = [{"type": "hole", "parameters": {"diameter": 1, "pattern": pattern}}]
    value = long_part(
        "cube",
        {"length": 9, "width": 8, "height": 7},
        features=features,
        scale={"x": 2, "y": 2, "z": 2},
        position={"x": 5, "y": 0, "z": 0},
    )
    result = short(value)
    assert result["dimensions"] == {"length": 18, "width": 16, "height": 14}
    assert result["features"][0]["diameter"] == 2
    assert result["features"][0]["pattern"] == {"type": "circle", "count": 3, "diameter": 10, "angle": 30}
    assert result["position"] == {"x": 5}


def test_a_scaled_group_moves_its_components_apart() -> None:
    value = long_assembly(
        ("cone", {"radius": 1, "height": 1}, {"x": 1, "y": 0, "z": 0}),
        ("cone", {"radius": 1, "height": 1}, {"x": -1, "y": 0, "z": 0}),
    )
    value["scale"] = 3
    assert [part["position"] for part in short(value)["components"]] == [{"x": 3}, {"x": -3}]


def test_a_scale_by_axis_is_read_where_it_makes_the_same_kind_of_part() -> None:
    scale = {"x": 1, "y": 2, "z": 3}
    value = short(long_part("cube", {"length": 9, "width": 8, "height": 7}, scale=scale))
    assert value["dimensions"] == {"length": 9, "width": 16, "height": 21}
    reading = read_document(json.dumps(long_part("sphere", {"radius": 9}, scale=scale)))
    assert reading.document is None and reading.form == "v1"
    assert [(finding.code, finding.pointer) for finding in reading.findings] == [("bad_scale", "/scale")]


def test_manufacturing_loses_what_it_says_twice() -> None:
    made = {
        "process": "milling",
        "tolerance": "±0.1mm",
        "surface_finish": "polished",
        "material": "steel",
        "optimized_for_manufacturing": True,
    }
    value = short(long_part("sphere", {"radius": 3}, manufacturing=made))
    assert value["manufacturing"] == {
        "process": "milling",
        "tolerance": "±0.1mm",
        "surface_finish": "polished",
    }
    assert value["material"] == "steel"


def test_what_cannot_be_kept_is_said() -> None:
    value = long_part(
        "sphere",
        {"radius": 3},
        manufacturing={"process": "milling", "material": "brass"},
        constraints=[{"type": "concentric"}],
    )
    reading = read_document(json.dumps(value))
    assert reading.document is not None
    assert {(finding.code, finding.severity) for finding in reading.findings} == {
        ("materials_differ", "warning"),
        ("constraints_dropped", "warning"),
    }


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (long_part("sphere", {"radius": 3, "depth": 4}), "/dimensions/depth"),
        (long_part("sphere", {"radius": 3}, surface="rough"), "/surface"),
        (long_part("sphere", {"radius": 3, "diameter": 5}), "/dimensions"),
        (long_part("cube", {"length": 3, "width": 3}), "/dimensions/height"),
        (long_part("gear", {"radius": 3}), ""),
    ],
)
def test_what_is_unknown_or_missing_is_a_finding(value: dict[str, Any], pointer: str) -> None:
    reading = read_document(json.dumps(value))
    assert reading.document is None and reading.form == "v1"
    assert [finding.pointer for finding in reading.findings] == [pointer]


@pytest.mark.parametrize("junk", ["high", [1], True, {"x": "1"}, 1e300])
@pytest.mark.parametrize("key", ["position", "rotation", "scale", "dimensions", "features", "manufacturing"])
def test_no_value_of_the_wrong_kind_is_too_strange(key: str, junk: object) -> None:
    part = long_part("cube", {"length": 9, "width": 9, "height": 9}) | {key: junk}
    group = {"type": "assembly", "name": "n", "components": [part, part]}
    for value in (part, group):
        reading = read_document(json.dumps(value))
        assert reading.form == "v1" and (reading.document is None) == bool(reading.findings)


RING: dict[str, Any] = {"type": "torus", "dimensions": {"radius": 10.5, "thickness": 2}}
TOWER: dict[str, Any] = {
    "type": "assembly",
    "components": [
        {"type": "cube", "dimensions": {"length": 9, "width": 9, "height": 6}, "position": {"x": 3, "z": 2}},
        {"type": "cylinder", "dimensions": {"radius": 2, "height": 8}, "place": "top"},
    ],
}
APART: dict[str, Any] = {
    "type": "assembly",
    "components": [
        {"type": "sphere", "dimensions": {"radius": 3}, "position": {"x": -9, "z": 1}},
        {"type": "torus", "dimensions": {"radius": 9, "thickness": 2}},
    ],
}
MARKS: list[dict[str, object]] = [
    {"id": "abc"},
    {"timestamp": "2025-01-01T00:00:00"},
    {"metadata": {"confidence": 0.7}},
    {"description": "whatever", "name": "it"},
    {"color": None},
    {"parent_id": None, "children_ids": []},
]


@pytest.mark.parametrize("mark", MARKS, ids="-".join)
@pytest.mark.parametrize("part", [RING, TOWER, APART], ids=["ring", "tower", "apart"])
def test_a_short_document_means_the_same_with_an_id_or_a_null(
    part: dict[str, Any], mark: dict[str, object]
) -> None:
    assert short(part | mark) == part
    if "components" in part and "parent_id" not in mark:
        assert short(part | {"components": [child | mark for child in part["components"]]}) == part


def test_a_word_of_the_short_form_speaks_for_the_short_form() -> None:
    scale = {"x": 1, "y": 1, "z": 1}
    assert short(TOWER | {"scale": scale}) == TOWER
    holed = APART["components"][0] | {"type": "cube", "dimensions": {"length": 9, "width": 9, "height": 9}}
    holed["features"] = [{"type": "hole", "diameter": 3}]
    made = APART | {"components": [holed, APART["components"][1]]}
    assert short(made | {"scale": scale, "id": "a"}) == made


def test_a_ring_by_its_tube_s_radius_is_the_long_form_s() -> None:
    long = RING | {"scale": {"x": 1, "y": 1, "z": 1}}
    assert short(long)["dimensions"] == {"radius": 10.5, "minor_radius": 2}
