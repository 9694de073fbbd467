"""What went wrong with a provider, in words, and whether it may have acted all the same."""

import json
import math
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from geoft_gui.errors import UserError
from geoft_gui.hosted.hosted_error import HostedError, Kind
from geoft_gui.hosted.provider_files import network
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refusal_words import (
    NOT_AVAILABLE,
    no_key,
    quoted,
    refusal,
    training_not_available,
)
from geoft_gui.redact import HIDDEN, redact

if TYPE_CHECKING:
    import openai

__all__ = [
    "NOT_AVAILABLE",
    "HostedError",
    "Kind",
    "telling",
    "told",
    "told_job_failure",
    "training_not_available",
]

_CLOCK_TOLERANCE = timedelta(minutes=10)
_LONGEST_RETRY_AFTER = 600.0
_CERTIFICATE_NOT_YET_VALID, _CERTIFICATE_EXPIRED = 9, 10  # X509_V_ERR_* of OpenSSL


@contextmanager
def telling(provider: Provider) -> Iterator[None]:
    """Turns whatever the provider's library raises inside into a HostedError.

    Only what the library does, and what reads its answer, stands inside.
    """
    import httpx2  # noqa: PLC0415 - slow to import
    import openai  # noqa: PLC0415 - as above

    try:
        yield
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, json.JSONDecodeError) as error:
        raise told(error, provider) from error
    except (AttributeError, TypeError) as error:
        # The library takes any answer for what was asked for, a page of HTML too, and trips over it later.
        raise HostedError(
            f"The answer of {provider.called} is not what was asked for.",
            "Try again; a network that asks you to log in first may answer in its place.",
            _details(error),
            kind="server",
            outcome_known=False,
        ) from error


def told(error: Exception, provider: Provider) -> HostedError:
    """The words for an error that the provider's library raised; any other error is raised again as it is."""
    import httpx2  # noqa: PLC0415 - slow to import
    import openai  # noqa: PLC0415 - as above

    if isinstance(error, HostedError):
        return error
    details = _details(error)
    if isinstance(error, openai.APIStatusError):
        return _told_status(error, provider, details)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIConnectionError):
        return _told_in_stream(error, provider, details)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        return _told_connection(error, provider, details)
    if isinstance(error, openai.OpenAIError | httpx2.HTTPError | httpx2.StreamError | json.JSONDecodeError):
        return _torn(provider, details)
    raise error


def told_job_failure(
    provider: Provider, code: str | None, message: str | None, param: str | None = None
) -> HostedError:
    """The words for what a job that failed says of itself."""
    said = redact(message or "")
    details = redact(f"{code}: {said}" + (f" ({param})" if param else ""))
    why = said or redact(code or "it does not say why")
    found = refusal(provider, 400, code, said, param, details)
    if found.kind == "refused":
        return HostedError(
            f"{provider.name} broke the training off: {quoted(why)}",
            "Look at the rows and the settings, and start it again.",
            details,
            kind="server" if code in ("server_error", "internal_error") else "refused",
        )
    return found


def _told_status(error: "openai.APIStatusError", provider: Provider, details: str) -> HostedError:
    status, headers = error.status_code, error.response.headers
    if 300 <= status < 400:
        return _told_redirect(error, provider, details)
    body = error.body if isinstance(error.body, dict) else {}
    code = _text(body.get("code")) or error.code
    param = _text(body.get("param")) or error.param
    secret = _secret(error)
    said = redact(_without(_text(body.get("message")) or "", secret))
    if status >= 500 or status in (408, 409):
        return HostedError(
            f"{provider.name} has trouble at the moment (HTTP {status}).",
            "Try again in some minutes; its status page may tell more.",
            details,
            kind="server",
            outcome_known=False,
            retry_after=_retry_after(headers),
        )
    if status == 407:
        return _proxy_refuses(provider, details)
    if status in (401, 403) and not code and (wrong := _clock_is_wrong(headers)):
        # Whoever gives a code has another reason.
        return HostedError(
            f"The clock of this computer is {wrong} off, so {provider.called} refuses to answer.",
            "Set the clock right, and try again; if it refuses then too, give the key again.",
            details,
            kind="clock",
        )
    if status == 401 and secret in ("", "none"):
        return no_key(provider, details)
    told_error = refusal(provider, status, code, said, param, details)
    told_error.retry_after = _retry_after(headers)
    return told_error


def _told_redirect(error: "openai.APIStatusError", provider: Provider, details: str) -> HostedError:
    """Somebody sends this computer on; GeoFT never follows, for the rows would be sent along."""
    try:
        host = urlsplit(error.response.headers.get("location", "")).hostname
    except ValueError:
        host = None
    to = f", {host}" if host and host != error.request.url.host else ""
    return HostedError(
        f"{provider.name} sends this computer on to another address{to}; GeoFT does not go there.",
        "Where a network asks for a sign-in in the browser, sign in first. Otherwise correct the address of "
        f"{provider.called}.",
        details,
        kind="proxy",
        outcome_known=error.request.method in ("GET", "HEAD"),
    )


def _told_in_stream(error: "openai.APIError", provider: Provider, details: str) -> HostedError:
    """An error that came inside an answer, or an answer that is none."""
    body = error.body if isinstance(error.body, dict) else {}
    if not body:
        return _torn(provider, details)
    said = redact(_text(body.get("message")) or str(error))
    found = refusal(provider, 400, _text(body.get("code")), said, _text(body.get("param")), details)
    found.outcome_known = False
    return found


def _told_connection(error: Exception, provider: Provider, details: str) -> HostedError:
    import httpx2  # noqa: PLC0415 - slow to import
    import openai  # noqa: PLC0415 - as above

    causes = list(_causes(error))
    name = provider.name
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause, provider, details)
    if any(isinstance(cause, httpx2.ProxyError) for cause in causes):
        return _proxy_refuses(provider, details)
    never_sent = any(
        isinstance(
            cause,
            httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.UnsupportedProtocol,
        )
        for cause in causes
    )
    if never_sent and not provider.is_here and (proxy := _proxy()):
        return HostedError(
            f"{name} cannot be reached through the proxy {redact(proxy)}.",
            "See whether this computer is online and this is the right proxy; it comes from Settings → Keys, "
            "the system, or HTTPS_PROXY.",
            details,
            kind="proxy",
        )
    if never_sent:
        hint = (
            "Start the server, or check its address."
            if provider.is_here
            else "See whether this computer is online; a proxy or a firewall may be in the way."
        )
        return HostedError(f"{name} cannot be reached.", hint, details, kind="network")
    slow = any(isinstance(cause, openai.APITimeoutError | httpx2.TimeoutException) for cause in causes)
    broken = f"The connection to {provider.called} broke off."
    message = f"{name} took too long to answer." if slow else broken
    return HostedError(
        message, "Try again; see whether the network is steady.", details, kind="network", outcome_known=False
    )


def _certificate(error: ssl.SSLCertVerificationError, provider: Provider, details: str) -> HostedError:
    if error.verify_code == _CERTIFICATE_NOT_YET_VALID:
        return HostedError(
            f"The certificate of {provider.called} is not valid yet; the clock of this computer seems wrong.",
            "Set the clock right, and try again.",
            details,
            kind="clock",
        )
    expired = error.verify_code == _CERTIFICATE_EXPIRED
    return HostedError(
        f"The certificate of {provider.called} "
        + ("is out of date." if expired else "comes from nobody whom this computer trusts."),
        "See whether the clock of this computer is right."
        if expired
        else "Many offices look into connections with a certificate of their own. Ask for it as a PEM file, "
        "and name it in Settings → Keys (or set SSL_CERT_FILE).",
        details,
        kind="certificate",
    )


def _proxy() -> str:
    """The proxy that a connection to a provider goes through, or ""."""
    try:
        own = network().proxy
    except UserError:
        own = ""  # a damaged file is told where the connection is made
    return own or getproxies().get("https", "")


def _proxy_refuses(provider: Provider, details: str) -> HostedError:
    return HostedError(
        f"The proxy on the way to {provider.called} refuses the connection.",
        "See which address, name and password it wants, and set them in Settings → Keys (or HTTPS_PROXY).",
        details,
        kind="proxy",
    )


def _torn(provider: Provider, details: str) -> HostedError:
    return HostedError(
        f"The answer of {provider.called} came incomplete.",
        "Try again; see whether the network is steady.",
        details,
        kind="server",
        outcome_known=False,
    )


def _details(error: Exception) -> str:
    parts = [type(error).__name__, str(error)]
    request_id = getattr(error, "request_id", None)
    if request_id:
        parts.append(f"request {request_id}")
    parts += [f"{type(cause).__name__}: {cause}" for cause in _causes(error) if cause is not error]
    return redact(_without("; ".join(parts), _secret(error)))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        # OpenSSL's own error is wrapped in other errors' arguments on its way up.
        yield from (part for part in current.args if isinstance(part, ssl.SSLError) and id(part) not in seen)
        current = current.__cause__ or current.__context__


def _secret(error: Exception) -> str:
    """The key that the request carried: a provider may repeat it, whatever it looks like."""
    request = getattr(error, "request", None)
    headers = getattr(request, "headers", {})
    return str(headers.get("authorization", "")).removeprefix("Bearer ").strip()


def _without(text: str, secret: str) -> str:
    return text.replace(secret, HIDDEN) if len(secret) >= 8 else text


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """How long the provider wants to be left alone, in seconds: a number, or the date until then.

    A date is held against the provider's own clock, for this computer's may be wrong. Whoever asks for longer
    than some minutes is asked again before.
    """
    try:
        if milliseconds := headers.get("retry-after-ms"):
            seconds = float(milliseconds) / 1000
        elif not (value := headers.get("retry-after")):
            return None
        elif re.fullmatch(r"\s*[\d.]+\s*", value):
            seconds = float(value)
        else:
            seconds = (parsedate_to_datetime(value) - (_date(headers) or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, seconds), _LONGEST_RETRY_AFTER) if math.isfinite(seconds) else None


def _date(headers: Mapping[str, str]) -> datetime | None:
    """What time it was at the server, or None."""
    try:
        return parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None


def _clock_is_wrong(headers: Mapping[str, str]) -> str:
    """How far this computer's clock is from the server's, in words; "" where it is right or nobody knows."""
    there = _date(headers)
    if there is None or there.tzinfo is None:
        return ""
    off = abs(datetime.now(UTC) - there)
    if off < _CLOCK_TOLERANCE:
        return ""
    if off < timedelta(hours=2):
        return f"{round(off.total_seconds() / 60)} minutes"
    if off < timedelta(days=2):
        return f"{round(off.total_seconds() / 3600)} hours"
    return f"{off.days} days"
