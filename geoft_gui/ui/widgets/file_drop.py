"""Files that are dragged over the window: which can be opened, and a sign that they can be dropped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.short_name import short_name

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate
SUFFIXES: Final = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
_INSET: Final = 14.0
_ROUND: Final = 14.0
_VEIL: Final = 225
"""How much the sign hides of what is below it; 255 is all."""


def dropped_file(urls: Sequence[QUrl]) -> Path:
    """The one file of examples that is dropped.

    Raises:
        UserError: it is not one, is not on this computer, or is of another kind.
    """
    if len(urls) != 1:
        raise UserError(
            translate("FileDrop", "{n} files cannot be opened at once.").format(n=len(urls)),
            translate("FileDrop", "Drop one file of examples."),
        )
    path = Path(urls[0].toLocalFile())
    if not urls[0].isLocalFile():
        raise UserError(
            translate("FileDrop", "Only a file of this computer can be opened."),
            translate("FileDrop", "Save it first, then drop the file."),
        )
    name = short_name(path.name)
    if path.is_dir():
        raise UserError(
            translate("FileDrop", "{name} is a folder.").format(name=name),
            translate("FileDrop", "Drop one file of it."),
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(
            translate("FileDrop", "{name} is not a file of examples that GeoFT reads.").format(name=name),
            translate("FileDrop", "Drop a {suffixes} file.").format(suffixes=", ".join(SUFFIXES)),
        )
    return path


class DropSign(QWidget):
    """Covers its parent while something is dragged over it, and says what will happen."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._appearance = appearance
        self._sentence = ""
        self._welcome = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_sentence(self, sentence: str, *, welcome: bool) -> None:
        """Appear with a sentence; `welcome`: what is dropped will be opened."""
        self._sentence = sentence
        self._welcome = welcome
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a veil, a dashed frame, and the sentence."""
        colours = self._appearance.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        colour = QColor(colours.accent if self._welcome else colours.bad)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, _ROUND, _ROUND)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if self._welcome else colours.bad))
        inside = frame.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
        painter.end()
