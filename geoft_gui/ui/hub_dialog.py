"""Fetching a data set of the Hugging Face hub, to open it like any other file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_work.child import Answer, run_in_child
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import button, words

_PLACE: Final = "downloaded"


class HubDialog(QDialog):
    """Asks for the name of a data set and downloads its files into GeoFT's own folder."""

    fetched = Signal(Path)
    """Open this: what was downloaded."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fetching: Task[Answer] | Task[str | None] | None = None
        self.setWindowTitle(self.tr("A data set from Hugging Face"))
        self._column = column_in(self)
        self._column.addWidget(words(self.tr("Which data set?"), "heading"))
        self._column.addWidget(
            words(
                self.tr(
                    "Its name on huggingface.co/datasets, such as “owner/name”. Its files are downloaded to "
                    "this computer; none of yours are sent there."
                ),
                "muted",
            )
        )
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("owner/name"))
        self.name.setAccessibleName(self.tr("Name of the data set"))
        self.name.textChanged.connect(self._show_state)
        self._column.addWidget(self.name)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the download"))
        self.said = words(role="small")
        for widget in (self.bar, self.said):
            self._column.addWidget(widget)
        self.fetch = button(self.tr("Download and open"), self._begin, "primary")
        self.fetch.setDefault(True)
        self.stop = button(self.tr("Cancel"), self.reject, "quiet")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for each in (self.stop, self.fetch):
            buttons.addWidget(each)
        self._column.addSpacing(6)
        self._column.addLayout(buttons)
        self._show_state()

    def done(self, result: int) -> None:
        """Whatever way it is closed: a download that goes on ends."""
        if self._fetching is not None:
            self._fetching.cancel()
            self._fetching = None
        super().done(result)

    def _begin(self) -> None:
        self.said.setText("")
        # Children are started without the keys that stand in the environment, and know no others.
        self._fetching = self._desk.background.run(lambda task: self._desk.hub_key(), self._fetch, self._fail)
        self.bar.setRange(0, 0)
        self._show_state()

    def _fetch(self, token: str | None) -> None:
        name = self.name.text().strip()
        folder = paths.data_home() / "data" / _PLACE
        request = {"do": "fetch_dataset", "name": name, "folder": str(folder), "token": token}
        self._fetching = run_in_child(
            self._desk.background, request, self._finish, self._fail, self._show_progress
        )

    def _finish(self, answer: Answer) -> None:
        self._fetching = None
        self.accept()
        self.fetched.emit(Path(answer["path"]))

    def _fail(self, error: UserError) -> None:
        self._fetching = None
        self.said.setText(str(error))
        self._show_state()

    def _show_progress(self, news: Mapping[str, float]) -> None:
        share = news["share"]
        known = share >= 0
        self.bar.setRange(0, 100 if known else 0)
        self.bar.setValue(round(100 * share) if known else 0)

    def _show_state(self) -> None:
        busy = self._fetching is not None
        self.bar.setVisible(busy)
        self.said.setVisible(bool(self.said.text()))
        self.name.setEnabled(not busy)
        named = bool(self.name.text().strip())
        self.fetch.setEnabled(named and not busy)
        self.fetch.setToolTip("" if named else self.tr("Type the name of a data set first."))
        self.stop.setText(self.tr("Stop") if busy else self.tr("Cancel"))
        fit(self, self._column)
