"""The words for a provider's refusal, by its code, its status and the parameter that it names."""

import re
from datetime import date, timedelta

from geoft_gui.errors import UserError
from geoft_gui.hosted.hosted_error import HostedError
from geoft_gui.hosted.providers import Provider, providers

NOT_AVAILABLE = "training_not_available"

_LONGEST_QUOTE = 300

_QUOTA_CODES = frozenset(
    ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "exceeded_quota")
)
_MODEL_CODES = frozenset(("model_not_found", "model_not_available", "invalid_model", "unsupported_model"))
_FILE_CODES = frozenset(
    ("invalid_training_file", "invalid_validation_file", "invalid_file_format", "invalid_file")
)
_MODERATION = re.compile(r"moderation|content[_ ]policy|content[_ ]filter|unsafe|usage polic", re.IGNORECASE)
_ROW = re.compile(r"\b(?:line|row|example|entry)s?\s*(?:number\s*)?#?(\d+)", re.IGNORECASE)


def training_not_available(provider: Provider, details: str = "") -> HostedError:
    """A provider that starts no training for this organisation, with the date and the three ways on."""
    since = day_in_words(provider.trains_until + timedelta(days=1)) if provider.trains_until else ""
    why = f": it is closing fine-tuning, and from {since} nobody can start one" if since else ""
    last = min((model.shutdown for model in provider.models if model.shutdown), default=None)
    before = f" before {day_in_words(last)}" if last else ""
    other = _another(provider)
    return HostedError(
        f"{provider.name} lets this organisation start no training any more{why}.",
        f"There are three ways on: train on this computer, which costs nothing; train with another "
        f"provider{other}; or, where you have a trained model at {provider.called}, move what it knows to "
        f"this computer{before}.",
        details,
        kind="not_available",
    )


def no_key(provider: Provider, details: str = "") -> HostedError:
    """A provider that wants a key, and was shown none."""
    variable = f", or set {provider.key_variable}" if provider.key_variable else ""
    return HostedError(
        f"There is no key for {provider.called}.",
        f"Give it in Settings → Keys, or with: geoft keys set {provider.id}{variable}.",
        details,
        kind="key",
    )


def refusal(
    provider: Provider, status: int, code: str | None, said: str, param: str | None, details: str
) -> HostedError:
    """The error for a refusal.

    Args:
        status: of HTTP; 400 where there was none.
        code: the provider's own; `param` is the part of the request that it complains about.
        said: its own words, without secrets.
        details: what goes behind "Copy details".
    """
    name, called = provider.name, provider.called
    if code == NOT_AVAILABLE:
        return training_not_available(provider, details)
    if status == 401 or code == "invalid_api_key":
        return HostedError(
            f"{name} refuses the key.",
            "See whether it was copied whole and is still valid"
            + (f" ({provider.keys_url})" if provider.keys_url else "")
            + ", and give it again in Settings → Keys.",
            details,
            kind="key",
        )
    if status == 402 or code in _QUOTA_CODES:
        return HostedError(
            f"The account at {called} has no money left, or a limit of its own is reached.",
            f"Add money or raise the limit at {called}; nothing was billed for this try.",
            details,
            kind="quota",
        )
    if status == 429:
        return HostedError(
            f"{name} was asked too often for the moment.",
            "Wait a minute, and try again.",
            details,
            kind="rate",
        )
    if _MODERATION.search(code or "") or (status in (400, 403) and _MODERATION.search(said)):
        return HostedError(
            f"{name} holds back some of the rows, because its own check finds their content not allowed: "
            f"{quoted(said)}",
            "Take the rows out that it names. Parts of weapons are the usual reason.",
            details,
            kind="moderation",
            row=_row(said),
        )
    if code in _MODEL_CODES or param == "model":
        return HostedError(
            f"{name} does not offer this model, or not to this account: {quoted(said)}",
            "Choose another model; the list is in Train."
            if provider.models
            else f"See at {provider.called} what its models are called, and choose one of them.",
            details,
            kind="model",
        )
    if code in _FILE_CODES or param in ("training_file", "validation_file") or status == 422:
        row = _row(said)
        which = f" in row {row}" if row else ""
        return HostedError(
            f"{name} found something wrong with the data{which}: {quoted(said)}",
            "Open the data at this row and mend it." if row else "Look at the rows in Data, and mend them.",
            details,
            kind="validation",
            row=row,
        )
    if status == 404:
        return HostedError(
            f"{name} knows nothing of this: {quoted(said)}",
            "It may have been deleted there, or belong to another organisation or project than the key.",
            details,
            kind="not_found",
        )
    if status == 403:
        return HostedError(
            f"{name} does not allow this with this key: {quoted(said)}",
            "See which rights the key has, and to which organisation and project it belongs.",
            details,
            kind="refused",
        )
    return HostedError(
        f"{name} refuses: {quoted(said) if said else f'it does not say why (HTTP {status}).'}",
        "Look at the settings, and try again.",
        details,
        kind="refused",
    )


def _another(provider: Provider) -> str:
    try:
        others = providers()
    except UserError:
        return ""  # the user's file of providers is damaged, which is said elsewhere
    # One that is closing takes nobody who has not trained there before.
    open_ones = (
        one.called for one in others if one.id != provider.id and one.base_url and one.trains_until is None
    )
    name = next(open_ones, "")
    return f", such as {name}" if name else ""


def quoted(said: str) -> str:
    """What a provider said, in one line and no longer than a reader likes."""
    said = " ".join(said.split())
    return f"“{said[:_LONGEST_QUOTE]}{' …' if len(said) > _LONGEST_QUOTE else ''}”"


def _row(said: str) -> int | None:
    found = _ROW.search(said)
    return int(found[1]) if found else None


def day_in_words(day: date) -> str:
    """A day as “6 January 2027”."""
    return f"{day.day} {day:%B %Y}"
