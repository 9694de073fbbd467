"""Rows become examples: token ids, and from which one on they are learnt. Nothing is ever cut to fit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from jinja2 import TemplateError
from transformers import PreTrainedTokenizerBase

from geoft_gui.data.row import Row
from geoft_gui.errors import UserError
from geoft_gui.inference.generation import Conversation, prompt_tokens, with_system_prompt

_PROGRESS_EVERY = 500

IGNORED = -100
"""The label of a token that is not learnt (torch.nn.CrossEntropyLoss, `ignore_index`)."""


@dataclass(frozen=True)
class Example:
    """One answer with all that was said before it.

    `tokens` (n,) int32 ends with a token that ends an answer; from `start` on they are the answer and learnt.
    """

    row: int
    tokens: np.ndarray
    start: int

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def labels(self) -> np.ndarray:
        """The tokens, with IGNORED in the place of each that is not learnt; shape (n,), int32."""
        labels = self.tokens.copy()
        labels[: self.start] = IGNORED
        return labels


@dataclass
class Encoded:
    """All examples of a file, and what kept a row from being one. Lists hold row numbers."""

    examples: list[Example] = field(default_factory=list)
    too_long: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """The chat template cannot render these."""
    reason: str = ""
    """Why, in a sentence, for the first of them."""
    altered: list[int] = field(default_factory=list)
    """The tokenizer or template changes the text of the answer."""
    nothing_learnt: list[int] = field(default_factory=list)
    """Rows without an answer to learn: every assistant turn has the weight 0."""
    without_end: int = 0
    """Answers after which the template writes no end token; it was added."""

    @property
    def tokens(self) -> int:
        """Tokens in all examples."""
        return sum(len(example) for example in self.examples)

    @property
    def longest(self) -> int:
        """Tokens of the longest example; 0 when there is none."""
        return max((len(example) for example in self.examples), default=0)

    @property
    def longest_answer(self) -> int:
        """Tokens of the longest answer with its end; 0 when there is none."""
        return max((len(example) - example.start for example in self.examples), default=0)


def encode(
    rows: Sequence[Row],
    tokenizer: PreTrainedTokenizerBase,
    *,
    ends: frozenset[int],
    context: int | None,
    system_prompt: str | None,
    progress: Callable[[int], None] = lambda done: None,
) -> Encoded:
    """Encode every answer of every row in the model's own chat template.

    Args:
        rows: what to learn from.
        tokenizer: the model's, with a chat template.
        ends: ids of the tokens that end an answer.
        context: the most tokens the model can look at; None: no limit is known. What is longer is left out.
        system_prompt: put in front of every conversation that has no system turn.
        progress: called with the number of rows done.
    """
    encoded = Encoded()
    for done, row in enumerate(rows):
        if done % _PROGRESS_EVERY == 0:
            progress(done)
        learnt = list(answers(row, system_prompt))
        if not learnt:
            encoded.nothing_learnt.append(row.number)
        for asked, answer in learnt:
            _encode(encoded, row.number, asked, answer, tokenizer, ends, context)
    progress(len(rows))
    return encoded


def answers(row: Row, system_prompt: str | None) -> Iterator[tuple[Conversation, str]]:
    """Each assistant turn to learn, with the turns before it. A turn of weight 0 is only read.

    https://platform.openai.com/docs/api-reference/fine-tuning/chat-input describes `weight`.
    """
    turns = [{"role": message.role, "content": message.content} for message in row.messages]
    for place, message in enumerate(row.messages):
        if message.role == "assistant" and message.weight:
            yield with_system_prompt(turns[:place], system_prompt), message.content


def _encode(
    encoded: Encoded,
    row: int,
    asked: Conversation,
    answer: str,
    tokenizer: PreTrainedTokenizerBase,
    ends: frozenset[int],
    context: int | None,
) -> None:
    try:
        prompt, whole = _rendered(asked, answer, tokenizer)
    except (UserError, TemplateError, _NotAPrefix) as error:
        encoded.refused.append(row)
        encoded.reason = encoded.reason or (error.message if isinstance(error, UserError) else str(error))
        return
    end = _end_of_answer(whole, len(prompt), ends)
    if end is None:
        encoded.without_end += 1
        whole = [*whole, tokenizer.eos_token_id]
        end = len(whole)
    # What a template writes after the end (a line break) is never generated, so it is not learnt either.
    whole = whole[:end]
    said = tokenizer.decode(
        whole[len(prompt) :], skip_special_tokens=True, clean_up_tokenization_spaces=False
    )
    if str(said).strip() != answer.strip():
        encoded.altered.append(row)
    if context is not None and len(whole) > context:
        encoded.too_long.append(row)
        return
    encoded.examples.append(Example(row, np.array(whole, dtype=np.int32), len(prompt)))


class _NotAPrefix(Exception):
    """The chat template renders the question differently once an answer follows it."""


def _rendered(
    asked: Conversation, answer: str, tokenizer: PreTrainedTokenizerBase
) -> tuple[list[int], list[int]]:
    """Ids of the prompt as it will be asked, and of prompt and answer; the first begin the second."""
    prompt = prompt_tokens(tokenizer, asked)
    options = {"tokenize": False, "enable_thinking": False}
    text = tokenizer.apply_chat_template([*asked, {"role": "assistant", "content": answer}], **options)
    whole: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    if whole[: len(prompt)] == prompt:
        return prompt, whole
    # Tokens may merge across the border. The answer follows the prompt's own tokens, as it does when asked.
    prompt_text = tokenizer.apply_chat_template(asked, add_generation_prompt=True, **options)
    if not text.startswith(prompt_text):
        raise _NotAPrefix("The chat template renders the question differently when an answer follows.")
    rest: list[int] = tokenizer(text[len(prompt_text) :], add_special_tokens=False)["input_ids"]
    return prompt, prompt + rest


def _end_of_answer(tokens: Sequence[int], start: int, ends: Iterable[int]) -> int | None:
    """The place after the last token that ends an answer, or None when there is none from `start` on."""
    ending = set(ends)
    for place in range(len(tokens) - 1, start - 1, -1):
        if tokens[place] in ending:
            return place + 1
    return None
