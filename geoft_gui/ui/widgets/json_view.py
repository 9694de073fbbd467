"""A document for reading: laid out, coloured, to be folded, and as it grows while a model writes it."""

from typing import Final

from PySide6.QtGui import QFontDatabase, QKeyEvent, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.json_colouring import JsonColouring
from geoft_gui.ui.widgets.json_folding import JsonFolding
from geoft_gui.ui.widgets.json_layout import JsonLayout

LONGEST_COLOURED: Final = 40_000
"""Characters. Longer texts are shown in one colour, because colours are worked out on the window's thread."""
LONGEST_SHOWN: Final = 100_000
"""Characters, laid out. No example is as long; a line of some other file may be, and takes long to show."""


class JsonView(QPlainTextEdit):
    """Shows text that can be copied but not changed. JSON is laid out, other text is left as it is."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._source = ""
        self._layout: JsonLayout | None = None
        self._taken = 0
        """So many characters of the text are shown."""
        self._room = LONGEST_SHOWN
        """For so many more there is room."""
        self._remark_at: int | None = None
        """Where the remark stands that there is more than is shown; None as long as all of it is."""
        self._colouring = JsonColouring(self.document())
        self._folding = JsonFolding(self, appearance)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Document"))
        appearance.changed.connect(self._wear)
        self._wear()

    @property
    def source(self) -> str:
        """The text that is shown, as it was given."""
        return self._source

    def show_text(self, text: str) -> None:
        """Show a text. One that only grew since the last call costs no more than what came new."""
        if text == self._source:
            return
        grew = bool(self._source) and text.startswith(self._source)
        if not grew:
            begins = text.lstrip()[:1]
            self._layout = JsonLayout() if begins in {"{", "["} else None
            self._colouring.on = self._layout is not None
            self._taken, self._room, self._remark_at = 0, LONGEST_SHOWN, None
            self.clear()
            self._folding.set_on(self._layout is not None)
        self._source = text
        if self._remark_at is None:
            self._append(text)
        if len(text) > self._taken:
            self._tell_rest(len(text) - self._taken)

    def _append(self, text: str) -> None:
        """Show what came new, as far as there is room."""
        if self._layout is None:
            laid = text[self._taken : self._taken + self._room]
            self._taken += len(laid)
        else:
            laid = self._layout.feed(text[self._taken :], self._room)
            self._taken = self._layout.taken
        self._room = max(0, self._room - len(laid))
        if LONGEST_SHOWN - self._room > LONGEST_COLOURED:
            self._colouring.on = False
        self._insert(laid)

    def _tell_rest(self, count: int) -> None:
        """Say how much is not shown, in the place of what was said before."""
        if self._remark_at is None:
            self._remark_at = self.document().characterCount() - 1
        more = self.tr("… {n} more characters are not shown.").format(n=f"{count:,}")
        self._insert("\n" + more, self._remark_at)

    def _insert(self, text: str, place: int | None = None) -> None:
        """Write at the end, or in the place of all that stands from `place` on."""
        # What is folded would swallow the lines that come.
        self._folding.unfold_all()
        bar = self.verticalScrollBar()
        follows = self.document().blockCount() > 1 and bar.value() == bar.maximum()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if place is not None:
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin with the marks as high as the text."""
        super().resizeEvent(event)
        self._folding.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and what stands for folded lines."""
        super().paintEvent(event)
        self._folding.paint_stand_ins()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Minus folds all members, plus unfolds them."""
        if event.text() == "-":
            self._folding.fold_all()
        elif event.text() == "+":
            self._folding.unfold_all()
        else:
            super().keyPressEvent(event)

    def _wear(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF())
        self.setFont(font)
        self._colouring.set_colours(self._appearance.colours)
        self._folding.lay_out()
