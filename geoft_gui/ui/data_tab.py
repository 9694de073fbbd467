"""The Data tab: the examples that a model is to learn, row by row, each with its part."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_counts import DataCounts
from geoft_gui.ui.data_name import data_name, data_title
from geoft_gui.ui.data_opening import OpenButtons, columns_to_choose
from geoft_gui.ui.data_places import DataPlaces
from geoft_gui.ui.data_tools import DataTools
from geoft_gui.ui.dataset import OpenDataset
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Step
from geoft_gui.ui.opened_data import OpenedData, findings_of, warnings_of
from geoft_gui.ui.recent_data import RecentData
from geoft_gui.ui.row_browser import RowBrowser
from geoft_gui.ui.short_name import short_name, with_short_names
from geoft_gui.ui.widgets.data_header import DataHeader
from geoft_gui.ui.widgets.file_drop import FileDrop
from geoft_gui.ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from geoft_gui.data.columns import ColumnMapping
    from geoft_gui.data.versions import Version

    # They bring numpy and look for OpenGL, for which the start of the window need not wait.
    from geoft_gui.ui.data_work.version_bar import VersionBar
    from geoft_gui.ui.widgets.row_details import RowDetails


_SHARES: Final = (6, 5)
"""Of the width, for the rows and for the one that is looked at."""


class DataTab(QWidget):
    """Opens examples in every way there is, and shows them while they are read and checked."""

    opening = Signal(object)
    """A file is about to be read, its Path; what was open is so no more."""
    opened = Signal(object)
    """It was read and checked to its end: OpenedData."""
    closed = Signal()
    """It could not be read, or is empty: nothing is open."""
    more_rows_asked = Signal()
    """The user wants to know whether more rows would help, which the runs tell."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dataset: OpenDataset | None = None
        self._is_bundled = False
        self._failed: tuple[Path, Path | None] | None = None
        """The file that could not be read, and that with the rows held back for it."""
        self._current: OpenedData | None = None
        self._details: RowDetails | None = None
        self._versions: VersionBar | None = None
        self._version: Version | None = None
        """Which version of which file is open, where it is one and that is known by now."""
        self.open_buttons = OpenButtons(desk, self)
        self.tools = DataTools(desk, self)
        self.header = DataHeader(desk.appearance, self.open_buttons, self.tools.buttons)
        self.browser = RowBrowser(desk)
        self.browser.findings.comes_after = self.tools.buttons[-1]
        self._lay_out()
        self._recent = RecentData(desk, self.open_buttons, self._places)
        self._counts = DataCounts(desk, self.browser, self._column, self._places)
        self._drop = FileDrop(desk.appearance, self)
        self._connect()

    @property
    def current(self) -> OpenedData | None:
        """What is open; None while it is still read or checked."""
        return self._current

    @property
    def details(self) -> "RowDetails":
        """Where the row that is looked at is shown, with its part. Made when it is first needed."""
        if self._details is None:
            from geoft_gui.ui.widgets.row_details import RowDetails  # noqa: PLC0415

            self._details = RowDetails(self._desk)
            self._details.made.connect(self._open_made)
            self._details.saving_changed.connect(self.tools.hold)
            self._details.saving_changed.connect(self.browser.leaving_out.hold)
            # It tells of all rows, and stays in sight where these are scrolled.
            self._foot.addWidget(self._details.edit_bar)
            self.browser.looked_at.connect(self._details.show_row)
        return self._details

    def show_recent(self, recent: Sequence[Path]) -> None:
        """Offer these to be opened again, the latest first."""
        self._recent.show(recent)

    def open_file(self, path: Path) -> None:
        """Read a file, or a folder of files, and show it. Another that is still being read is given up."""
        self._leave_for(lambda: self._start(path, None))

    def open_bundled(self) -> None:
        """Show the examples that come with GeoFT."""
        self._leave_for(self._start_bundled)

    def _start_bundled(self) -> None:
        try:
            folder = paths.bundled_data()
        except UserError as error:
            self._fail(error)
            return
        self._start(folder / "train_dataset.jsonl", folder / "validation_dataset.jsonl", is_bundled=True)

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether what is open may be closed: the user is asked where edits would be lost. `then` is called
        once they are saved, where the user wants that first; it asks again.
        """
        self._keep_typed()
        if self._dataset is None or not self._dataset.edits:
            return True
        from geoft_gui.ui.data_leaving import may_leave  # noqa: PLC0415

        return may_leave(self._dataset.edits, self.details.edit_bar, then, self)

    def _leave_for(self, go_on: Callable[[], None]) -> bool:
        """Go on now, or when edits are saved, or not at all; returns whether it will be."""
        if self.may_leave(lambda: self._leave_for(go_on)):
            go_on()
            return True
        return self.details.edit_bar.is_saving

    def _keep_typed(self) -> None:
        if self._details is not None:
            self._details.keep_typed()

    def showEvent(self, event: QShowEvent) -> None:
        """While the user looks round, load what the first row will need."""
        super().showEvent(event)
        if self._details is None:
            modules = (
                "geoft_gui.ui.widgets.row_details",
                "geoft_gui.ui.data_work.version_bar",
                "geoft_gui.data.row_index",
            )
            self._desk.background.run(lambda task: [import_module(name) for name in modules], lambda _: None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of what is open: its process ends."""
        self._stop()
        super().closeEvent(event)

    # ---- reading

    def _start(
        self,
        path: Path,
        validation: Path | None,
        *,
        columns: "ColumnMapping | None" = None,
        is_bundled: bool = False,
    ) -> None:
        self._stop()
        self._is_bundled = is_bundled
        self._dataset = dataset = OpenDataset(
            self._desk, path, validation=validation, columns=columns, parent=self
        )
        self._show_pages(dataset)
        if columns is None:
            # The button that was pressed may be gone.
            self.browser.table.setFocus()
        if not is_bundled:
            self._version_bar.show_file(path)
        self.opening.emit(path)
        dataset.grown.connect(self._show_growth)
        dataset.complete.connect(self._end_reading)
        dataset.judged.connect(self._show_checking)
        dataset.checked.connect(self._finish)
        dataset.failed.connect(self._take_failure)
        dataset.edits.count_changed.connect(lambda count: self.header.show_edited(count > 0))
        dataset.open()

    def _show_pages(self, dataset: OpenDataset) -> None:
        if self._split.count() == 1:
            self._split.addWidget(self.details)
            self._split.setStretchFactor(1, _SHARES[1])
            self._split.setSizes([share * self.width() // sum(_SHARES) for share in _SHARES])
        self.details.set_dataset(dataset)
        self.browser.use(dataset)
        self.tools.use(dataset)
        self._counts.use(dataset)
        self._places.show_rows()
        self.header.show_opening(
            self.tr("Reading the examples that come with GeoFT …")
            if self._is_bundled
            else self.tr("Reading {name} …").format(name=short_name(dataset.path.name))
        )

    def _stop(self) -> None:
        """Nothing is open any more."""
        self._current = None
        self._version = None
        if self._dataset is None:
            return
        dataset, self._dataset = self._dataset, None
        self.browser.use(None)
        self.tools.use(None)
        self._counts.use(None)
        if self._details is not None:
            self._details.set_dataset(None)
        if self._versions is not None:
            self._versions.show_file(None)
        self._desk.notices.forget(dataset.path)
        dataset.close()
        dataset.deleteLater()

    def _show_growth(self) -> None:
        dataset = self._dataset
        if dataset is None or dataset.is_complete:
            return
        share = dataset.share
        said = self.tr("{n} rows read").format(n=f"{len(dataset):,}")
        self.header.show_progress(said, round(1000 * share), 1000 if share >= 0 else 0)

    def _end_reading(self) -> None:
        dataset = self._dataset
        assert dataset is not None, "it was read"
        if not len(dataset):
            said = self.tr("There is nothing in {name}.").format(name=short_name(dataset.path.name))
            self._fail(UserError(said, self.tr("Choose a file with examples.")))
            return
        self.header.show_title(self._title(dataset))
        self._show_checking()
        self.header.columns.show_columns(dataset.columns)
        if dataset.validation is not None:
            self._count_held_back(dataset, dataset.validation)
        if dataset.report is not None:
            # Another process read it before this one.
            self._show_report(dataset.report)

    def _show_checking(self) -> None:
        dataset = self._dataset
        if dataset is None or not dataset.is_complete or dataset.is_checked:
            return
        judged, total = len(dataset.judgements or ()), len(dataset)
        said = self.tr("{n} of {total} rows checked").format(n=f"{judged:,}", total=f"{total:,}")
        self.header.show_progress(said, judged, total)

    def _finish(self, report: Mapping[str, Any]) -> None:
        if self._dataset is not None and self._dataset.is_complete:
            self._show_report(report)

    def _show_report(self, report: Mapping[str, Any]) -> None:
        dataset = self._dataset
        assert dataset is not None, "it was checked"
        findings = findings_of(report, columns_shown=not self.header.columns.isHidden())
        self.header.show_report(report, dataset.doubtful)
        self.browser.findings.show_findings(findings)
        self._current = OpenedData(
            dataset.path,
            dataset.validation,
            report["rows"],
            report["usable"],
            warnings_of(findings),
            self._is_bundled,
            "" if self._version is None else data_name(dataset.path, self._version),
            (report.get("ceiling") or {}).get("now"),
        )
        self.opened.emit(self._current)

    def _take_failure(self, error: UserError) -> None:
        dataset = self._dataset
        if dataset is None or not dataset.is_complete:
            self._fail(error)
            return
        # The rows can be looked at all the same.
        if not dataset.is_checked:
            self.header.show_unchecked()
        self._desk.notices.error(error, about=dataset.path)

    def _fail(self, error: UserError) -> None:
        failed = self._dataset
        self._stop()
        self._failed = (failed.path, failed.validation) if failed is not None else None
        self.header.show_nothing_open()
        columns = columns_to_choose(error)
        self.header.columns.show_columns(columns)
        # A table whose columns have names that say nothing can be read once the user tells what they are.
        choose = self.tr("Choose above which column is the prompt, and which is the answer.")
        hint = error.hint if columns is None else choose
        self._places.show_failure(with_short_names(error.message), hint)
        self.closed.emit()

    def _read_with(self, columns: "ColumnMapping") -> None:
        """Read what is open, or could not be read, anew."""
        file = self._failed if self._dataset is None else (self._dataset.path, self._dataset.validation)
        if file is None or self._leave_for(lambda: self._start(*file, columns=columns)):
            return
        if self._dataset is not None:
            # The drop-downs shall not say what is not so.
            self.header.columns.show_columns(self._dataset.columns)

    def _open_made(self, path: Path) -> None:
        """Open rows that were made, now or, where edits are not among them, later."""
        if not self._leave_for(lambda: self._start(path, None)):
            self._desk.notices.info(
                self.tr("The rows that were made are kept."),
                self.tr("Open them when your edits are saved."),
                Step(self.tr("Open them"), lambda: self.open_file(path)),
            )

    def _title(self, dataset: OpenDataset) -> str:
        rows = len(dataset)
        if self._is_bundled:
            return self.tr("{n} examples that come with GeoFT").format(n=f"{rows:,}")
        return data_title(rows, dataset.path, self._version)

    def _count_held_back(self, dataset: OpenDataset, validation: Path) -> None:
        def count(task: Task[int]) -> int:
            from geoft_gui.data.rows import count_rows  # noqa: PLC0415

            return count_rows(validation)

        def tell(rows: int) -> None:
            if dataset is self._dataset:
                self.header.show_held_back(rows)

        # What is wrong with that file is told where it is opened itself.
        self._desk.background.run(count, tell, lambda _: None)

    @property
    def _version_bar(self) -> "VersionBar":
        if self._versions is None:
            from geoft_gui.ui.data_work.version_bar import VersionBar  # noqa: PLC0415

            self._versions = VersionBar(self._desk)
            self._versions.open_wanted.connect(self.open_file)
            self._versions.known.connect(self._take_version)
            self.header.place_versions(self._versions)
        return self._versions

    def _take_version(self, version: "Version | None") -> None:
        """The file of a version is called like any other; what people know is the name of the original."""
        dataset = self._dataset
        self._version = version
        if version is None or dataset is None:
            return
        if dataset.is_complete:
            self.header.show_title(self._title(dataset))
        else:
            said = self.tr("Reading {name} …")
            self.header.title.setText(said.format(name=data_name(dataset.path, version)))

    # ---- how it is put together

    def _connect(self) -> None:
        self.open_buttons.wanted.connect(self.open_file)
        self.open_buttons.bundled_wanted.connect(self.open_bundled)
        self._places.wanted.connect(self.open_file)
        self._places.bundled_wanted.connect(self.open_bundled)
        self._places.choice_wanted.connect(self.open_buttons.choose_file)
        self.tools.made.connect(self._start)
        self.tools.made_alone.connect(self._open_made)
        self.tools.begins.connect(self._keep_typed)
        self.tools.statistics_wanted.connect(self._counts.show_charts)
        self.tools.more_rows_asked.connect(self.more_rows_asked)
        self.header.columns.chosen.connect(self._read_with)
        self._drop.dropped.connect(self.open_file)
        self._drop.refused.connect(self.header.show_refusal)
        self.header.ceiling.mend_wanted.connect(self.tools.mend_all)
        self.browser.findings.mend_wanted.connect(self.tools.mend)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.browser.focus_filter)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self, self.open_buttons.choose_file)

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.browser)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(12)
        self._split.setStretchFactor(0, _SHARES[0])
        self._places = DataPlaces(self._split)
        # Large words and a low window leave too little room for all of it.
        scrolled = Scrolled()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(20, 0, 20, 12)
        whole.addLayout(self._foot)
        self._column = scrolled.column
        self._column.setContentsMargins(20, 14, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.header)
        self._column.addWidget(self._places, stretch=1)
