"""The child that builds parts for the window: started when it is first asked, and again when it has died."""

import contextlib
import subprocess
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING, Any, Final

from geoft_gui.engine import processes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Answer = tuple[dict[str, Any], dict[str, NDArray[Any]]]

_ARGUMENTS: Final = ("-m", "geoft_gui.geometry.bench")
STARTING_SECONDS: Final = 60.0
"""A child that is not ready by then will never be."""
_FAREWELL_SECONDS: Final = 1.0


class BenchFailure(Exception):
    """There is no answer. The message is what the child last printed, which may be nothing."""


class BenchEnded(BenchFailure):
    """The child died of a request, twice."""


class BenchGivenUp(BenchFailure):
    """The child was ended because a request took too long."""


class BenchNotStarted(BenchFailure):
    """There is no child to ask: it cannot be started, or died or hung before it was ready."""


class BenchProcess:
    """A child that answers frames (`geometry/frames.py`). One thread asks; others may only end it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._deadline: float | None = None
        """When the child is late, on the clock of `time.monotonic`."""
        self._given_up = False
        self._closed = False

    def ask(self, request: dict[str, Any], patience: float) -> "Answer":
        """Wait for the answer to a request, for which there are so many seconds. Raises BenchFailure.

        A child that dies may have been ended by someone else: one more is started and asked.
        """
        words = ""
        self._given_up = False
        for _ in range(2):
            process, words = self._running()
            if process is None:
                failure: type[BenchFailure] = BenchNotStarted
            else:
                answer = self._ask_once(process, request, patience)
                if answer is not None:
                    return answer
                words = self._last_words()
                self.clear_away()
                failure = BenchGivenUp if self._given_up else BenchEnded
            if self._given_up or self._closed:
                break
        raise failure(words)

    def give_up_late(self) -> None:
        """End the child when it has started, or worked on one request, for longer than it may."""
        with self._lock:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._given_up = True
                self._kill()

    def close(self) -> None:
        """End the child at once, and start none again."""
        with self._lock:
            self._closed = True
            self._kill()

    def clear_away(self, *, at_once: bool = False) -> None:
        """Let the child end, or end it, and wait for it. For the thread that asks, when it asks no more."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        if at_once:
            process.kill()
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
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def _ask_once(
        self, process: subprocess.Popen[bytes], request: dict[str, Any], patience: float
    ) -> "Answer | None":
        from geoft_gui.geometry.frames import read_frame, write_frame  # noqa: PLC0415

        assert process.stdin is not None and process.stdout is not None
        # What it said of earlier requests is of no use any more, and shall not fill the disk.
        assert self._complaints is not None
        self._complaints.seek(0)
        self._complaints.truncate()
        self._expect_within(patience)
        try:
            write_frame(process.stdin, request)
            return read_frame(process.stdout)
        except OSError:
            return None
        finally:
            self._expect_nothing()

    def _running(self) -> tuple[subprocess.Popen[bytes] | None, str]:
        """The child, ready to be asked; None when there can be none, and what there is to say of it."""
        from geoft_gui.geometry.frames import read_frame  # noqa: PLC0415

        if self._process is not None and self._process.poll() is None:
            return self._process, ""
        self.clear_away()
        with self._lock:
            if self._closed:
                return None, ""
            try:
                process, self._complaints = _started()
            except OSError as error:
                return None, str(error)
            self._process = process
        # It says when it has loaded what it needs: how long that takes is not the request's fault.
        assert process.stdout is not None
        self._expect_within(STARTING_SECONDS)
        try:
            ready = read_frame(process.stdout) is not None
        finally:
            self._expect_nothing()
        if ready:
            return process, ""
        words = self._last_words()
        self.clear_away()
        return None, words

    def _last_words(self) -> str:
        """What the child has printed as errors since it was asked."""
        assert self._process is not None and self._complaints is not None
        # Its output is closed: it is about to be gone, with all that it had to say.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL_SECONDS)
        return processes.last_words(self._complaints)

    def _expect_within(self, seconds: float) -> None:
        with self._lock:
            self._given_up = False
            self._deadline = time.monotonic() + seconds

    def _expect_nothing(self) -> None:
        with self._lock:
            self._deadline = None

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


def _started() -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """A child, and what it prints as errors: a file, which need not be read for the child to go on."""
    complaints = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    try:
        return processes.open_helper(_ARGUMENTS, complaints=complaints), complaints
    except OSError:
        complaints.close()
        raise
