"""What the answers to questions cost, each at least and at most, and what those that came have cost."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from geoft_gui.chat.hosted import HostedModel
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.hosted.cost import Cost, answers_cost
from geoft_gui.hosted.tokens import token_range
from geoft_gui.moving.answers import Answered
from geoft_gui.moving.questions import Question

ANY_ANSWER: Final = (15, 800)
"""Tokens of an answer of a model of which nothing is known: from a cube's to a long-form assembly's."""
_ROOM: Final = 1.25
"""So many times the most tokens of the answers that it has learnt from, a model may write."""


def answer_tokens(rows: Iterable[Row | UnreadableRow]) -> tuple[int, int]:
    """The fewest and the most tokens of an answer of a model that was trained on these rows."""
    found = [token_range(row.answer) for row in rows if isinstance(row, Row) and row.answer]
    if not found:
        return ANY_ANSWER
    return min(low for low, _ in found), math.ceil(_ROOM * max(high for _, high in found))


class Estimate:
    """Reckons with the prices of one model. Where GeoFT does not know them, costs are None."""

    def __init__(
        self,
        model: HostedModel,
        system_prompt: str | None = None,
        answer_tokens: tuple[int, int] = ANY_ANSWER,
    ) -> None:
        """Reckon for a model whose answers have at least and at most so many tokens."""
        self._model = model
        self.answer_tokens = answer_tokens
        self._system_prompt = system_prompt
        behind = model.provider.model_behind(model.model)
        self._prices = (
            None
            if behind is None or behind.input_price is None or behind.output_price is None
            else (behind.input_price / 1e6, behind.output_price / 1e6)
        )

    @property
    def knows_prices(self) -> bool:
        """Whether anything can be said of dollars."""
        return self._prices is not None

    def conversation(self, question: Question) -> list[dict[str, str]]:
        """What is sent for a question: the system prompt stands before one that has none of its own."""
        turns = question.conversation
        if not self._system_prompt or any(turn["role"] == "system" for turn in turns):
            return turns
        return [{"role": "system", "content": self._system_prompt}, *turns]

    def cost(self, questions: Sequence[Question]) -> Cost | None:
        """What the answers to all of these cost."""
        fewest, most = self.answer_tokens
        return answers_cost(
            [self.conversation(question) for question in questions],
            (fewest * len(questions), most * len(questions)),
            self._model.provider,
            self._model.model,
        )

    def most(self, question: Question) -> float:
        """The most that one answer can cost, in US dollars; 0 where no prices are known."""
        cost = self.cost([question])
        return 0.0 if cost is None else cost.high_usd

    def spent(self, question: Question, answered: Answered) -> float:
        """What an answer has cost, by the provider's own count of tokens where it gave one."""
        if self._prices is None or (answered.usage is None and not answered.text):
            return 0.0
        if answered.usage is None:
            return self.most(question)
        return answered.usage.read * self._prices[0] + answered.usage.written * self._prices[1]
