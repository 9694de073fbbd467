"""What holds for every test: no display, no network, no home of its own, and nothing left behind."""

import os

# Before any test module, and with it Qt or Hugging Face, is imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
# The developer's own store of keys is out of reach, and no window asks for its password.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import logging
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

# A shell that starts the tests in the background has them, and the programs they start, ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Seconds. What ends by itself is given this long to do so.
_GRACE = 2.0

_KEYS = (
    "OPENAI_ADMIN_KEY",
    "OPENAI_API_KEY",
    "OPENAI_ORG",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
    "NEBIUS_API_KEY",
    "AZURE_OPENAI_API_KEY",
    "CRUSOE_API_KEY",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
)

# Threads that a library keeps for the life of the process, by the beginning of their name.
_LASTING_THREADS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh ``GEOFT_HOME`` for each test: nothing is read from or written to the developer's own."""
    home = tmp_path_factory.mktemp("geoft-home")
    monkeypatch.setenv("GEOFT_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own keys and accounts are out of reach of every test."""
    for name in _KEYS:
        monkeypatch.delenv(name, raising=False)


class _Errors(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A logged error fails its test, unless the test is about it and says so with ``logs_errors``."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(errors)
    if errors.records and request.node.get_closest_marker("logs_errors") is None:
        told = logging.Formatter("%(name)s: %(message)s")
        lines = "\n".join(told.format(record) for record in errors.records)
        pytest.fail(f"logged errors:\n{lines}", pytrace=False)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A thread or a child process that outlives its test fails it; the child is ended then."""
    me = psutil.Process()
    threads = set(threading.enumerate())
    children = set(me.children(recursive=True))
    yield
    left_threads = _outliving([thread for thread in threading.enumerate() if thread not in threads])
    left = [child for child in me.children(recursive=True) if child not in children]
    _, left_children = psutil.wait_procs(left, timeout=_GRACE)
    names = [f"thread “{thread.name}”" for thread in left_threads]
    for child in left_children:
        names.append(f"process {' '.join(_command(child))}")
        child.kill()
    psutil.wait_procs(left_children)
    if names:
        pytest.fail("left running: " + ", ".join(names), pytrace=False)


def _outliving(threads: list[threading.Thread]) -> list[threading.Thread]:
    until = time.monotonic() + _GRACE
    suspects = [thread for thread in threads if not thread.name.startswith(tuple(_LASTING_THREADS))]
    for thread in suspects:
        thread.join(max(0.0, until - time.monotonic()))
    return [thread for thread in suspects if thread.is_alive()]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return [str(process.pid), "(gone by now)"]
