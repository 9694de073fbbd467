"""The operating system's own store of keys, asked so that it cannot hold anybody up for ever."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geoft_gui.errors import UserError
from geoft_gui.redact import redact

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_USER: Final = "key"
_WINDOWS: Final = "keyring.backends.Windows"
_WINDOWS_LETTERS: Final = 1_280
_NAMES: Final = {
    _WINDOWS: "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.SecretService": "the system's keyring (Secret Service)",
    "keyring.backends.libsecret": "the system's keyring (Secret Service)",
    "keyring.backends.kwallet": "KWallet",
}
_IN_FILES: Final = ("keyrings.alt", "keyring_pass")
"""Stores of other programs, which keep keys in files of their own."""
_QUIET_SECONDS: Final = 10.0
"""For so long after it failed, the store is not read: its user would be asked for a password for each key.

One who said no is not asked again by reading at all, until something else is wanted of the store.
"""
_Answer = TypeVar("_Answer")


class KeyStoreError(UserError):
    """The system's store of keys does not work."""


class KeyStoreLockedError(KeyStoreError):
    """The store is locked, and its user did not open it when they were asked to."""


class KeyTooLongError(KeyStoreError):
    """The store works, and does not take keys as long as this one."""


class SystemStore:
    """The system's store, asked by one thread at a time, and no longer than its user can be waited for."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._turn = threading.Lock()
        self._unanswered: threading.Thread | None = None
        self._failed: tuple[float, KeyStoreError] | None = None

    def name(self) -> str:
        """What people know it by."""
        import keyring  # noqa: PLC0415

        store = keyring.get_keyring()
        names = [_NAMES.get(type(each).__module__, each.name) for each in _members(store)]
        return " and ".join(dict.fromkeys(names)) if _is_usable(store) else "the system's store of keys"

    def get(self, service: str) -> str | None:
        """What is kept under this name, or None. All three raise KeyStoreError when it does not work."""
        failed = self._failed
        if failed is not None and (self.was_declined or time.monotonic() - failed[0] < _QUIET_SECONDS):
            raise KeyStoreError(*failed[1].args)
        return self._ask(lambda store: store.get_password(service, _USER))

    @property
    def was_declined(self) -> bool:
        """Whether its user did not open it when they were asked last."""
        return self._failed is not None and isinstance(self._failed[1], KeyStoreLockedError)

    @property
    def last_failure(self) -> KeyStoreError | None:
        """Why it did not work when it was asked last; None where it did."""
        return self._failed[1] if self._failed is not None else None

    def put(self, service: str, secret: str) -> None:
        """Keep `secret` under this name, and see that it is kept."""
        self._ask(lambda store: _put(store, service, secret))

    def delete(self, service: str) -> bool:
        """Delete what is kept under this name; whether there was something."""
        return self._ask(lambda store: _deleted(store, service))

    def _ask(self, work: "Callable[[KeyringBackend], _Answer]") -> _Answer:
        """What `work` makes of the store. Raises KeyStoreError for whatever it raises, or for no answer."""
        try:
            answer = self._answer(work)
        except KeyTooLongError:
            raise
        except KeyStoreError as error:
            self._failed = time.monotonic(), error
            raise
        self._failed = None
        return answer

    def _answer(self, work: "Callable[[KeyringBackend], _Answer]") -> _Answer:
        outcome: list[_Answer] = []
        failure: list[Exception] = []

        def do() -> None:
            try:
                outcome.append(work(_opened_store()))
            except Exception as error:
                # Each store has errors of its own, which no common class unites.
                failure.append(error)

        if not self._turn.acquire(timeout=self._patience):
            raise _unanswered()
        try:
            if self._unanswered is not None and self._unanswered.is_alive():
                raise _unanswered()
            # It is waited for on another thread: no store can be told to stop waiting for its user.
            asking = threading.Thread(target=do, name="store of keys", daemon=True)
            asking.start()
            asking.join(self._patience)
            if asking.is_alive():
                self._unanswered = asking
                raise _unanswered()
        finally:
            self._turn.release()
        if failure:
            raise _told(failure[0]) from failure[0]
        return outcome[0]


def _opened_store() -> "KeyringBackend":
    # It takes a while to import, and the window does not need it to begin.
    import keyring  # noqa: PLC0415

    store = keyring.get_keyring()
    if not _is_usable(store):
        raise KeyStoreError("This computer has no store of keys that works.", "", store.name)
    for each in _members(store):
        if type(each).__module__ == _WINDOWS:
            # The usual value lets a key travel to the other computers of an organisation.
            each.persist = "local machine"
    return store


def _members(store: "KeyringBackend") -> list[Any]:
    """Where the library has found several stores, it asks one after the other."""
    return list(getattr(store, "backends", [store]))


def _is_usable(store: "KeyringBackend") -> bool:
    modules = [type(each).__module__ for each in _members(store)]
    return bool(modules) and not any(
        module == "keyring.backends.fail" or module.startswith(_IN_FILES) for module in modules
    )


def _put(store: "KeyringBackend", service: str, secret: str) -> None:
    is_windows = any(type(each).__module__ == _WINDOWS for each in _members(store))
    if is_windows and len(secret) > _WINDOWS_LETTERS:
        raise KeyTooLongError(
            f"This key has {len(secret):,} characters; Windows keeps no more than {_WINDOWS_LETTERS:,}."
        )
    before = store.get_password(service, _USER) if is_windows else None
    if before is not None:
        # Else the library keeps the old key beside the new one, under another name.
        store.delete_password(service, _USER)
    try:
        store.set_password(service, _USER, secret)
    except BaseException:
        if before is not None:
            store.set_password(service, _USER, before)
        raise
    if store.get_password(service, _USER) != secret:
        raise KeyStoreError("This computer's store of keys has forgotten the key at once.")


def _deleted(store: "KeyringBackend", service: str) -> bool:
    """Delete what is kept under this name; whether there was something."""
    if store.get_password(service, _USER) is None:
        return False
    store.delete_password(service, _USER)
    return True


def _told(error: Exception) -> KeyStoreError:
    if isinstance(error, KeyStoreError):
        return error
    from keyring.errors import InitError, KeyringLocked, NoKeyringError  # noqa: PLC0415

    reason = "This computer's store of keys does not work."
    if isinstance(error, NoKeyringError):
        reason = "This computer has no store of keys that works."
    elif isinstance(error, InitError | KeyringLocked):
        reason = "This computer's store of keys is locked, and was not opened."
        return KeyStoreLockedError(reason, "", redact(f"{type(error).__name__}: {error}"))
    return KeyStoreError(reason, "", redact(f"{type(error).__name__}: {error}"))


def _unanswered() -> KeyStoreError:
    return KeyStoreError(
        "This computer's store of keys gives no answer.", "It may wait for its password, in another window."
    )
