"""The Data tab: the examples that a model is to learn, row by row, each with its part."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.dataset_loading import Loaded, RowsCame, RowsJudged, load
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.row_browser import RowBrowser
from geoft_gui.ui.short_name import short_name, with_short_names
from geoft_gui.ui.widgets.data_header import DataHeader
from geoft_gui.ui.widgets.file_drop import SUFFIXES, DropSign, dropped_file
from geoft_gui.ui.widgets.surfaces import EmptyState, button

if TYPE_CHECKING:
    # It brings numpy and looks for OpenGL, for which the start of the window need not wait.
    from geoft_gui.ui.widgets.row_details import RowDetails


@dataclass(frozen=True)
class OpenedData:
    """A file that was read and checked to its end.

    Attributes:
        path: the file.
        validation: the file of rows that are held back to score with; None when there is none.
        rows: how many rows it has, unreadable lines among them.
        usable: how many of them a model can learn from.
    """

    path: Path
    validation: Path | None
    rows: int
    usable: int


class DataTab(QWidget):
    """Opens a file of examples by button, dialog or drop, and shows it while it is read and checked."""

    opening = Signal(object)
    """A file is about to be read, its Path; what was open is so no more."""
    opened = Signal(object)
    """It was read and checked to its end: OpenedData."""
    closed = Signal()
    """It could not be read, or is empty: nothing is open."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._loading: Task[Loaded | None] | None = None
        self._current: OpenedData | None = None
        self._doubtful = 0
        self._folder = Path.home()
        self._open = button(
            self.tr("Open…"), self._choose_file, tip=self.tr("Open a file of examples (Ctrl+O).")
        )
        self._bundled = button(
            self.tr("Bundled examples"),
            self.open_bundled,
            tip=self.tr("Show the examples that come with GeoFT."),
        )
        self.header = DataHeader(desk.appearance, (self._bundled, self._open))
        self.browser = RowBrowser(desk)
        self.browser.findings.comes_after = self._open
        self._details: RowDetails | None = None
        self._pages = QStackedWidget()
        self._empty = EmptyState(
            self.tr("See what a model can learn from"),
            self.tr(
                "Each example asks for a part in words, and answers with the document that describes it.\n"
                "Look at those that come with GeoFT, or open or drop a file of your own."
            ),
            button(self.tr("Show the bundled examples"), self.open_bundled, "primary"),
        )
        self._failure: EmptyState | None = None
        self._lay_out()
        self._drop_sign = DropSign(desk.appearance, self)
        self.setAcceptDrops(True)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.browser.focus_filter)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self, self._choose_file)

    @property
    def current(self) -> OpenedData | None:
        """What is open; None while it is still read or checked."""
        return self._current

    def showEvent(self, event: QShowEvent) -> None:
        """While the user looks round, load what the first row will need."""
        super().showEvent(event)
        if self._details is None:
            module = "geoft_gui.ui.widgets.row_details"
            self._desk.background.run(lambda task: import_module(module), lambda loaded: None)

    @property
    def details(self) -> "RowDetails":
        """Where the row that is looked at is shown, with its part. Made when it is first needed."""
        if self._details is None:
            from geoft_gui.ui.widgets.row_details import RowDetails  # noqa: PLC0415

            self._details = RowDetails(self._desk)
            self.browser.looked_at.connect(self._details.show_row)
        return self._details

    def open_file(self, path: Path) -> None:
        """Read a file and show it. Another that is still being read is given up."""
        self._start(path, None)

    def open_bundled(self) -> None:
        """Show the examples that come with GeoFT."""
        try:
            folder = paths.bundled_data()
        except UserError as error:
            self._stop()
            self._fail(error)
            return
        self._start(folder / "train_dataset.jsonl", folder / "validation_dataset.jsonl")

    # ---- reading

    def _start(self, path: Path, validation: Path | None) -> None:
        self._stop()
        self._current = None
        self._doubtful = 0
        self.browser.clear()
        if self._split.count() == 1:
            self._split.addWidget(self.details)
            self._split.setStretchFactor(1, 5)
        self._pages.setCurrentWidget(self._split)
        self.header.show_opening(
            self.tr("Reading the examples that come with GeoFT …")
            if validation is not None
            else self.tr("Reading {name} …").format(name=short_name(path.name))
        )
        self.opening.emit(path)
        self._loading = self._desk.background.run(
            lambda task: load(path, validation, task),
            lambda loaded: self._finish(path, validation, loaded),
            self._fail,
            lambda news: self._take(path, validation, news),
        )

    def _stop(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def _take(self, path: Path, validation: Path | None, news: RowsCame | RowsJudged) -> None:
        model = self.browser.model
        if isinstance(news, RowsCame):
            self.browser.add(news.rows)
            self.header.show_progress(self.tr("{n} rows read").format(n=f"{model.total:,}"), 0, 0)
            return
        if not model.judged:
            self.header.show_title(self._title(path, validation, news.total))
        self._doubtful += sum(verdict.usable and verdict.severity == "warning" for verdict in news.verdicts)
        self.browser.judge(news.verdicts)
        said = self.tr("{n} of {total} rows checked").format(n=f"{model.judged:,}", total=f"{news.total:,}")
        self.header.show_progress(said, model.judged, news.total)

    def _finish(self, path: Path, validation: Path | None, loaded: Loaded | None) -> None:
        self._loading = None
        if loaded is None:
            return
        report = loaded.report
        if report.rows == 0:
            said = self.tr("There is nothing in {name}.").format(name=short_name(path.name))
            self._fail(UserError(said, self.tr("Choose a file with examples.")))
            return
        self.header.show_title(self._title(path, validation, report.rows))
        self.header.show_report(report, self._doubtful, loaded.held_back)
        self.browser.show_findings(report.findings)
        self._current = OpenedData(path, validation, report.rows, report.usable)
        self.opened.emit(self._current)

    def _fail(self, error: UserError) -> None:
        self._loading = None
        self._current = None
        self.browser.clear()
        self.header.show_nothing_open()
        self._show_failure(with_short_names(error.message), error.hint)
        self.closed.emit()

    def _show_failure(self, message: str, hint: str) -> None:
        if self._failure is not None:
            self._pages.removeWidget(self._failure)
            self._failure.deleteLater()
        self._failure = EmptyState(
            message, hint, button(self.tr("Open another file…"), self._choose_file, "primary")
        )
        self._pages.addWidget(self._failure)
        self._pages.setCurrentWidget(self._failure)

    def _title(self, path: Path, validation: Path | None, rows: int) -> str:
        if validation is not None:
            return self.tr("{n} examples that come with GeoFT").format(n=f"{rows:,}")
        said = self.tr("1 example from {name}") if rows == 1 else self.tr("{n} examples from {name}")
        return said.format(n=f"{rows:,}", name=short_name(path.name))

    # ---- choosing and dropping

    def _choose_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = self.tr("Files of examples ({patterns})").format(patterns=patterns)
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a file of examples"), str(self._folder), kinds
        )
        if chosen:
            self._folder = Path(chosen).parent
            self.open_file(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say whether what is dragged here can be opened."""
        if not event.mimeData().hasUrls():
            return
        # What cannot be opened is taken too, so that it can be said why it is not.
        event.acceptProposedAction()
        try:
            path = dropped_file(event.mimeData().urls())
        except UserError as refusal:
            self._drop_sign.show_sentence(str(refusal), welcome=False)
        else:
            said = self.tr("Drop {name} here to open it").format(name=short_name(path.name))
            self._drop_sign.show_sentence(said, welcome=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """What was dragged went on."""
        self._drop_sign.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file, or say why not."""
        self._drop_sign.hide()
        event.acceptProposedAction()
        try:
            path = dropped_file(event.mimeData().urls())
        except UserError as refusal:
            self.header.show_refusal(refusal)
        else:
            self.open_file(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sign of a drop as large as the tab."""
        super().resizeEvent(event)
        self._drop_sign.resize(self.size())

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.browser)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(12)
        self._split.setStretchFactor(0, 6)
        for page in (self._empty, self._split):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.header)
        column.addWidget(self._pages, stretch=1)
