"""A text before and after, side by side, with what differs marked."""

import difflib
import re
from collections import Counter
from typing import Final

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QWidget

from geoft_gui.ui.appearance import Appearance

LONGEST_COMPARED: Final = 2_000
"""Characters. Longer texts are shown without marks: comparing is done on the window's thread."""
_MOST_PAIRS: Final = 40_000
"""Of equal words and marks in both texts: the time that comparing takes grows with them. Usual documents of
the greatest length that is compared have fewer; texts of single digits have millions."""
_PIECES: Final = re.compile(r"\w+|\s+|[^\w\s]+")
_LINES: Final = 4


class ChangedText(QWidget):
    """Two fields to read."""

    def __init__(self, appearance: Appearance, before: str, after: str) -> None:
        super().__init__()
        self._appearance = appearance
        self.before = _field(before)
        self.after = _field(after)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.before)
        row.addWidget(self.after)
        appearance.changed.connect(self._wear)
        self._wear()

    def show_texts(self, before: str, after: str) -> None:
        """Show these in place of those before."""
        self.before.setPlainText(before)
        self.after.setPlainText(after)
        self._mark()

    def _mark(self) -> None:
        before, after = self.before.toPlainText(), self.after.toPlainText()
        gone: list[tuple[int, int]] = []
        came: list[tuple[int, int]] = []
        if before != after and max(len(before), len(after)) <= LONGEST_COMPARED:
            gone, came = differences(before, after)
        colours = self._appearance.colours
        left = QTextCharFormat()
        left.setForeground(QColor(colours.bad))
        left.setFontStrikeOut(True)
        right = QTextCharFormat()
        right.setBackground(QColor(colours.selection))
        right.setForeground(QColor(colours.text))
        self.before.setExtraSelections(_selections(self.before, gone, left))
        self.after.setExtraSelections(_selections(self.after, came, right))

    def _wear(self) -> None:
        height = _LINES * self.fontMetrics().lineSpacing() + 2 * 9
        for field in (self.before, self.after):
            field.setFixedHeight(height)
        self._mark()


def differences(before: str, after: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where `before` has what `after` has not, and the other way round, as (begin, end), by whole words.
    Nowhere where they are too much alike to be compared while somebody waits."""
    old: list[str] = _PIECES.findall(before)
    new: list[str] = _PIECES.findall(after)
    counts = Counter(old)
    if sum(counts[piece] for piece in new) > _MOST_PAIRS:
        return [], []
    starts = _starts(old), _starts(new)
    gone: list[tuple[int, int]] = []
    came: list[tuple[int, int]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for same, begin, end, other_begin, other_end in matcher.get_opcodes():
        if same != "equal":
            gone.append((starts[0][begin], starts[0][end]))
            came.append((starts[1][other_begin], starts[1][other_end]))
    return [span for span in gone if span[0] < span[1]], [span for span in came if span[0] < span[1]]


def _starts(pieces: list[str]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _selections(
    field: QPlainTextEdit, spans: list[tuple[int, int]], form: QTextCharFormat
) -> list[QTextEdit.ExtraSelection]:
    found = []
    for begin, end in spans:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(field.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = form
        found.append(selection)
    return found


def _field(name: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    return field
