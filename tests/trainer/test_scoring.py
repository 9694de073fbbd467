"""Judging a model on held-out prompts: which ones, and what comes out."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from geoft_gui.data.rows import Message, Row
from geoft_gui.geometry.compare import compare
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.examples import encode
from geoft_gui.trainer.scoring import Judge, choose_rows, summary, verdict
from tests.small_models import BALL, BALL_PROMPT, CUBE, CUBE_PROMPT, small_model, teach

OTHER_CUBE = CUBE.replace("20", "30")


def row(number: int, difficulty: str | None, prompt: str = "?", answer: str = "{}") -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", answer)), difficulty=difficulty)


ROWS = [row(n, "easy" if n <= 60 else "medium" if n <= 90 else "hard") for n in range(1, 101)]


@pytest.mark.parametrize("count", [10, 20, 50])
def test_each_difficulty_gets_its_share_of_the_prompts(count: int) -> None:
    chosen = Counter(row.difficulty for row in choose_rows(ROWS, count, seed=0))
    for difficulty, share in (("easy", 0.6), ("medium", 0.3), ("hard", 0.1)):
        assert abs(chosen[difficulty] - share * count) <= 1


def test_the_seed_chooses_the_prompts() -> None:
    assert choose_rows(ROWS, 20, seed=3) == choose_rows(ROWS, 20, seed=3)
    assert choose_rows(ROWS, 20, seed=3) != choose_rows(ROWS, 20, seed=4)


@settings(deadline=None)
@given(difficulties=st.lists(st.sampled_from([None, "easy", "hard"]), max_size=30), count=st.integers(0, 40))
def test_no_row_is_asked_twice_and_none_is_forgotten(difficulties: list[str | None], count: int) -> None:
    rows = [row(number, difficulty) for number, difficulty in enumerate(difficulties)]
    chosen = [one.number for one in choose_rows(rows, count, seed=1)]
    assert len(chosen) == len(set(chosen)) == min(count, len(rows))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (CUBE, "correct"),
        (OTHER_CUBE, "another_part"),
        ('{"type":"cube","dimensions":{"length":0}}', "not_a_document"),
        ('{"type":"dog"}', "not_a_document"),
        ('{"type":"cube","dim', "not_a_document"),
        ("", "not_a_document"),
    ],
)
def test_an_answer_gets_a_verdict(answer: str, expected: str) -> None:
    assert verdict(compare(answer, CUBE)) == expected


def test_rates_are_of_all_prompts_and_by_kind() -> None:
    pairs = [(CUBE, CUBE), (OTHER_CUBE, CUBE), ("no", CUBE), (BALL, BALL)]
    event = summary(7, [compare(answer, expected) for answer, expected in pairs])
    assert (event.step, event.n, event.parses, event.correct) == (7, 4, 0.75, 0.5)
    assert event.by_kind["cube"]["n"] == 3
    assert event.by_kind["cube"]["correct"] == pytest.approx(1 / 3)
    assert event.by_kind["sphere"]["correct"] == 1


def test_a_model_is_judged_by_what_it_writes_and_left_as_it_was(tokenizer: PreTrainedTokenizerFast) -> None:
    model = small_model(tokenizer)
    teach(model, tokenizer, [(CUBE_PROMPT, CUBE), (BALL_PROMPT, CUBE)])
    rows = [row(1, None, CUBE_PROMPT, CUBE), row(2, None, BALL_PROMPT, BALL)]
    examples = encode(
        rows, tokenizer, ends=frozenset({tokenizer.eos_token_id}), context=512, system_prompt=None
    ).examples
    told: list[tuple[str, int, int]] = []
    settings = TrainingSettings(score_prompts=5, samples=1, max_new_tokens=80)
    judge = Judge(tokenizer, rows, examples, settings, 0, lambda *progress: told.append(progress))
    model.train()
    judgement = judge.judge(model, step=3)
    assert model.training
    assert judgement.score is not None
    assert (judgement.score.n, judgement.score.correct, judgement.score.parses) == (2, 0.5, 1.0)
    assert judgement.evaluation.loss is not None
    assert judgement.evaluation.token_accuracy is not None
    assert 0.5 < judgement.evaluation.token_accuracy < 1
    assert len(judgement.samples) == 1
    assert judgement.verdict.correct == 0.5
    assert {name for name, _, _ in told} == {
        "measuring the loss on held-out rows",
        "answering held-out prompts",
        "comparing parts",
    }


def test_without_prompts_there_is_a_loss_and_no_score(tokenizer: PreTrainedTokenizerFast) -> None:
    rows = [row(1, None, CUBE_PROMPT, CUBE)]
    examples = encode(
        rows, tokenizer, ends=frozenset({tokenizer.eos_token_id}), context=512, system_prompt=None
    ).examples
    settings = TrainingSettings(score_prompts=0)
    judge = Judge(tokenizer, rows, examples, settings, 0, lambda *progress: None)
    judgement = judge.judge(small_model(tokenizer), step=1)
    assert judgement.score is None
    assert judgement.evaluation.loss == pytest.approx(6, abs=0.5)
