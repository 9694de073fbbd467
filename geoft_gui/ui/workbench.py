"""Where the window has parts built: a process of its own, asked from one thread.

manifold3d holds the interpreter while it works, for most of a second with a part of 900 holes, and a crash
in it must not end the window.
"""

import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from geoft_gui.errors import UserError
from geoft_gui.ui.bench_process import BenchEnded, BenchFailure, BenchGivenUp, BenchProcess
from geoft_gui.ui.look import Look, LookMemory

__all__ = ["Look", "Workbench"]

PATIENCE_SECONDS: Final = 20.0
"""A part that takes longer to build is given up."""
SAVING_PATIENCE_SECONDS: Final = 120.0
"""A file that takes longer to be written is given up: a folder may be far away."""
_WATCH_MILLISECONDS: Final = 500
_SAVING_SECONDS: Final = 5.0
"""How long closing waits for files that are being saved."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Request:
    text: str
    asker: Hashable
    done: Callable[[Look], None]


@dataclass(frozen=True, eq=False)
class _Saving:
    text: str
    path: Path
    done: Callable[[], None]
    failed: Callable[[UserError], None]


class Workbench(QObject):
    """Builds, draws and saves parts in a child process, which is started when it is first needed.

    To be used in the window's thread, where the answers arrive too, never before the call has returned.
    """

    _answered = Signal(object)
    """A callable that hands an answer on; emitted by the worker, called in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = BenchProcess()
        self._memory = LookMemory()
        self._latest: dict[Hashable, _Request] = {}
        self._queue: deque[_Request | _Saving] = deque()
        self._saving = False
        self._closed = False
        # Guards what both threads touch: the queue, the memory, and the two flags.
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._bench.give_up_late)
        self._answered.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)

    def look(self, text: str, done: Callable[[Look], None], *, of: Hashable = None) -> None:
        """Ask for the report on a text and its drawing.

        `of` names who asks, usually `self` or `(self, "expected")`: a newer request of the same asker
        replaces one that is not answered yet, whose `done` is then never called. Nor is it when `of` is, or
        begins with, a QObject that is deleted by then. Recently asked texts are answered from memory.
        """
        request = _Request(text, of, done)
        self.forget(of)
        if of is not None:
            self._latest[of] = request
        with self._changed:
            remembered = self._memory.find(text)
        if remembered is not None:
            self._answered.emit(lambda: self._deliver(request, remembered))
        else:
            self._enqueue(request)

    def forget(self, of: Hashable) -> None:
        """Nobody wants the answer of this asker any more."""
        replaced = self._latest.pop(of, None)
        with self._changed:
            if replaced is not None and replaced in self._queue:
                self._queue.remove(replaced)

    def save(
        self, text: str, path: Path, done: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        """Write a text's part to `path`, whose suffix (.stl, .3mf, .glb) names the format."""
        self._enqueue(_Saving(text, path, done, failed))

    def close(self) -> None:
        """End the child and the thread. Files that are being saved are finished, nothing else is answered."""
        with self._changed:
            self._closed = True
            kept = [request for request in self._queue if isinstance(request, _Saving)]
            self._queue = deque(kept)
            saves = self._saving or bool(kept)
            self._changed.notify()
        self._watch.stop()
        self._latest.clear()
        if self._thread is None:
            return
        if saves:
            self._thread.join(_SAVING_SECONDS)
        self._bench.close()
        self._thread.join()

    def _enqueue(self, request: _Request | _Saving) -> None:
        with self._changed:
            if self._closed:
                return
            self._queue.append(request)
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="workbench", daemon=True)
            self._thread.start()
            self._watch.start()

    def _hand_on(self, answer: Callable[[], None]) -> None:
        if not self._closed:
            answer()

    def _deliver(self, request: _Request, look: Look) -> None:
        if request.asker is not None and self._latest.get(request.asker) is not request:
            return
        self._latest.pop(request.asker, None)
        if not _is_deleted(request.asker):
            request.done(look)

    # ---- in the worker's thread

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                answer = self._saved(request) if isinstance(request, _Saving) else self._looked(request)
            except Exception as error:
                _LOG.error("a request to the workbench failed", exc_info=error)
                # It may be in the middle of an answer that nobody reads any more.
                self._bench.clear_away(at_once=True)
                answer = self._failed(request, "".join(traceback.format_exception(error)))
            self._answered.emit(answer)
        self._bench.clear_away()

    def _next(self) -> _Request | _Saving | None:
        with self._changed:
            self._saving = False
            while not self._queue and not self._closed:
                self._changed.wait()
            if not self._queue:
                return None
            request = self._queue.popleft()
            self._saving = isinstance(request, _Saving)
            return request

    def _looked(self, request: _Request) -> Callable[[], None]:
        from geoft_gui.geometry.drawing import Drawing  # noqa: PLC0415

        with self._changed:
            look = self._memory.find(request.text)
        if look is None:
            try:
                content, arrays = self._bench.ask({"do": "look", "text": request.text}, PATIENCE_SECONDS)
            except BenchFailure as error:
                self._note(error)
                return self._answer_unknown(request, *self._why(error))
            if "fault" in content:
                _LOG.error("a part could not be looked at\n%s", content["fault"])
                return self._failed(request, content["fault"])
            look = Look(request.text, content["report"], Drawing(**arrays) if arrays else None)
            with self._changed:
                self._memory.keep(look)
        return lambda: self._deliver(request, look)

    def _answer_unknown(self, request: _Request, code: str, sentence: str) -> Callable[[], None]:
        return lambda: self._deliver(request, Look(request.text, _unknown(code, sentence), None))

    def _saved(self, saving: _Saving) -> Callable[[], None]:
        wanted = {"do": "save", "text": saving.text, "path": str(saving.path)}
        try:
            content, _ = self._bench.ask(wanted, SAVING_PATIENCE_SECONDS)
        except BenchGivenUp as error:
            self._note(error)
            sentence = self.tr("Saving this part took longer than {n} seconds and was given up.")
            failure = UserError(
                sentence.format(n=round(SAVING_PATIENCE_SECONDS)),
                self.tr("Nothing was saved. Choose another folder, such as one on this computer."),
                str(error),
            )
            return lambda: saving.failed(failure)
        except BenchFailure as error:
            self._note(error)
            failure = UserError(self._why(error)[1], self.tr("Nothing was saved."), str(error))
            return lambda: saving.failed(failure)
        if "error" in content:
            message, hint, details = content["error"]
            return lambda: saving.failed(UserError(message, hint, details))
        if "fault" in content:
            return self._failed(saving, content["fault"])
        return saving.done

    def _failed(self, request: _Request | _Saving, fault: str) -> Callable[[], None]:
        """The answer when the program itself is wrong; `fault` is a traceback."""
        if isinstance(request, _Request):
            sentence = self.tr("GeoFT itself failed while it built this part.")
            return self._answer_unknown(request, "fault", sentence)
        failure = UserError(
            self.tr("GeoFT itself failed while it saved this part."),
            self.tr("Please copy the details and report them."),
            fault,
        )
        return lambda: request.failed(failure)

    def _note(self, error: BenchFailure) -> None:
        if not self._closed:
            _LOG.warning("the program that builds parts gave no answer (%s) %s", type(error).__name__, error)

    def _why(self, error: BenchFailure) -> tuple[str, str]:
        """A code and a sentence."""
        if isinstance(error, BenchGivenUp):
            sentence = self.tr("Building this part took longer than {n} seconds and was given up.")
            return "too_slow", sentence.format(n=round(PATIENCE_SECONDS))
        if isinstance(error, BenchEnded):
            return "crashed", self.tr("The program that builds parts ended while it built this one.")
        return "not_started", self.tr("The program that builds parts could not be started.")


def _unknown(code: str, sentence: str) -> dict[str, Any]:
    """The report on a text that could not be looked into."""
    return {
        "parses": None,
        "matches_schema": None,
        "builds": False,
        "watertight": False,
        "volume_mm3": None,
        "bounding_box_mm": None,
        "problems": [{"code": code, "pointer": "", "message": sentence, "severity": "error"}],
        "form": None,
        "type": None,
    }


def _is_deleted(asker: Hashable) -> bool:
    owner = asker[0] if isinstance(asker, tuple) and asker else asker
    return isinstance(owner, QObject) and not isValid(owner)
