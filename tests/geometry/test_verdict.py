"""What is said of an answer, and of how it differs from the expected part."""

import pytest

from geoft_gui.geometry.check import check
from geoft_gui.geometry.compare import compare
from geoft_gui.geometry.document import json_schema
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.geometry.verdict import differences, verdict

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BLOCK = '{"type":"cube","dimensions":{"length":20,"width":20,"height":25}}'
MOVED = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20},"position":{"x":5}}'
BALL = '{"type":"sphere","dimensions":{"diameter":20}}'


@pytest.mark.parametrize(
    ("text", "sentence", "problem"),
    [
        (CUBE, "It builds: cube, 20 × 20 × 20 mm, 8,000 mm³, watertight.", None),
        ('{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}', "no part can be built", "ring"),
        ('{"size":20}', "It is JSON, but not a document of the language.", "Its type is missing."),
        ("a cube", "It is not JSON.", None),
    ],
)
def test_an_answer_is_judged_in_one_sentence(text: str, sentence: str, problem: str | None) -> None:
    found = verdict(check(text))
    assert sentence in found.sentence
    if problem is not None:
        assert any(problem in said for said in found.problems)


def test_where_building_was_given_up_nothing_is_claimed() -> None:
    given_up = check(CUBE) | {"parses": None, "matches_schema": None, "builds": False}
    assert verdict(given_up).sentence == "Whether it builds is not known."


@pytest.mark.parametrize(
    ("answer", "expected", "said"),
    [
        (CUBE, CUBE, []),
        (CUBE, BLOCK, ["20 × 20 × 20 mm instead of 20 × 20 × 25 mm", "8,000 mm³ instead of 10,000 mm³"]),
        (MOVED, CUBE, ["It lies in another place."]),
        (BALL, CUBE, ["another kind: sphere instead of cube"]),
    ],
)
def test_what_differs_is_said(answer: str, expected: str, said: list[str]) -> None:
    found = differences(compare(answer, expected), check(answer), check(expected))
    for words in said:
        assert any(words in sentence for sentence in found)
    assert bool(found) == bool(said)


def test_parts_of_the_same_size_and_volume_that_differ_are_told_apart() -> None:
    def plate(along: str) -> str:
        hole = f'{{"type":"hole","diameter":4,"{along}":5}}'
        return f'{{"type":"cube","dimensions":{{"length":40,"width":40,"height":5}},"features":[{hole}]}}'

    answer, expected = plate("x"), plate("y")
    found = differences(compare(answer, expected), check(answer), check(expected))
    assert "not the same shapes in the same places" in found[0]
    assert "99 % of their joint space" in found[-1] or "98 %" in found[-1]


def test_every_kind_of_document_has_a_name() -> None:
    assert set(KIND_WORDS) == set(json_schema()["discriminator"]["mapping"])
