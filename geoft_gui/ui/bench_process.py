"""The child that builds parts for the window: started when it is first asked, and again when it has died."""

import contextlib
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from geoft_gui.engine import processes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Answer = tuple[dict[str, Any], dict[str, NDArray[Any]]]

_ARGUMENTS: Final = ("-m", "geoft_gui.geometry.bench")
_FAREWELL_SECONDS: Final = 1.0


class BenchEnded(Exception):
    """The child died of a request, twice, or could not be started at all."""


class BenchGivenUp(Exception):
    """The child was ended because a request took too long."""


class BenchProcess:
    """A child that answers frames (`geometry/frames.py`). One thread asks; others may only end it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked_at: float | None = None
        self._given_up = False
        self._closed = False

    def ask(self, request: dict[str, Any]) -> "Answer":
        """Wait for the answer to a request. Raises BenchEnded or BenchGivenUp.

        A child that dies may have been ended by someone else: one more is started and asked.
        """
        for _ in range(2):
            answer = self._ask_once(request)
            if answer is not None:
                return answer
            if self._given_up:
                raise BenchGivenUp
            if self._closed:
                break
        raise BenchEnded

    def give_up_after(self, seconds: float) -> None:
        """End the child when it has worked on one request for longer than this."""
        with self._lock:
            if self._asked_at is not None and time.monotonic() - self._asked_at > seconds:
                self._given_up = True
                self._kill()

    def close(self) -> None:
        """End the child at once, and start none again."""
        with self._lock:
            self._closed = True
            self._kill()

    def clear_away(self) -> None:
        """Let the child end and wait for it. For the thread that asks, when there is nothing more to ask."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(OSError):  # what was not sent yet to a dead child never will be
            process.stdin.close()
        try:
            process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        with self._lock:
            self._process = None

    def _ask_once(self, request: dict[str, Any]) -> "Answer | None":
        from geoft_gui.geometry.frames import read_frame, write_frame  # noqa: PLC0415

        process = self._running()
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        with self._lock:
            self._given_up = False
            self._asked_at = time.monotonic()
        try:
            write_frame(process.stdin, request)
            answer = read_frame(process.stdout)
        except OSError:
            answer = None
        with self._lock:
            self._asked_at = None
        if answer is None:
            self.clear_away()
        return answer

    def _running(self) -> subprocess.Popen[bytes] | None:
        """The child, ready to be asked; None when there can be none."""
        from geoft_gui.geometry.frames import read_frame  # noqa: PLC0415

        if self._process is not None and self._process.poll() is None:
            return self._process
        self.clear_away()
        with self._lock:
            if self._closed:
                return None
            try:
                process = self._process = processes.open_helper(_ARGUMENTS)
            except OSError as error:
                raise BenchEnded from error
        # It says when it has loaded what it needs: how long that takes is not the request's fault.
        assert process.stdout is not None
        if read_frame(process.stdout) is None:
            self.clear_away()
            return None
        return process

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
