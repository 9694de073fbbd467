"""A document for reading: laid out, coloured, and as it grows while a model writes it."""

import re
from typing import Final

from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.colours import Colours
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
        self._colouring = _JsonColouring(self.document())
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
        bar = self.verticalScrollBar()
        follows = self.document().blockCount() > 1 and bar.value() == bar.maximum()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if place is not None:
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())

    def _wear(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF())
        self.setFont(font)
        self._colouring.set_colours(self._appearance.colours)


class _JsonColouring(QSyntaxHighlighter):
    """Colours laid out JSON by what stands where. A string never goes over the end of a line."""

    _TOKENS = re.compile(
        r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)'
        r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
        r"|(?P<number>-?\d[\d.eE+-]*)"
        r"|(?P<word>\b(?:true|false|null)\b)"
        r"|(?P<mark>[{}\[\],:]+)"
    )

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.on = True
        self._formats: dict[str, QTextCharFormat] = {}

    def set_colours(self, colours: Colours) -> None:
        """Colour in these from now on."""
        for name, colour in {
            "string": colours.good,
            "number": colours.accent,
            "word": colours.warning,
            "mark": colours.muted,
        }.items():
            self._formats[name] = QTextCharFormat()
            self._formats[name].setForeground(QColor(colour))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line. Keys keep the colour of text: they are most of a document."""
        if not self.on:
            return
        for match in self._TOKENS.finditer(text):
            form = self._formats.get(match.lastgroup or "")
            if form is not None:
                self.setFormat(match.start(), match.end() - match.start(), form)
