"""Addresses of servers: which GeoFT may send a key and data to."""

from urllib.parse import urlsplit

from geoft_gui.errors import UserError

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


def is_loopback(address: str) -> bool:
    """Whether an address is this computer's own."""
    try:
        return urlsplit(address).hostname in _LOOPBACK
    except ValueError:
        return False


def check_address(address: str) -> str:
    """The address of a server without a slash at its end.

    Raises:
        UserError: it is no web address, carries a name, a password or a question, or it is not encrypted
            although it leaves this computer.
    """
    address = address.strip().rstrip("/")
    example = "Write it like https://api.example.com/v1."
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UserError("This is not the address of a server.", example, str(error)) from error
    if parts.scheme not in ("http", "https") or not host or any(letter.isspace() for letter in address):
        raise UserError("This is not the address of a server.", example)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UserError("An address carries no name, password or question here.", example)
    if parts.scheme == "http" and not is_loopback(address):
        raise UserError(
            f"http://{host} is not encrypted: everybody on the way could read your key and your data.",
            "Use https://. Plain http is for this computer only (localhost).",
        )
    return address
