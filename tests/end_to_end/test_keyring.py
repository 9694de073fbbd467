"""`geoft keys` with the real Secret Service: GNOME Keyring on a bus of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.secret_service import needs_a_keyring, secret_service
from tests.hosted_server import HostedServer

pytestmark = needs_a_keyring

# Put together here, so that no scanner of sources takes them for real ones.
MARKER = "sk-" + "marker-" + "Qq7Zz8" * 6
NEXT = "sk-" + "marker-" + "Ww3Yy5" * 6


class Session:
    """A user's session: a home, a bus, and GeoFT in a terminal. `said` is all that it ever printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said = ""
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"},
            "HOME": str(home),
            "GEOFT_HOME": str(home / "geoft"),
            "XDG_RUNTIME_DIR": str(home),
        }

    def geoft(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "geoft_gui", "keys", *arguments],
            input=given,
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=Path(__file__).parents[2],
            timeout=60,
            check=False,
        )
        self.said += done.stdout + done.stderr
        return done

    def written(self) -> bytes:
        """What stands in any file of the user's."""
        return b"\n".join(path.read_bytes() for path in self.home.rglob("*") if path.is_file())


@contextmanager
def session(home: Path, *, unlocked: bool) -> Iterator[Session]:
    home.mkdir()
    opened = Session(home)
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=nothing, text=True, env=opened.environment
    ) as bus:
        try:
            assert bus.stdout is not None
            opened.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
            with secret_service(opened.environment, unlocked=unlocked):
                yield opened
        finally:
            bus.terminate()


def test_a_key_is_set_used_replaced_and_deleted(tmp_path: Path) -> None:
    with session(tmp_path / "home", unlocked=True) as user, HostedServer(key=MARKER) as server:
        assert user.geoft("custom", server.url).returncode == 0
        done = user.geoft("set", "custom", given=MARKER + "\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert "the system's keyring (Secret Service)" in done.stdout
        assert "Qq7Zz8"[-4:] + " in the system's keyring" in user.geoft("list").stdout

        assert "accepts the key" in user.geoft("test", "custom").stdout
        assert [request.path for request in server.requests][-1].endswith("/models")

        assert user.geoft("set", "custom", given=NEXT).returncode == 0
        refused = user.geoft("test", "custom")
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr

        assert user.geoft("delete", "custom").returncode == 0
        gone = user.geoft("delete", "custom")
        assert (gone.returncode, gone.stdout) == (1, "")
        assert "There is no key" in gone.stderr

        for secret in (MARKER, NEXT):
            assert secret not in user.said
            assert secret.encode() not in user.written()


def test_a_store_that_is_locked_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    with session(tmp_path / "home", unlocked=False) as user:
        done = user.geoft("set", "openai", given=MARKER)
        assert (done.returncode, done.stdout) == (1, "")
        assert "locked" in done.stderr
        assert "OPENAI_API_KEY" in done.stderr
        listed = user.geoft("list")
        assert listed.returncode == 0
        assert "no key" in listed.stdout
        assert MARKER.encode() not in user.written() + user.said.encode()
