"""Answers in batches and as they grow, against transformers' own generation."""

import itertools

import pytest
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from geoft_gui.errors import UserError
from geoft_gui.inference.decoding import Sampling, write_tokens
from geoft_gui.inference.generation import (
    AnswerStream,
    generate,
    generate_answers,
    prompt_tokens,
    with_system_prompt,
)
from tests.small_models import ARCHITECTURES, CONTEXT, Architecture, small_model, small_tokenizer

PROMPTS = [
    "a",
    "Create a 20mm cube",
    "I need a brass ball, 45.5 mm across, with ± 0.05 mm and a label “Ø”",
    "7 8",
]
QUESTIONS = [[{"role": "user", "content": prompt}] for prompt in PROMPTS]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return small_tokenizer()


@pytest.fixture(scope="module")
def model(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    return talkative(small_model(tokenizer))


def talkative(model: PreTrainedModel) -> PreTrainedModel:
    """Random weights of the usual size repeat one token for ever; larger ones wander about."""
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "proj" in name:
                weights.normal_(std=0.4, generator=torch.Generator().manual_seed(len(name)))
    return model


def by_transformers(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, prompt: str, most: int
) -> str:
    asked = torch.tensor([prompt_tokens(tokenizer, [{"role": "user", "content": prompt}])])
    mask = torch.ones_like(asked)
    written = model.generate(input_ids=asked, attention_mask=mask, max_new_tokens=most, do_sample=False)
    return tokenizer.decode(written[0, asked.shape[1] :], skip_special_tokens=True)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("batch_size", [1, 3, 8])
def test_a_batch_answers_each_prompt_as_it_would_be_answered_alone(
    tokenizer: PreTrainedTokenizerFast, architecture: Architecture, batch_size: int
) -> None:
    model = talkative(small_model(tokenizer, architecture, seed=5))
    answers = generate_answers(model, tokenizer, QUESTIONS, 40, batch_size)
    assert answers == [by_transformers(model, tokenizer, prompt, 40) for prompt in PROMPTS]


def test_rows_that_are_done_leave_the_batch_without_disturbing_the_others(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    model = talkative(small_model(tokenizer, seed=1))
    # Any token may end an answer here, so rows end one after the other.
    model.generation_config.eos_token_id = [int(tokenizer.eos_token_id), *range(10, 400, 9)]
    questions = [[{"role": "user", "content": f"a {number} mm cube"}] for number in range(24)]
    together = generate(model, tokenizer, questions, 60, 24)
    alone = generate(model, tokenizer, questions, 60, 1)
    assert together == alone
    assert len({answer.tokens for answer in alone}) > 5


def test_an_answer_that_reaches_the_limit_says_that_it_was_cut(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    (cut,) = generate(model, tokenizer, QUESTIONS[:1], 3)
    assert (cut.tokens, cut.cut, cut.finish_reason) == (3, True, "length")
    model.generation_config.eos_token_id = [int(tokenizer.eos_token_id), *range(400)]
    (ended,) = generate(model, tokenizer, QUESTIONS[:1], 3)
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    assert (ended.text, ended.tokens, ended.finish_reason) == ("", 1, "stop")


def test_sampling_repeats_itself_whatever_else_is_asked(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    warm = Sampling(temperature=1.0, seed=3)
    alone = [generate_answers(model, tokenizer, [question], 20, sampling=warm)[0] for question in QUESTIONS]
    assert generate_answers(model, tokenizer, QUESTIONS, 20, sampling=warm) == alone
    torch.rand(5)
    assert generate_answers(model, tokenizer, QUESTIONS, 20, sampling=warm) == alone
    other = Sampling(temperature=1.0, seed=4)
    assert generate_answers(model, tokenizer, QUESTIONS, 20, sampling=other) != alone


def test_sampling_follows_the_model_s_own_distribution(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    asked = torch.tensor([prompt_tokens(tokenizer, QUESTIONS[0])])
    with torch.no_grad():
        expected = torch.softmax(model(input_ids=asked).logits[0, -1] / 0.05, dim=-1)
    drawn = torch.zeros_like(expected)
    for seed in range(400):
        (written,) = next(
            write_tokens(model, asked.tolist(), [1], frozenset(), Sampling(temperature=0.05, seed=seed))
        )
        drawn[written.token] += 1 / 400
    assert 0.05 < expected.max() < 0.95
    # Within four standard deviations of 400 draws.
    spread = (expected * (1 - expected) / 400).sqrt()
    assert ((drawn - expected).abs() <= 4 * spread + 1e-2).all()


@pytest.mark.parametrize("seed", range(4))
def test_streamed_pieces_join_to_the_whole_answer(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel, seed: int
) -> None:
    # Random tokens of a byte-level vocabulary hold many broken characters.
    sampling = Sampling(temperature=3.0, seed=seed)
    (whole,) = generate(model, tokenizer, QUESTIONS[1:2], 120, sampling=sampling)
    stream = AnswerStream(model, tokenizer, QUESTIONS[1], 120, sampling)
    pieces = list(stream)
    assert "".join(pieces) == whole.text
    assert len(pieces) > 10
    assert stream.answer == whole


def test_a_stream_writes_no_further_than_it_is_read(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    hook = model.register_forward_pre_hook(count)
    stream = AnswerStream(model, tokenizer, QUESTIONS[1], 100)
    first = list(itertools.islice(stream, 3))
    hook.remove()
    assert len(first) == 3
    assert calls < 10
    assert stream.answer is None


def test_a_question_longer_than_the_context_is_refused_and_a_long_one_answered_within_it(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    with pytest.raises(UserError, match="can look at 512"):
        generate(model, tokenizer, [[{"role": "user", "content": "7" * CONTEXT}]], 10)
    (answer,) = generate(model, tokenizer, [[{"role": "user", "content": "7" * (CONTEXT - 12)}]], 100)
    assert answer.prompt_tokens + answer.tokens <= CONTEXT


def test_a_model_in_training_is_asked_as_it_is_and_goes_on_training(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    model.train()
    generate_answers(model, tokenizer, QUESTIONS, 2)
    assert model.training
    model.eval()


def test_nothing_asked_is_nothing_answered(
    tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> None:
    assert generate_answers(model, tokenizer, [], 5) == []


def test_a_model_without_chat_template_is_refused(model: PreTrainedModel) -> None:
    tokenizer = small_tokenizer()
    tokenizer.chat_template = None
    with pytest.raises(UserError, match="no chat template"):
        generate_answers(model, tokenizer, QUESTIONS, 5)


def test_a_template_s_refusal_is_told(model: PreTrainedModel) -> None:
    tokenizer = small_tokenizer()
    tokenizer.chat_template = "{{ raise_exception('no system role here') }}"
    with pytest.raises(UserError, match="no system role here"):
        generate_answers(model, tokenizer, QUESTIONS, 5)


def test_the_system_prompt_is_added_only_where_there_is_none() -> None:
    own = [{"role": "system", "content": "Mine."}, *QUESTIONS[0]]
    assert with_system_prompt(QUESTIONS[0], "Yours.")[0] == {"role": "system", "content": "Yours."}
    assert with_system_prompt(own, "Yours.") == own
    assert with_system_prompt(QUESTIONS[0], None) == QUESTIONS[0]
