"""Files and folders that are dragged over the window: which can be opened, and a sign that they can be."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.short_name import short_name

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate
_INSET: Final = 14.0
_ROUND: Final = 14.0
_VEIL: Final = 225
"""How much the sign hides of what is below it; 255 is all."""


def dropped_file(urls: Sequence[QUrl]) -> Path:
    """The one file of examples, or folder of them, that is dropped.

    Raises:
        UserError: it is not one, is not on this computer, or is of another kind.
    """
    if len(urls) != 1:
        raise UserError(
            translate("FileDrop", "{n} files cannot be opened at once.").format(n=len(urls)),
            translate("FileDrop", "Drop one file of examples, or a folder of them."),
        )
    path = Path(urls[0].toLocalFile())
    if not urls[0].isLocalFile():
        raise UserError(
            translate("FileDrop", "Only a file of this computer can be opened."),
            translate("FileDrop", "Save it first, then drop the file."),
        )
    name = short_name(path.name)
    if path.is_dir():
        return path
    # The readers come with it, for which the start of the window need not wait.
    from geoft_gui.data.rows import WORKBOOKS  # noqa: PLC0415

    suffixes = readable_suffixes()
    if path.suffix.lower() in WORKBOOKS:
        raise UserError(
            translate("FileDrop", "{name} is a workbook, which GeoFT does not read.").format(name=name),
            translate(
                "FileDrop", "Open it in your spreadsheet program and save the sheet as “CSV UTF-8”."
            ),
        )
    if not path.name.lower().endswith(suffixes):
        raise UserError(
            translate("FileDrop", "{name} is not a file of examples that GeoFT reads.").format(name=name),
            translate("FileDrop", "Drop a file of one of these kinds: {suffixes}.").format(
                suffixes=", ".join(suffixes)
            ),
        )
    return path


def readable_suffixes() -> tuple[str, ...]:
    """How the names of files end that can be opened."""
    # It brings the readers along, for which the start of the window need not wait.
    from geoft_gui.data.rows import SUFFIXES  # noqa: PLC0415

    return tuple(SUFFIXES)


class FileDrop(QObject):
    """Lets `place`, a widget, take files that are dropped on it, and shows a sign meanwhile."""

    dropped = Signal(object)
    """The Path of what was dropped."""
    refused = Signal(object)
    """Why what was dropped cannot be opened, a UserError."""

    def __init__(self, appearance: Appearance, place: QWidget) -> None:
        super().__init__(place)
        self._sign = DropSign(appearance, place)
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is dragged over the place is taken; nothing else is."""
        kind = event.type()
        if kind == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._sign.resize(watched.size())
        elif kind == QEvent.Type.DragLeave:
            self._sign.hide()
        elif isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            # What cannot be opened is taken too, so that it can be said why it is not.
            if kind == QEvent.Type.DragEnter:
                event.acceptProposedAction()
                self._welcome(event.mimeData().urls())
                return True
            if kind == QEvent.Type.Drop:
                event.acceptProposedAction()
                self._take(event.mimeData().urls())
                return True
        return super().eventFilter(watched, event)

    def _welcome(self, urls: Sequence[QUrl]) -> None:
        """Say whether it can be opened."""
        try:
            path = dropped_file(urls)
        except UserError as refusal:
            self._sign.show_sentence(str(refusal), welcome=False)
        else:
            said = translate("FileDrop", "Drop {name} here to open it")
            self._sign.show_sentence(said.format(name=short_name(path.name)), welcome=True)

    def _take(self, urls: Sequence[QUrl]) -> None:
        self._sign.hide()
        try:
            path = dropped_file(urls)
        except UserError as refusal:
            self.refused.emit(refusal)
        else:
            self.dropped.emit(path)


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
