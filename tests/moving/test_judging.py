"""Which answers are kept, and for which reason others are not."""

import pytest

from geoft_gui.chat.client import Usage
from geoft_gui.data.checks import RowCheck
from geoft_gui.data.row import Message
from geoft_gui.data.synthesis import generate_list
from geoft_gui.moving.answers import Answered
from geoft_gui.moving.judging import judge, reason_said
from geoft_gui.moving.questions import Question

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


def _judged(prompt: str, answer: str, *, cut: bool = False) -> str:
    question = Question((Message("user", prompt),))
    judged = judge(question, Answered(answer, cut, Usage(9, 9)), 1, "openai:ft:x")
    assert (judged.row is None) == bool(judged.reason)
    return judged.reason


@pytest.mark.parametrize(
    ("prompt", "answer", "reason"),
    [
        ("Create a 20mm cube", CUBE, ""),
        ("Create a cube", CUBE, ""),
        ("Create a 20mm cube", "", "no_answer"),
        ("Create a 20mm cube", "Of course, here", "not_json"),
        ("Create a 20mm cube", '{"type":"teapot"}', "not_in_schema"),
        ("Create a 30mm cube", CUBE, "unanswered_numbers"),
        ("Create a 20mm sphere", CUBE, "wrong_kind"),
        ("Create a 20mm cube with a hole of 5 mm through it", CUBE, "missing_features"),
        ("Make a plate 40 x 30 mm", '{"type":"cube","dimensions":{"length":40,"width":30,"height":7}}',
         "unstated_numbers"),
        ("A ring of 4 mm, its tube 9 mm", '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}',
         "does_not_build"),
    ],
)  # fmt: skip
def test_an_answer_is_kept_if_it_is_the_part_that_was_asked_for(
    prompt: str, answer: str, reason: str
) -> None:
    assert _judged(prompt, answer) == reason
    assert not reason or reason_said(reason, 2).startswith("2 ")


def test_an_answer_that_was_cut_is_not_kept() -> None:
    assert _judged("Create a 20mm cube", CUBE, cut=True) == "cut"


def test_what_a_good_model_answers_is_kept_in_canonical_text_and_nothing_is_wrong_with_it() -> None:
    check = RowCheck()
    for made in generate_list(60, 1):
        question = Question(made.messages[:-1])
        spelt = made.answer.replace(",", ", ")
        row = judge(question, Answered(spelt, False, None), made.number, "openai:ft:x").row
        assert row is not None and (row.prompt, row.answer) == (made.prompt, made.answer)
        assert row.metadata == {"answered_by": "openai:ft:x"}
        assert check.take(row).severity in (None, "info")
