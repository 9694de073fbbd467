"""What can be chosen for the program as a whole, and where things are."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geoft_gui import __version__, paths
from geoft_gui.settings import TEXT_PERCENTS, Settings
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import button, words

_LEAST_WIDTH: Final = 560
_WIDTH_LETTERS: Final = 84
_LABEL_LETTERS: Final = 18
_MARGINS: Final = (26, 16, 26, 20)
_MOST_OF_SCREEN: Final = 0.9


class SettingsDialog(QDialog):
    """Every choice is kept at once; `chosen` tells it. Closing the dialog only closes it.

    `is_training`: a training runs, whose folder must not be lost sight of. `pages`: further pages, each with
    its title.
    """

    chosen = Signal(Settings)

    def __init__(
        self,
        settings: Settings,
        *,
        is_training: bool,
        pages: Sequence[tuple[str, QWidget]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_training = is_training
        self.setWindowTitle(self.tr("Settings"))
        self._general = self._general_page()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setStyleSheet(
            "QTabWidget::tab-bar { left: 0; } QTabBar::tab { padding: 7px 14px 5px 12px; }"
        )
        self.tabs.addTab(self._general, self.tr("&General"))
        for title, page in pages:
            self.tabs.addTab(page, title)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(10)
        column.addWidget(self.tabs, stretch=1)
        self._bottom = bottom = QHBoxLayout()
        bottom.addWidget(words(f"GeoFT {__version__}", "small"), stretch=1)
        close = button(self.tr("Close"), self.accept)
        close.setDefault(True)
        bottom.addWidget(close)
        column.addLayout(bottom)
        self._fit()

    def _general_page(self) -> Scrolled:
        page = Scrolled()
        column = page.column
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(words(self.tr("Appearance"), "heading"))
        column.addLayout(self._appearance())
        column.addSpacing(8)
        column.addWidget(words(self.tr("Folders"), "heading"))
        column.addLayout(self._folders())
        column.addSpacing(8)
        column.addWidget(words(self.tr("What needs the internet"), "heading"))
        for sentence in (
            self.tr(
                "“A data set from Hugging Face…” in the Data tab, and models to start from in the Train tab: "
                "they are downloaded from huggingface.co. Sent there are their names and your key of Hugging "
                "Face, if there is one."
            ),
            self.tr(
                "A training with a provider sends that provider your examples and its key. What leaves this "
                "computer is said before it starts. Testing a key shows it to those who issued it."
            ),
            self.tr(
                "Everything else is made on this computer: the examples, the starter model, the training, "
                "the answers and the saved parts."
            ),
            self.tr("GeoFT reports nothing home and looks for no updates."),
        ):
            column.addWidget(words(sentence, "muted"))
        column.addStretch(1)
        return page

    def _fit(self) -> None:
        """As high as the words are at this width: Qt would count every sentence as fewer lines."""
        width = max(_LEAST_WIDTH, _WIDTH_LETTERS * self.fontMetrics().averageCharWidth())
        left, top, right, bottom = _MARGINS
        around = top + bottom + self.tabs.tabBar().sizeHint().height() + self._bottom.sizeHint().height() + 20
        height = self._general.column.totalHeightForWidth(width - left - right) + around
        room = self.screen().availableGeometry().height()
        self.setMinimumWidth(width)
        self.resize(width, min(height, round(_MOST_OF_SCREEN * room)))

    def _appearance(self) -> QGridLayout:
        form = self._form()
        themes = {
            "system": self.tr("Same as the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self._theme = QComboBox()
        for theme, text in themes.items():
            self._theme.addItem(text, theme)
        self._theme.setCurrentIndex(self._theme.findData(self._settings.theme))
        self._theme.currentIndexChanged.connect(lambda: self._change(theme=self._theme.currentData()))
        self._size = QComboBox()
        for percent in TEXT_PERCENTS:
            self._size.addItem(self.tr("{percent} %").format(percent=percent), percent)
        self._size.setCurrentIndex(self._size.findData(self._settings.text_percent))
        self._size.currentIndexChanged.connect(lambda: self._change(text_percent=self._size.currentData()))
        for label, field in ((self.tr("&Colours"), self._theme), (self.tr("&Text size"), self._size)):
            field.setAccessibleName(label.replace("&", ""))
            self._add(form, label, field)
        return form

    def _folders(self) -> QGridLayout:
        form = self._form()
        self._runs = self._place(self._settings.runs_root, self.tr("Folder of the runs"))
        runs = QHBoxLayout()
        runs.addWidget(self._runs, stretch=1)
        change = button(
            self.tr("Change …"),
            self._choose_runs,
            tip=self.tr("Not while a training runs: it could not be found again.")
            if self._is_training
            else self.tr("Runs so far stay where they are."),
        )
        change.setEnabled(not self._is_training)
        runs.addWidget(change)
        self._usual = button(
            self.tr("Usual one"), lambda: self._use_runs(None), tip=self.tr("Back to GeoFT's own folder.")
        )
        self._usual.setVisible(self._settings.runs_folder is not None)
        self._usual.setEnabled(not self._is_training)
        runs.addWidget(self._usual)
        runs.addWidget(button(self.tr("Open"), lambda: self._open(Path(self._runs.text()))))
        self._add(form, self.tr("Runs and models"), runs)
        self._later = words("", "small")
        self._later.hide()
        form.addWidget(self._later, form.rowCount(), 1)
        log = paths.log_file()
        logs = QHBoxLayout()
        logs.addWidget(self._place(log.parent, self.tr("Folder of the log")), stretch=1)
        logs.addWidget(button(self.tr("Open"), lambda: self._open(log.parent)))
        self._add(form, self.tr("GeoFT's own log"), logs)
        return form

    def _place(self, folder: Path, name: str) -> QLineEdit:
        field = QLineEdit(str(folder))
        field.setReadOnly(True)
        field.setAccessibleName(name)
        field.setCursorPosition(0)
        return field

    def _choose_runs(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the runs"), self._runs.text())
        if chosen and self._can_be_written(Path(chosen)):
            self._use_runs(Path(chosen))

    def _use_runs(self, folder: Path | None) -> None:
        if folder != self._settings.runs_folder:
            self._runs.setText(str(folder or paths.runs_root()))
            self._usual.setVisible(folder is not None)
            self._change(runs_folder=folder)
            self._later.setText(
                self.tr(
                    "GeoFT looks for runs there when it is opened the next time. "
                    "Those so far stay where they are."
                )
            )
            self._later.show()

    def _can_be_written(self, folder: Path) -> bool:
        try:
            with tempfile.TemporaryFile(dir=folder):
                return True
        except OSError as error:
            told = self.tr("Runs cannot be kept in {folder}: {reason}.")
            self._later.setText(told.format(folder=folder, reason=error.strerror or error))
            self._later.show()
            return False

    def _open(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._later.setText(
                self.tr("{folder} cannot be opened: {reason}.").format(
                    folder=folder, reason=error.strerror or error
                )
            )
            self._later.show()
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _change(self, **changes: object) -> None:
        self._settings = self._settings.replaced(**changes)
        self.chosen.emit(self._settings)
        # Larger words need more room.
        self._fit()

    def _form(self) -> QGridLayout:
        """Fields with their labels to the left, as wide as those of the other forms."""
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        form.setColumnMinimumWidth(0, _LABEL_LETTERS * self.fontMetrics().averageCharWidth())
        return form

    def _add(self, form: QGridLayout, label: str, field: QComboBox | QHBoxLayout) -> None:
        row = form.rowCount()
        said = QLabel(label)
        form.addWidget(said, row, 0)
        if isinstance(field, QHBoxLayout):
            field.setSpacing(10)
            form.addLayout(field, row, 1)
        else:
            said.setBuddy(field)
            form.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
