"""What fills the Data tab below its header: the way to begin, the rows, or why they cannot be shown."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from geoft_gui.ui.widgets.page_stack import PageStack
from geoft_gui.ui.widgets.recent_list import RecentList
from geoft_gui.ui.widgets.surfaces import EmptyState, button


class DataPlaces(PageStack):
    """Shows the way to begin until rows or a failure are to be shown."""

    bundled_wanted = Signal()
    """Open the examples that come with GeoFT."""
    choice_wanted = Signal()
    """Let the user choose a file."""
    wanted = Signal(Path)
    """Open this file of before."""

    def __init__(self, rows: QWidget) -> None:
        super().__init__()
        self._rows = rows
        self._failure: EmptyState | None = None
        self._recent = RecentList()
        self._recent.chosen.connect(self.wanted)
        empty = EmptyState(
            self.tr("See what a model can learn from"),
            self.tr(
                "Each example asks for a part in words, and answers with the document that describes it.\n"
                "Look at those that come with GeoFT, or open or drop a file of your own."
            ),
            button(self.tr("Show the bundled examples"), self.bundled_wanted.emit, "primary"),
        )
        start = QWidget()
        column = QVBoxLayout(start)
        column.addWidget(empty, stretch=1)
        column.addWidget(self._recent)
        for page in (start, rows):
            self.addWidget(page)

    def show_recent(self, names: Mapping[Path, str]) -> None:
        """Offer these to be opened again under their names, the latest first."""
        self._recent.show_names(names)

    def show_rows(self) -> None:
        """Show the rows."""
        self.setCurrentWidget(self._rows)

    def show_failure(self, message: str, hint: str) -> None:
        """Say why there are no rows to be shown, and offer another file."""
        if self._failure is not None:
            self.removeWidget(self._failure)
            self._failure.deleteLater()
        another = button(self.tr("Open another file…"), self.choice_wanted.emit, "primary")
        self._failure = EmptyState(message, hint, another)
        self.addWidget(self._failure)
        self.setCurrentWidget(self._failure)
