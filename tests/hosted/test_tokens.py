"""Bounds of tokens, held against what the tokenizers of hosted models came to.

The numbers were counted with o200k_base (gpt-tokenizer 3), Llama 3 (llama3-tokenizer-js 1.2) and Qwen 2.5
(its own tokenizer.json).
"""

import json
from pathlib import Path

import pytest

from geoft_gui.hosted.tokens import conversation_range, token_range

_COUNTED = json.loads(Path(__file__).with_name("counted_tokens.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", sorted({text["kind"] for text in _COUNTED}))
def test_the_true_numbers_lie_within_the_bounds(kind: str) -> None:
    lows = highs = 0
    for text in (text for text in _COUNTED if text["kind"] == kind):
        low, high = token_range(text["text"])
        assert low <= min(text["counts"]) and max(text["counts"]) <= high, text
        lows, highs = lows + low, highs + high
    assert highs / lows < (1.5 if kind != "german" else 2.2)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a", 1),
        ("🙂🙂", 4),
        ("\n" * 40, 1),
        ("1234567890" * 9, 90),
        ("\ud800", 1),
        ("立方体", 3),
        ("Ваш куб", 4),
    ],
)
def test_strange_texts_have_bounds_too(text: str, tokens: int) -> None:
    low, high = token_range(text)
    assert 0 <= low <= tokens <= high


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (" " * 5000, 40),
        ("a" + "\n" * 2000 + "b", 127),
        ("a" + "\t" * 3000 + "b", 190),
        ("x" + "\r" * 200 + "x", 102),
        ("x" + " \t" * 60 + "x", 61),
        ("⌀20±0.05 ∥ ⊥ ⌖ ⏥ ∠ ⌭" * 20, 460),
        ("🫠🪿🫨🪻🛗🪬" * 20, 360),
        ("ኪዩብ ሃያ ሚሊሜትር ፍጠር" * 20, 580),
        ("龘靐齉爩鱻" * 20, 220),
        ("𝟐𝟎𝐦𝐦 × 𝟑𝟎" * 30, 540),
        ("{[<(|~^`\\>)]}@#$%&*" * 30, 420),
        ("bxqzrtkvw pnmwqxzrt kkvwtzrqp xzwvbnmlk qwrtzpsdf " * 8, 225),
    ],
    ids=lambda value: f"{value[:3]!a}" if isinstance(value, str) else None,
)
def test_what_no_language_is_made_of_is_not_more_than_the_bound_either(text: str, tokens: int) -> None:
    """Counted with o200k_base."""
    low, high = token_range(text)
    assert low <= tokens <= high


def test_a_conversation_has_more_tokens_than_its_texts() -> None:
    turns = [{"role": "user", "content": "Create a 20mm cube"}, {"role": "assistant", "content": "{}"}]
    low, high = conversation_range(turns)
    texts = [token_range(turn["content"]) for turn in turns]
    assert low > sum(fewest for fewest, _ in texts) and high > sum(most for _, most in texts)
    assert conversation_range([{"role": "assistant", "content": None}])[0] >= 0
