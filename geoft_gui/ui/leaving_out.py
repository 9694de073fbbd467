"""Leaving rows out of the next version, and putting them back: by Delete, or in the menu of the table."""

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from geoft_gui.ui.edits import Edits
from geoft_gui.ui.widgets.row_table import RowTable


class LeavingOut(QObject):
    """Does it with the rows that are selected in a table: all are left out, or, where they are, put back."""

    def __init__(self, table: RowTable) -> None:
        super().__init__(table)
        self._table = table
        self._edits: Edits | None = None
        self._held = False
        table.leaving_out_wanted.connect(self.turn)
        table.customContextMenuRequested.connect(self._show_menu)

    def use(self, edits: Edits | None) -> None:
        """Of which file the rows are."""
        self._edits = edits

    def hold(self, held: bool) -> None:
        """Leave all rows as they are for now: they are being saved."""
        self._held = held

    def turn(self) -> None:
        """Leave the selected rows out, or put them back."""
        if self._edits is not None and not self._held:
            places = self._table.selected_places()
            self._edits.leave_out(places, out=not self._are_left_out(places))

    def _are_left_out(self, places: list[int]) -> bool:
        return self._edits is not None and all(place in self._edits.left_out for place in places)

    def _show_menu(self, at: QPoint) -> None:
        places = self._table.selected_places()
        if self._edits is None or not places:
            return
        back = self._are_left_out(places)
        if len(places) == 1:
            said = self.tr("Put the row back") if back else self.tr("Leave the row out")
        else:
            many = self.tr("Put {n} rows back") if back else self.tr("Leave {n} rows out")
            said = many.format(n=f"{len(places):,}")
        menu = QMenu(self._table)
        action = QAction(said, menu)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        action.setEnabled(not self._held)
        action.triggered.connect(self.turn)
        menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._table.viewport().mapToGlobal(at))
