"""What the process of a run printed, as it comes."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QHideEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.runs.log_tail import MOST_SHOWN, LogPiece, LogTail
from geoft_gui.ui.widgets.surfaces import button, words

LOOK_MILLISECONDS: Final = 1000
_MOST_LINES: Final = 5000
_LEAST_LINES: Final = 8
"""So much of it is seen in the smallest window."""


class LogView(QWidget):
    """Reads in the background, and only while it is seen. Follows the end unless the user scrolled up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._path: Path | None = None
        self._tail: LogTail | None = None
        self._task: Task[LogPiece] | None = None
        self._ended = False
        self._note = words("", "muted")
        self.open_button = button(self.tr("Open the file"), self._open_file)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setMaximumBlockCount(_MOST_LINES)
        self.text.setAccessibleName(self.tr("Log of the run"))
        self.text.setTabChangesFocus(True)
        top = QHBoxLayout()
        top.addWidget(self._note, stretch=1)
        top.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.text, stretch=1)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._read)
        desk.appearance.changed.connect(self._wear)
        self._wear()

    def show_log(self, path: Path) -> None:
        """Show the log of another run."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._path = path
        self._tail = LogTail(path)
        self._ended = False
        self.text.clear()
        self._say(0, empty=True)
        if self.isVisible():
            self._timer.start()
            self._read()

    def say_ended(self, ended: bool) -> None:
        """Whether nobody writes into it any more: a line without an end is shown then."""
        self._ended = ended

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read."""
        super().showEvent(event)
        self._timer.start()
        self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees need not be read."""
        super().hideEvent(event)
        self._timer.stop()

    def _read(self) -> None:
        if self._tail is None or self._task is not None:
            return
        tail, ended = self._tail, self._ended
        self._task = self._desk.background.run(lambda task: _piece(tail, ended), self._take, self._failed)

    def _take(self, piece: LogPiece) -> None:
        self._task = None
        if piece.anew:
            self.text.clear()
        if piece.text:
            self._append(piece.text)
        self._say(piece.left_out, empty=self.text.document().isEmpty())
        if piece.more and self.isVisible():
            self._read()

    def _failed(self, error: UserError) -> None:
        self._task = None
        self._timer.stop()
        self._note.setText(str(error))

    def _append(self, text: str) -> None:
        bar = self.text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if at_end:
            bar.setValue(bar.maximum())

    def _say(self, left_out: int, *, empty: bool) -> None:
        if empty:
            note = self.tr("Nothing was printed yet. What happens in the training is told by its curves.")
        elif left_out or self.text.blockCount() >= _MOST_LINES:
            note = self.tr(
                "The log is long: only its end, some {n} kB, is shown. The file holds all of it."
            ).format(n=MOST_SHOWN // 1000)
        else:
            note = self.tr("Everything that the training printed.")
        self._note.setText(note)
        self.open_button.setEnabled(not empty)
        self.open_button.setToolTip(
            self.tr("There is no log yet.")
            if empty
            else self.tr("Opens the whole log with the program that this computer uses for text.")
        )

    def _open_file(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    def _wear(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.text.setFont(font)
        self.text.setMinimumHeight(_LEAST_LINES * self.text.fontMetrics().lineSpacing())


def _piece(tail: LogTail, ended: bool) -> LogPiece:
    try:
        return tail.read(ended=ended)
    except OSError as error:
        raise UserError("The log cannot be read.", "Open its folder to look at it.", str(error)) from error
