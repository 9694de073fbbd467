"""What can be chosen for the program as a whole, and where things are."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
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


class SettingsDialog(QDialog):
    """Every choice holds at once; `chosen` tells it. Closing the dialog only closes it."""

    chosen = Signal(Settings)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
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
                "Nothing in this window does. The examples, the starter model, the training, the answers and "
                "the saved parts are all made on this computer, and nothing is sent anywhere."
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

    def _appearance(self) -> QFormLayout:
        form = QFormLayout()
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
        form = QFormLayout()
        self._runs = self._place(
            self._settings.runs_folder or paths.runs_root(), self.tr("Folder of the runs")
        )
        runs = QHBoxLayout()
        runs.addWidget(self._runs, stretch=1)
        runs.addWidget(
            button(self.tr("Change …"), self._choose_runs, tip=self.tr("Runs so far stay where they are."))
        )
        runs.addWidget(button(self.tr("Open"), lambda: _open(Path(self._runs.text()))))
        form.addRow(self.tr("Runs and models"), runs)
        log = paths.log_file()
        logs = QHBoxLayout()
        logs.addWidget(self._place(log.parent, self.tr("Folder of the log")), stretch=1)
        logs.addWidget(button(self.tr("Open"), lambda: _open(log.parent)))
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
        if chosen:
            self._runs.setText(chosen)
            self._change(runs_folder=Path(chosen))

    def _change(self, **changes: object) -> None:
        self._settings = self._settings.replaced(**changes)
        self.chosen.emit(self._settings)


def _open(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
