"""Stores of keys that stand in for the operating system's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryStore(KeyringBackend):
    """Works as a system's store does. `kept` is what it holds."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("No such password!")
        del self.kept[service, username]


class LockedStore(MemoryStore):
    """Its user dismisses the question for the password. `asked` counts how often it came."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        # As a careless one might.
        raise KeyringLocked(f"Failed to unlock the collection for {password}!")


class ForgetfulStore(MemoryStore):
    """Takes everything and keeps nothing, as the library's null store."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class SilentStore(MemoryStore):
    """Waits for its user, until `answer` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answer.wait()
        return super().get_password(service, username)


class WindowsStore(MemoryStore):
    """Keeps what was there under another name when it is replaced, as the library does on Windows."""

    persist = "enterprise"

    def set_password(self, service: str, username: str, password: str) -> None:
        before = self.kept.get((service, username))
        if before is not None:
            self.kept[f"{username}@{service}", username] = before
        super().set_password(service, username, password)


WindowsStore.__module__ = "keyring.backends.Windows"


@contextmanager
def system_store(store: KeyringBackend) -> Iterator[None]:
    """Within it, `store` is the system's store of keys."""
    before = keyring.get_keyring()
    keyring.set_keyring(store)
    try:
        yield
    finally:
        keyring.set_keyring(before)
