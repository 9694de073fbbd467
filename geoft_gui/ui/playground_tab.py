"""The Playground: a model is asked for a part, and the part looked at, compared and saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.data.row import Row
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving.opening import move_models
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.playground.answer_panel import AnswerPanel
from geoft_gui.ui.playground.ask_form import AskForm
from geoft_gui.ui.playground.beside import BesidePanel
from geoft_gui.ui.playground.elided_label import ElidedLabel
from geoft_gui.ui.playground.held_out import Expected, random_row
from geoft_gui.ui.playground.history import Asked
from geoft_gui.ui.playground.model_option import ModelOption
from geoft_gui.ui.playground.respondent import Respondent
from geoft_gui.ui.playground.saving import PartSaver
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.widgets.scrolled import LeastHigh
from geoft_gui.ui.widgets.surfaces import Card, EmptyState, button

_FIRST_PROMPT = "Create a 20mm cube"


class PlaygroundTab(QWidget):
    """Ask on the left, look on the right; beside the answer stands another part where the user wants one.

    Models are loaded when somebody is about to ask them; `close` ends their processes.
    """

    train_wanted = Signal()
    """The user has no model of their own and wants to train one."""
    asked = Signal()
    """The first answer has come, whole."""
    moved = Signal(Path)
    """What a hosted model knows has become rows in this file, and the user wants to see them."""

    def __init__(
        self,
        desk: Desk,
        watcher: RunWatcher,
        key_of: Callable[[str], str | None] = lambda provider_id: None,
        parent: QWidget | None = None,
    ) -> None:
        """`key_of` gives the key of a provider's id, or None; it is called on other threads."""
        super().__init__(parent)
        self._desk = desk
        self._key_of = key_of
        self._shown: Asked | None = None
        self._coming: list[Answer] = []
        """Answers that a model may still be at work on."""
        self._has_answered = False
        self._held_out: Row | None = None
        """The example whose prompt was put into the field last."""
        self._model = Respondent(desk, key_of, self)
        self._untouched = Respondent(desk, key_of, self)
        saver = PartSaver(desk, self)
        self._form = AskForm(desk, watcher)
        self._answer = AnswerPanel(desk, saver, can_ask_again=True, name=self.tr("The answer"))
        self._beside = BesidePanel(desk, saver)
        self._prompt = ElidedLabel("heading")
        self._beside.answer.part.follow(self._answer.part)
        self._no_model = EmptyState(
            self.tr("No model of your own yet"),
            self.tr("Train one in some minutes, or ask the untouched starter what it knows so far."),
            button(self.tr("Train a model"), self.train_wanted.emit, "primary"),
        )
        self._nothing_asked = EmptyState(
            self.tr("Ask for a part"),
            self.tr("Describe it in your own words, with its sizes. The part appears here."),
            button(self.tr("Ask for a 20 mm cube"), self._ask_first),
        )
        self._lay_out()
        self._connect()
        self._beside.name_random(*self._form.random_words)
        self._show_page()

    def use_run(self, folder: RunFolder) -> None:
        """Let the user try the model of a run."""
        self._form.model.choose_run(folder)
        if not self._form.prompt.prompt:
            self._form.prompt.setPlainText(_FIRST_PROMPT)
        self._form.prompt.selectAll()
        self._form.prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    def compare_run(self, folder: RunFolder) -> None:
        """Ask the model of a run, and the model that it was made from, the same."""
        self.use_run(folder)
        self._form.show_beside("untouched")
        option = self._form.model.option
        if option is not None and option.place == folder.model_dir:
            self._ask_written()

    def close(self) -> bool:
        """End the models' processes."""
        # Both at once, then wait for both.
        self._model.release()
        self._untouched.release()
        self._model.close()
        self._untouched.close()
        return super().close()

    def _lay_out(self) -> None:
        answers = Card()
        answers.column.setContentsMargins(16, 14, 16, 14)
        sides = QHBoxLayout()
        sides.setSpacing(20)
        for side in (self._answer, self._beside):
            # Two parts are compared at the same size, whatever is said above them.
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            sides.addWidget(side, stretch=1)
        answers.column.addWidget(self._prompt)
        answers.column.addLayout(sides, stretch=1)
        self._pages = QStackedWidget()
        self._answers = answers
        for page in (self._no_model, self._nothing_asked, answers):
            self._pages.addWidget(page)
        content = LeastHigh()
        content.setProperty("surface", "clear")
        row = QHBoxLayout(content)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(16)
        row.addWidget(self._form, stretch=2)
        row.addWidget(self._pages, stretch=5)
        # Large text in a small window: nothing is cut off, it can be scrolled to.
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def _connect(self) -> None:
        self._form.ask_wanted.connect(self._ask_written)
        self._form.stop_wanted.connect(self._stop)
        self._form.random_wanted.connect(self._draw)
        self._form.beside_changed.connect(self._change_beside)
        self._form.model.chosen.connect(self._change_model)
        self._form.model.listed.connect(self._show_page)
        self._form.hosted.move_wanted.connect(self._move)
        self._form.prompt.begun.connect(self._prepare)
        self._form.history.picked.connect(self._show)
        self._answer.again_wanted.connect(self._ask_again)
        self._beside.random_wanted.connect(self._draw)
        self._beside.untouched_wanted.connect(self._ask_untouched)

    # ---- asking

    def _ask_first(self) -> None:
        self._form.prompt.setPlainText(_FIRST_PROMPT)
        self._ask_written()

    def _ask_written(self) -> None:
        """Ask the chosen model what is in the field."""
        option, prompt = self._form.model.option, self._form.prompt.prompt
        if option is None or not prompt:
            return
        if any((coming.prompt, coming.model) == (prompt, option.name) for coming in self._coming):
            # Enter was pressed twice.
            return
        row = self._held_out
        awaited = row.answer if row is not None and row.prompt.strip() == prompt else None
        self._form.model.keep()
        self._ask(prompt, option, 0, awaited)

    def _ask_again(self) -> None:
        """Ask what is shown of the model that was asked it, whatever is chosen now."""
        shown = self._shown
        if shown is not None:
            self._form.prompt.setPlainText(shown.prompt)
            seed = self._form.history.next_seed(shown)
            self._ask(shown.prompt, shown.option, seed, shown.awaited)

    def _ask(self, prompt: str, option: ModelOption, seed: int, awaited: str | None) -> None:
        self._stop()
        provider = "" if option.hosted is None else option.hosted.provider.name
        answer = Answer(prompt, option.name, self, provider=provider)
        asked = Asked(prompt, option, seed, answer, awaited)
        answer.changed.connect(lambda: self._follow(asked))
        self._form.history.add(asked)
        self._show(asked)
        self._expect(answer)
        self._model.ask(option.model, answer, seed)
        if self._form.beside == "untouched":
            self._ask_untouched()

    def _ask_untouched(self) -> None:
        asked = self._shown
        if asked is None or asked.option.base is None:
            return
        answer = Answer(asked.prompt, self.tr("The untouched model"), self)
        asked.untouched = answer
        self._show(asked)
        self._expect(answer)
        self._untouched.ask(asked.option.base, answer, asked.seed)

    def _stop(self) -> None:
        self._model.stop()
        self._untouched.stop()

    def _follow(self, asked: Asked) -> None:
        """An answer has grown, or is whole: then the expected part may be seen."""
        if asked.answer.is_open:
            return
        if asked.awaited is not None and asked.expected is None:
            asked.expected = Expected(self._desk, asked.answer, asked.awaited, self)
            if asked is self._shown:
                self._show(asked)
        if asked.answer.state == "done" and not self._has_answered:
            self._has_answered = True
            self.asked.emit()

    def _expect(self, answer: Answer) -> None:
        """Offer to stop until this answer is written."""
        self._coming.append(answer)
        answer.changed.connect(self._tell_coming)
        self._tell_coming()

    def _tell_coming(self) -> None:
        self._coming = [answer for answer in self._coming if answer.is_coming]
        self._form.show_answering(bool(self._coming))

    # ---- showing

    def _show(self, asked: Asked) -> None:
        self._shown = asked
        self._prompt.show_words(asked.prompt.replace("\n", " "))
        if self._answer.answer is not asked.answer:
            self._answer.show_answer(asked.answer)
        self._show_beside()
        self._show_page()

    def _show_beside(self) -> None:
        what = self._form.beside
        self._beside.setVisible(what != "nothing")
        if self._shown is None or what == "nothing":
            self._beside.clear()
        else:
            self._beside.show_beside(what, self._shown)

    def _show_page(self) -> None:
        if self._shown is not None:
            self._pages.setCurrentWidget(self._answers)
        elif self._form.model.has_trained:
            self._pages.setCurrentWidget(self._nothing_asked)
        else:
            self._pages.setCurrentWidget(self._no_model)

    # ---- choosing

    def _prepare(self) -> None:
        """Somebody is about to ask: load what will be asked."""
        option = self._form.model.option
        if option is None:
            return
        self._model.prepare(option.model)
        if self._form.beside == "untouched" and option.base is not None:
            self._untouched.prepare(option.base)

    def _change_model(self) -> None:
        self._model.release()
        self._untouched.release()
        self._beside.name_random(*self._form.random_words)
        if self._form.prompt.hasFocus():
            self._prepare()

    def _move(self) -> None:
        """Offer to move what the chosen model knows to this computer."""
        option = self._form.model.option
        if option is not None and option.hosted is not None:
            move_models(self._desk, self._key_of, [option.hosted], self.window(), self.moved.emit)

    def _change_beside(self) -> None:
        if self._form.beside == "untouched":
            self._prepare()
        else:
            self._untouched.release()
        self._show_beside()

    def _draw(self) -> None:
        """Put the prompt of an example into the field, if possible of one that the model was not taught."""
        option, before = self._form.model.option, self._form.prompt.toPlainText()
        if option is not None:
            self._desk.background.run(
                lambda task: random_row(option.examples, lambda: task.cancelled),
                lambda row: self._take_row(row, option, before),
            )

    def _take_row(self, row: Row, option: ModelOption, before: str) -> None:
        chosen = self._form.model.option
        if self._form.prompt.toPlainText() != before or chosen is None or chosen.identity != option.identity:
            # The user went on meanwhile, and wants no other prompt there.
            return
        self._held_out = row
        self._form.prompt.setPlainText(row.prompt.strip())
        self._form.prompt.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._form.beside == "nothing":
            self._form.show_beside("expected")
        if self._form.beside == "expected":
            self._beside.show_waiting()
