"""Changing one row in place: its prompt and its answer as text, and what the check says meanwhile."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from geoft_gui.data.row import Message, Role, Row
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.clamped_label import ClampedLabel
from geoft_gui.ui.widgets.json_colouring import JsonColouring
from geoft_gui.ui.widgets.json_layout import JsonLayout
from geoft_gui.ui.widgets.json_one_line import without_layout
from geoft_gui.ui.widgets.json_view import LONGEST_COLOURED
from geoft_gui.ui.widgets.surfaces import button, set_role, words

PAUSE_MILLISECONDS: Final = 300
"""So long nobody must have typed before the row is judged again."""
_PROMPT_LINES: Final = 3
_LEAST_PROMPT_LINES: Final = 2
_LEAST_ANSWER_LINES: Final = 3
_MOST_REMARKS: Final = 4
_REMARK_LINES: Final = 3
LONGEST_EDITED: Final = 200_000
"""Characters of a row. Text fields that can be typed in stand still over longer ones."""


class RowEditor(QWidget):
    """Two text fields. Nothing is kept until `kept` is told; `typed` is told after a pause in typing."""

    typed = Signal(Row)
    """The row as it stands in the fields now."""
    kept = Signal(Row)
    """The user wants this row in the place of the one before."""
    left = Signal()
    """The user does not want to change it any more."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._row: Row | None = None
        self._is_laid_out = False
        self._shown = ("", "")
        """What the fields gave back before anybody typed: a text field changes some characters."""
        self.prompt = QPlainTextEdit()
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.answer = QPlainTextEdit()
        self.answer.setAccessibleName(self.tr("Answer"))
        self._colouring = JsonColouring(self.answer.document())
        self.remarks = ClampedLabel(_REMARK_LINES)
        self.keep = button(
            self.tr("Keep"), self._keep, "primary", self.tr("Change this row (Ctrl+Enter). Can be undone.")
        )
        self.leave = button(self.tr("Cancel"), self.left.emit, tip=self.tr("Leave this row as it was (Esc)."))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self._lay_out()
        for field in (self.prompt, self.answer):
            field.setTabChangesFocus(True)
            field.textChanged.connect(self._pause.start)
        for key, does in ((Qt.Key.Key_Return, self._keep), (Qt.Key.Key_Enter, self._keep)):
            shortcut = QShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        appearance.changed.connect(self._wear)
        self._wear()

    def edit(self, row: Row) -> None:
        """Let the user change this row. JSON is laid out for it, and put together again afterwards."""
        self._row = row
        laid_out = _laid_out(row.answer)
        self._is_laid_out = laid_out is not None
        self._colouring.on = self._is_laid_out and len(laid_out or "") <= LONGEST_COLOURED
        self.prompt.setPlainText(row.prompt)
        self.answer.setPlainText(row.answer if laid_out is None else laid_out)
        self._shown = _text(self.prompt), _text(self.answer)
        self._pause.stop()
        self.show_remarks(())
        self.remarks.hide()
        self.prompt.setFocus()

    @property
    def row(self) -> Row | None:
        """The row as it stands in the fields; None where none is being changed."""
        if self._row is None:
            return None
        row, prompt, answer = self._row, _text(self.prompt), _text(self.answer)
        if prompt != self._shown[0]:
            row = _with_turn(row, "user", prompt)
        if answer != self._shown[1]:
            if self._is_laid_out and "\n" not in row.answer.strip() and _is_json(answer):
                # In one line, as it was before.
                answer = without_layout(answer)
            row = _with_turn(row, "assistant", answer)
        return row

    def show_remarks(self, sentences: Sequence[str]) -> None:
        """Say what the check finds in the row as it stands in the fields."""
        shown = list(sentences[:_MOST_REMARKS])
        if len(sentences) > _MOST_REMARKS:
            more = len(sentences) - _MOST_REMARKS
            shown.append(self.tr("… and {n} more.").format(n=more))
        self.remarks.show_words(" ".join(shown) or self.tr("Nothing is wrong with this row."))
        set_role(self.remarks, "warning" if sentences else "good")
        self.remarks.show()

    def _tell(self) -> None:
        if self.row is not None:
            self.typed.emit(self.row)

    def _keep(self) -> None:
        if self.row is not None:
            self.kept.emit(self.row)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for name, field in ((self.tr("&Prompt"), self.prompt), (self.tr("&Answer"), self.answer)):
            label = words(name, wrap=False)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field, stretch=1 if field is self.answer else 0)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.keep)
        column.addWidget(self.remarks)
        column.addLayout(foot)

    def _wear(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF())
        self.answer.setFont(font)
        line = self.fontMetrics().lineSpacing()
        self.prompt.setMinimumHeight(_LEAST_PROMPT_LINES * line + 12)
        self.prompt.setMaximumHeight(_PROMPT_LINES * line + 12)
        self.answer.setMinimumHeight(_LEAST_ANSWER_LINES * line + 12)
        self._colouring.set_colours(self._appearance.colours)


def _text(field: QPlainTextEdit) -> str:
    """What stands in a field. Its own `toPlainText` would make spaces of no-break spaces."""
    return field.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


def _laid_out(answer: str) -> str | None:
    """JSON, laid out; None where it is none, or would not be the same when it is put together again."""
    if not _is_json(answer):
        return None
    laid_out = JsonLayout().feed(answer)
    return laid_out if without_layout(laid_out) == without_layout(answer) else None


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _with_turn(row: Row, role: Role, content: str) -> Row:
    """The row with other words in the last turn of this role; it gets such a turn where it has none."""
    turns = list(row.messages)
    places = [place for place, turn in enumerate(turns) if turn.role == role]
    if places:
        turns[places[-1]] = replace(turns[places[-1]], content=content)
    else:
        answered = bool(turns) and turns[-1].role == "assistant"
        turns.insert(len(turns) - 1 if answered and role == "user" else len(turns), Message(role, content))
    return replace(row, messages=tuple(turns))
