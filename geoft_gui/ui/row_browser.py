"""The rows of the open file: what was found in them, a filter, and the table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from geoft_gui.data.findings import DataFinding
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.background import Task
from geoft_gui.ui.dataset_loading import AnyRow
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon
from geoft_gui.ui.row_filter import RowFilter, places_of
from geoft_gui.ui.row_model import RowModel
from geoft_gui.ui.widgets.finding_list import FindingList
from geoft_gui.ui.widgets.row_table import RowTable
from geoft_gui.ui.widgets.surfaces import button, words


class RowBrowser(QWidget):
    """Takes rows and verdicts as they come; one can walk and search them meanwhile."""

    looked_at = Signal(object, object)
    """The row to be shown and its verdict, or None and None."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = desk.appearance
        self._background = desk.background
        self._search: Task[list[int]] | None = None
        self._place: int | None = None
        self._told: tuple[AnyRow | None, RowVerdict | None] = (None, None)
        self.model = RowModel(desk.appearance, self)
        self.table = RowTable(self.model, desk.appearance)
        self.findings = FindingList(desk.appearance)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter rows, such as: cylinder hole 20mm"))
        self.filter.setAccessibleName(self.tr("Filter rows"))
        self.filter.setToolTip(
            self.tr(
                "Shows the rows whose prompt, answer or kind has all of these words (Ctrl+F). Esc clears it."
            )
        )
        self.filter.setClearButtonEnabled(True)
        # The whole tab takes files that are dropped.
        self.filter.setAcceptDrops(False)
        self._glass = self.filter.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.count = words(role="muted", wrap=False)
        self.show_all = button(
            self.tr("Show all rows"), self.clear_filter, "quiet", self.tr("Clear the filter (Esc).")
        )
        self._lay_out()
        self._connect()
        self._wear()
        self._say_how_many()

    # ---- what comes

    def clear(self) -> None:
        """Forget all rows, and what was searched for."""
        self._place = None
        self.findings.show_findings(())
        self.model.clear()
        # Last, for it has the rows searched. The signals of the field also hide the cross in it.
        self.filter.clear()
        self._cancel_search()
        self._say_how_many()

    def add(self, rows: Sequence[AnyRow]) -> None:
        """Take more rows in. The first one is looked at until the user chooses another."""
        self.model.add(rows)
        if self.table.place is None and self.model.rowCount():
            self.table.go_to(0)
        self._say_how_many()

    def judge(self, verdicts: Sequence[RowVerdict]) -> None:
        """Take in what the check says of the next rows."""
        self.model.judge(verdicts)
        self._look()

    def show_findings(self, findings: Sequence[DataFinding]) -> None:
        """All rows are checked: say what was found."""
        self.findings.show_findings(findings)
        if self.filter.text().strip():
            # Kinds are known only now.
            self._filter()

    # ---- the filter

    def focus_filter(self) -> None:
        """Let the user type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def clear_filter(self) -> None:
        """Show all rows again."""
        self.filter.clear()
        self.findings.choose(None)

    def _filter(self) -> None:
        self._cancel_search()
        wanted = RowFilter(self.filter.text(), self.findings.chosen)
        if wanted.shows_all:
            self._show(wanted, [], 0)
            return
        table = self.model.snapshot()
        self._search = self._background.run(
            lambda task: places_of(wanted, table, lambda: task.cancelled),
            lambda places: self._show(wanted, places, len(table.rows)),
        )

    def _cancel_search(self) -> None:
        if self._search is not None:
            self._search.cancel()
            self._search = None

    def _show(self, wanted: RowFilter, places: list[int], searched: int) -> None:
        kept = self._place
        self.model.show_only(wanted, places, searched)
        if self.model.rowCount():
            line = self.model.line(kept) if kept is not None else None
            self.table.go_to(0 if line is None else line)
        self._say_how_many()

    def _say_how_many(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        filtered = shown != total
        if filtered:
            said = self.tr("{n} of {total} rows").format(n=f"{shown:,}", total=f"{total:,}")
        else:
            said = self.tr("1 row") if total == 1 else self.tr("{n} rows").format(n=f"{total:,}")
        self.count.setText(said)
        self.show_all.setVisible(filtered)
        self.table.nothing_shown = (
            self.tr("No row has all of these words. Press Esc in the filter to see all rows again.")
            if filtered
            else ""
        )

    # ---- the row that is looked at

    def _walk(self) -> None:
        place = self.table.place
        if place is not None:
            self._place = place
        self._look()

    def _look(self) -> None:
        place = self.table.place
        looked_at = (None, None) if place is None else (self.model.row(place), self.model.verdict(place))
        if looked_at != self._told:
            self._told = looked_at
            self.looked_at.emit(*looked_at)

    # ---- how it is put together

    def _wear(self) -> None:
        self._glass.setIcon(icon("search", self._appearance.colours.muted))

    def _connect(self) -> None:
        self._appearance.changed.connect(self._wear)
        self.filter.textChanged.connect(self._filter)
        self.findings.chosen_changed.connect(self._filter)
        self.table.walked.connect(self._walk)
        for key, action in ((Qt.Key.Key_Escape, self.clear_filter), (Qt.Key.Key_Down, self.table.setFocus)):
            shortcut = QShortcut(QKeySequence(key), self.filter)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.filter, stretch=1)
        bar.addWidget(self.count)
        bar.addWidget(self.show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.findings)
        column.addLayout(bar)
        column.addWidget(self.table, stretch=1)
