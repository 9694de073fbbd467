"""The statistics of the open rows: counted on another thread while rows are checked, shown when wanted."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from geoft_gui.ui.background import Task
from geoft_gui.ui.dataset import OpenDataset
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.row_browser import RowBrowser

if TYPE_CHECKING:
    # It brings numpy, for which the start of the window need not wait.
    from geoft_gui.ui.data_work.statistics_panel import StatisticsPanel

_COUNTING_MILLISECONDS: Final = 700
"""How often the charts grow while rows are checked."""
_LEAST_LINES: Final = 6


class DataCounts(QObject):
    """Puts the charts into `column`, right above `rows` there, once they are wanted."""

    def __init__(self, desk: Desk, browser: RowBrowser, column: QVBoxLayout, rows: QWidget) -> None:
        super().__init__(browser)
        self._desk = desk
        self._browser = browser
        self._column = column
        self._rows = rows
        self._panel: StatisticsPanel | None = None
        self._dataset: OpenDataset | None = None
        self._wanted = False
        self._task: Task[Any] | None = None
        """The counting that goes on: one at a time, so that no older count comes after a newer one."""
        self._again = False
        """More was known, or another, after it had begun."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_COUNTING_MILLISECONDS)
        self._soon.timeout.connect(self._count)

    def use(self, dataset: OpenDataset | None) -> None:
        """Count these rows."""
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._again = False
        self._dataset = dataset
        if self._panel is not None:
            self._panel.clear()
        if dataset is not None:
            dataset.judged.connect(self._count_soon)
            dataset.rejudged.connect(self._count_soon)
            dataset.checked.connect(self._count)

    def show_charts(self, wanted: bool) -> None:
        """Show the charts in the place of the findings, or the findings again."""
        self._wanted = wanted
        self._browser.findings.fold(wanted)
        self._made().setVisible(wanted)
        self._count()

    def _count_soon(self) -> None:
        if self._wanted and not self._soon.isActive():
            self._soon.start()

    def _count(self) -> None:
        dataset = self._dataset
        if dataset is None or dataset.judgements is None or not self._wanted:
            return
        if self._task is not None:
            self._again = True
            return
        judgements = dataset.judgements
        # Of a file that is still read there is at least one more.
        total = len(dataset) if dataset.is_complete else len(dataset) + 1

        def count(task: Task[Any]) -> Any:
            from geoft_gui.data.charts import charts  # noqa: PLC0415

            return charts(judgements, total)

        def show(counted: Any) -> None:
            # What was begun for another file, `use` has cancelled.
            self._made().show_charts(counted)
            go_on()

        def go_on() -> None:
            self._task = None
            if self._again:
                self._again = False
                self._count()

        self._task = self._desk.background.run(count, show, lambda error: go_on())

    def _made(self) -> "StatisticsPanel":
        if self._panel is None:
            from geoft_gui.ui.data_work.statistics_panel import StatisticsPanel  # noqa: PLC0415

            self._panel = StatisticsPanel(self._desk)
            self._panel.query_wanted.connect(self._browser.filter_by)
            self._browser.filter.textChanged.connect(self._panel.show_query)
            # In a low window it gives way to the rows.
            self._panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._panel.setMinimumHeight(_LEAST_LINES * self._panel.fontMetrics().lineSpacing())
            self._column.insertWidget(self._column.indexOf(self._rows), self._panel)
        return self._panel
