"""Keys of the places that train and answer elsewhere, kept by the operating system.

A key lies in the system's own store (Windows Credential Manager, macOS Keychain, Secret Service), or, where
that does not work, in the memory of this program; never in a file of GeoFT's. One in the environment comes
before both. Of a key in the store, `keys.json` in GeoFT's folder holds the day on which it was set.
"""

import json
import os
import re
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.key_store import KeyStoreError, SystemStore
from geoft_gui.redact import hide

HUGGING_FACE: Final = "hugging_face"
DAYS_UNTIL_OLD: Final = 90
"""After so many days it is time for a new key."""

Place = Literal["environment", "session", "store", "none"]

_HUGGING_FACE_VARIABLES: Final = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_PROBE: Final = "probe"
_PATIENCE_SECONDS: Final = 60.0
"""The store may ask its user for a password, who may be away."""
_LETTERS_TO_TELL_APART: Final = 12
"""Of a shorter key, the last four characters would be too much of it."""


class KeyRefusedError(UserError):
    """What was entered is no key."""


@dataclass(frozen=True)
class KeyState:
    """Where a key is, without the key.

    `variable` is the environment variable that holds it, or else the one that could, or "". `set_on` is known
    of a key in the store that GeoFT put there. `problem` says why the store could not be asked, or is "".
    """

    name: str
    place: Place
    variable: str
    last_four: str = ""
    set_on: date | None = None
    is_old: bool = False
    problem: str = ""


@dataclass(frozen=True)
class StoreState:
    """Whether the system's store keeps keys, its name in words, and the reason if it does not."""

    works: bool
    name: str
    problem: str = ""
    details: str = ""


class Keys:
    """All keys of a user. Made once for a program, since what is kept for the session is kept in it.

    It may be used by several threads. Every method may wait for the system's store, which may ask its user
    for a password first: none belongs in the window's thread.
    """

    def __init__(self, home: Path | None = None, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._home = home
        self._dates_file = (home or paths.data_home()) / "keys.json"
        self._store = SystemStore(patience)
        self._session: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        """The key of a provider, such as "openai", or of "hugging_face"; None where there is none.

        That in the environment comes first, then that of this session, then that in the system's store.
        A store that does not work is as one without the key; `state` says why.
        """
        return self._found(name)[1]

    def set(self, name: str, secret: str, *, session_only: bool = False) -> None:
        """Keep a key, in place of the one so far.

        Raises KeyRefusedError when it cannot be one, and KeyStoreError when the store does not keep it.
        """
        secret = _checked(secret)
        hide(secret)
        if session_only:
            self._session[_known(name)] = secret
        else:
            self._put_into_store(_known(name), secret)
            self._session.pop(name, None)
            self._date(name, datetime.now(UTC).date())
        self._forget_refusals(name)

    def delete(self, name: str) -> None:
        """Forget a key, of this session and in the store.

        Raises UserError when there is none, or it stands in the environment, and KeyStoreError when the
        store does not give it up.
        """
        was_kept = self._session.pop(_known(name), None) is not None
        try:
            was_kept |= self._store.delete(_service(name))
        except KeyStoreError:
            if not was_kept and not self._set_variable(name):
                raise
        self._date(name, None)
        self._forget_refusals(name)
        if was_kept:
            return
        if variable := self._set_variable(name):
            raise UserError(
                f"This key stands in the environment variable {variable}, which GeoFT cannot change.",
                "Delete it where it was set, and start GeoFT again.",
            )
        raise UserError(
            f"There is no key of “{name}” to delete.",
            "See which there are in Settings → Keys, or with: geoft keys list",
        )

    def state(self, name: str) -> KeyState:
        """Where the key of a provider is, and what may be shown of it."""
        place, secret, problem = self._found(name)
        variable = self._set_variable(name) or next(iter(self._variables(name)), "")
        last_four = secret[-4:] if secret is not None and len(secret) >= _LETTERS_TO_TELL_APART else ""
        set_on = self._dates().get(name) if place == "store" else None
        is_old = set_on is not None and (datetime.now(UTC).date() - set_on).days >= DAYS_UNTIL_OLD
        return KeyState(name, place, variable, last_four, set_on, is_old, problem)

    def store(self, *, again: bool = True) -> StoreState:
        """Whether the system's store works, found out by keeping something in it and taking it out again.

        Its user may be asked for a password. Without `again`, one who did not open it is left in peace.
        """
        failed = self._store.last_failure
        if not again and failed is not None and self._store.was_declined:
            return StoreState(False, self._store.name(), failed.message, failed.details)
        try:
            self._store.put(_service(_PROBE), uuid.uuid4().hex)
            self._store.delete(_service(_PROBE))
        except KeyStoreError as error:
            return StoreState(False, self._store.name(), error.message, error.details)
        return StoreState(True, self._store.name())

    def _found(self, name: str) -> tuple[Place, str | None, str]:
        """Where the key is, the key, and why the store could not be asked."""
        place: Place = "none"
        secret: str | None = None
        problem = ""
        if variable := self._set_variable(_known(name)):
            place, secret = "environment", os.environ[variable].strip()
        elif name in self._session:
            place, secret = "session", self._session[name]
        else:
            try:
                secret = self._store.get(_service(name))
            except KeyStoreError as error:
                problem = error.message
            if secret:
                place = "store"
        if secret:
            hide(secret)
        return place, secret or None, problem

    def _put_into_store(self, name: str, secret: str) -> None:
        try:
            self._store.put(_service(name), secret)
        except KeyStoreError as error:
            variable = next(iter(self._variables(name)), "")
            elsewhere = (
                f", or put into the environment variable {variable}"
                if variable
                else f", or put into the variable that key_variable names in [{name}] of providers.toml"
            )
            raise KeyStoreError(
                error.message,
                f"In the window, it can be kept for the session{elsewhere}; GeoFT writes no key to a file.",
                error.details,
            ) from error

    def _variables(self, name: str) -> tuple[str, ...]:
        """The environment variables that may hold this key."""
        if name == HUGGING_FACE:
            return _HUGGING_FACE_VARIABLES
        # Only when it is needed: the window is on the screen before.
        from geoft_gui.hosted.providers import provider  # noqa: PLC0415

        try:
            variable = provider(name, self._home).key_variable
        except UserError:
            return ()  # whoever asks the provider for something is told what is wrong
        return (variable,) if variable else ()

    def _set_variable(self, name: str) -> str:
        return next((each for each in self._variables(name) if os.environ.get(each, "").strip()), "")

    def _forget_refusals(self, name: str) -> None:
        """Another key may belong to another organisation, which may train."""
        if name != HUGGING_FACE:
            from geoft_gui.hosted.refused import forget  # noqa: PLC0415

            forget(name, self._home)

    # ---- the days on which keys were set

    def _dates(self) -> dict[str, date]:
        try:
            raw = json.loads(self._dates_file.read_text(encoding="utf-8"))
            return {name: date.fromisoformat(day) for name, day in raw.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # only the reminder is lost

    def _date(self, name: str, day: date | None) -> None:
        with self._lock:
            dates: Mapping[str, date | None] = self._dates() | {name: day}
            content = {each: on.isoformat() for each, on in dates.items() if on is not None}
            unfinished = self._dates_file.with_name(f".{self._dates_file.name}.{uuid.uuid4().hex}")
            try:
                self._dates_file.parent.mkdir(parents=True, exist_ok=True)
                unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
                os.replace(unfinished, self._dates_file)
            except OSError:
                # The key is kept all the same: nobody is reminded of its age.
                unfinished.unlink(missing_ok=True)


def _checked(secret: str) -> str:
    """The key that was entered, without what surrounds it; KeyRefusedError when it cannot be one."""
    secret = secret.strip()
    if not secret:
        raise KeyRefusedError("No key was entered.", "Copy it from the page of your account.")
    if re.search(r"\s", secret):
        raise KeyRefusedError(
            "A key has no spaces and no line breaks.", "Copy the key alone, without the words around it."
        )
    if not secret.isascii() or not secret.isprintable():
        raise KeyRefusedError(
            "This is not a key: it has characters that keys do not have.",
            "Copy it once more; where a key is shown as dots, the dots are copied.",
        )
    if secret[0] in "\"'<" or re.match(r"[A-Z][A-Z0-9_]*=", secret):
        raise KeyRefusedError(
            "This is more than a key: a name or quotation marks stand beside it.", "Copy the key alone."
        )
    return secret


def _known(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or name == _PROBE:
        raise ValueError(f"no key has the name {name!r}")
    return name


def _service(name: str) -> str:
    # Windows gives a second key of the same service another name: each key has a service of its own.
    return f"geoft/{name}"
