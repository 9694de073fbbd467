"""The report on a document."""

import json

import pytest

from geoft_gui.geometry.check import check
from tests.geometry.examples import CUBE, EXAMPLES, PLATE, Example


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_published_examples_have_the_published_volumes_and_boxes(example: Example) -> None:
    report = check(example.text)
    assert report["parses"] and report["matches_schema"] and report["builds"] and report["watertight"]
    assert report["volume_mm3"] == pytest.approx(example.volume, rel=1e-4)
    lower, upper = report["bounding_box_mm"]
    assert lower == pytest.approx(example.lower, abs=5e-4)
    assert upper == pytest.approx(example.upper, abs=5e-4)
    assert (report["problems"], report["form"]) == ([], "v2")
    assert report["type"] == json.loads(example.text)["type"]


def test_a_cube_is_exactly_itself() -> None:
    assert check(CUBE.text) == {
        "parses": True,
        "matches_schema": True,
        "builds": True,
        "watertight": True,
        "volume_mm3": 8000.0,
        "bounding_box_mm": [[-10.0, -10.0, 0.0], [10.0, 10.0, 20.0]],
        "problems": [],
        "form": "v2",
        "type": "cube",
    }


@pytest.mark.parametrize(
    ("text", "verdicts", "code"),
    [
        ("no document", (False, False, False), "parse_fail"),
        (PLATE.text[:-1], (False, False, False), "truncated"),
        ('{"type":"sphere"}', (True, False, False), "missing"),
        ('{"type":"torus","dimensions":{"radius":3,"thickness":9}}', (True, True, False), "torus_overlaps"),
        (
            '{"type":"cube","dimensions":{"length":9,"width":9,"height":9},"features":'
            '[{"type":"hole","diameter":13}]}',
            (True, True, False),
            "empty",
        ),
        (f"Here: {CUBE.text}", (False, True, True), "extra_text"),
        (
            '{"type":"sphere","dimensions":{"radius":3},"features":[{"type":"fillet","radius":1}]}',
            (True, True, True),
            "feature_without_effect",
        ),
    ],
)
def test_each_layer_has_its_verdict(text: str, verdicts: tuple[bool, ...], code: str) -> None:
    report = check(text)
    assert (report["parses"], report["matches_schema"], report["builds"]) == verdicts
    assert report["watertight"] is report["builds"]
    assert (report["volume_mm3"] is not None) is report["builds"]
    assert [problem["code"] for problem in report["problems"]] == [code]
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_what_is_cut_away_is_not_in_the_box() -> None:
    halved = {
        "type": "boolean_difference",
        "components": [
            {"type": "cylinder", "dimensions": {"radius": 10, "height": 10}},
            {"type": "cube", "dimensions": {"length": 30, "width": 30, "height": 30}, "position": {"x": 15}},
        ],
    }
    report = check(json.dumps(halved))
    assert report["bounding_box_mm"] == [[-10.0, -10.0, 0.0], [0.0, 10.0, 10.0]]
