"""The left side of the Playground: the model, the prompt, what stands beside the answer, and the history."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLabel

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import put_icon
from geoft_gui.ui.playground.beside import Beside
from geoft_gui.ui.playground.held_out import random_words
from geoft_gui.ui.playground.history import History
from geoft_gui.ui.playground.hosted_note import HostedNote
from geoft_gui.ui.playground.model_choice import ModelChoice
from geoft_gui.ui.playground.prompt_field import PromptField
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.widgets.surfaces import Card, button, words

_WIDEST: Final = 56
"""In characters: what is wider than a window's left column only takes room from the part."""
_BESIDE: Final[tuple[Beside, ...]] = ("nothing", "expected", "untouched")


class AskForm(Card):
    """Holds what is chosen and written, and says what the user wants."""

    ask_wanted = Signal()
    stop_wanted = Signal()
    random_wanted = Signal()
    beside_changed = Signal()

    def __init__(self, desk: Desk, watcher: RunWatcher) -> None:
        super().__init__()
        self._desk = desk
        self._is_answering = False
        self.model = ModelChoice(watcher, desk)
        self.hosted = HostedNote()
        self.prompt = PromptField()
        self.history = History(desk.appearance)
        self._ask = button("", self._want_answer, "primary")
        self._stop = button(self.tr("Stop"), self.stop_wanted.emit)
        self._random = button("", self.random_wanted.emit)
        self._beside = QComboBox()
        self._beside.setAccessibleName(self.tr("Beside the answer"))
        for text in (self.tr("Nothing"), self.tr("The expected part"), self.tr("The untouched model")):
            self._beside.addItem(text)
        self._no_history = words(self.tr("What you ask in this session is kept here."), "small")
        self._lay_out()
        self._stop.hide()
        self.history.hide()
        self.history.model().rowsInserted.connect(self._show_history)
        self.prompt.textChanged.connect(self._tell)
        self.prompt.entered.connect(self._want_answer)
        self.model.chosen.connect(self._tell)
        self._beside.activated.connect(self.beside_changed)
        desk.appearance.changed.connect(self._wear)
        self._wear()
        self._tell()

    @property
    def random_words(self) -> tuple[str, str]:
        """What is said, and explained, where a prompt can be put into the field by chance."""
        option = self.model.option
        return random_words(is_held_out=option is None or option.is_held_out)

    @property
    def beside(self) -> Beside:
        """What the user wants to see beside an answer."""
        return _BESIDE[self._beside.currentIndex()]

    def show_beside(self, what: Beside) -> None:
        """Choose what stands beside an answer, as the user would."""
        if what != self.beside:
            with QSignalBlocker(self._beside):
                self._beside.setCurrentIndex(_BESIDE.index(what))
            self.beside_changed.emit()

    def show_answering(self, is_answering: bool) -> None:
        """Offer to stop while an answer comes, and to ask otherwise."""
        self._is_answering = is_answering
        had_focus = self._ask.hasFocus() or self._stop.hasFocus()
        self._ask.setVisible(not is_answering)
        self._stop.setVisible(is_answering)
        if had_focus:
            (self._stop if is_answering else self._ask).setFocus()

    def _lay_out(self) -> None:
        self.column.setContentsMargins(16, 16, 16, 16)
        self._add(words(self.tr("Model")), self.model)
        self.column.addWidget(self.hosted)
        self._add(words(self.tr("Prompt")), self.prompt)
        for action in (self._ask, self._stop, self._random):
            self.column.addWidget(action)
        self.column.addSpacing(6)
        self._add(words(self.tr("Beside the answer")), self._beside)
        self.column.addSpacing(6)
        self._add(words(self.tr("Asked before")), self.history)
        self.column.addWidget(self._no_history)
        self.column.setStretchFactor(self.history, 1)
        self.column.addStretch()

    def _add(self, label: QLabel, widget: "QComboBox | PromptField | History") -> None:
        label.setBuddy(widget)
        self.column.addWidget(label)
        self.column.addWidget(widget)

    def _want_answer(self) -> None:
        if self._ask.isEnabled():
            self.ask_wanted.emit()

    def _tell(self) -> None:
        option = self.model.option
        self.hosted.show_choice(None if option is None else option.hosted)
        if option is None:
            missing = self.tr("Choose a model first")
        elif not self.prompt.prompt:
            missing = self.tr("Write a prompt first")
        else:
            missing = ""
        self._ask.setEnabled(not missing)
        self._ask.setText(missing or self.tr("Ask"))
        text, tip = self.random_words
        self._random.setText(text)
        self._random.setToolTip(tip)
        self._random.setEnabled(option is not None)
        untouched = self._beside.model()
        assert isinstance(untouched, QStandardItemModel), "what a QComboBox is made with"
        item = untouched.item(_BESIDE.index("untouched"))
        can_compare = option is not None and option.base is not None
        item.setEnabled(can_compare)
        item.setToolTip("" if option is None else option.no_base)
        if not can_compare and self.beside == "untouched":
            self.show_beside("nothing")

    def _show_history(self) -> None:
        self._no_history.hide()
        self.history.show()

    def _wear(self) -> None:
        colours = self._desk.appearance.colours
        self.setMaximumWidth(_WIDEST * self.fontMetrics().averageCharWidth())
        put_icon(self._random, "dices", colours.text)
        put_icon(self._stop, "circle-stop", colours.text)
