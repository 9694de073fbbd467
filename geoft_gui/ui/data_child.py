"""The child that checks the rows of a file: asked at any time, heard by signals."""

import contextlib
import logging
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import IO, Any, Final

from PySide6.QtCore import QObject, Signal

from geoft_gui.engine import processes

_ARGUMENTS: Final = ("-m", "geoft_gui.data.desk.judging")
_FAREWELL_SECONDS: Final = 1.0
_LOG = logging.getLogger(__name__)

Request = dict[str, Any]


class DataChild(QObject):
    """`python -m geoft_gui.data.desk.judging`, a thread that listens to it, and one that asks it.

    A request may be larger than what a pipe takes at once, and the child may be busy: writing waits for it,
    which the window must not.

    Signals come in the window's thread. After `close` nothing more is heard.
    """

    came = Signal(object, object)
    """A frame (`geometry/frames.py`): its content and its arrays."""
    died = Signal(str)
    """The child ended without being told to, or could not be started: its last words, which may be none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = threading.Condition()
        self._waiting: deque[tuple[Hashable, Callable[[], Request]]] = deque()
        """What was asked and is not sent yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._ended = False
        """The child is gone, or was not to be started."""
        self._thread = threading.Thread(target=self._listen, name="checking rows", daemon=True)

    def start(self) -> None:
        """Start the child. What it needs to load takes most of a second, on its own."""
        self._thread.start()

    def ask(self, request: Callable[[], Request], *, of: Hashable = None) -> None:
        """Send a request; this returns at once. One whose child is gone is dropped: `died` tells that.

        Args:
            request: makes it, on another thread, when its turn has come.
            of: who asks; what the same one asked before and was not sent yet is dropped.
        """
        with self._state:
            if self._ended or self._closed:
                return
            if of is not None:
                self._waiting = deque(each for each in self._waiting if each[0] != of)
            self._waiting.append((of, request))
            self._state.notify()

    def close(self) -> None:
        """End the child at once, whatever it does, and return when it is gone."""
        with self._state:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        if self._thread.ident is not None:
            self._thread.join()

    # ---- on the thread that asks

    def _ask(self, stream: IO[bytes]) -> None:
        from geoft_gui.geometry.frames import write_frame  # noqa: PLC0415

        while True:
            with self._state:
                self._state.wait_for(lambda: self._waiting or self._ended)
                if self._ended:
                    return
                _, request = self._waiting.popleft()
            with contextlib.suppress(OSError):  # it is dead, which is told where its answers are read
                write_frame(stream, request())

    # ---- on the thread that listens

    def _listen(self) -> None:
        with tempfile.TemporaryFile(buffering=0) as complaints:
            try:
                with self._state:
                    if self._closed:
                        return
                    process = self._process = processes.open_helper(_ARGUMENTS, complaints=complaints)
            except OSError as error:
                self._end()
                self._say_died(str(error))
                return
            assert process.stdin is not None
            asking = threading.Thread(
                target=self._ask, args=(process.stdin,), name="asking about rows", daemon=True
            )
            try:
                self._hand_on(process, asking)
            finally:
                self._clear_away(process, asking)
            self._say_died(processes.last_words(complaints))

    def _hand_on(self, process: subprocess.Popen[bytes], asking: threading.Thread) -> None:
        from geoft_gui.geometry.frames import read_frame  # noqa: PLC0415

        assert process.stdout is not None
        # The first frame says that it listens: what is asked is read at once, whatever else it does.
        if read_frame(process.stdout) is None:
            return
        asking.start()
        while (frame := read_frame(process.stdout)) is not None and not self._closed:
            self.came.emit(*frame)

    def _clear_away(self, process: subprocess.Popen[bytes], asking: threading.Thread) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._end()
        process.kill()
        process.wait(_FAREWELL_SECONDS)
        if asking.ident is not None:
            # Writing to the dead ends.
            asking.join()
        with contextlib.suppress(OSError):  # what was not sent yet to a dead child never will be
            process.stdin.close()
        process.stdout.close()

    def _end(self) -> None:
        """From now on nothing is sent."""
        with self._state:
            self._process = None
            self._ended = True
            self._waiting.clear()
            self._state.notify_all()

    def _say_died(self, words: str) -> None:
        if not self._closed:
            _LOG.warning("the program that checks rows ended %s", words)
            self.died.emit(words)
