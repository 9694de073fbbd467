"""Documents become bodies in millimetres: units, defaults, patterns and places, and what cannot be built."""

import json
import math
from typing import Any

import numpy as np
import pytest

from geoft_gui.geometry.bodies import Body, Combination, Cut, Edge, Primitive, Prism, Shape
from geoft_gui.geometry.bounds import bounds
from geoft_gui.geometry.document import from_object
from geoft_gui.geometry.findings import BuildError, Finding
from geoft_gui.geometry.reading import read_document
from geoft_gui.geometry.resolved import resolve
from tests.geometry.examples import EXAMPLES, Example

Object = dict[str, Any]


def part(kind: str, dimensions: Object, *features: Object, **more: object) -> Object:
    value: Object = {"type": kind, "dimensions": dimensions, **more}
    return value | {"features": list(features)} if features else value


def block(length: float, width: float, height: float, *features: Object, **more: object) -> Object:
    return part("cube", {"length": length, "width": width, "height": height}, *features, **more)


def rod(radius: float, height: float, *features: Object, **more: object) -> Object:
    return part("cylinder", {"radius": radius, "height": height}, *features, **more)


def group(kind: str, *components: Object, **more: object) -> Object:
    return {"type": kind, "components": list(components), **more}


def body(value: Object) -> Body:
    resolved = resolve(from_object(value))
    assert resolved.warnings == ()
    return resolved.body


def primitive(value: Object) -> Primitive:
    found = body(value)
    assert isinstance(found, Primitive)
    return found


def cut(value: Object) -> Cut:
    (found,) = primitive(value).cuts
    return found


def shape(kind: str, **dimensions: object) -> Shape:
    return primitive(part(kind, dimensions)).shape


def errors(value: Object) -> list[Finding]:
    with pytest.raises(BuildError) as caught:
        resolve(from_object(value))
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def warnings(value: Object) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer) for finding in resolve(from_object(value)).warnings]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_published_examples_have_the_published_bounding_boxes(example: Example) -> None:
    document = read_document(example.text).document
    assert document is not None
    resolved = resolve(document)
    assert resolved.warnings == ()
    np.testing.assert_allclose(bounds(resolved.body), (example.lower, example.upper), atol=5e-4)


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1), ("cm", 10), ("m", 1000), ("inch", 25.4)])
def test_the_unit_scales_dimensions_and_features_but_not_the_position(unit: str, factor: float) -> None:
    hole = {"type": "hole", "diameter": 0.5, "x": 0.25, "pattern": {"type": "line", "count": 2, "dx": 1}}
    value = part("cube", {"length": 4, "width": 3, "height": 2, "unit": unit}, hole, position={"x": 7})
    found = primitive(value)
    assert found.position == (7, 0, 0)
    assert found.shape == primitive(block(4 * factor, 3 * factor, 2 * factor)).shape
    assert found.cuts[0].diameter == pytest.approx(0.5 * factor)
    assert np.asarray(found.cuts[0].centres) == pytest.approx(np.array([[-0.25, 0], [0.75, 0]]) * factor)


def test_a_size_is_the_same_however_it_is_said() -> None:
    assert shape("sphere", diameter=5) == shape("sphere", radius=2.5)
    assert shape("cylinder", diameter=5, height=2) == shape("cylinder", radius=2.5, height=2)
    assert shape("torus", diameter=50, thickness=8) == shape("torus", radius=25, minor_radius=4)
    frustum = shape("cone", diameter=5, top_diameter=3, height=2)
    assert frustum == shape("cone", radius=2.5, top_radius=1.5, height=2)


def test_a_prism_is_measured_across_flats_or_through_its_corners() -> None:
    hexagon = primitive(part("prism", {"width": 10, "height": 5}, sides=6)).shape
    assert isinstance(hexagon, Prism)
    assert hexagon.circumradius == pytest.approx(10 / math.sqrt(3))
    assert bounds(Primitive(hexagon))[1] == pytest.approx((10 / math.sqrt(3), 5, 5))
    square = primitive(part("prism", {"diameter": 10, "height": 5}, sides=4)).shape
    assert bounds(Primitive(square))[1] == pytest.approx((5, 5, 5))


def test_patterns_are_centred_on_the_offset() -> None:
    def centres(pattern: Object, **hole: object) -> list[tuple[float, float]]:
        feature = {"type": "hole", "diameter": 1, "pattern": pattern, **hole}
        return sorted((round(u, 6), round(v, 6)) for u, v in cut(block(100, 60, 40, feature)).centres)

    corners = {"type": "corners", "inset": 8}
    assert centres(corners) == [(-42, -22), (-42, 22), (42, -22), (42, 22)]
    assert centres(corners, axis="x") == [(-22, -12), (-22, 12), (22, -12), (22, 12)]
    assert centres(corners, axis="y") == [(-42, -12), (-42, 12), (42, -12), (42, 12)]
    grid = {"type": "grid", "nx": 3, "ny": 2, "dx": 10, "dy": 20}
    assert centres(grid) == [(-10, -10), (-10, 10), (0, -10), (0, 10), (10, -10), (10, 10)]
    assert centres({"type": "line", "count": 2, "dy": 5}, x=3, y=1) == [(3, -1.5), (3, 3.5)]
    circle = {"type": "circle", "count": 4, "diameter": 20, "angle": 90}
    assert centres(circle, x=1) == [(-9, 0), (1, -10), (1, 10), (11, 0)]


def test_a_hole_deeper_than_the_part_goes_through() -> None:
    for axis, extent in (("x", 30), ("y", 20), ("z", 10)):
        through = {"type": "hole", "diameter": 2, "depth": extent, "axis": axis}
        assert cut(block(30, 20, 10, through)).depth is None
        assert cut(block(30, 20, 10, through | {"depth": extent - 1})).depth == extent - 1
    assert cut(rod(10, 5, {"type": "hole", "diameter": 2, "depth": 20, "axis": "x"})).depth is None


def test_edges_are_named_one_by_one_and_all_is_all_of_them() -> None:
    fillet = {"type": "fillet", "radius": 2}
    named = [fillet | {"edges": edges} for edges in ("bottom", "vertical", "top")]
    assert primitive(block(30, 20, 10, fillet)) == primitive(block(30, 20, 10, *named))
    assert primitive(rod(9, 9, fillet)) == primitive(rod(9, 9, named[0], named[2]))
    mixed = primitive(block(30, 20, 10, named[1], {"type": "chamfer", "distance": 1, "edges": "top"})).edges
    assert (mixed.vertical, mixed.top, mixed.bottom) == (Edge("fillet", 2), Edge("chamfer", 1), None)


@pytest.mark.parametrize(
    ("side", "lower", "upper"),
    [
        ("top", (-2, -3, 10), (2, 3, 18)),
        ("bottom", (-2, -3, -8), (2, 3, 0)),
        ("right", (15, -3, 0), (19, 3, 8)),
        ("left", (-19, -3, 0), (-15, 3, 8)),
        ("back", (-2, 10, 0), (2, 16, 8)),
        ("front", (-2, -16, 0), (2, -10, 8)),
    ],
)
def test_a_part_is_placed_against_the_one_before(
    side: str, lower: tuple[float, ...], upper: tuple[float, ...]
) -> None:
    found = body(group("assembly", block(30, 20, 10), block(4, 6, 8, place=side)))
    assert isinstance(found, Combination)
    assert bounds(found.parts[1]) == (lower, upper)
    at, shift = {"x": 40, "y": -5, "z": 7}, np.array([40, -5, 7])
    moved = body(group("assembly", block(30, 20, 10, position=at), block(4, 6, 8, place=side)))
    assert isinstance(moved, Combination)
    np.testing.assert_allclose(bounds(moved.parts[1]), np.array([lower, upper]) + shift)


def test_a_position_beside_a_place_is_an_offset_and_a_rotation_comes_first() -> None:
    turned = block(4, 6, 8, place="top", rotation={"x": 90}, position={"x": 1, "z": 0.5})
    found = body(group("boolean_union", block(30, 20, 10), turned))
    assert isinstance(found, Combination)
    np.testing.assert_allclose(bounds(found.parts[1]), ((-1, -4, 10.5), (3, 4, 16.5)), atol=1e-12)


def test_a_part_is_placed_against_a_whole_group() -> None:
    bracket = group("boolean_union", block(30, 20, 10), block(5, 20, 40, position={"x": -12.5}))
    found = body(group("assembly", bracket, rod(3, 6, place="top")))
    assert isinstance(found, Combination)
    assert bounds(found.parts[1]) == ((-3, -3, 40), (3, 3, 46))


def test_groups_have_the_bounding_box_of_what_they_are() -> None:
    two = (block(30, 20, 10), block(10, 10, 10, position={"x": 14, "z": 5}))
    assert bounds(body(group("boolean_union", *two))) == ((-15, -10, 0), (19, 10, 15))
    assert bounds(body(group("assembly", *two))) == ((-15, -10, 0), (19, 10, 15))
    assert bounds(body(group("boolean_difference", *two))) == ((-15, -10, 0), (15, 10, 10))
    assert bounds(body(group("boolean_intersection", *two))) == ((9, -5, 5), (15, 5, 10))


HOLE = {"type": "hole", "diameter": 5}
FILLET = {"type": "fillet", "radius": 5}
CHAMFER = {"type": "chamfer", "distance": 4}
SHELL = {"type": "shell", "thickness": 2}


@pytest.mark.parametrize(
    ("value", "code", "pointer"),
    [
        (part("torus", {"radius": 4, "minor_radius": 4}), "torus_overlaps", "/dimensions"),
        (part("sphere", {"radius": 4, "thickness": 4}), "wall_too_thick", "/dimensions/thickness"),
        (
            part("cylinder", {"diameter": 8, "height": 9, "thickness": 4.5}),
            "wall_too_thick",
            "/dimensions/thickness",
        ),
        (block(30, 10, 30, FILLET), "edge_too_big", "/features/0"),
        (
            block(30, 30, 10, FILLET | {"edges": "top"}, FILLET | {"edges": "bottom"}),
            "edge_too_big",
            "/features/0",
        ),
        (block(30, 30, 5, HOLE, FILLET | {"edges": "top"}), "edge_too_big", "/features/1"),
        (
            block(10, 10, 30, CHAMFER | {"edges": "vertical"}, FILLET | {"edges": "top", "radius": 4}),
            "edge_too_big",
            "/features/1",
        ),
        (rod(5, 30, FILLET), "edge_too_big", "/features/0"),
        (
            part("cylinder", {"radius": 9, "height": 30, "thickness": 4}, CHAMFER),
            "edge_too_big",
            "/features/0",
        ),
        (block(30, 30, 30, FILLET, CHAMFER | {"edges": "top"}), "edges_contradict", "/features/1"),
        (block(30, 4, 30, SHELL), "shell_too_thick", "/features/0/thickness"),
        (block(30, 30, 4, SHELL), "shell_too_thick", "/features/0/thickness"),
        (block(30, 30, 2, SHELL | {"open": "top"}), "shell_too_thick", "/features/0/thickness"),
        (block(30, 30, 30, SHELL, SHELL | {"open": "top"}), "shells_contradict", "/features/1"),
        (rod(9, 9, SHELL), "shell_not_on_cube", "/features/0"),
        (
            block(30, 30, 30, HOLE | {"counterbore": {"diameter": 5, "depth": 1}}),
            "counterbore_too_small",
            "/features/0/counterbore/diameter",
        ),
        (
            block(30, 30, 30, {"type": "slot", "length": 4, "width": 5}),
            "slot_too_short",
            "/features/0/length",
        ),
        (
            group("assembly", block(9, 9, 9), group("boolean_union", rod(3, 2), rod(3, 2, FILLET))),
            "edge_too_big",
            "/components/1/components/1/features/0",
        ),
        (
            group("boolean_intersection", block(9, 9, 9), block(9, 9, 9, position={"x": 9})),
            "empty",
            "",
        ),
    ],
)
def test_what_cannot_be_built_is_a_finding(value: Object, code: str, pointer: str) -> None:
    (finding,) = errors(value)
    assert (finding.code, finding.pointer) == (code, pointer)
    assert finding.message[0].isupper() and finding.message.endswith(".")


@pytest.mark.parametrize(
    "value",
    [
        block(30, 10, 30, FILLET | {"radius": 4.99}),
        block(20, 20, 20, CHAMFER | {"distance": 9.9}),
        block(30, 30, 5, FILLET | {"edges": "top", "radius": 4.9}),
        block(30, 30, 2, SHELL | {"thickness": 1.9, "open": "top"}),
        block(30, 30, 30, FILLET, FILLET | {"edges": "top"}),
        rod(5, 10, FILLET | {"radius": 4.9}),
        part("cone", {"radius": 2, "top_radius": 5, "height": 3}),
        block(30, 30, 30, {"type": "slot", "length": 5, "width": 5}),
        group("boolean_intersection", block(9, 9, 9), block(9, 9, 9, position={"x": 8.9})),
    ],
)
def test_what_just_fits_is_built(value: Object) -> None:
    body(value)


def test_all_errors_are_found_at_once() -> None:
    ring = part("torus", {"radius": 4, "minor_radius": 5})
    found = errors(
        group("assembly", ring, block(30, 30, 30, FILLET | {"radius": 20}, SHELL | {"thickness": 20}))
    )
    assert [finding.pointer for finding in found] == [
        "/components/0/dimensions",
        "/components/1/features/0",
        "/components/1/features/1/thickness",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (part("sphere", {"radius": 9}, HOLE), [("feature_without_effect", "/features/0")]),
        (part("cone", {"radius": 9, "height": 9}, FILLET), [("feature_without_effect", "/features/0")]),
        (
            part("prism", {"radius": 9, "height": 9}, CHAMFER, HOLE, sides=5),
            [("feature_without_effect", "/features/0")],
        ),
        (rod(9, 9, FILLET | {"edges": "vertical"}), [("feature_without_effect", "/features/0")]),
        (
            group("boolean_union", block(9, 9, 9), block(9, 9, 9), features=[HOLE]),
            [("feature_without_effect", "/features")],
        ),
        (block(9, 9, 9, place="top"), [("place_without_effect", "/place")]),
        (
            group("assembly", block(9, 9, 9, place="top"), block(9, 9, 9)),
            [("place_without_effect", "/components/0/place")],
        ),
        (block(9, 9, 9, HOLE | {"x": 7}), [("cut_misses", "/features/0")]),
        (rod(9, 9, HOLE | {"x": 9, "y": 9}), [("cut_misses", "/features/0")]),
        (part("cylinder", {"radius": 9, "height": 9, "thickness": 2}, HOLE), [("cut_misses", "/features/0")]),
        (
            block(9, 9, 9, HOLE | {"pattern": {"type": "line", "count": 3, "dx": 9}}),
            [("cut_misses", "/features/0")],
        ),
    ],
)
def test_what_acts_on_nothing_is_a_warning_and_the_part_is_built(
    value: Object, expected: list[tuple[str, str]]
) -> None:
    assert warnings(value) == expected


def test_too_many_cuts_or_parts_are_refused_before_they_are_made() -> None:
    grid = HOLE | {"pattern": {"type": "grid", "nx": 1000, "ny": 1000, "dx": 1, "dy": 1}}
    (finding,) = errors(block(9, 9, 9, grid))
    assert finding.message == "The document has 1,000,000 holes and slots; at most 1,000 can be built."
    crowd = json.loads(json.dumps(group("assembly", *[block(9, 9, 9)] * 64)))
    (finding,) = errors(group("assembly", *[crowd] * 8))
    assert finding.message == "The document has 512 parts; at most 100 can be built."
