"""An answer on the screen: the verdict in words, the part, and the document as it is written."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import pixmap, put_icon
from geoft_gui.ui.notices import safe_details
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.playground.answer import Answer, Words
from geoft_gui.ui.playground.elided_label import ElidedLabel
from geoft_gui.ui.playground.saving import PartSaver
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.json_view import JsonView
from geoft_gui.ui.widgets.surfaces import button, set_role, words
from geoft_gui.ui.workbench import Look

_SIGN_PIXELS: Final = 18


class AnswerPanel(QWidget):
    """Shows one answer, and follows it while it grows."""

    again_wanted = Signal()
    """The same prompt shall be answered differently."""

    def __init__(self, desk: Desk, saver: PartSaver, *, can_ask_again: bool, name: str) -> None:
        super().__init__()
        self._desk = desk
        self._saver = saver
        self._answer: Answer | None = None
        self._look: Look | None = None
        self.setAccessibleName(name)
        self.part = PartView(desk.appearance)
        self.document = JsonView(desk.appearance)
        self._title = ElidedLabel("muted")
        self._sign = QLabel()
        self._sentence = words()
        self._remarks = words(role="small")
        self._save = button(self.tr("Save part…"), self._save_part)
        self._again = button(
            self.tr("Ask again differently"),
            self.again_wanted.emit,
            tip=self.tr("The same prompt with other chances: the answer may be another one."),
        )
        self._copy = button(self.tr("Copy details"), self._copy_details)
        self._copy.setToolTip(self.tr("For a bug report. Keys and your name are left out."))
        self._again.setVisible(can_ask_again)
        self._can_ask_again = can_ask_again
        self._lay_out()
        desk.appearance.changed.connect(self._render)
        self.show_nothing()

    @property
    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def show_answer(self, answer: Answer) -> None:
        """Show an answer from now on, whole or not."""
        self._leave()
        self._answer = answer
        answer.changed.connect(self._render)
        self._show_no_part()
        self._render()

    def show_nothing(self, sentence: str = "") -> None:
        """Show no answer, and say why."""
        self._leave()
        self._title.show_words("")
        self._sentence.setText("")
        self.document.show_text("")
        self.part.clear(sentence)
        for widget in (self._sign, self._sentence, self._remarks, self._copy, self._save, self._again):
            widget.hide()

    def _leave(self) -> None:
        if self._answer is not None:
            self._answer.changed.disconnect(self._render)
        self._answer = self._look = None

    def _lay_out(self) -> None:
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        verdict.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self._sentence, stretch=1)
        pieces = QSplitter(Qt.Orientation.Vertical)
        pieces.setChildrenCollapsible(False)
        pieces.setHandleWidth(8)
        pieces.addWidget(self.part)
        pieces.addWidget(self.document)
        # The part is what one looks at; the splitter keeps these shares when it grows.
        pieces.setSizes([300, 120])
        actions = FlowLayout()
        for action in (self._save, self._again, self._copy):
            actions.addWidget(action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(verdict)
        column.addWidget(self._remarks)
        column.addWidget(pieces, stretch=1)
        column.addLayout(actions)

    def _render(self) -> None:
        answer = self._answer
        if answer is None:
            return
        self._title.show_words(answer.model)
        self._say(answer.words)
        self.document.show_text(answer.text)
        if answer.look is not self._look:
            self._look = answer.look
            assert answer.look is not None, "what has been looked at stays looked at"
            self.part.show_look(answer.look)
            # While it was written, its end was in view; it is read from its beginning.
            self.document.verticalScrollBar().setValue(0)
        elif answer.state in ("stopped", "failed"):
            self._show_no_part()
        self._copy.setVisible(answer.error is not None)
        self._save.setVisible(answer.error is None)
        self._save.setEnabled(answer.builds)
        self._save.setToolTip(self._why_not_saved(answer))
        self._again.setVisible(self._can_ask_again and answer.state in ("done", "stopped"))

    def _say(self, said: Words) -> None:
        colours = self._desk.appearance.colours
        size = round(_SIGN_PIXELS * self._desk.appearance.scale)
        self._sign.setPixmap(pixmap(said.sign, said.colour(colours), size))
        self._sentence.setText(said.sentence)
        set_role(self._sentence, said.role)
        self._remarks.setText("\n".join(said.remarks))
        self._sign.show()
        self._sentence.show()
        self._remarks.setVisible(bool(said.remarks))
        put_icon(self._save, "save", colours.text)
        put_icon(self._again, "refresh-cw", colours.text)
        put_icon(self._copy, "copy", colours.text)

    def _show_no_part(self) -> None:
        if self._answer is not None and self._answer.is_open:
            self.part.clear(self.tr("The part appears here when the answer is whole."))
        else:
            self.part.clear(self.tr("There is no part."))

    def _why_not_saved(self, answer: Answer) -> str:
        if answer.builds:
            return self.tr("As STL, 3MF or GLB")
        if answer.is_open:
            return self.tr("The part can be saved when the answer is whole.")
        if answer.look is None:
            return self.tr("Nothing can be saved, because there is no whole answer.")
        if answer.look.report["parses"] is None:
            return self.tr("Nothing can be saved, because it is not known whether the answer builds.")
        return self.tr("Nothing can be saved, because the answer builds no part.")

    def _save_part(self) -> None:
        if self._answer is not None:
            self._saver.save(self._answer.text, self._answer.prompt, self.window())

    def _copy_details(self) -> None:
        if self._answer is not None and self._answer.error is not None:
            error = self._answer.error
            QGuiApplication.clipboard().setText(safe_details(f"{error}\n\n{error.details}".rstrip()))
