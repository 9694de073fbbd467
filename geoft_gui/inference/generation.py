"""Answers to conversations: all of a batch at once, or one as it grows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import TemplateError
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from geoft_gui.errors import UserError
from geoft_gui.inference.decoding import GREEDY, Sampling, Written, write_tokens
from geoft_gui.inference.text_pieces import TextPieces

Conversation = list[dict[str, str]]

MAX_NEW_TOKENS = 512
"""Enough for every document of the language but the very largest: four plates of a bracket take about 130."""


@dataclass(frozen=True)
class Answer:
    """What a model wrote. ``cut`` tells that it was still writing when it reached the limit of tokens."""

    text: str
    prompt_tokens: int
    tokens: int
    cut: bool

    @property
    def finish_reason(self) -> Literal["stop", "length"]:
        """Why it ended, in the words of the chat protocol."""
        return "length" if self.cut else "stop"


def generate_answers(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    conversations: Sequence[Conversation],
    max_new_tokens: int = MAX_NEW_TOKENS,
    batch_size: int = 32,
    *,
    sampling: Sampling = GREEDY,
    on_answer: Callable[[int], None] | None = None,
) -> list[str]:
    """The texts of :func:`generate`, in the order asked."""
    answers = generate(
        model,
        tokenizer,
        conversations,
        max_new_tokens,
        batch_size,
        sampling=sampling,
        on_answer=on_answer,
    )
    return [answer.text for answer in answers]


def generate(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    conversations: Sequence[Conversation],
    max_new_tokens: int = MAX_NEW_TOKENS,
    batch_size: int = 32,
    *,
    sampling: Sampling = GREEDY,
    on_answer: Callable[[int], None] | None = None,
) -> list[Answer]:
    """Answer every conversation, free-running, and tell which answers were cut.

    Prompts of like length share a batch, the longest first: what does not fit into memory shows at once.

    Args:
        model: a causal language model; it is put into evaluation mode for as long as this takes.
        tokenizer: its tokenizer, with a chat template.
        conversations: the turns up to the question, as ``{"role", "content"}``.
        max_new_tokens: the most tokens an answer may have; fewer where the model's context ends.
        batch_size: how many conversations are answered at once.
        sampling: how tokens are chosen; greedy unless said.
        on_answer: called with the number of answers that are done so far.

    Raises:
        UserError: there is no chat template, it refuses a conversation, or a prompt fills the context.
    """
    prompts = [prompt_tokens(tokenizer, conversation) for conversation in conversations]
    limits = [_limit(model, prompt, max_new_tokens) for prompt in prompts]
    order = sorted(range(len(prompts)), key=lambda place: len(prompts[place]), reverse=True)
    answers: dict[int, Answer] = {}
    was_training = model.training
    model.eval()
    try:
        for start in range(0, len(order), batch_size):
            places = order[start : start + batch_size]
            steps = write_tokens(
                model,
                [prompts[place] for place in places],
                [limits[place] for place in places],
                end_tokens(model, tokenizer),
                sampling,
            )
            tokens: list[list[int]] = [[] for _ in places]
            for written in (one for step in steps for one in step):
                tokens[written.row].append(written.token)
                if written.last:
                    place = places[written.row]
                    answers[place] = _answer(tokenizer, prompts[place], tokens[written.row], written)
                    if on_answer is not None:
                        on_answer(len(answers))
    finally:
        model.train(was_training)
    return [answers[place] for place in range(len(prompts))]


class AnswerStream(Iterator[str]):
    """The pieces of one answer's text while it is written; :attr:`answer` holds the whole once they end.

    Whoever stops iterating stops the model.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        conversation: Conversation,
        max_new_tokens: int = MAX_NEW_TOKENS,
        sampling: Sampling = GREEDY,
    ) -> None:
        """Raises UserError as :func:`generate` does, before the first piece is asked for."""
        self._tokenizer = tokenizer
        self._prompt = prompt_tokens(tokenizer, conversation)
        limit = _limit(model, self._prompt, max_new_tokens)
        ends = end_tokens(model, tokenizer)
        self._steps = write_tokens(model, [self._prompt], [limit], ends, sampling)
        self._pieces = TextPieces(tokenizer)
        self._tokens: list[int] = []
        self.answer: Answer | None = None

    def __next__(self) -> str:
        for (written,) in self._steps:
            self._tokens.append(written.token)
            if written.last is None:
                piece = self._pieces.add(written.token)
            else:
                self.answer = _answer(self._tokenizer, self._prompt, self._tokens, written)
                piece = self.answer.text[len(self._pieces.text) :]
            if piece:
                return piece
        raise StopIteration


def prompt_tokens(tokenizer: PreTrainedTokenizerBase, conversation: Conversation) -> list[int]:
    """The token ids of a conversation in the model's own chat template, up to where the assistant speaks.

    Raises:
        UserError: there is no template, or it refuses the conversation.
    """
    if not tokenizer.chat_template:
        raise UserError(
            "This model has no chat template, so it cannot be asked.",
            "Choose a model made for chat or instructions.",
        )
    try:
        # Models that can think aloud are asked not to (Qwen3's template reads this; others ignore it).
        text = tokenizer.apply_chat_template(
            conversation, add_generation_prompt=True, tokenize=False, enable_thinking=False
        )
    except TemplateError as error:
        raise UserError(
            f"The model's chat template refuses the conversation: {error}.",
            "Leave out the system prompt, and let user and assistant take turns.",
        ) from error
    # The template writes every special token itself.
    tokens: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    return tokens


def with_system_prompt(conversation: Conversation, system_prompt: str | None) -> Conversation:
    """The conversation, opened by ``system_prompt`` where it has no system turn of its own."""
    if not system_prompt or any(turn["role"] == "system" for turn in conversation):
        return conversation
    return [{"role": "system", "content": system_prompt}, *conversation]


def end_tokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """The ids of all tokens that end an answer, from the generation settings and the tokenizer."""
    ends = {tokenizer.eos_token_id}
    configured = model.generation_config.eos_token_id if model.generation_config is not None else None
    ends |= set(configured) if isinstance(configured, list) else {configured}
    return frozenset(int(end) for end in ends if end is not None)


def _limit(model: PreTrainedModel, prompt: Sequence[int], max_new_tokens: int) -> int:
    context = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    if context is None:
        return max_new_tokens
    if len(prompt) >= context:
        raise UserError(
            f"The question takes {len(prompt):,} tokens, and the model can look at {context:,}.",
            "Ask a shorter question.",
        )
    return min(max_new_tokens, context - len(prompt))


def _answer(
    tokenizer: PreTrainedTokenizerBase, prompt: Sequence[int], tokens: list[int], last: Written
) -> Answer:
    said = tokens[:-1] if last.last == "stop" else tokens
    text = tokenizer.decode(said, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return Answer(str(text), len(prompt), len(tokens), cut=last.last == "length")
