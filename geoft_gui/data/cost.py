"""What hosted training on rows would cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from geoft_gui.hosted.providers import Provider, TrainableModel, providers

_CENT = 0.01
_WHOLE_DOLLARS = 100


@dataclass(frozen=True)
class TrainingCost:
    """What a provider asks for going through some tokens once.

    Attributes:
        dollars: US dollars for one epoch.
        provider: who asks for it.
        model: what is trained there.
        prices_of: the day on which the price was looked up.
    """

    dollars: float
    provider: str
    model: str
    prices_of: date

    @property
    def amount(self) -> str:
        """The dollars alone, as “about $0.22”."""
        if self.dollars < _CENT:
            return "less than $0.01"
        if self.dollars >= _WHOLE_DOLLARS:
            return f"about ${self.dollars:,.0f}"
        return f"about ${self.dollars:.2f}"

    @property
    def sentence(self) -> str:
        """All that there is to say of it, without a full stop."""
        day = f"{self.prices_of.day} {self.prices_of:%B %Y}"
        return f"{self.amount} an epoch with {self.model} at {self.provider}, by its prices of {day}"


def training_cost(tokens: int, today: date | None = None) -> TrainingCost:
    """What hosted training on so many tokens costs for each epoch, where a training can still be started.

    Args:
        tokens: of all rows together.
        today: the day to reckon for.

    Raises:
        UserError: the installation lacks GeoFT's resources, or the user's own file of providers is damaged.
    """
    offers = list(_offers())
    provider, model, price = next(
        (offer for offer in offers if offer[0].trains(today or date.today())), offers[-1]
    )
    return TrainingCost(
        dollars=tokens * price / 1e6,
        provider=provider.name,
        model=provider.reckons_as or model.name,
        prices_of=model.read,
    )


def _offers() -> Iterator[tuple[Provider, TrainableModel, float]]:
    """What GeoFT reckons with before anybody has chosen, in the order of the file of providers."""
    for provider in providers():
        model = provider.model(provider.reckons_with)
        if model is not None and model.train_price is not None:
            yield provider, model, model.train_price
