"""The runs as rows of a list, newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.words import state_words
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.state_words import state_line, when
from geoft_gui.ui.widgets.surfaces import plain_tip

StateRole: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class RunListModel(QAbstractListModel):
    """One row a run. New states change rows in place, so that what is chosen stays chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._states: list[RunState] = []

    def show_states(self, states: Sequence[RunState]) -> None:
        """Show these runs, in this order."""
        wanted = {state.folder.path for state in states}
        for row in reversed(range(len(self._states))):
            if self._states[row].folder.path not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._states[row]
                self.endRemoveRows()
        for row, state in enumerate(states):
            before = self._row_from(row, state.folder)
            if before is None:
                self.beginInsertRows(QModelIndex(), row, row)
                self._states.insert(row, state)
                self.endInsertRows()
                continue
            if before != row:
                # It has moved up, as in the queue.
                self.beginMoveRows(QModelIndex(), before, before, QModelIndex(), row)
                self._states.insert(row, self._states.pop(before))
                self.endMoveRows()
            if self._states[row] is not state:
                self._states[row] = state
                self.dataChanged.emit(self.index(row), self.index(row))

    def _row_from(self, first: int, folder: RunFolder) -> int | None:
        rows = range(first, len(self._states))
        return next((row for row in rows if self._states[row].folder.path == folder.path), None)

    def row_of(self, folder: RunFolder) -> int | None:
        """Where a run stands; None where it is not in the list."""
        paths = [state.folder.path for state in self._states]
        return paths.index(folder.path) if folder.path in paths else None

    def state_at(self, row: int) -> RunState:
        """The run in a row."""
        return self._states[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many runs there are."""
        return 0 if parent.isValid() else len(self._states)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name, the state, and what is read aloud or shown while the pointer rests on it."""
        if not index.isValid():
            return None
        state = self._states[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return state.name
        if role == StateRole:
            return state
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = self.tr("{name}. {state}. {when}")
            return told.format(name=state.name, state=state_line(state), when=when_made(state))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{state.name}\n{state.problem or state_words(state.summary)}")
        return None


def when_made(state: RunState) -> str:
    """When a run was asked for, in words; of one that cannot be read, when something last happened."""
    moment = state.spec.created if state.spec else state.summary.changed
    return when(moment, datetime.now(UTC)) if moment else ""
