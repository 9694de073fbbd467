"""The row above a plot that says which line is what."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.plot_colours import PlotColours

SWATCH: Final = QSize(26, 16)


class Swatch(QWidget):
    """A short piece of a line as it looks in the plot; `marker`: "", "circle", "diamond" or "cross"."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self._marker = marker
        self._line = QColor()
        self._surroundings = QColor()
        self.setFixedSize(SWATCH)

    def set_colours(self, line: str, surroundings: str) -> None:
        """Draw in these colours from now on."""
        self._line = QColor(line)
        self._surroundings = QColor(surroundings)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and its marker."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self._marker != "cross":
            painter.setPen(QPen(QBrush(self._line), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(2, middle.y()), QPointF(self.width() - 2, middle.y()))
        painter.setPen(QPen(self._surroundings, 1.5))
        painter.setBrush(self._line)
        if self._marker == "circle":
            painter.drawEllipse(QRectF(middle.x() - 4.5, middle.y() - 4.5, 9, 9))
        elif self._marker == "cross":
            painter.setPen(QPen(self._line, 2))
            painter.drawLine(middle + QPointF(-4, -4), middle + QPointF(4, 4))
            painter.drawLine(middle + QPointF(-4, 4), middle + QPointF(4, -4))
        elif self._marker == "diamond":
            corners = [QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)]
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.end()


class PlotLegend(QWidget):
    """What each line is, beside a piece of it."""

    def __init__(self) -> None:
        super().__init__()
        self._entries = [
            (Swatch(""), QLabel(self.tr("Training loss"))),
            (Swatch("circle"), QLabel(self.tr("Held-out loss"))),
            (Swatch("diamond"), QLabel(self.tr("Parts right"))),
            (Swatch("cross"), QLabel(self.tr("Loss was not a number"))),
        ]
        self._of_entries: list[QWidget] = []
        flow = FlowLayout(self, gap=16)
        for swatch, words in self._entries:
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(swatch)
            row.addWidget(words)
            flow.addWidget(entry)
            self._of_entries.append(entry)
        *_, self._rates, self._trouble = self._of_entries
        self.show_trouble(False)

    def show_trouble(self, there_is: bool) -> None:
        """Explain the crosses, in a plot that has some."""
        self._trouble.setVisible(there_is)

    def show_rates(self, there_are: bool) -> None:
        """Explain the line of right parts, in a plot that has one."""
        self._rates.setVisible(there_are)

    def set_colours(self, colours: PlotColours) -> None:
        """Draw in these colours from now on."""
        lines = (colours.loss, colours.held_out, colours.correct, colours.trouble)
        for (swatch, words), line in zip(self._entries, lines, strict=True):
            swatch.set_colours(line, colours.background)
            words.setStyleSheet(f"color: {colours.text};")
