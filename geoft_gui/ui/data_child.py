"""The child that checks the rows of a file: asked at any time, heard by signals."""

import contextlib
import logging
import subprocess
import tempfile
import threading
from typing import IO, Any, Final

from PySide6.QtCore import QObject, Signal

from geoft_gui.engine import processes

_ARGUMENTS: Final = ("-m", "geoft_gui.data.desk.judging")
_FAREWELL_SECONDS: Final = 1.0
_LAST_WORDS_BYTES: Final = 8_000
_LOG = logging.getLogger(__name__)


class DataChild(QObject):
    """`python -m geoft_gui.data.desk.judging` and the thread that listens to it.

    Signals come in the window's thread. After `close` nothing more is heard.
    """

    came = Signal(object, object)
    """A frame (`geometry/frames.py`): its content and its arrays."""
    died = Signal(str)
    """The child ended without being told to, or could not be started: its last words, which may be none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: list[dict[str, Any]] | None = []
        """What was asked before the child listened; None from then on."""
        self._closed = False
        self._thread = threading.Thread(target=self._listen, name="checking rows", daemon=True)

    def start(self) -> None:
        """Start the child. What it needs to load takes most of a second, on its own."""
        self._thread.start()

    def ask(self, request: dict[str, Any]) -> None:
        """Send a request. One whose child is gone is dropped: `died` tells that."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.append(request)
            elif not self._closed:
                self._send(request)

    def close(self) -> None:
        """End the child at once, whatever it does, and return when it is gone."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        if self._thread.ident is not None:
            self._thread.join()

    def _send(self, request: dict[str, Any]) -> None:
        from geoft_gui.geometry.frames import write_frame  # noqa: PLC0415

        assert self._process is not None and self._process.stdin is not None
        with contextlib.suppress(OSError):  # it is dead, which is told where its answers are read
            write_frame(self._process.stdin, request)

    # ---- on the thread that listens

    def _listen(self) -> None:
        with tempfile.TemporaryFile(buffering=0) as complaints:
            try:
                with self._lock:
                    if self._closed:
                        return
                    self._process = processes.open_helper(_ARGUMENTS, complaints=complaints)
            except OSError as error:
                self._say_died(str(error))
                return
            try:
                self._hand_on(self._process)
            finally:
                self._clear_away(self._process)
            self._say_died(_last_words(complaints))

    def _hand_on(self, process: subprocess.Popen[bytes]) -> None:
        from geoft_gui.geometry.frames import read_frame  # noqa: PLC0415

        assert process.stdout is not None
        # The first frame says that it listens: what is asked is read at once, whatever else it does.
        if read_frame(process.stdout) is None:
            return
        with self._lock:
            for request in self._waiting or ():
                self._send(request)
            self._waiting = None
        while (frame := read_frame(process.stdout)) is not None and not self._closed:
            self.came.emit(*frame)

    def _clear_away(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait(_FAREWELL_SECONDS)
        assert process.stdin is not None and process.stdout is not None
        with self._lock:
            with contextlib.suppress(OSError):  # what was not sent yet to a dead child never will be
                process.stdin.close()
            process.stdout.close()

    def _say_died(self, words: str) -> None:
        if not self._closed:
            _LOG.warning("the program that checks rows ended %s", words)
            self.died.emit(words)


def _last_words(complaints: IO[bytes]) -> str:
    """What the child has printed as errors."""
    length = complaints.seek(0, 2)
    complaints.seek(max(0, length - _LAST_WORDS_BYTES))
    return complaints.read().decode("utf-8", "replace").strip()
