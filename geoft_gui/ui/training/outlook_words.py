"""What was found out about a training at a provider, sorted by what a reader wants to know. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from geoft_gui.backends.base import Problem
from geoft_gui.backends.openai_compatible.backend import whole_cents
from geoft_gui.hosted.notices import wind_down
from geoft_gui.hosted.providers import Provider

_LEAVES: Final = "leave this computer"
_NO_KEY: Final = "There is no key for"
_NO_PRICE: Final = "GeoFT does not know what "


@dataclass(frozen=True)
class Outlook:
    """Each problem in one place: `dates` first, `found` are those of the rows and the request."""

    dates: tuple[Problem, ...]
    found: tuple[Problem, ...]
    leaving: tuple[Problem, ...]
    cost: tuple[Problem, ...]
    needs_key: bool


def sorted_out(problems: Sequence[Problem], provider: Provider, model: str, today: date) -> Outlook:
    """Sort what a look at a training found."""
    behind = provider.model_behind(model)
    by_date = wind_down(provider, behind.id if behind else model, today)
    groups: dict[str, list[Problem]] = {"dates": [], "found": [], "leaving": [], "cost": []}
    needs_key = False
    for problem in problems:
        if problem.severity == "error":
            groups["found"].append(problem)
        elif problem.message in by_date:
            groups["dates"].append(problem)
        elif problem.message.startswith(_NO_KEY):
            needs_key = True
        elif _LEAVES in problem.message:
            groups["leaving"].append(problem)
        elif problem.message in {provider.hosting, provider.deploy} or problem.message.startswith(_NO_PRICE):
            groups["cost"].append(problem)
        else:
            groups["found"].append(problem)
    told = {name: tuple(group) for name, group in groups.items()}
    return Outlook(**told, needs_key=needs_key)


def amount_to_agree_to(dollars: tuple[float, float] | None) -> float | None:
    """The next whole cent above what a training may cost; None where nobody knows it."""
    return None if dollars is None else whole_cents(dollars[1])


def money(amount: float) -> str:
    """An amount to the cent, as it is agreed to: `$1.60`."""
    return f"${amount:,.2f}"
