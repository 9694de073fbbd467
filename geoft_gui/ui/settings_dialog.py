"""What can be chosen for the program as a whole, and where things are."""

import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from geoft_gui import __version__, paths
from geoft_gui.settings import TEXT_PERCENTS, Settings
from geoft_gui.ui.widgets.surfaces import button, words

_LEAST_WIDTH: Final = 560
_WIDTH_LETTERS: Final = 84


class SettingsDialog(QDialog):
    """Every choice is kept at once; `chosen` tells it. Closing the dialog only closes it.

    `is_training`: a training runs, whose folder must not be lost sight of.
    """

    chosen = Signal(Settings)

    def __init__(self, settings: Settings, *, is_training: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_training = is_training
        self.setWindowTitle(self.tr("Settings"))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 20)
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
                "Only one thing: “A data set from Hugging Face…” in the Data tab downloads the files of the "
                "data set that you name from huggingface.co. Sent there are that name and, where Hugging "
                "Face's own programs have stored a key of yours on this computer, that key."
            ),
            self.tr(
                "Everything else is made on this computer: the examples, the starter model, the training, "
                "the answers and the saved parts."
            ),
            self.tr("GeoFT reports nothing home and looks for no updates."),
        ):
            column.addWidget(words(sentence, "muted"))
        column.addSpacing(8)
        bottom = QHBoxLayout()
        bottom.addWidget(words(f"GeoFT {__version__}", "small"), stretch=1)
        close = button(self.tr("Close"), self.accept)
        close.setDefault(True)
        bottom.addWidget(close)
        column.addLayout(bottom)
        self._fit()

    def _fit(self) -> None:
        """As high as the words are at this width: Qt would count every sentence as fewer lines."""
        width = max(_LEAST_WIDTH, _WIDTH_LETTERS * self.fontMetrics().averageCharWidth())
        self.setMinimumWidth(width)
        self.resize(width, self._column.totalHeightForWidth(width))

    def _appearance(self) -> QFormLayout:
        form = _form()
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
            form.addRow(label, field)
        return form

    def _folders(self) -> QFormLayout:
        form = _form()
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
        form.addRow(self.tr("Runs and models"), runs)
        self._later = words("", "small")
        self._later.hide()
        form.addRow("", self._later)
        log = paths.log_file()
        logs = QHBoxLayout()
        logs.addWidget(self._place(log.parent, self.tr("Folder of the log")), stretch=1)
        logs.addWidget(button(self.tr("Open"), lambda: self._open(log.parent)))
        form.addRow(self.tr("GeoFT's own log"), logs)
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


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form
