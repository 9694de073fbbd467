"""The table of rows, set up for walking through them with the arrow keys."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.row_model import ICON_PIXELS, Column, Index, RowModel

_FEWEST_DIGITS: Final = 5
"""For so many digits of a row's number there is room in any case: the other columns stay where they are."""
_PADDING: Final = 22
"""Pixels of a cell that are not text: the style sheet's padding on both sides, and some air."""
PROMPT_LETTERS: Final = 18
"""So many of a prompt should be seen before other columns are."""


class RowTable(QTableView):
    """Shows a `RowModel`. The row that the keys are at is selected, and more on wish."""

    walked = Signal()
    """Another row is the current one, or none is."""
    sort_wanted = Signal(int)
    """The header of a `Column` was clicked."""
    leaving_out_wanted = Signal()
    """Delete was pressed."""
    remarks_wanted = Signal(int)
    """The pointer rests on the verdict of the row at this place; `tell_remarks` when it is known better."""

    def __init__(self, model: RowModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._appearance = appearance
        self._widths: dict[Column, int] = {}
        self._digits = _FEWEST_DIGITS
        self._rested = (-1, QPoint())
        self.nothing_shown = ""
        """What stands in the place of the rows where there are none."""
        self.setModel(model)
        self.setAccessibleName(self.tr("Examples"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS))
        self.setCornerButtonEnabled(False)
        # Whoever walks down has the lines moved, and only the new one drawn.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        lines = self.verticalHeader()
        lines.hide()
        # Any other mode asks every row for its height.
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self.sort_wanted)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.PROMPT, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self.walked)
        model.modelReset.connect(self.walked)
        for grown in (model.rowsInserted, model.modelReset):
            grown.connect(self._fit_numbers)
        appearance.changed.connect(self._fit)
        self._fit()
        self.show_order(None)

    @property
    def place(self) -> int | None:
        """The place of the current row among all rows."""
        current = self.currentIndex()
        return self._rows.place(current.row()) if current.isValid() else None

    def selected_places(self) -> list[int]:
        """The places of the selected rows among all rows, in the order of the table."""
        selected = self.selectionModel().selection().toList()
        ranges = sorted((part.top(), part.bottom()) for part in selected)
        return [self._rows.place(line) for first, last in ranges for line in range(first, last + 1)]

    def go_to(self, line: int) -> None:
        """Make a line the current one, and show it."""
        self.setCurrentIndex(self._rows.index(line, Column.PROMPT))

    def show_order(self, column: Column | None, *, falling: bool = False) -> None:
        """Say by a sign in the header what the rows are sorted by; None: they stand as in the file."""
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(-1 if column is None else column, order)

    def tell_remarks(self, place: int) -> None:
        """More is known of a row: say it where the pointer still rests on it."""
        if place == self._rested[0] and QToolTip.isVisible():
            QToolTip.showText(self._rested[1], self._rows.remarks(place) or "", self.viewport())

    def viewportEvent(self, event: QEvent) -> bool:
        """Ask for what there is to say of a verdict before it is told."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if index.isValid() and index.column() == Column.VERDICT:
                place = self._rows.place(index.row())
                self._rested = (place, event.globalPos())
                self.remarks_wanted.emit(place)
        return super().viewportEvent(event)

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """Draw anew what has changed in sight. Without this, every verdict would draw the whole table."""
        top = self.rowAt(0)
        bottom = self.rowAt(self.viewport().height() - 1)
        if top_left.row() <= (bottom if bottom >= 0 else self._rows.rowCount()) and bottom_right.row() >= top:
            super().dataChanged(top_left, bottom_right, list(roles))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last row; the other keys walk as in any table."""
        last = self._rows.rowCount() - 1
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            # Held down it would leave rows out and put them back in turn.
            if not event.isAutoRepeat():
                self.leaving_out_wanted.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.go_to(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typed letters find nothing here: the filter above the table is for that, and is quicker."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the prompt is worth more than tokens and kind."""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Columns and lines are as large as their text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or why there are none."""
        background = QPainter(self.viewport())
        background.fillRect(event.rect(), self.palette().base())
        background.end()
        super().paintEvent(event)
        if self._rows.rowCount() == 0 and self.nothing_shown:
            painter = QPainter(self.viewport())
            painter.setPen(self._appearance.colours.muted)
            around = self.viewport().rect().adjusted(16, 16, -16, -16)
            painter.drawText(
                around, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.nothing_shown
            )
            painter.end()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(
            metrics.lineSpacing() + round(12 * self._appearance.scale)
        )
        texts = {
            Column.NUMBER: f"{10**self._digits - 1:,}",
            Column.KIND: max(self._rows.kind_words, key=metrics.horizontalAdvance),
            Column.TOKENS: self._rows.header(Column.TOKENS) + "n",
            Column.VERDICT: max(self._rows.verdict_words, key=metrics.horizontalAdvance),
        }
        for column, text in texts.items():
            picture = ICON_PIXELS + 8 if column == Column.VERDICT else 0
            self._widths[column] = metrics.horizontalAdvance(text) + picture + _PADDING
            self.setColumnWidth(column, self._widths[column])
        self._share()

    def _fit_numbers(self) -> None:
        """Rows have come or gone: have room for the greatest of their numbers."""
        digits = max(_FEWEST_DIGITS, len(str(self._rows.greatest_number)))
        if digits != self._digits:
            self._digits = digits
            self._fit()

    def _share(self) -> None:
        wanted = PROMPT_LETTERS * self.fontMetrics().averageCharWidth()
        left = self.viewport().width() - sum(self._widths.values())
        for column in (Column.TOKENS, Column.KIND):
            self.setColumnHidden(column, left < wanted)
            left += self._widths[column] if left < wanted else 0
