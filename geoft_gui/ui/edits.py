"""What the user changed in the rows of the open file and has not saved yet, with undo."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from geoft_gui.data.row import Row


class Edits(QObject):
    """Rows as the user changed them, and those left out, by their places in the file. Nothing is written to
    the file.
    """

    changed = Signal(int)
    """The row at this place is another now: changed, or changed back."""
    left_out_changed = Signal()
    """Rows are left out, or were put back."""
    count_changed = Signal(int)
    """So many rows differ from the file, or are left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[int, Row] = {}
        self._originals: dict[int, Row] = {}
        self._left_out: set[int] = set()
        self.stack = QUndoStack(self)

    def __len__(self) -> int:
        return self.edited + len(self._left_out)

    @property
    def edited(self) -> int:
        """How many rows differ from the file and are not left out."""
        return sum(place not in self._left_out for place in self._rows)

    @property
    def left_out(self) -> AbstractSet[int]:
        """The places of the rows that are left out of whatever is made of the file."""
        return self._left_out

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

    def leave_out(self, places: Iterable[int], *, out: bool = True) -> None:
        """Leave these rows out, or put them back. Can be undone, all of them at once."""
        turned = frozenset(place for place in places if (place in self._left_out) != out)
        if turned:
            self.stack.push(_LeavingOut(self, turned, out=out))

    def discard(self) -> None:
        """All rows are as in the file again, and that cannot be undone."""
        places, count, left_out = self.places(), len(self), bool(self._left_out)
        self._rows.clear()
        self._originals.clear()
        self._left_out.clear()
        self.stack.clear()
        for place in places:
            self.changed.emit(place)
        if left_out:
            self.left_out_changed.emit()
        if count:
            self.count_changed.emit(0)

    def as_request(self) -> list[dict[str, Any]]:
        """The changed rows as `data/desk/request.py` lays them over those of the file; without those that are
        left out.
        """
        from geoft_gui.data.desk.request import row_digest  # noqa: PLC0415

        return [
            {
                "number": row.number,
                "messages": [vars(message) for message in row.messages],
                "before": row_digest(self._originals[place]),
            }
            for place, row in sorted(self._rows.items())
            if place not in self._left_out
        ]

    def put(self, place: int, row: Row) -> None:
        """Let this row stand at a place. For the undo stack: `change` is what others call."""
        count = len(self)
        if row == self._originals[place]:
            self._rows.pop(place, None)
        else:
            self._rows[place] = row
        self.changed.emit(place)
        if len(self) != count:
            self.count_changed.emit(len(self))

    def turn(self, places: AbstractSet[int], *, out: bool) -> None:
        """Let these rows be left out, or not. For the undo stack: `leave_out` is what others call."""
        count = len(self)
        if out:
            self._left_out |= places
        else:
            self._left_out -= places
        self.left_out_changed.emit()
        if len(self) != count:
            self.count_changed.emit(len(self))


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


class _LeavingOut(QUndoCommand):
    """Rows that are left out, or put back, at once: none of them was so before."""

    def __init__(self, edits: Edits, places: AbstractSet[int], *, out: bool) -> None:
        super().__init__()
        self._edits = edits
        self._places = places
        self._out = out

    def redo(self) -> None:
        """Also what is done at first."""
        self._edits.turn(self._places, out=self._out)

    def undo(self) -> None:
        """As it was before."""
        self._edits.turn(self._places, out=not self._out)
