"""A label of a few lines at most, however long its text is."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from geoft_gui.ui.widgets.surfaces import plain_tip

_LONGEST: Final = 2000
"""Characters that are looked at: more never fit into a few lines."""


class ClampedLabel(QLabel):
    """Shows the first lines of a text without its breaks, and all of it in its tooltip where that is more."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = lines
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_words(self, text: str) -> None:
        """Show this text from now on."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """It has, though it does not let Qt break its lines."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """As high as its lines at this width, and never higher than its most lines."""
        return len(self._lines(width)) * self.fontMetrics().lineSpacing()

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(1, self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """At the width it has."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text in anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = self._lines(self.width())
        self.setText("\n".join(lines))
        self.setToolTip("" if " ".join(lines) == self._whole else plain_tip(self._whole))

    def _lines(self, width: int) -> list[str]:
        text = " ".join(self._whole[:_LONGEST].split())
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        lines: list[str] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            begin = line.textStart()
            if len(lines) == self._most - 1:
                rest = text[begin:]
                lines.append(self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, width))
                break
            lines.append(text[begin : begin + line.textLength()].rstrip())
        layout.endLayout()
        return lines
