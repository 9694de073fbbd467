"""What was found out about a training at a provider, sorted by what a reader wants to know. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from geoft_gui.backends.base import Problem, Topic
from geoft_gui.backends.openai_compatible.backend import whole_cents


@dataclass(frozen=True)
class Outlook:
    """Each problem in one place: `dates` first, `found` are those of the rows and the request."""

    dates: tuple[Problem, ...] = ()
    found: tuple[Problem, ...] = ()
    leaving: tuple[Problem, ...] = ()
    cost: tuple[Problem, ...] = ()
    needs_key: bool = False
    needs_address: bool = False


def sorted_out(problems: Sequence[Problem]) -> Outlook:
    """Sort what a look at a training found; an error is among `found`, whatever its topic."""

    def about(topic: Topic) -> tuple[Problem, ...]:
        return tuple(one for one in problems if one.severity == "warning" and one.topic == topic)

    return Outlook(
        dates=about("date"),
        found=tuple(one for one in problems if one.severity == "error" or not one.topic),
        leaving=about("leaving"),
        cost=about("cost"),
        needs_key=bool(about("key")),
        needs_address=any(one.topic == "address" for one in problems),
    )


def amount_to_agree_to(dollars: tuple[float, float] | None) -> float | None:
    """The next whole cent above what a training may cost; None where nobody knows it."""
    return None if dollars is None else whole_cents(dollars[1])


def money(amount: float) -> str:
    """An amount to the cent, as it is agreed to: `$1.60`."""
    return f"${amount:,.2f}"
