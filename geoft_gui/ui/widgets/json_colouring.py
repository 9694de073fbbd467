"""The colours of JSON text, line by line."""

import re
from typing import Final

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from geoft_gui.ui.colours import Colours


class JsonColouring(QSyntaxHighlighter):
    """Colours laid out JSON by what stands where. A string never goes over the end of a line."""

    _TOKENS: Final = re.compile(
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
