"""A conversation for reading: who says what, turn after turn."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from geoft_gui.data.row import Message
from geoft_gui.ui.appearance import Appearance

MOST_TURNS: Final = 40
LONGEST_TURN: Final = 20_000
"""Characters. What is longer is cut, and says so: all of it is laid out before the first line is seen."""
_INSET: Final = 40.0


class ConversationView(QTextEdit):
    """Shows the turns of an example as blocks: what is asked to the left, what is answered to the right, and
    before them what the check remarks, and a note on what becomes of the example.

    Text is shown as it is, never as markup, and can be selected and copied.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._turns: tuple[Message, ...] = ()
        self._remarks: tuple[str, ...] = ()
        self._note = ""
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        # A minified document has no space at which it could be broken.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setAccessibleName(self.tr("Conversation"))
        appearance.changed.connect(self._write)

    def show_turns(self, turns: Sequence[Message], remarks: Sequence[str] = (), note: str = "") -> None:
        """Show these turns, remarks and this note in place of those before."""
        if (tuple(turns), tuple(remarks), note) != (self._turns, self._remarks, self._note):
            self._turns, self._remarks, self._note = tuple(turns), tuple(remarks), note
            self._write()

    def _write(self) -> None:
        colours = self._appearance.colours
        self.clear()
        if self._note:
            self._block(colours.notice, 0, 0).insertText(self._note, self._usual())
        if self._remarks:
            writer = self._block(colours.notice, 0, 0)
            writer.insertText(self.tr("What the check says") + "\n", self._muted())
            marked = self._remarks if len(self._remarks) == 1 else [f"• {said}" for said in self._remarks]
            writer.insertText("\n".join(marked), self._usual())
        for turn in self._turns[:MOST_TURNS]:
            answers = turn.role == "assistant"
            writer = (
                self._block(colours.selection, _INSET, 0)
                if answers
                else self._block(colours.hover, 0, _INSET)
            )
            self._write_turn(turn, writer)
        if len(self._turns) > MOST_TURNS:
            more = self.tr("… and {n} more turns.").format(n=f"{len(self._turns) - MOST_TURNS:,}")
            self._end().insertText(more, self._muted())
        self.verticalScrollBar().setValue(0)

    def _block(self, ground: str, left: float, right: float) -> QTextCursor:
        """A new block at the end; what its cursor writes stands in it."""
        form = QTextFrameFormat()
        form.setBackground(QColor(ground))
        form.setBorder(0)
        form.setPadding(8)
        form.setBottomMargin(6)
        form.setLeftMargin(left)
        form.setRightMargin(right)
        writer = self._end()
        gap = QTextBlockFormat()
        gap.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        writer.setBlockFormat(gap)
        writer.insertFrame(form)
        writer.setBlockFormat(QTextBlockFormat())
        return writer

    def _write_turn(self, turn: Message, writer: QTextCursor) -> None:
        writer.insertText(self._said_by(turn) + "\n", self._muted())
        if not turn.content.strip():
            writer.insertText(self.tr("(nothing)"), self._muted())
            return
        writer.insertText(turn.content[:LONGEST_TURN], self._usual())
        if len(turn.content) > LONGEST_TURN:
            more = self.tr("… {n} more characters are not shown here.")
            rest = len(turn.content) - LONGEST_TURN
            writer.insertText("\n" + more.format(n=f"{rest:,}"), self._muted())

    def _said_by(self, turn: Message) -> str:
        if turn.role == "system":
            return self.tr("Instruction to the model (system)")
        if turn.role == "user":
            return self.tr("Asked (user)")
        if turn.weight:
            return self.tr("Answer to learn (assistant)")
        return self.tr("Answer to read, not to learn (assistant)")

    def _usual(self) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(QColor(self._appearance.colours.text))
        return form

    def _muted(self) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(QColor(self._appearance.colours.muted))
        form.setFontWeight(QFont.Weight.DemiBold)
        return form

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor
