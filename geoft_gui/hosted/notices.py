"""What a user should know of a provider before training there, by the date."""

from collections.abc import Iterator
from datetime import date, timedelta

from geoft_gui.hosted.providers import Provider, TrainableModel
from geoft_gui.hosted.refusal_words import day_in_words


def wind_down(provider: Provider, model_id: str | None, today: date) -> tuple[str, ...]:
    """The sentences to say on a day, the most pressing first; none where there is nothing to know.

    Args:
        provider: who would train.
        model_id: what would be trained; None where nothing has been chosen yet, which tells of the provider's
            last day only.
        today: the day to speak for.
    """
    return tuple(_sentences(provider, provider.model(model_id) if model_id else None, today))


def can_train(provider: Provider, model_id: str, today: date) -> bool:
    """Whether the provider would still train this model on a day, by what it has announced.

    On the day of a closing itself it may: where the provider is, the day before can still be going on.
    """
    model, yesterday = provider.model(model_id), today - timedelta(days=1)
    return provider.trains(yesterday) and not (model and model.shutdown and today > model.shutdown)


def lifetime(provider: Provider, model_id: str, today: date) -> str:
    """How long a trained model can still be asked, in a sentence; "" where its provider has named no day."""
    model = provider.model_behind(model_id)
    if model is None or model.shutdown is None:
        return ""
    day, left = day_in_words(model.shutdown), (model.shutdown - today).days
    if left <= 0:
        return f"{_called(model)} was shut down on {day}, and with it every model made from it."
    return f"Models made from {_called(model)} can be asked for {_days(left)} more, until {day}."


def _sentences(provider: Provider, model: TrainableModel | None, today: date) -> Iterator[str]:
    closed = False
    if provider.trains_until:
        first_closed = day_in_words(provider.trains_until + timedelta(days=1))
        closed = not provider.trains(today)
        yield (
            f"Since {first_closed}, {provider.called} starts no training any more, for nobody."
            if closed
            else f"From {first_closed} nobody can start a training at {provider.called}."
        )
    if model is not None and model.shutdown:
        left = (model.shutdown - today).days
        day = day_in_words(model.shutdown)
        if left <= 0:
            yield f"{_called(model)} was shut down on {day}, and with it every model made from it."
        elif closed:
            yield f"Every model made from {_called(model)} can be asked for {_days(left)} more, until {day}."
        else:
            yield f"A model trained today can be asked for {_days(left)}, until {day}."
    for notice in provider.notices:
        if (notice.since is None or notice.since <= today) and (
            notice.until is None or today <= notice.until
        ):
            yield notice.text


def _called(model: TrainableModel) -> str:
    return model.name or model.id


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
