"""Who answers: a model that is asked, with every answer looked at as soon as it is whole."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.model_server import AnyModel, ModelServer
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.workbench import Look


class Respondent(QObject):
    """Fills answers: one at a time, of one model at a time."""

    def __init__(
        self, desk: Desk, key_of: Callable[[str], str | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: Answer | None = None
        self._server = ModelServer(desk.notices, key_of, self)
        self._server.loaded.connect(self._take_loaded)
        self._server.wrote.connect(self._take_wrote)
        self._server.answered.connect(self._take_answered)
        self._server.failed.connect(self._take_failed)

    def prepare(self, model: AnyModel) -> None:
        """Begin to load a model that will be asked soon, unless one is just giving an answer."""
        if self._answer is None:
            self._server.load(model)

    def ask(self, model: AnyModel, answer: Answer, seed: int = 0) -> None:
        """Have a model give this answer to its prompt."""
        self.stop()
        self._answer = answer
        self._server.ask(model, answer.prompt, seed)
        if self._server.is_loaded:
            answer.write("")

    def stop(self) -> None:
        """Break off the answer that is being written. What there is of it stays."""
        self._server.stop()
        if self._answer is not None:
            self._answer.stop()
            self._answer = None

    def release(self) -> None:
        """Let the model go."""
        self.stop()
        self._server.release()

    def close(self) -> None:
        """Let the model go, and return when no process is left."""
        self.stop()
        self._server.close()

    @Slot()
    def _take_loaded(self) -> None:
        if self._answer is not None:
            self._answer.write("")

    @Slot(str)
    def _take_wrote(self, text: str) -> None:
        if self._answer is not None:
            self._answer.write(text)

    @Slot(str, bool)
    def _take_answered(self, text: str, is_cut: bool) -> None:
        answer, self._answer = self._answer, None
        if answer is None:
            return
        answer.finish(text, is_cut=is_cut)
        # Each answer asks for itself: a newer one must not take the place of this one's look.
        self._desk.workbench.look(text, lambda look: self._judge(answer, look), of=answer)

    def _judge(self, answer: Answer, look: Look) -> None:
        answer.judge(look)
        if look.report["matches_schema"]:
            self._desk.background.run(lambda task: _unstated(task, answer.prompt, look.text), answer.remark)

    @Slot(object)
    def _take_failed(self, error: UserError) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.fail(error)


def _unstated(task: Task[list[str]], prompt: str, text: str) -> list[str]:
    # Compiles a page of regular expressions when it is imported.
    from geoft_gui.data.provenance import unstated_numbers  # noqa: PLC0415
    from geoft_gui.geometry.reading import read_document  # noqa: PLC0415

    document = read_document(text).document
    return [] if document is None else unstated_numbers(prompt, document)
