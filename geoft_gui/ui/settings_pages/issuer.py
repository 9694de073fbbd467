"""Those who issue keys: every provider, and Hugging Face."""

from collections.abc import Callable
from dataclasses import dataclass

from geoft_gui.hosted.key_check import OF_NO_FIXED_ADDRESS, check_hugging_face, check_key
from geoft_gui.hosted.providers import Provider, providers
from geoft_gui.keys import HUGGING_FACE


@dataclass(frozen=True)
class Issuer:
    """Who issues a key, and what the window has to know of them.

    `check` shows a key to its issuer and returns a sentence; it raises UserError, and belongs on another
    thread. `address` is None where it is not the user's to give. `keys_url` is the page of one's keys.
    """

    name: str
    title: str
    keys_url: str
    needs_key: bool
    address: str | None
    check: Callable[[str | None], str]


def issuers() -> list[Issuer]:
    """All of them, in their order. Raises UserError when the user's file of providers is damaged."""
    return [*map(_of_provider, providers()), _hugging_face()]


def _of_provider(provider: Provider) -> Issuer:
    return Issuer(
        provider.id,
        provider.name,
        provider.keys_url,
        provider.needs_key,
        provider.base_url if provider.id in OF_NO_FIXED_ADDRESS else None,
        lambda key: check_key(provider, key),
    )


def _hugging_face() -> Issuer:
    # Without a key, the one that its own programs have stored is used, if there is one.
    page = "https://huggingface.co/settings/tokens"
    return Issuer(HUGGING_FACE, "Hugging Face", page, False, None, check_hugging_face)
