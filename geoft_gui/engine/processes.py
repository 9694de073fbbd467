"""Starting, recognising and ending GeoFT's own processes, on Windows as on POSIX."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

from geoft_gui.redact import SECRET_ENDINGS

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
# The system works a creation time out from the moment it was booted, which moves when the clock is set.
_CREATION_TOLERANCE_SECONDS = 2.0
_LOOK_SECONDS = 0.1
_LAST_WORDS_BYTES = 8_000


class ChildGivenUpError(Exception):
    """Whoever waited for a child no longer does, and it was ended."""


@dataclass(frozen=True)
class ProcessIdentity:
    """A process, told apart from a later one with the same number.

    `created` is in seconds since 1970, `host` the name of the machine that it runs on.
    """

    pid: int
    created: float
    host: str

    def as_dict(self) -> dict[str, Any]:
        """The form kept in `process.json`."""
        return {"pid": self.pid, "created": self.created, "host": self.host}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "ProcessIdentity":
        """Reads what `as_dict` wrote; KeyError, TypeError or ValueError when it is something else."""
        return cls(int(raw["pid"]), float(raw["created"]), str(raw["host"]))


def start(
    arguments: Sequence[str],
    *,
    log: Path,
    on_exit: Callable[[int], object] = lambda status: None,
    given: bytes = b"",
) -> ProcessIdentity:
    """Start this interpreter with `arguments` (such as `-m geoft_gui.trainer …`) as a process of its own.

    It outlives this process, has no terminal, and appends what it prints to `log`. Its standard input holds
    `given` and no more: the one way to hand it a secret, of at most some thousand bytes.
    Keys and tokens in the environment are not passed on. `on_exit` hears its exit status, on a thread of its
    own, if this process lives to see it: negative is a signal (POSIX).
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            _command(arguments),
            stdin=subprocess.PIPE if given else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=child_environment(),
            **_detached(),
        )
    _give(process, given)
    # Waited for in the background, else its entry stays in the process table for as long as this one runs.
    threading.Thread(
        target=lambda: on_exit(process.wait()), name=f"wait for process {process.pid}", daemon=True
    ).start()
    return ProcessIdentity(process.pid, _created(process.pid), socket.gethostname())


def run_child(
    arguments: Sequence[str],
    *,
    timeout: float,
    given_up: Callable[[], bool] = lambda: False,
    given: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with `arguments` to its end and return what it printed (UTF-8).

    Its standard input holds `given` and no more, as in `start`.
    Raises TimeoutError after `timeout` seconds, and ChildGivenUpError when `given_up`, which is asked ten
    times a second, says so. It and its children are ended then, and also when this process is interrupted.
    """
    process = subprocess.Popen(
        _command(arguments),
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(),
        encoding="utf-8",
        errors="replace",
        creationflags=_windows_flag("CREATE_NO_WINDOW"),
    )
    with process:
        try:
            _give(process, given)
            printed, complained = _communicated(process, timeout, given_up)
        except BaseException:
            end_child(process)
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, printed, complained)


def open_helper(
    arguments: Sequence[str], *, complaints: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start this interpreter with `arguments` as a helper that is asked on `stdin` and answers on `stdout`.

    Both are binary. The helper must end when its input does, which it also does when this process dies;
    what it prints as an error goes to the file `complaints`, or is dropped.
    """
    return subprocess.Popen(
        _command(arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if complaints is None else complaints,
        env=child_environment(),
        creationflags=_windows_flag("CREATE_NO_WINDOW"),
    )


def open_talker(
    arguments: Sequence[str], *, complaints: IO[bytes], given: bytes = b""
) -> "subprocess.Popen[bytes]":
    """Start this interpreter with `arguments` as a child that is only listened to; errors go to a file.

    Its standard input holds `given` and no more, as in `start`.
    Keys and tokens in the environment are not passed on.
    """
    process = subprocess.Popen(
        _command(arguments),
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=child_environment(),
        creationflags=_windows_flag("CREATE_NO_WINDOW"),
    )
    _give(process, given)
    return process


def end_child(process: "subprocess.Popen[Any]") -> None:
    """End a child of this process and its children by force."""
    _end([*_descendants(process.pid), *_existing(process.pid)], grace_seconds=0)


def last_words(complaints: IO[bytes]) -> str:
    """The end of what a helper has printed as errors, from the file that `open_helper` was given."""
    length = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, length - _LAST_WORDS_BYTES))
    return complaints.read().decode("utf-8", "replace").strip()


def is_here(identity: ProcessIdentity) -> bool:
    """Whether the process belongs to this machine, so that it can be looked for here at all."""
    return identity.host == socket.gethostname()


def alive(identity: ProcessIdentity) -> bool:
    """Whether that very process still runs on this machine. A finished one nobody waited for does not."""
    return _same(identity) is not None


def end_tree(identity: ProcessIdentity, *, grace_seconds: float) -> None:
    """End a process and its children, asking first on POSIX and by force after `grace_seconds`.

    Returns when all are gone. Nothing happens when it has ended, or its number belongs to another by now.
    """
    process = _same(identity)
    if process is not None:
        _end([process, *_descendants(identity.pid)], grace_seconds)


def cpu_seconds(identity: ProcessIdentity) -> float | None:
    """Processor time that this one process has used, in seconds; None when it has ended."""
    process = _same(identity)
    if process is None:
        return None
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return None
    return float(times.user + times.system)


def child_environment() -> dict[str, str]:
    """This process's environment for a child: UTF-8, unbuffered, quiet, and without keys and tokens."""
    environment = {
        name: value for name, value in os.environ.items() if not name.upper().endswith(SECRET_ENDINGS)
    }
    environment |= {
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    if _PACKAGE_PARENT.name not in {"site-packages", "dist-packages"}:
        # A checkout: the child finds the package there, whatever folder it is started in.
        paths = [str(_PACKAGE_PARENT), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


def interpreter() -> Path:
    """The Python that trains and answers: this one, in its form with a standard output."""
    current = Path(sys.executable)
    with_output = current.with_name("python.exe")
    return with_output if current.name.lower() == "pythonw.exe" and with_output.is_file() else current


def _command(arguments: Sequence[str]) -> list[str]:
    # -P: a file named like a module in the current folder must not be imported in its place.
    return [str(interpreter()), "-P", *arguments]


def _give(process: "subprocess.Popen[Any]", given: bytes) -> None:
    """Write what a process is given, and end its standard input, of which nobody else is to know."""
    if process.stdin is None:
        return
    # One that has died already is not to be told anything; its exit status says more.
    with suppress(OSError), process.stdin as stream:
        os.write(stream.fileno(), given)
    process.stdin = None


def _communicated(
    process: subprocess.Popen[str], timeout: float, given_up: Callable[[], bool]
) -> tuple[str, str]:
    """What a child prints until it ends. Raises as `run_child` does; the child still runs then."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return process.communicate(timeout=min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic())))
        except subprocess.TimeoutExpired as error:
            # What it has printed so far is kept for the next look.
            if given_up():
                raise ChildGivenUpError from error
            if time.monotonic() >= deadline:
                raise TimeoutError(f"a child took longer than {timeout:g} seconds") from error


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        # An invisible console rather than none: what the child itself starts opens no window either.
        flags = _windows_flag("CREATE_NEW_PROCESS_GROUP") | _windows_flag("CREATE_NO_WINDOW")
        return {"creationflags": flags}
    return {"start_new_session": True}


def _windows_flag(name: str) -> int:
    return int(getattr(subprocess, name, 0))


def _created(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        # It ended at once and is waited for already; an identity that is never alive is right.
        return 0.0


def _same(identity: ProcessIdentity) -> psutil.Process | None:
    if not is_here(identity):
        return None
    try:
        process = psutil.Process(identity.pid)
        if abs(process.create_time() - identity.created) > _CREATION_TOLERANCE_SECONDS:
            return None
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        # One that may not be looked at is somebody else's, who got its number.
        return None


def _existing(pid: int) -> list[psutil.Process]:
    try:
        return [psutil.Process(pid)]
    except psutil.NoSuchProcess:
        return []


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _end(processes: Sequence[psutil.Process], grace_seconds: float) -> None:
    remaining = list(processes)
    if grace_seconds > 0:
        for process in remaining:
            _quietly_gone(process.terminate)
        _, remaining = psutil.wait_procs(remaining, timeout=grace_seconds)
    for process in remaining:
        _quietly_gone(process.kill)
    psutil.wait_procs(remaining)


def _quietly_gone(signal: Any) -> None:
    try:
        signal()
    except psutil.NoSuchProcess:
        return  # it ended by itself in the meantime: that is what was asked
