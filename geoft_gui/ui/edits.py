"""What the user changed in the rows of the open file and has not saved yet, with undo."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from geoft_gui.data.row import Row


class Edits(QObject):
    """Rows as the user changed them, by their places in the file. Nothing is written to the file."""

    changed = Signal(int)
    """The row at this place is another now: changed, or changed back."""
    count_changed = Signal(int)
    """So many rows differ from the file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[int, Row] = {}
        self._originals: dict[int, Row] = {}
        self.stack = QUndoStack(self)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, place: int) -> Row | None:
        """The row at a place as the user changed it; None where it is as it is in the file."""
        return self._rows.get(place)

    def places(self) -> list[int]:
        """Where rows differ from the file, in their order."""
        return sorted(self._rows)

    def change(self, place: int, before: Row, after: Row) -> None:
        """Put `after` in the place of `before`, which is there now. Can be undone."""
        if after != before:
            self._originals.setdefault(place, before)
            self.stack.push(_Change(self, place, before, after))

    def discard(self) -> None:
        """All rows are as in the file again, and that cannot be undone."""
        places = self.places()
        self._rows.clear()
        self._originals.clear()
        self.stack.clear()
        for place in places:
            self.changed.emit(place)
        if places:
            self.count_changed.emit(0)

    def as_request(self) -> list[dict[str, Any]]:
        """The changed rows as `data/desk/request.py` lays them over those of the file."""
        from geoft_gui.data.desk.request import row_digest  # noqa: PLC0415

        return [
            {
                "number": row.number,
                "messages": [vars(message) for message in row.messages],
                "before": row_digest(self._originals[place]),
            }
            for place, row in sorted(self._rows.items())
        ]

    def put(self, place: int, row: Row) -> None:
        """Let this row stand at a place. For the undo stack: `change` is what others call."""
        count = len(self._rows)
        if row == self._originals[place]:
            self._rows.pop(place, None)
        else:
            self._rows[place] = row
        self.changed.emit(place)
        if len(self._rows) != count:
            self.count_changed.emit(len(self._rows))


class _Change(QUndoCommand):
    """One row, changed once."""

    def __init__(self, edits: Edits, place: int, before: Row, after: Row) -> None:
        super().__init__()
        self._edits = edits
        self._place = place
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Also what is done at first."""
        self._edits.put(self._place, self._after)

    def undo(self) -> None:
        """As it was before."""
        self._edits.put(self._place, self._before)
