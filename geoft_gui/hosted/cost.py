"""What hosted training and hosted answers cost, from the fewest to the most that it can be."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geoft_gui.hosted.providers import Provider, TrainableModel
from geoft_gui.hosted.tokens import conversation_range

_CENT = 0.01
_WHOLE_DOLLARS = 100


@dataclass(frozen=True)
class Cost:
    """What something costs at a provider.

    Attributes:
        low_usd: US dollars, at least.
        high_usd: US dollars, at most; what the user confirms.
        tokens_low: the tokens that are billed for one epoch, or for all questions and answers, at least.
        tokens_high: at most.
        epochs: how often they are billed.
        price: US dollars for a million tokens; of answers, that of the tokens the model writes.
        read: the day on which the price was read.
        link: where.
    """

    low_usd: float
    high_usd: float
    tokens_low: int
    tokens_high: int
    epochs: int
    price: float
    read: date
    link: str = ""

    @property
    def amount(self) -> str:
        """The dollars alone, as “$0.18 to $0.24”."""
        low, high = dollars(self.low_usd), dollars(self.high_usd, at_most=True)
        return high if low == high else f"{low} to {high}"

    @property
    def words(self) -> str:
        """What a user reads before agreeing; it goes on a sentence that has begun."""
        times = "" if self.epochs == 1 else f", {self.epochs} times"
        return (
            f"{self.amount} for {self.tokens_low:,} to {self.tokens_high:,} tokens{times}, by the prices of "
            f"{self.read.day} {self.read:%B %Y}. GeoFT estimates the tokens; the provider counts them."
        )


def dollars(amount: float, *, at_most: bool = False) -> str:
    """An amount as “$0.22”: small ones to the cent, large ones to the dollar; `at_most` rounds up only."""
    if amount <= 0:
        return "$0"
    if amount < _CENT:
        return "less than $0.01"
    if at_most:
        step = 1 if amount >= _WHOLE_DOLLARS else _CENT
        amount = math.ceil(round(amount / step, 6)) * step
    return f"${amount:,.0f}" if amount >= _WHOLE_DOLLARS else f"${amount:,.2f}"


def job_cost(tokens: tuple[int, int], epochs: int, model: TrainableModel | None) -> Cost | None:
    """What a training costs; None where GeoFT does not know the price.

    Args:
        tokens: of all rows that are trained on, at least and at most.
        epochs: how often the model sees each row.
        model: what is trained; None for one that GeoFT does not know.
    """
    if model is None or model.train_price is None:
        return None
    low, high = tokens
    million = model.train_price * epochs / 1e6
    return Cost(low * million, high * million, low, high, epochs, model.train_price, model.read, model.link)


def answers_cost(
    conversations: Iterable[Iterable[Mapping[str, object]]],
    answer_tokens: tuple[int, int],
    provider: Provider,
    model_id: str,
) -> Cost | None:
    """What it costs to have conversations answered; None where GeoFT does not know the prices.

    Args:
        conversations: what is asked.
        answer_tokens: of all answers together, at least and at most.
        provider: who answers.
        model_id: the trained model, or the one that it was made from.
    """
    model = provider.model_behind(model_id)
    if model is None or model.input_price is None or model.output_price is None:
        return None
    asked = [conversation_range(conversation, model.format_tokens) for conversation in conversations]
    fewest, most = sum(low for low, _ in asked), sum(high for _, high in asked)
    return Cost(
        (fewest * model.input_price + answer_tokens[0] * model.output_price) / 1e6,
        (most * model.input_price + answer_tokens[1] * model.output_price) / 1e6,
        fewest + answer_tokens[0],
        most + answer_tokens[1],
        1,
        model.output_price,
        model.read,
        model.link,
    )
