"""Three rows as the model reads them: what it learns to write, and what it only reads."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from geoft_gui.backends.base import LearnedRow
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.surfaces import words

_LINES = 14


class LearnedView(QWidget):
    """Hidden until there are rows to show."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows: tuple[LearnedRow, ...] = ()
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("What the model learns of three rows"))
        legend = words(
            self.tr("The marked text is what the model learns to write. The rest it only reads."), "small"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(legend)
        column.addWidget(self.text)
        appearance.changed.connect(self._write)
        self._fit()
        self.hide()

    def show_rows(self, rows: Sequence[LearnedRow]) -> None:
        """Show these rows; none: there is nothing to see any more."""
        self._rows = tuple(rows)
        self._write()
        self.setVisible(bool(self._rows))

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for as many lines when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES)

    def _write(self) -> None:
        colours = self._appearance.colours
        learned, read, heading = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        learned.setForeground(QColor(colours.text))
        learned.setBackground(QColor(colours.selection))
        read.setForeground(QColor(colours.muted))
        heading.setForeground(QColor(colours.text))
        heading.setFontWeight(QFont.Weight.DemiBold)
        self.text.clear()
        cursor = self.text.textCursor()
        for place, row in enumerate(self._rows):
            # One line apart, also where the template ends a row with a line break.
            before = ("\n\n" if cursor.block().text() else "\n") if place else ""
            # Inserted as text, never as markup: it is what a file and a template say.
            cursor.insertText(before + self.tr("Row {n:,}").format(n=row.row) + "\n", heading)
            for text, is_learned in row.pieces:
                cursor.insertText(text, learned if is_learned else read)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
