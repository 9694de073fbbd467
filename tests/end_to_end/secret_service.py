"""GNOME Keyring, which answers as the Secret Service on a bus of a test's own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.waiting import wait_for

_TOOLS = ("dbus-daemon", "gnome-keyring-daemon", "gdbus")
_HAS_OWNER = (
    *("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path"),
    *("/", "--method", "org.freedesktop.DBus.NameHasOwner", "org.freedesktop.secrets"),
)

needs_a_keyring = [
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is a thing of Linux"),
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in _TOOLS),
        reason="needs dbus-daemon, gnome-keyring-daemon and gdbus, which ./geoft test installs on Debian",
    ),
]


@contextmanager
def secret_service(environment: Mapping[str, str], *, unlocked: bool) -> Iterator[None]:
    """Keys are kept on the bus of `environment`, below its HOME. It is unlocked by logging in, or is not."""
    how = ["--unlock"] if unlocked else []
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *how]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, text=True, env=environment
    ) as daemon:
        try:
            assert daemon.stdin is not None
            daemon.stdin.write("password\n" if unlocked else "")
            daemon.stdin.close()
            wait_for(lambda: "true" in _asked(environment))
            yield
        finally:
            daemon.terminate()


def _asked(environment: Mapping[str, str]) -> str:
    return subprocess.run(
        _HAS_OWNER, capture_output=True, text=True, env=environment, timeout=10, check=False
    ).stdout
