"""A model at a provider for as long as the window may ask it: nothing is loaded, and no process held."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from geoft_gui.ui.asking import Question, stream
from geoft_gui.ui.moving.hosted_choice import HostedChoice

_ANSWER_SECONDS: Final = 120.0
"""A piece of an answer may take so long; large models think for a while before the first."""
_FAREWELL_SECONDS: Final = 1.0
"""A provider that does not answer holds nobody up who wants to leave."""


class HostedHolder(QObject):
    """Asks on threads of its own, each for one question: one that was given up delays no other.

    Its signals are those of the holder of a local model (`ui.model_server`). The key is asked for with each
    question: the store of keys may ask its user for a password.
    """

    loaded = Signal()
    wrote = Signal(object, str)
    answered = Signal(object, str, bool)
    failed = Signal(object, object)

    def __init__(self, model: HostedChoice, key_of: Callable[[str], str | None]) -> None:
        super().__init__()
        self.model = model
        self.is_loaded = True
        self._key_of = key_of
        self._unwanted = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """There is nothing to load."""
        self.loaded.emit()

    def ask(self, question: Question) -> None:
        """Have it answered."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        asking = threading.Thread(
            target=self._answer, args=(question,), name=f"asks {self.model.provider.id}", daemon=True
        )
        self._threads.append(asking)
        asking.start()

    def end(self) -> None:
        """Want no more answers; returns at once."""
        self._unwanted.set()

    def join(self) -> None:
        """Wait for what is under way, but not for long."""
        for thread in self._threads:
            thread.join(_FAREWELL_SECONDS)

    @property
    def has_ended(self) -> bool:
        """Whether it is of no use any more."""
        return self._unwanted.is_set() and not any(thread.is_alive() for thread in self._threads)

    # ---- below: what runs on the other threads

    def _answer(self, question: Question) -> None:
        def is_dropped() -> bool:
            return question.stopped.is_set() or self._unwanted.is_set()

        try:
            # Asked for each time: the user may give another key, and ask again.
            key = self._key_of(self.model.provider.id)
            with self.model.hosted_model().client(key, _ANSWER_SECONDS) as client:
                reply = stream(
                    client,
                    self.model.model,
                    question,
                    is_dropped,
                    lambda text: self.wrote.emit(question, text),
                    system_prompt=self.model.system_prompt(),
                    schema=self._schema(),
                )
            if reply is not None and not is_dropped():
                self.answered.emit(question, reply.text, reply.cut)
        except Exception as error:
            if not is_dropped():
                self.failed.emit(question, error)

    def _schema(self) -> Mapping[str, Any] | None:
        """The form of an answer, for a model that has not learnt it."""
        if self.model.is_taught or not self.model.provider.json_schema:
            return None
        from geoft_gui.geometry.document import json_schema  # noqa: PLC0415

        return json_schema()
