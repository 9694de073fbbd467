"""What kinds of rows there are, as charts; a click on a bar shows the rows that it stands for."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.data_work.bar_list import INSET, MOST_BARS, BarList
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.clamped_label import ClampedLabel
from geoft_gui.ui.widgets.surfaces import set_role, words

if TYPE_CHECKING:
    from geoft_gui.data.charts import Chart

_LINES: Final = 12.5
"""Lines of text, after which it scrolls: the rows shall stay in sight."""
_CHART_CHARACTERS: Final = 36
"""A chart is at least so wide; as many as fit stand beside each other."""
_MOST_COLUMNS: Final = 6
_GAP: Final = 10


class StatisticsPanel(QScrollArea):
    """A card with the charts. Which rows a bar stands for is told as a search (`query_wanted`)."""

    query_wanted = Signal(str)
    """Show the rows that this search finds; "": all rows."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = desk.appearance
        self._charts: tuple[Chart, ...] = ()
        self._boxes: list[_Box] = []
        self._query = ""
        self._inside = QWidget()
        self._inside.setProperty("surface", "clear")
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(12, 9, 12, 10)
        row.setSpacing(20)
        self._waiting = words(self.tr("The rows are counted as they are checked …"), "muted")
        row.addWidget(self._waiting, stretch=1)
        self._columns = [QVBoxLayout() for _ in range(_MOST_COLUMNS)]
        for column in self._columns:
            column.setSpacing(_GAP)
            column.addStretch(1)
            row.addLayout(column)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Statistics"))

    def clear(self) -> None:
        """There are no rows to be counted any more."""
        self._query = ""
        self.show_charts(())

    def show_charts(self, charts: "Sequence[Chart]") -> None:
        """Show these in place of those before; charts without bars are left out."""
        charts = tuple(chart for chart in charts if chart.bars)
        # Charts that grow while rows are checked stay where they are, with the keys on them.
        if [chart.name for chart in charts] != [chart.name for chart in self._charts]:
            for box in self._boxes:
                box.deleteLater()
                box.hide()
            self._boxes = [_Box(self._appearance, chart.title) for chart in charts]
            for box in self._boxes:
                box.bars.query_wanted.connect(self.query_wanted)
        self._charts = charts
        for chart, box in zip(charts, self._boxes, strict=True):
            box.bars.show_bars(chart.bars)
            box.of.show_words(self._of(chart))
        self._waiting.setVisible(not charts)
        self.show_query(self._query)
        self._arrange()

    def show_query(self, query: str) -> None:
        """Mark the bar whose rows are shown: the text of the search field, whoever wrote it."""
        self._query = query.strip()
        for box in self._boxes:
            box.bars.show_query(self._query)

    def sizeHint(self) -> QSize:
        """As high as the charts, up to its limit."""
        most = round(_LINES * self.fontMetrics().lineSpacing())
        wanted = self._inside.sizeHint().height() + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), min(most, wanted))

    def minimumSizeHint(self) -> QSize:
        """One chart wide; the height is fixed."""
        return QSize(self._chart_width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many charts beside each other as there is room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _chart_width(self) -> int:
        return self.fontMetrics().averageCharWidth() * _CHART_CHARACTERS

    def _arrange(self) -> None:
        fitting = self.viewport().width() // max(1, self._chart_width())
        count = max(1, min(_MOST_COLUMNS, len(self._boxes), fitting))
        row = self._inside.layout()
        assert isinstance(row, QHBoxLayout)
        heights = [0] * count
        for box, column in itertools.product(self._boxes, self._columns):
            column.removeWidget(box)
        for box in self._boxes:
            # Below what is shortest so far: a tall chart leaves no hole beside it.
            shortest = heights.index(min(heights))
            self._columns[shortest].insertWidget(self._columns[shortest].count() - 1, box)
            heights[shortest] += box.sizeHint().height() + _GAP
        for place, column in enumerate(self._columns):
            row.setStretchFactor(column, 1 if place < count else 0)
        self.updateGeometry()

    def _of(self, chart: "Chart") -> str:
        said = self.tr("of all {n} rows") if chart.complete else self.tr("of the first {n} rows")
        told = said.format(n=f"{chart.of:,}")
        more = len(chart.bars) - MOST_BARS
        return told if more <= 0 else self.tr("{of}; {n} more not shown").format(of=told, n=f"{more:,}")


class _Box(QWidget):
    """A chart with its title, and what it counts."""

    def __init__(self, appearance: Appearance, title: str) -> None:
        super().__init__()
        self.of = ClampedLabel(1)
        set_role(self.of, "small")
        self.bars = BarList(appearance, title)
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(words(title, wrap=False))
        head.addWidget(self.of, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.bars)
