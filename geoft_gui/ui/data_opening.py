"""The ways to open examples: a file, a folder, one from before, a data set of the hub, the bundled ones."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.file_drop import readable_suffixes
from geoft_gui.ui.widgets.menu_button import MenuButton
from geoft_gui.ui.widgets.surfaces import button, plain_tip

if TYPE_CHECKING:
    from geoft_gui.data.columns import ColumnMapping


class OpenButtons(QWidget):
    """A button for a file, and a menu of the other ways. Dialogs belong to `owner`, the tab they stand on."""

    wanted = Signal(Path)
    """Open this file or folder."""
    bundled_wanted = Signal()
    """Open the examples that come with GeoFT."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._owner = owner
        self._folder = Path.home()
        self.file = button(
            self.tr("Open…"), self.choose_file, tip=self.tr("Open a file of examples (Ctrl+O).")
        )
        self.more = MenuButton(
            desk.appearance,
            "chevron-down",
            self.tr("More to open"),
            self.tr("A folder, a data set from Hugging Face, the bundled examples, or one of before."),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for each in (self.file, self.more):
            row.addWidget(each)
        menu = self.more.menu()
        for text, action in (
            (self.tr("A folder of files…"), self.choose_folder),
            (self.tr("A data set from Hugging Face…"), self.choose_from_hub),
        ):
            _add(menu, text, action)
        menu.addSeparator()
        _add(menu, self.tr("The examples that come with GeoFT"), self.bundled_wanted.emit)
        self._recent = menu.addMenu(self.tr("Opened before"))
        self._recent.setToolTipsVisible(True)
        self.show_recent({})

    def show_recent(self, names: Mapping[Path, str]) -> None:
        """Offer these again under their names, the latest first."""
        self._recent.clear()
        for path, name in names.items():
            # An ampersand in a name is no shortcut.
            again = self._recent.addAction(short_name(name).replace("&", "&&"))
            again.setToolTip(plain_tip(str(path)))
            again.triggered.connect(lambda _=False, path=path: self.wanted.emit(path))
        self._recent.setEnabled(bool(names))

    def choose_file(self) -> None:
        """Let the user choose a file."""
        patterns = " ".join(f"*{suffix}" for suffix in readable_suffixes())
        kinds = self.tr("Files of examples ({patterns})").format(patterns=patterns)
        chosen, _ = QFileDialog.getOpenFileName(
            self._owner, self.tr("Open a file of examples"), str(self._folder), kinds
        )
        if chosen:
            self._folder = Path(chosen).parent
            self.wanted.emit(Path(chosen))

    def choose_folder(self) -> None:
        """Let the user choose a folder, whose files are read one after the other."""
        chosen = QFileDialog.getExistingDirectory(
            self._owner, self.tr("Open a folder of examples"), str(self._folder)
        )
        if chosen:
            self._folder = Path(chosen)
            self.wanted.emit(Path(chosen))

    def choose_from_hub(self) -> None:
        """Let the user name a data set of the Hugging Face hub."""
        from geoft_gui.ui.hub_dialog import HubDialog  # noqa: PLC0415

        dialog = HubDialog(self._desk, self._owner)
        dialog.fetched.connect(self.wanted)
        dialog.exec()
        dialog.deleteLater()


def _add(menu: QMenu, text: str, action: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(lambda _: action())


def columns_to_choose(error: UserError) -> "ColumnMapping | None":
    """The columns of a table that could not be understood; None where that is not what is wrong."""
    from geoft_gui.data.columns import ColumnsNotFound, guess_columns  # noqa: PLC0415

    return guess_columns(error.names) if isinstance(error, ColumnsNotFound) else None
