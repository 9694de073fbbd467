"""Any text is read: as a document, or as findings that say where and what."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.geometry.reading import Reading, read_document
from tests.geometry.examples import CUBE, EXAMPLES, PLATE
from tests.geometry.strategies import objects


def only_finding(reading: Reading) -> tuple[str, str]:
    (finding,) = reading.findings
    return finding.pointer, finding.message


@settings(deadline=None)
@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    reading = read_document(text)
    assert reading.document is None
    assert reading.findings


@settings(deadline=None)
@given(objects(), st.data())
def test_no_mutilated_document_is_too_strange(value: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(value)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    text = (
        text[:start] + data.draw(st.sampled_from(["", "}", "{", '"', ",", "null", "NaN", "\\"])) + text[end:]
    )
    reading = read_document(text)
    assert (reading.document is None) <= bool(reading.findings)


@pytest.mark.parametrize("example", EXAMPLES)
def test_white_space_around_a_document_is_nothing(example: Any) -> None:
    reading = read_document(f"\n {json.dumps(json.loads(example.text), indent=4)}\r\n\t")
    assert reading.parses and not reading.extra_text and not reading.findings


@pytest.mark.parametrize(
    "text",
    [
        f"Here you are: {CUBE.text}",
        f"```json\n{CUBE.text}\n```",
        CUBE.text + CUBE.text,
        CUBE.text + "}",
        'A "part" {CUBE} '.replace("{CUBE}", CUBE.text),
    ],
)
def test_a_document_among_other_text_is_found_but_does_not_parse(text: str) -> None:
    reading = read_document(text)
    assert not reading.parses
    assert reading.extra_text
    assert reading.document == read_document(CUBE.text).document
    assert reading.findings[0].code == "extra_text"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_output"),
        ("  \n", "no_output"),
        ("a cube of 20 mm", "parse_fail"),
        (PLATE.text[:50], "truncated"),
        ('{"type":"cube","type":"cube"}', "parse_fail"),
        ('{"type":"sphere","dimensions":{"radius":NaN}}', "parse_fail"),
        ('{"type":"sphere","dimensions":{"radius":-Infinity}}', "parse_fail"),
        ('{"type":"sphere","dimensions":{"radius":' + "9" * 5000 + "}}", "parse_fail"),
        ("{'type':'cube'}", "parse_fail"),
    ],
)
def test_what_is_not_json_says_so(text: str, code: str) -> None:
    reading = read_document(text)
    assert (reading.parses, reading.document, reading.form) == (False, None, None)
    assert [finding.code for finding in reading.findings] == [code]


def part(kind: str = "cube", **changes: object) -> str:
    dimensions = {"length": 9, "width": 9, "height": 9} if kind == "cube" else {"radius": 9, "height": 9}
    return json.dumps({"type": kind, "dimensions": dimensions, **changes})


@pytest.mark.parametrize(
    ("text", "pointer", "message"),
    [
        ('{"type":"cylinder","dimensions":{"radius":3}}', "/dimensions/height", "A cylinder needs a height."),
        ('{"type":"cube"}', "/dimensions", "A cube needs dimensions."),
        ('{"dimensions":{"radius":3}}', "", "Its type is missing."),
        ('{"type":"sphere","dimensions":{}}', "/dimensions", "A sphere needs a radius or a diameter."),
        (
            '{"type":"sphere","dimensions":{"radius":3,"diameter":6}}',
            "/dimensions",
            "A sphere has both radius and diameter: say only one of them.",
        ),
        ('{"type":"sphere","dimensions":{"radius":-3}}', "/dimensions/radius", "Radius must be more than 0."),
        (
            '{"type":"sphere","dimensions":{"radius":1e308}}',
            "/dimensions/radius",
            "Radius must be at most 9,999.",
        ),
        (
            '{"type":"sphere","dimensions":{"radius":' + "9" * 4000 + "}}",
            "/dimensions/radius",
            "Radius is far too large.",
        ),
        (
            '{"type":"sphere","dimensions":{"radius":1e999}}',
            "/dimensions/radius",
            "Radius must be a finite number.",
        ),
        ('{"type":"sphere","dimensions":{"radius":"3"}}', "/dimensions/radius", "Radius must be a number."),
        (part(wings=2), "/wings", "A cube has no “wings” here."),
        (part(position=[1, 2, 3]), "/position", "Position must be an object."),
        (part(features=[{"type": "hole"}]), "/features/0/diameter", "A hole needs a diameter."),
        (
            part(features=[{"type": "hole", "diameter": 3, "axis": "w"}]),
            "/features/0/axis",
            "Axis can be x, y or z.",
        ),
        (
            part(
                features=[
                    {"type": "hole", "diameter": 3, "pattern": {"type": "grid", "nx": 2, "ny": 2, "dx": 4}}
                ]
            ),
            "/features/0/pattern/dy",
            "A grid pattern needs a dy.",
        ),
        (part(material=""), "/material", "Material must not be empty."),
        (
            '{"type":"assembly","components":[' + part() + "]}",
            "/components",
            "An assembly needs at least 2 components.",
        ),
        (
            '{"type":"boolean_union","components":[' + part() + "," + part(cube=1) + "]}",
            "/components/1/cube",
            "A cube has no “cube” here.",
        ),
        (
            '{"type":"boolean_union","components":[' + part() + ",7]}",
            "/components/1",
            "Every item of components must be an object with a type.",
        ),
        ("[1]", "", "A document must be an object with a type."),
        (part(**{"a/b~c": 1}), "/a~1b~0c", "A cube has no “a/b~c” here."),
    ],
)
def test_a_finding_has_a_pointer_and_a_sentence(text: str, pointer: str, message: str) -> None:
    reading = read_document(text)
    assert reading.parses and reading.document is None
    assert only_finding(reading) == (pointer, message)


def test_every_problem_is_found_at_once() -> None:
    reading = read_document('{"type":"cube","dimensions":{"length":-1,"width":"2"},"colour":"red"}')
    assert {finding.pointer for finding in reading.findings} == {
        "/dimensions/length",
        "/dimensions/width",
        "/dimensions/height",
        "/colour",
    }


def test_a_flood_of_problems_is_counted() -> None:
    reading = read_document(part(**{f"key{number}": 1 for number in range(5000)}))
    assert len(reading.findings) == 51
    assert reading.findings[-1].message == "There are 4,950 more problems like these."


def test_groups_are_nested_eight_deep_at_most() -> None:
    text = part()
    for depth in range(1, 10):
        text = '{"type":"boolean_union","components":[' + text + "," + part() + "]}"
        reading = read_document(text)
        assert (reading.document is not None) == (depth <= 8)
    assert "nested" in only_finding(reading)[1]


@pytest.mark.parametrize(
    "text",
    [
        part(**{"\ud800": 2}),
        part(material="\ud800"),
        part(kind="\ud800"),
        '{"\\ud800":1,"\\ud800":2}',
        part(position={"\ud800": 1}),
    ],
)
def test_findings_can_be_printed_whatever_the_document_says(text: str) -> None:
    (finding,) = read_document(text).findings
    assert str(finding).encode("utf-8")
