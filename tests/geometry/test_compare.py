"""Scores: what is the same part, what is not, and how far a wrong one is off."""

import copy
import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.geometry.compare import Score, compare, compare_documents, is_correct
from geoft_gui.geometry.document import canonical_text, from_object
from geoft_gui.geometry.resolved import resolve
from tests.geometry.examples import BALL, BRACKET, CUBE, EXAMPLES, FLANGE, PLATE, ROD, SUPPORT, TUBE, Example
from tests.geometry.strategies import documents, objects

Object = dict[str, Any]


def correct(answer: Object, expected: Object) -> bool:
    return is_correct(resolve(from_object(answer)), resolve(from_object(expected)))


def block(
    length: float = 30, width: float = 20, height: float = 5, *features: Object, **more: object
) -> Object:
    value = {"type": "cube", "dimensions": {"length": length, "width": width, "height": height}, **more}
    return value | {"features": list(features)} if features else value


def group(kind: str, *components: Object, **more: object) -> Object:
    return {"type": kind, "components": list(components), **more}


def rod(radius: float, height: float, **more: object) -> Object:
    return {"type": "cylinder", "dimensions": {"radius": radius, "height": height}, **more}


def hole(diameter: float, **more: object) -> Object:
    return {"type": "hole", "diameter": diameter, **more}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("example", [CUBE, PLATE, SUPPORT, BRACKET])
def test_a_part_is_itself(example: Example, exact: bool) -> None:
    pretty = json.dumps(json.loads(example.text), indent=2)
    score = compare(pretty, example.text, exact=exact)
    assert score == Score(
        type=json.loads(example.text)["type"],
        parses=True,
        matches_schema=True,
        builds=True,
        correct=True,
        iou=1.0,
        volume_error=0.0,
        bounding_box_error=0.0,
        topology_equal=True if exact else None,
        dimension_accuracy=1.0,
        feature_f1=1.0,
        cad_score=1.0,
        exact_text=True,
        attribute_precision=1.0,
        attribute_recall=1.0,
    )


@settings(deadline=None, max_examples=50)
@given(documents())
def test_every_part_is_itself(document: Any) -> None:
    resolved = resolve(document)
    assert is_correct(resolved, resolved)


@settings(deadline=None, max_examples=50)
@given(objects(), st.randoms())
def test_order_does_not_matter_where_it_has_no_meaning(value: Object, chance: Any) -> None:
    shuffled = copy.deepcopy(value)

    def shuffle(node: Object) -> None:
        chance.shuffle(node.get("features", []))
        components = node.get("components", [])
        for child in components:
            shuffle(child)
        if not any("place" in child for child in components):
            first = components[:1] if node["type"] == "boolean_difference" else []
            rest = components[len(first) :]
            chance.shuffle(rest)
            components[:] = first + rest

    shuffle(shuffled)
    assert correct(shuffled, value)


TWO_HOLES = {"type": "line", "count": 2, "dx": 10}
SAME = [
    (json.loads(ROD.text), rod(6.35, 152.4)),
    (block(3, 2, 0.5) | {"dimensions": {"length": 3, "width": 2, "height": 0.5, "unit": "cm"}}, block()),
    (block(30.02, 20, 5.004), block()),
    (block(material="steel", color="red"), block(material="wood")),
    (block(rotation={"z": 360}), block()),
    (block(rotation={"x": 180, "y": 180}), block(rotation={"z": 180})),
    (block(rotation={"z": 45.05}), block(rotation={"z": 45})),
    (block(position={"x": 0, "y": 0.004}), block()),
    (block(30, 20, 5, hole(3, pattern=TWO_HOLES)), block(30, 20, 5, hole(3, x=5), hole(3, x=-5))),
    (block(30, 20, 5, hole(3, depth=5)), block(30, 20, 5, hole(3))),
    (
        block(30, 20, 5, {"type": "slot", "length": 9, "width": 3, "angle": 200}),
        block(30, 20, 5, {"type": "slot", "length": 9, "width": 3, "angle": 20}),
    ),
    (
        block(30, 20, 5, {"type": "fillet", "radius": 1}),
        block(
            30, 20, 5, *({"type": "fillet", "radius": 1, "edges": e} for e in ("top", "vertical", "bottom"))
        ),
    ),
    (
        group("assembly", rod(3, 4, place="top"), block()),
        group("assembly", block(), rod(3, 4)),
    ),
    (
        group("assembly", block(), rod(3, 4, place="top")),
        group("assembly", rod(3, 4, position={"z": 5}), block()),
    ),
    (
        group("boolean_difference", block(), rod(3, 9), rod(2, 9, position={"x": 9})),
        group("boolean_difference", block(), rod(2, 9, position={"x": 9}), rod(3, 9)),
    ),
    (group("boolean_intersection", block(), rod(3, 9)), group("boolean_intersection", rod(3, 9), block())),
]


@pytest.mark.parametrize(("answer", "expected"), SAME)
def test_the_same_part_said_differently_is_correct(answer: Object, expected: Object) -> None:
    assert correct(answer, expected)
    assert correct(expected, answer)


DIFFERENT = [
    (block(20, 30, 5), block(30, 20, 5)),
    (block(30.04, 20, 5), block()),
    (block(30, 20, 5.006), block()),
    (rod(10, 5), {"type": "prism", "sides": 24, "dimensions": {"radius": 10, "height": 5}}),
    (rod(10, 5), {"type": "cone", "dimensions": {"radius": 10, "top_radius": 10, "height": 5}}),
    (json.loads(TUBE.text), rod(20, 120)),
    (block(rotation={"z": 45.2}), block(rotation={"z": 45})),
    (block(rotation={"z": 180}), block()),
    (block(position={"x": 0.006}), block()),
    (block(30, 20, 5, hole(3)), block()),
    (block(30, 20, 5, hole(3), hole(3)), block(30, 20, 5, hole(3))),
    (block(30, 20, 5, hole(3, depth=2)), block(30, 20, 5, hole(3))),
    (block(30, 20, 5, hole(3, x=1)), block(30, 20, 5, hole(3))),
    (block(30, 20, 5, hole(3, axis="y")), block(30, 20, 5, hole(3))),
    (block(30, 20, 5, hole(3)), block(30, 20, 5, hole(3, counterbore={"diameter": 5, "depth": 1}))),
    (block(30, 20, 5, hole(3)), block(30, 20, 5, {"type": "slot", "length": 3, "width": 3})),
    (block(30, 20, 5, {"type": "fillet", "radius": 1}), block(30, 20, 5, {"type": "chamfer", "distance": 1})),
    (
        block(30, 20, 5, {"type": "shell", "thickness": 1}),
        block(30, 20, 5, {"type": "shell", "thickness": 1, "open": "top"}),
    ),
    (rod(3, 9, features=[{"type": "fillet", "radius": 1, "edges": "vertical"}]), rod(3, 9)),
    (group("assembly", block(), rod(3, 4)), group("boolean_union", block(), rod(3, 4))),
    (group("assembly", block(), rod(3, 4)), group("assembly", block(), rod(3, 4), rod(3, 4))),
    (group("boolean_difference", rod(3, 9), block()), group("boolean_difference", block(), rod(3, 9))),
    (group("assembly", block(), rod(3, 4), rotation={"x": 90}), group("assembly", block(), rod(3, 4))),
    (
        group("assembly", block(), block(), rod(3, 4)),
        group("assembly", block(), rod(3, 4), rod(3, 4)),
    ),
]


@pytest.mark.parametrize(("answer", "expected"), DIFFERENT)
def test_another_part_is_not_correct(answer: Object, expected: Object) -> None:
    assert not correct(answer, expected)
    assert not correct(expected, answer)


def test_tolerances_are_matched_one_to_one() -> None:
    """Both found holes could be the first expected one; only one pairing suits both."""
    found = block(30, 20, 5, hole(3, x=0.004), hole(3, x=0.0))
    expected = block(30, 20, 5, hole(3, x=0.0), hole(3, x=0.008))
    assert correct(found, expected)
    assert not correct(block(30, 20, 5, hole(3), hole(3, x=0.001)), expected)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=4, max_size=4))
def test_pairing_finds_a_pairing_whenever_there_is_one(rows: list[list[bool]]) -> None:
    from geoft_gui.geometry.matching import _pairs_all

    possible = any(all(rows[i][j] for i, j in enumerate(order)) for order in itertools.permutations(range(4)))
    assert _pairs_all(np.array(rows)) is possible


def test_a_moved_block_has_the_iou_of_its_overlap() -> None:
    moved = json.dumps(block(position={"x": 10}))
    expected = json.dumps(block())
    fast, exact = compare(moved, expected), compare(moved, expected, exact=True)
    assert fast.iou == pytest.approx(0.5, abs=0.005)
    assert exact.iou == pytest.approx(0.5, abs=0.002)
    assert exact.volume_error == pytest.approx(0, abs=1e-9)
    assert exact.bounding_box_error == 0
    assert (exact.topology_equal, exact.correct, exact.dimension_accuracy) == (True, False, 1.0)


def test_missing_holes_show_in_features_and_topology() -> None:
    bare = json.loads(PLATE.text)
    del bare["features"]
    score = compare(json.dumps(bare), PLATE.text, exact=True)
    assert score.builds and not score.correct
    assert score.iou > 0.97
    assert score.volume_error == pytest.approx(24000 / PLATE.volume - 1, rel=1e-3)
    assert (score.dimension_accuracy, score.feature_f1, score.topology_equal) == (1.0, 0.0, False)
    assert score.cad_score == pytest.approx(0.5 * score.iou + 0.3 * 0.5)


def test_features_are_counted_with_their_patterns_expanded() -> None:
    six = json.loads(FLANGE.text)
    six["features"][2]["pattern"]["count"] = 3
    score = compare(json.dumps(six), FLANGE.text)
    # Of a chamfer, a bore and six holes the answer has a chamfer, a bore and three of the holes.
    assert score.feature_f1 == pytest.approx(2 * 5 / (5 + 8))


def test_dimensions_are_those_of_the_most_similar_component() -> None:
    expected = group("assembly", block(), block(1, 2, 3), rod(4, 5))
    answer = group("assembly", rod(4, 6), block(1, 2, 4), block())
    score = compare(json.dumps(answer), json.dumps(expected))
    assert score.dimension_accuracy == pytest.approx((3 + 2 + 1) / 8)


def test_a_volume_is_off_by_what_was_added() -> None:
    score = compare(json.dumps(block(33)), json.dumps(block()), exact=True)
    assert score.volume_error == pytest.approx(0.1)
    assert score.bounding_box_error == pytest.approx(0.1)
    assert score.iou == pytest.approx(1 / 1.1, abs=0.002)
    assert score.dimension_accuracy == pytest.approx(2 / 3)
    fast = compare(json.dumps(block(33)), json.dumps(block()))
    assert fast.volume_error == pytest.approx(0.1, abs=0.01)
    assert fast.topology_equal is None
    assert fast.cad_score == pytest.approx((0.5 * fast.iou + 0.3 * 2 / 3) / 0.8)


def test_thin_and_small_and_distant_parts_have_an_iou_too() -> None:
    skin, thinner = (
        json.dumps({"type": "sphere", "dimensions": {"radius": 100, "thickness": wall}})
        for wall in (0.1, 0.08)
    )
    assert compare(thinner, skin, exact=True).iou == pytest.approx(0.8, abs=2e-3)
    near, far = block(1, 1, 1), block(1, 1, 1, position={"x": 9000, "y": 9000, "z": 9000})
    for exact in (False, True):
        score = compare(json.dumps(near), json.dumps(far), exact=exact)
        assert (score.builds, score.correct, score.iou) == (True, False, 0.0)


@pytest.mark.parametrize(
    ("answer", "layers"),
    [
        ("broken", (False, False, False)),
        ("", (False, False, False)),
        (f"Sure! {CUBE.text}", (False, False, False)),
        ("{}", (True, False, False)),
        ('{"type":"torus","dimensions":{"radius":1,"minor_radius":2}}', (True, True, False)),
        (
            json.dumps(group("boolean_difference", block(), block(40, 30, 20, position={"z": -1}))),
            (True, True, False),
        ),
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_a_failure_counts_nothing(answer: str, layers: tuple[bool, ...], exact: bool) -> None:
    score = compare(answer, PLATE.text, exact=exact)
    assert (score.parses, score.matches_schema, score.builds) == layers
    assert score.problems
    assert (score.type, score.correct, score.exact_text) == ("cube", False, False)
    assert (score.iou, score.dimension_accuracy, score.feature_f1, score.cad_score) == (0, 0, 0, 0)
    assert (score.attribute_precision, score.attribute_recall) == (0, 0)
    assert (score.volume_error, score.bounding_box_error, score.topology_equal) == (None, None, None)


@pytest.mark.parametrize(
    "expected",
    [
        "broken",
        "",
        '{"type":"torus","dimensions":{"radius":1,"minor_radius":2}}',
        json.dumps(group("boolean_difference", block(), block(40, 30, 20, position={"z": -1}))),
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_nothing_is_right_against_a_broken_expectation(expected: str, exact: bool) -> None:
    score = compare(CUBE.text, expected, exact=exact)
    assert not score.correct and score.cad_score == 0
    assert [problem.code for problem in score.problems] == ["expected_broken"]


@given(st.text(), st.text())
@settings(deadline=None)
def test_comparing_never_raises(answer: str, expected: str) -> None:
    assert not compare(answer, expected).correct
    assert not compare(answer, BALL.text).correct


def test_attributes_are_scored_apart_from_geometry() -> None:
    made = {"process": "milling", "tolerance": "±0.1mm"}
    expected = block(material="steel", color="blue", manufacturing=made)
    answer = block(
        material="Steel", color="red", manufacturing={"process": "milling", "surface_finish": "Ra 3.2"}
    )
    score = compare(json.dumps(answer), json.dumps(expected))
    assert score.correct and not score.exact_text
    assert score.attribute_precision == pytest.approx(2 / 4)
    assert score.attribute_recall == pytest.approx(2 / 4)
    silent = compare(json.dumps(block()), json.dumps(expected))
    assert (silent.attribute_precision, silent.attribute_recall) == (1.0, 0.0)


def test_a_long_form_answer_is_scored_as_what_it_means() -> None:
    answer = json.loads(CUBE.text) | {"id": "1", "features": [], "description": None}
    score = compare(json.dumps(answer), CUBE.text)
    assert score.correct and score.exact_text and score.matches_schema


@pytest.mark.parametrize("example", EXAMPLES)
def test_documents_are_compared_as_their_texts_are(example: Example) -> None:
    document, cube = from_object(json.loads(example.text)), from_object(json.loads(CUBE.text))
    assert compare_documents(document, cube) == compare(canonical_text(document), CUBE.text)
