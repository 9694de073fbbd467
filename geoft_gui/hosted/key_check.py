"""Whether a key is accepted, found out by the cheapest real call: nothing is sent but the key."""

from typing import Final

from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.failures import telling
from geoft_gui.hosted.providers import CUSTOM, Provider
from geoft_gui.hosted.refused import forget
from geoft_gui.redact import redact

AZURE: Final = "azure"
OF_NO_FIXED_ADDRESS: Final = (CUSTOM, AZURE)
"""Providers whose address is the user's to give."""
_TIMEOUT_SECONDS: Final = 20.0


def check_key(provider: Provider, key: str | None) -> str:
    """Ask a provider for its list of models and say in a sentence what came.

    A refusal to train that was remembered is forgotten then: who tests the key wants it to be asked again.

    Raises UserError when there is no key or address, when the key is refused, or nobody answers.
    """
    with Connection(provider, key, timeout=_TIMEOUT_SECONDS) as connection, telling(provider):
        names = {model.id for model in connection.once.models.list()}
    forget(provider.id)
    answered = f"{provider.name} accepts the key" if key else f"{provider.name} answers"
    trainable = sum(model.id in names for model in provider.models)
    shown = f" and shows {len(names):,} model{'' if len(names) == 1 else 's'}"
    return f"{answered}{shown}{f', {trainable} of which GeoFT can have trained' if trainable else ''}."


def model_names(provider: Provider, key: str | None) -> tuple[str, ...]:
    """What the models of a provider are called there, in the order of their names.

    Raises UserError when there is no key or address, when the key is refused, or nobody answers.
    """
    with Connection(provider, key, timeout=_TIMEOUT_SECONDS) as connection, telling(provider):
        return tuple(sorted({model.id for model in connection.once.models.list()}))


def check_hugging_face(key: str | None, endpoint: str | None = None) -> str:
    """Ask the Hugging Face hub whose key it is, and say so in a sentence.

    Args:
        key: the key; None takes the one that Hugging Face's own programs have stored.
        endpoint: another server than huggingface.co.

    Raises:
        UserError: there is no key, it is refused, or the hub does not answer.
    """
    import httpx2  # noqa: PLC0415
    from huggingface_hub import HfApi  # noqa: PLC0415
    from huggingface_hub.errors import (  # noqa: PLC0415
        HfHubHTTPError,
        LocalTokenNotFoundError,
        OfflineModeIsEnabled,
    )

    try:
        account = HfApi(endpoint=endpoint, token=key).whoami()
    except LocalTokenNotFoundError as error:
        raise UserError(
            "Hugging Face: there is no key.",
            "Give it in Settings → Keys, or with: geoft keys set hugging_face",
        ) from error
    except OfflineModeIsEnabled as error:
        raise UserError(
            "HF_HUB_OFFLINE is set, so Hugging Face is not asked.", "Unset it and start GeoFT again."
        ) from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403):
            raise UserError(
                "Hugging Face refuses this key.",
                "Make a new one at https://huggingface.co/settings/tokens; the old one may have expired.",
                redact(str(error)),
            ) from error
        raise UserError(
            f"Hugging Face answers with an error ({status}).",
            "Try again in a few minutes.",
            redact(str(error)),
        ) from error
    except (httpx2.TransportError, OSError) as error:
        raise UserError(
            "Hugging Face does not answer.", "Check the connection to the internet.", redact(str(error))
        ) from error
    role = account.get("auth", {}).get("accessToken", {}).get("role")
    may = {"read": ", to read", "write": ", to read and write"}.get(role, "")
    return f"Hugging Face accepts the key: it is that of “{account['name']}”{may}."
