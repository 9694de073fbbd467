"""What hosted training on rows would cost."""

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any

from geoft_gui.paths import resources

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
        UserError: the installation lacks GeoFT's resources.
    """
    today = today or date.today()
    with (resources() / "providers.toml").open("rb") as file:
        offers: list[dict[str, Any]] = tomllib.load(file)["offer"]
    offer = next((offer for offer in offers if today <= offer.get("closes", today)), offers[-1])
    return TrainingCost(
        dollars=tokens * offer["training_per_million"] / 1e6,
        provider=offer["provider"],
        model=offer["model"],
        prices_of=offer["read"],
    )
