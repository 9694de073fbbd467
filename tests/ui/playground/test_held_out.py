"""What is said where an answer stands beside the part that was expected."""

from collections.abc import Callable
from typing import Any

import pytest

from geoft_gui.data.row import Message, Row
from geoft_gui.data.rows import write_rows
from geoft_gui.errors import UserError
from geoft_gui.geometry.check import check
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.look import Look
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.playground.held_out import Expected, random_row, random_words

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
SLOW = '{"type":"sphere","dimensions":{"diameter":45.5}}'
GIVEN_UP = {
    "parses": None,
    "matches_schema": None,
    "builds": False,
    "problems": [{"pointer": "", "message": "It took longer than 20 seconds."}],
}


def look_at(text: str) -> Look:
    return Look(text, {**check(text), **GIVEN_UP} if text == SLOW else check(text), None)


@pytest.fixture
def at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on which parts are looked at without a process, and one of them is given up."""

    def look(text: str, done: Callable[[Look], None], *, of: Any) -> None:
        done(look_at(text))

    monkeypatch.setattr(desk.workbench, "look", look)
    return desk


def judged(text: str) -> Answer:
    answer = Answer("Create a 20mm cube", "mine")
    answer.finish(text, is_cut=False)
    answer.judge(look_at(text))
    return answer


def stopped() -> Answer:
    answer = Answer("Create a 20mm cube", "mine")
    answer.stop()
    return answer


def failed() -> Answer:
    answer = Answer("Create a 20mm cube", "mine")
    answer.fail(UserError("The model cannot be loaded.", ""))
    return answer


@pytest.mark.parametrize(
    ("make", "expected", "said"),
    [
        (lambda: judged(CUBE), SLOW, "Whether this example builds is not known."),
        (lambda: judged(CUBE), "no part", "This example is broken"),
        (lambda: judged(SLOW), CUBE, "Whether the answer builds is not known."),
        (lambda: judged("no part"), CUBE, "The answer builds no part."),
        (stopped, CUBE, "There is no answer to compare it with."),
        (failed, CUBE, "There is no answer to compare it with."),
    ],
)
def test_only_what_is_known_is_said(
    at_once: Desk, make: Callable[[], Answer], expected: str, said: str
) -> None:
    words = Expected(at_once, make(), expected).words
    assert said in words.sentence
    assert (words.role == "bad") == ("broken" in said)


def test_where_the_lessons_of_a_model_are_not_known_nothing_is_called_held_out() -> None:
    assert "held-out" in random_words(is_held_out=True)[0]
    text, tip = random_words(is_held_out=False)
    assert "held-out" not in text
    assert "not known" in tip


def test_nobody_waits_for_an_example_that_is_no_longer_wanted(tmp_path: Any) -> None:
    path = tmp_path / "rows.jsonl"
    write_rows([Row(1, (Message("user", "Create a 20mm cube"), Message("assistant", CUBE)))], path)
    assert random_row(path, lambda: False).answer == CUBE
    with pytest.raises(UserError):
        random_row(path, lambda: True)
