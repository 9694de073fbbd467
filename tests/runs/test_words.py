import pytest

from geoft_gui.runs.events import Sample, ScoreEvent
from geoft_gui.runs.words import (
    duration_in_words,
    method_words,
    parts_of_ten,
    sample_sentence,
    score_sentence,
    value_words,
)


def score(correct: float, matches_schema: float = 1.0) -> ScoreEvent:
    return ScoreEvent(
        step=1,
        n=64,
        parses=1,
        matches_schema=matches_schema,
        builds=1,
        correct=correct,
        mean_iou=correct,
        cad_score=correct,
    )


@pytest.mark.parametrize(
    ("rates", "sentence"),
    [
        ([0.0], "No part is right yet, but all answers already have the right form."),
        ([0.3], "A first result: the model gets 3 of 10 parts right."),
        ([0.3, 0.72], "Still improving: the model now gets 7 of 10 parts right."),
        ([0.3, 0.72, 0.72], "About the same: the model gets 7 of 10 parts right."),
        (
            [0.72, 0.5],
            "A step back: the model now gets 5 of 10 parts right. The best so far, 7 of 10, is kept.",
        ),
        ([0.5, 1.0], "Still improving: the model now gets all parts right."),
        ([0.5, 0.98], "Still improving: the model now gets more than 9 of 10 parts right."),
    ],
)
def test_a_score_is_compared_with_those_before(rates: list[float], sentence: str) -> None:
    assert score_sentence([score(rate) for rate in rates]) == sentence


def test_nothing_at_all_is_said_plainly() -> None:
    for matches_schema in (0, 0.05):
        assert score_sentence([score(0, matches_schema)]) == "No part is right yet."


def test_all_and_none_are_only_said_when_it_is_so() -> None:
    assert [parts_of_ten(rate) for rate in (0, 0.01, 0.5, 0.99, 1)] == [
        "none of the",
        "fewer than 1 of 10",
        "5 of 10",
        "more than 9 of 10",
        "all",
    ]


def test_a_sample_says_what_came_of_the_prompt() -> None:
    sample = Sample(step=1, prompt="Create a 20mm cube", expected="", answer="", verdict="does_not_build")
    said = "Asked for “Create a 20mm cube”, it writes a document that makes no part."
    assert sample_sentence(sample) == said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(4, "10 seconds"), (44, "40 seconds"), (70, "1 minute"), (250, "4 minutes"), (9000, "2.5 hours")],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert duration_in_words(seconds) == words


def test_a_method_is_said_in_words() -> None:
    assert value_words("lora_4bit") == "a LoRA adapter beside weights of 4 bits"
    assert value_words("all_weights") == method_words("all_weights") == "all weights"
