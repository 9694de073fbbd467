"""The rows of the open file: what was found in them, a filter, and the table."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from geoft_gui.data.row import Row
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.ui.dataset import AnyRow, OpenDataset
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon
from geoft_gui.ui.leaving_out import LeavingOut
from geoft_gui.ui.row_model import Column, RowModel
from geoft_gui.ui.row_search import Order, RowSearch, Wanted
from geoft_gui.ui.widgets.finding_list import FindingList
from geoft_gui.ui.widgets.row_table import RowTable
from geoft_gui.ui.widgets.search_help import SearchHelp
from geoft_gui.ui.widgets.sort_menu import SortMenu
from geoft_gui.ui.widgets.surfaces import button, words

_TYPING_MILLISECONDS = 120
"""Who types goes on typing: what is searched for is what stands there then."""
_WALKING_MILLISECONDS = 60
"""Who holds an arrow key down reads no sentences."""


class RowBrowser(QWidget):
    """Shows an `OpenDataset` while it grows and is judged; one can walk, search and sort it meanwhile."""

    looked_at = Signal(object, object, object)
    """The row to be shown, its verdict and its place; three times None where there is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = desk.appearance
        self._dataset: OpenDataset | None = None
        self._order: Order | None = None
        self._place: int | None = None
        self._is_changing = False
        """Other rows are being put into the table, which may stand on none, or on another, for a moment."""
        self._told: tuple[AnyRow | None, RowVerdict | None, int | None] = (None, None, None)
        self.model = RowModel(desk.appearance, self)
        self.table = RowTable(self.model, desk.appearance)
        self.leaving_out = LeavingOut(self.table)
        self.findings = FindingList(desk.appearance)
        self._search = RowSearch(desk.background, self)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter rows, such as: hole kind:cylinder"))
        self.filter.setAccessibleName(self.tr("Filter rows"))
        self.filter.setToolTip(
            self.tr("Shows the rows that have all of these words (Ctrl+F). Esc clears it.")
        )
        self.filter.setClearButtonEnabled(True)
        # The whole tab takes files that are dropped.
        self.filter.setAcceptDrops(False)
        self._glass = self.filter.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.help = SearchHelp(desk.appearance, self.filter)
        self.sort = SortMenu(desk.appearance)
        self.count = words(role="muted", wrap=False)
        self.show_all = button(
            self.tr("Show all"), self.clear_filter, "quiet", self.tr("Clear the filter (Esc).")
        )
        self.problem = words(role="bad")
        self._typing = _timer(self, _TYPING_MILLISECONDS, self._seek)
        self._walking = _timer(self, _WALKING_MILLISECONDS, self._ask_for_sentences)
        self._lay_out()
        self._connect()
        self._wear()
        self._say_how_many()

    # ---- what is open

    def use(self, dataset: OpenDataset | None) -> None:
        """Show another file, or nothing; what was searched for and the order are forgotten."""
        self._search.cancel()
        self._dataset = dataset
        self._place = None
        self._order = None
        self.table.show_order(None)
        self.findings.show_findings(())
        self.model.use(dataset)
        self.leaving_out.use(None if dataset is None else dataset.edits)
        # Last, for it has the rows searched. The signals of the field also hide the cross in it.
        self.filter.clear()
        self._typing.stop()
        self.problem.hide()
        self._say_how_many()
        if dataset is not None:
            dataset.grown.connect(self._grow)
            dataset.complete.connect(self._seek_in_more)
            dataset.judged.connect(self._judge)
            dataset.checked.connect(self._finish)
            dataset.edits.changed.connect(self._refresh)
            dataset.edits.left_out_changed.connect(self.model.mark_left_out)
            dataset.rejudged.connect(self._rejudge)

    def _grow(self) -> None:
        self.model.grow()
        if self.table.place is None and self.model.rowCount():
            self.table.go_to(0)
        self._say_how_many()

    def _judge(self) -> None:
        self.model.judge()
        self._look()

    def _finish(self) -> None:
        # What only other rows tell was added to verdicts that were there.
        self.model.judge(anew=True)
        self._look()
        self._seek_in_more()

    def _refresh(self, place: int) -> None:
        self.model.refresh(place)
        if place == self.table.place:
            self._look()

    def _rejudge(self, place: int, verdict: RowVerdict) -> None:
        self.model.refresh(place)
        self.model.remember(place, verdict)
        if place == self.table.place:
            self._look()

    # ---- the filter and the order

    def focus_filter(self) -> None:
        """Let the user type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def clear_filter(self) -> None:
        """Show all rows again."""
        self.filter.clear()
        self.findings.choose(None)

    def filter_by(self, query: str) -> None:
        """Show the rows that a query finds, as if it had been typed."""
        self.filter.setText(query)

    def sort_by(self, order: Order | None) -> None:
        """Have the rows in this order; None: as in the file."""
        self._order = order
        if order is None:
            self.table.show_order(None)
        else:
            self.table.show_order(order.column, falling=order.falling)
        self.sort.show_order(order)
        self._seek()

    def _sort_next(self, column: int) -> None:
        """One click sorts, a second turns the order round, a third gives back that of the file."""
        first = Column(column) == Column.VERDICT  # the worst rows are looked for
        now = self._order
        if now is None or now.column != column:
            self.sort_by(Order(Column(column), falling=first))
        elif now.falling == first:
            self.sort_by(Order(Column(column), falling=not first))
        else:
            self.sort_by(None)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self.filter.text().strip(), self.findings.chosen, self._order)

    def _seek(self) -> None:
        self._typing.stop()
        self._search.cancel()
        if self._dataset is None:
            return
        if self._wanted.everything or self._dataset.index is None:
            self._show(None)
        else:
            self._search.begin(self._wanted, self._dataset)

    def _seek_in_more(self) -> None:
        """More is known now than when it was searched."""
        if not self._wanted.everything:
            self._seek()

    def _show(self, places: object, problem: str = "") -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        kept = self._place
        self._is_changing = True
        try:
            self.model.show_places(places)  # type: ignore[arg-type]  # a signal carries any object
            if self.model.rowCount():
                line = self.model.line(kept) if kept is not None else None
                self.table.go_to(0 if line is None else line)
        finally:
            self._is_changing = False
        self._walk()
        self._say_how_many()

    def _say_how_far(self, share: float) -> None:
        self.count.setText(self.tr("Searching … {n} %").format(n=round(100 * share)))

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
            self.tr("No row has all of this. Press Esc in the filter to see all rows again.")
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
        if self._is_changing:
            return
        place = self.table.place
        looked_at = (
            (None, None, None) if place is None else (self.model.row(place), self.model.verdict(place), place)
        )
        if looked_at != self._told:
            self._told = looked_at
            self.looked_at.emit(*looked_at)
        self._walking.start()

    def _ask_for_sentences(self) -> None:
        if self.table.place is not None:
            self._ask_about(self.table.place)

    def _ask_about(self, place: int) -> None:
        """Have it said what is special in a row, where there is something."""
        row, verdict = self.model.row(place), self.model.verdict(place)
        if (
            self._dataset is None
            or verdict is None
            or not verdict.findings
            or not isinstance(row, Row)
            or self.model.knows_sentences(place)
        ):
            return
        whole = self._dataset.is_checked

        def take(said: RowVerdict) -> None:
            # Of a file that is still checked more will be known.
            if whole or self._dataset is None or not self._dataset.is_checked:
                self.model.remember(place, said)
                self.table.tell_remarks(place)
                self._look()

        self._dataset.judge(row, take, of=(self, place))

    # ---- how it is put together

    def _wear(self) -> None:
        self._glass.setIcon(icon("search", self._appearance.colours.muted))

    def _connect(self) -> None:
        self._appearance.changed.connect(self._wear)
        self.filter.textChanged.connect(self._typing.start)
        self.findings.chosen_changed.connect(self._seek)
        self._search.found.connect(self._show)
        self._search.told.connect(self._say_how_far)
        self.table.walked.connect(self._walk)
        self.table.sort_wanted.connect(self._sort_next)
        self.table.remarks_wanted.connect(self._ask_about)
        self.sort.chosen.connect(self.sort_by)
        for key, action in ((Qt.Key.Key_Escape, self.clear_filter), (Qt.Key.Key_Down, self.table.setFocus)):
            shortcut = QShortcut(QKeySequence(key), self.filter)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(5)
        bar.addWidget(self.filter, stretch=1)
        bar.addWidget(self.help)
        bar.addWidget(self.sort)
        bar.addWidget(self.count)
        bar.addWidget(self.show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.findings)
        column.addLayout(bar)
        column.addWidget(self.problem)
        column.addWidget(self.table, stretch=1)


def _timer(parent: QWidget, milliseconds: int, ring: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(ring)
    return timer
