"""What speaks against a start: errors first, each with its way out."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.backends.base import Problem
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.notices import safe_details
from geoft_gui.ui.training.remedy import remedy_words
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import button, words

_SIGN_PIXELS = 18


class ProblemList(QWidget):
    """Hidden while nothing is wrong."""

    remedy_wanted = Signal(object)
    """Settings, by name, that would mend what is wrong."""
    again_wanted = Signal()
    """The provider that has refused before shall be asked all the same."""
    here_wanted = Signal()
    """This computer shall train instead."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._problems: tuple[Problem, ...] = ()
        self._held_back = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 10)
        self._column.setSpacing(10)
        appearance.changed.connect(self._write)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], *, held_back: bool = False) -> None:
        """Show these. `held_back`: a start was, because nobody had read them."""
        self._problems, self._held_back = tuple(problems), held_back
        self._write()

    def _write(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        if self._problems:
            self._column.addWidget(words(self.tr("Checked before the start"), "heading"))
        if self._held_back:
            said = self.tr("Nothing has started yet: read this first. Then mend it, or go on anyway.")
            self._column.addWidget(words(said))
        for problem in self._problems:
            self._column.addWidget(self._line(problem))
        self.setVisible(bool(self._problems))

    def _line(self, problem: Problem) -> QWidget:
        colours = self._appearance.colours
        is_error = problem.severity == "error"
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        picture = QLabel()
        sign, colour = ("circle-x", colours.bad) if is_error else ("triangle-alert", colours.warning)
        picture.setPixmap(pixmap(sign, colour, _SIGN_PIXELS))
        picture.setAccessibleName(self.tr("What is in the way") if is_error else self.tr("What is odd"))
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(words(problem.message))
        if problem.hint:
            said.addWidget(words(problem.hint, "muted"))
        if problem.change or problem.details or problem.topic == "refused":
            said.addSpacing(4)
            said.addWidget(self._ways_out(problem, problem.change))
        row.addLayout(said, stretch=1)
        return line

    def _ways_out(self, problem: Problem, change: Mapping[str, Any] | None) -> QWidget:
        actions = QWidget()
        flow = FlowLayout(actions)
        if change:
            flow.addWidget(button(remedy_words(change), lambda: self.remedy_wanted.emit(change)))
        if problem.topic == "refused":
            flow.addWidget(button(self.tr("Train on this computer"), self.here_wanted.emit))
            tip = self.tr("Forgets the refusal: the next start asks the provider again.")
            flow.addWidget(button(self.tr("Try it all the same"), self.again_wanted.emit, "", tip))
        if problem.details:
            text = f"{problem.message}\n{problem.hint}\n\n{problem.details}"
            flow.addWidget(
                button(
                    self.tr("Copy details"),
                    lambda: QGuiApplication.clipboard().setText(safe_details(text)),
                    "",
                    self.tr("Copies what a developer would want to know, without keys and names."),
                )
            )
        return actions
