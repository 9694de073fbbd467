"""What a model learns of a row: the answer and its end, in full, and nothing else."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from geoft_gui.data.rows import Message, Row
from geoft_gui.inference.generation import prompt_tokens
from geoft_gui.trainer.examples import IGNORED, Encoded, encode
from tests.small_models import small_tokenizer

QUESTION, ANSWER = "Create a 20mm cube", '{"type":"cube","dimensions":{"length":20}}'

QWEN_LIKE = (
    "{% for m in messages %}<|{{ m.role }}|>"
    "{% if m.role == 'assistant' and loop.last %}<think>\n\n</think>\n\n{% endif %}{{ m.content }}<|end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
"""As Qwen3's: an empty thought before the last answer, a line break after each end."""

WITHOUT_SYSTEM = (
    "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
WITHOUT_END = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
MERGING = "{% for m in messages %}{{ m.content }}{{ ' ' if loop.first }}{% endfor %}"
"""The prompt ends in a space that would join the answer's first word."""
CHANGING = (
    "{% if add_generation_prompt %}A{% else %}B{% endif %}"
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def with_template(template: str) -> PreTrainedTokenizerFast:
    tokenizer = copy.deepcopy(small_tokenizer())
    tokenizer.chat_template = template
    return tokenizer


def encoded(
    tokenizer: PreTrainedTokenizerFast,
    *turns: Message,
    context: int | None = 512,
    system_prompt: str | None = None,
) -> Encoded:
    ends = frozenset({tokenizer.eos_token_id})
    return encode([Row(7, turns)], tokenizer, ends=ends, context=context, system_prompt=system_prompt)


def learnt(tokenizer: PreTrainedTokenizerFast, result: Encoded) -> list[str]:
    """The text of each example that is learnt, special tokens included."""
    return [
        tokenizer.decode([token for token in example.labels if token != IGNORED])
        for example in result.examples
    ]


@pytest.mark.parametrize("template", [None, QWEN_LIKE, WITHOUT_SYSTEM])
def test_exactly_the_answer_and_its_end_are_learnt(template: str | None) -> None:
    tokenizer = with_template(template) if template else small_tokenizer()
    result = encoded(tokenizer, Message("user", QUESTION), Message("assistant", ANSWER))
    assert learnt(tokenizer, result) == [ANSWER + "<|end|>"]
    (example,) = result.examples
    read = example.tokens[: example.start].tolist()
    assert read == prompt_tokens(tokenizer, [{"role": "user", "content": QUESTION}])
    assert (example.labels[example.start :] == example.tokens[example.start :]).all()
    assert not (result.too_long or result.refused or result.altered or result.without_end)


def test_each_assistant_turn_is_an_example_unless_its_weight_is_0(tokenizer: PreTrainedTokenizerFast) -> None:
    turns = (
        Message("user", "a cube"),
        Message("assistant", "which size?", weight=0),
        Message("user", "20 mm"),
        Message("assistant", ANSWER),
        Message("user", "in brass"),
        Message("assistant", "{}"),
    )
    result = encoded(tokenizer, *turns)
    assert learnt(tokenizer, result) == [ANSWER + "<|end|>", "{}<|end|>"]
    first, second = (tokenizer.decode(example.tokens) for example in result.examples)
    assert "which size?" in first
    assert second.startswith(first)


def test_a_row_without_anything_to_learn_is_reported(tokenizer: PreTrainedTokenizerFast) -> None:
    result = encoded(tokenizer, Message("user", "a cube"), Message("assistant", "no", weight=0))
    assert (result.examples, result.nothing_learnt) == ([], [7])


def test_the_runs_system_prompt_stands_only_where_a_row_has_none(tokenizer: PreTrainedTokenizerFast) -> None:
    question = (Message("user", QUESTION), Message("assistant", ANSWER))
    added = encoded(tokenizer, *question, system_prompt="Answer in JSON.")
    kept = encoded(tokenizer, Message("system", "Be terse."), *question, system_prompt="Answer in JSON.")
    assert tokenizer.decode(added.examples[0].tokens).startswith("<|system|>Answer in JSON.<|end|><|user|>")
    assert tokenizer.decode(kept.examples[0].tokens).startswith("<|system|>Be terse.<|end|><|user|>")


@settings(deadline=None)
@given(answer=st.text(max_size=300), context=st.integers(1, 400))
def test_nothing_is_ever_cut(answer: str, context: int) -> None:
    tokenizer = small_tokenizer()
    result = encoded(tokenizer, Message("user", QUESTION), Message("assistant", answer), context=context)
    whole = encoded(tokenizer, Message("user", QUESTION), Message("assistant", answer), context=None)
    assert bool(result.too_long) is (len(whole.examples[0]) > context)
    for example in result.examples:
        assert example.tokens.tolist() == whole.examples[0].tokens.tolist()
        assert tokenizer.decode(example.tokens[example.start :]) == answer + "<|end|>"


def test_a_row_that_the_template_refuses_is_reported_with_the_reason() -> None:
    tokenizer = with_template(WITHOUT_SYSTEM)
    result = encoded(tokenizer, Message("system", "x"), Message("user", "y"), Message("assistant", "z"))
    assert (result.examples, result.refused) == ([], [7])
    assert "no system role" in result.reason


def test_a_template_that_renders_the_question_differently_before_an_answer_is_refused() -> None:
    result = encoded(with_template(CHANGING), Message("user", QUESTION), Message("assistant", ANSWER))
    assert (result.examples, result.refused) == ([], [7])


def test_an_answer_gets_an_end_where_the_template_writes_none() -> None:
    tokenizer = with_template(WITHOUT_END)
    result = encoded(tokenizer, Message("user", QUESTION), Message("assistant", ANSWER))
    assert learnt(tokenizer, result) == [ANSWER + "<|end|>"]
    assert result.without_end == 1


def test_the_prompt_keeps_its_tokens_where_they_could_merge_with_the_answer() -> None:
    tokenizer = with_template(MERGING)
    asked = prompt_tokens(tokenizer, [{"role": "user", "content": "a"}])
    together = tokenizer("a mm", add_special_tokens=False)["input_ids"]
    assert together[: len(asked)] != asked, "this tokenizer no longer merges here: choose other words"
    (example,) = encoded(tokenizer, Message("user", "a"), Message("assistant", "mm")).examples
    assert example.tokens[: example.start].tolist() == asked


def test_a_tokenizer_that_changes_an_answer_is_reported() -> None:
    tokenizer = with_template(
        "{% for m in messages %}<|{{ m.role }}|>{{ m.content|lower }}<|end|>{% endfor %}"
        "{% if add_generation_prompt %}<|assistant|>{% endif %}"
    )
    result = encoded(tokenizer, Message("user", "a"), Message("assistant", '{"material":"PLA"}'))
    assert result.altered == [7]
