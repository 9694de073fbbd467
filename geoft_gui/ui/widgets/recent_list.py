"""The files of examples that were opened before, to be opened again with one click."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.surfaces import button, plain_tip, words

_SHOWN = 5


class RecentList(QWidget):
    """Names in a column. Hidden where there are none."""

    chosen = Signal(Path)
    """Open this one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    def show_names(self, names: Mapping[Path, str]) -> None:
        """Show the first of these in place of those before."""
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(
            words(self.tr("Opened before"), "small", wrap=False), alignment=Qt.AlignmentFlag.AlignHCenter
        )
        for path, name in list(names.items())[:_SHOWN]:
            self._column.addWidget(self._entry(path, name), alignment=Qt.AlignmentFlag.AlignHCenter)
        self.setVisible(bool(names))

    def _entry(self, path: Path, name: str) -> QPushButton:
        # An ampersand in a name is no shortcut.
        shown = short_name(name).replace("&", "&&")
        again = button(shown, lambda: self.chosen.emit(path), "quiet", plain_tip(str(path)))
        again.setAccessibleName(self.tr("Open {name} again").format(name=name))
        return again
