"""One model that the window asks, in a process of its own or at a provider; its answers are streamed."""

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from geoft_gui.chat.serving import LoadingGivenUpError, ServedModel, served
from geoft_gui.errors import UserError
from geoft_gui.ui.asking import Question, stream
from geoft_gui.ui.hosted_holder import HostedHolder
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.notices import Notices

if TYPE_CHECKING:
    from geoft_gui.chat.client import ChatClient

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.5
"""How often it is asked whether the server still lives."""


AnyModel: TypeAlias = Path | HostedChoice
"""A model's folder on this computer, or a model at a provider."""


class ModelServer(QObject):
    """Holds at most one model, loads another when that is asked, and takes one question at a time.

    Signals come in the window's thread. After `stop` or `close`, or once another model was chosen, nothing
    more is heard of what was asked before.
    """

    loaded = Signal()
    """The model can be asked."""
    wrote = Signal(str)
    """The whole answer so far."""
    answered = Signal(str, bool)
    """The whole answer, and whether it was cut at the limit of tokens."""
    failed = Signal(object)
    """The UserError for which there is no model or no answer."""

    def __init__(
        self, notices: Notices, key_of: Callable[[str], str | None], parent: QObject | None = None
    ) -> None:
        """`key_of` gives the key of a provider's id, or None; it is called on another thread."""
        super().__init__(parent)
        self._notices = notices
        self._key_of = key_of
        self._holder: _Holder | HostedHolder | None = None
        self._question: Question | None = None
        self._leaving: list[_Holder | HostedHolder] = []

    @property
    def is_loaded(self) -> bool:
        """Whether the model can answer at once."""
        return self._holder is not None and self._holder.is_loaded

    def load(self, model: AnyModel) -> None:
        """Begin to load a model, unless it is the one that is held; the one held goes."""
        if self._holder is not None and self._holder.model == model and not self._holder.has_ended:
            return
        self.release()
        holder = HostedHolder(model, self._key_of) if isinstance(model, HostedChoice) else _Holder(model)
        self._holder = holder
        holder.loaded.connect(self._take_loaded)
        holder.wrote.connect(self._take_wrote)
        holder.answered.connect(self._take_answered)
        holder.failed.connect(self._take_failed)
        holder.start()

    def ask(self, model: AnyModel, prompt: str, seed: int = 0) -> None:
        """Ask a model, loading it first where need be. A question still open is dropped."""
        self.stop()
        self.load(model)
        assert self._holder is not None
        self._question = Question(prompt, seed)
        self._holder.ask(self._question)

    def stop(self) -> None:
        """Want no more of the answer: the model stops writing it. It stays loaded."""
        if self._question is not None:
            self._question.stopped.set()
            self._question = None

    def release(self) -> None:
        """Let the model go: its process ends in the background."""
        self.stop()
        if self._holder is not None:
            self._holder.end()
            self._leaving = [holder for holder in self._leaving if not holder.has_ended]
            self._leaving.append(self._holder)
            self._holder = None

    def close(self) -> None:
        """Let the model go, and return when no process is left."""
        self.release()
        for holder in self._leaving:
            holder.join()
        self._leaving = []

    def _is_current(self, question: Question | None = None) -> bool:
        if self._holder is None or self.sender() is not self._holder:
            return False
        return question is None or question is self._question

    @Slot()
    def _take_loaded(self) -> None:
        if self._is_current():
            self.loaded.emit()

    @Slot(object, str)
    def _take_wrote(self, question: Question, text: str) -> None:
        if self._is_current(question):
            self.wrote.emit(text)

    @Slot(object, str, bool)
    def _take_answered(self, question: Question, text: str, cut: bool) -> None:
        if self._is_current(question):
            self._question = None
            self.answered.emit(text, cut)

    @Slot(object, object)
    def _take_failed(self, question: Question | None, error: Exception) -> None:
        """Without a question, the model itself could not be loaded or has ended."""
        if self._is_current(question):
            self._question = None
            if question is None:
                self.release()
            if not isinstance(error, UserError):
                _LOG.error("asking a model failed", exc_info=error)
                error = self._notices.fault(error)
            self.failed.emit(error)


class _Holder(QObject):
    """Holds one model for as long as it is wanted, on a thread that waits, with another one that asks it."""

    loaded = Signal()
    wrote = Signal(object, str)
    answered = Signal(object, str, bool)
    failed = Signal(object, object)

    def __init__(self, model: Path) -> None:
        super().__init__()
        self.model = model
        self.is_loaded = False
        self._server: queue.SimpleQueue[ServedModel | None] = queue.SimpleQueue()
        self._questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._hold, name=f"holds {model.name}", daemon=True)

    def start(self) -> None:
        """Begin to load it."""
        self._thread.start()

    def ask(self, question: Question) -> None:
        """Have it answered as soon as the model is there and has answered what was asked before."""
        self._questions.put(question)

    def end(self) -> None:
        """Let the process end; returns at once."""
        self._unwanted.set()
        self._questions.put(None)

    def join(self) -> None:
        """Wait until the process has ended."""
        self._thread.join()

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone."""
        return not self._thread.is_alive()

    # ---- below: the two threads' own

    def _hold(self) -> None:
        asker = threading.Thread(target=self._answer, name=f"asks {self.model.name}", daemon=True)
        asker.start()
        try:
            with served(self.model, self._unwanted.is_set) as server:
                self.is_loaded = True
                self._server.put(server)
                self.loaded.emit()
                while not self._unwanted.wait(_LOOK_SECONDS):
                    server.check()
        except LoadingGivenUpError:
            pass
        except Exception as error:
            self.failed.emit(None, error)
        # The process is gone, and with it whatever the other thread may still wait for.
        self.end()
        self._server.put(None)
        asker.join()

    def _answer(self) -> None:
        try:
            # The library of the protocol takes a second to load: meanwhile the model loads, too.
            from geoft_gui.chat.client import ChatClient  # noqa: PLC0415

            server = self._server.get()
            if server is not None:
                with ChatClient(f"{server.url}/v1") as client:
                    self._answer_with(client, server)
        except Exception as error:
            # Without this thread the model would be held for nothing.
            self.failed.emit(None, error)

    def _answer_with(self, client: "ChatClient", server: ServedModel) -> None:
        while (question := self._questions.get()) is not None:
            try:
                self._stream(client, server, question)
            except Exception as error:
                if not self._is_dropped(question):
                    self.failed.emit(question, _ended(server) or error)

    def _stream(self, client: "ChatClient", server: ServedModel, question: Question) -> None:
        reply = stream(
            client,
            server.model,
            question,
            lambda: self._is_dropped(question),
            lambda text: self.wrote.emit(question, text),
        )
        if reply is not None:
            self.answered.emit(question, reply.text, reply.cut)

    def _is_dropped(self, question: Question) -> bool:
        return question.stopped.is_set() or self._unwanted.is_set()


def _ended(server: ServedModel) -> UserError | None:
    """Why the server has ended, which says more than that nothing answers; None while it lives."""
    try:
        server.check()
    except UserError as error:
        return error
    return None
