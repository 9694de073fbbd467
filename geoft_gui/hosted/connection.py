"""A connection to a provider: its own library with the user's key, organisation, proxy and certificates."""

import os
import ssl
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from geoft_gui.errors import UserError
from geoft_gui.hosted.addresses import is_loopback
from geoft_gui.hosted.hosted_error import HostedError
from geoft_gui.hosted.provider_files import network
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refusal_words import no_key
from geoft_gui.redact import hide, redact

if TYPE_CHECKING:
    from openai import OpenAI

SECONDS = 60.0
_CONNECT_SECONDS = 10.0
_RETRIES = 2

_ORGANISATION_VARIABLES = ("OPENAI_ORG_ID", "OPENAI_ORG")
_PROJECT_VARIABLE = "OPENAI_PROJECT_ID"
_CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_OPENAI = "openai"


class Connection:
    """Speaks with one provider. What of the environment is OpenAI's reaches OpenAI only.

    Attributes:
        client: for whatever may be asked twice: it repeats a call that failed on the way.
        once: the same, but it never repeats a call: for whatever must not happen twice.
        organization: whom OpenAI bills, or None: the key's own.
    """

    def __init__(
        self,
        provider: Provider,
        key: str | None,
        *,
        organization: str | None = None,
        project: str | None = None,
        proxy: str | None = None,
        ca_file: str | None = None,
        timeout: float = SECONDS,
        base_url: str | None = None,
        home: Path | None = None,
    ) -> None:
        """Make a connection; nothing is sent yet.

        Args:
            provider: whom to speak with.
            key: the user's key; None where the provider needs none.
            organization: None takes `OPENAI_ORG_ID`, then `OPENAI_ORG`, for OpenAI alone.
            project: None takes `OPENAI_PROJECT_ID`, for OpenAI alone.
            proxy: None takes the user's `providers.toml`, then the environment's. This computer is always
                reached without one.
            ca_file: certificates to trust beside the system's; None takes the user's `providers.toml`, then
                `SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE`.
            timeout: seconds that a piece of an answer may take.
            base_url: another address of the same provider, such as the one where its models are asked.
            home: the folder with the user's `providers.toml`; None: GeoFT's own.

        Raises:
            UserError: the key or the address is missing, or the certificates cannot be read.
        """
        import openai  # noqa: PLC0415 - half a second that a window's start has not

        address = base_url or provider.base_url
        if not address:
            raise UserError(
                f"GeoFT does not know the address of {provider.called} yet.",
                f"Give it in Settings → Keys, or with: geoft keys {provider.id} ADDRESS",
            )
        key = (key or "").strip()
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise HostedError(
                f"The key for {provider.called} has a character that no key has.",
                "Copy it again, whole and alone, and give it in Settings → Keys.",
                kind="key",
            )
        if not key and provider.needs_key:
            raise no_key(provider)
        # A provider may repeat it in an error or an event, whatever it looks like.
        hide(key)
        here = is_loopback(address)
        own = network(home)
        to_openai = provider.id == _OPENAI
        self.provider = provider
        self.organization = organization or (_first(*_ORGANISATION_VARIABLES) if to_openai else None)
        client = openai.OpenAI(
            base_url=address,
            # Without one the library would send OPENAI_API_KEY to whatever address this is.
            api_key=key or "none",
            admin_api_key="",
            # Without them it would send OPENAI_ORG_ID and OPENAI_PROJECT_ID.
            organization=self.organization or "",
            project=project or (_first(_PROJECT_VARIABLE) if to_openai else None) or "",
            default_headers=None if to_openai else without_headers_of_environment(),
            timeout=openai.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            max_retries=_RETRIES,
            http_client=openai.DefaultHttpxClient(
                # Rows, and the name of who sends them, would follow to whatever address it names.
                follow_redirects=False,
                trust_env=not here,
                proxy=None if here else _proxy(proxy or own.proxy),
                verify=_certificates(ca_file or own.ca_file or _first(*_CA_VARIABLES)),
            ),
        )
        # An empty header is not the same as none.
        client.organization = client.organization or None
        client.project = client.project or None
        client.admin_api_key = None
        self.client: OpenAI = client
        self.once: OpenAI = client.with_options(max_retries=0)
        self.once.organization, self.once.project = client.organization, client.project
        self.once.admin_api_key = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self.client.close()


def _first(*variables: str) -> str | None:
    """The first of these variables of the environment that says something."""
    return next((value for name in variables if (value := os.environ.get(name, "").strip())), None)


def without_headers_of_environment() -> dict[str, str]:
    """Takes out what OPENAI_CUSTOM_HEADERS would add to every request; some of it may be secret."""
    import openai  # noqa: PLC0415 - as above

    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
    names = [name.strip() for line in lines if ":" in line and (name := line.partition(":")[0]).strip()]
    return dict.fromkeys(names, openai.Omit())  # type: ignore[arg-type]


def _proxy(address: str) -> str | None:
    if not address:
        return None
    try:
        parts = urlsplit(address)
        valid = parts.scheme in ("http", "https", "socks5", "socks5h") and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise HostedError(
            f"“{redact(address)}” is not the address of a proxy.",
            "Write it like http://proxy.example.com:3128.",
            kind="proxy",
        )
    return address


def _certificates(file: str | None) -> ssl.SSLContext | bool:
    """What to trust: the system's certificates and those of a file; True leaves it to the library."""
    if not file:
        return True
    import httpx2  # noqa: PLC0415 - as above

    context: ssl.SSLContext = httpx2.create_ssl_context(trust_env=False)
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise HostedError(
            f"The file of certificates, {file}, cannot be read.",
            "Choose a PEM file with the certificates that your network asks you to trust.",
            str(error),
            kind="certificate",
        ) from error
    return context
