"""Rows that the fixes leave out, each with the reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.surfaces import plain_tip, words

MOST_LISTED: Final = 1_000
_LONGEST_PROMPT: Final = 300
_LINES: Final = 2
"""Of text in each row; the rest is in its tooltip. To fit each to its text would take long for many."""


class SetAsideList(QWidget):
    """A table of row, reason and prompt."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = words("", "muted")
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Rows that are set aside"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Row"), self.tr("Why it is set aside"), self.tr("Prompt")]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.table.horizontalHeader()
        # Of those in sight alone.
        head.setResizeContentsPrecision(0)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self.table, stretch=1)
        appearance.changed.connect(self._wear)
        self._wear()
        self.show_rows((), {})

    def show_rows(self, rows: Sequence[Mapping[str, Any]], prompts: Mapping[str, str]) -> None:
        """List these in place of those before; `prompts` are by the rows' numbers."""
        shown = rows[:MOST_LISTED]
        self.table.setRowCount(len(shown))
        for line, row in enumerate(shown):
            cells = (str(row["row"]), row["reason"], prompts.get(str(row["row"]), "")[:_LONGEST_PROMPT])
            for place, text in enumerate(cells):
                cell = QTableWidgetItem(text)
                cell.setToolTip(plain_tip(text) if place else "")
                self.table.setItem(line, place, cell)
        self.table.setVisible(bool(rows))
        if not rows:
            self.said.setText(self.tr("No row is set aside: every row is kept."))
        elif len(rows) > MOST_LISTED:
            said = self.tr("{n} rows are left out of the new version; the first {m} are:")
            self.said.setText(said.format(n=f"{len(rows):,}", m=f"{MOST_LISTED:,}"))
        else:
            self.said.setText(self.tr("These rows are left out of the new version. The original keeps them."))

    def _wear(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(_LINES * self.fontMetrics().lineSpacing() + 8)
