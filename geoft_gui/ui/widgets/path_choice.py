"""A list of things to choose from, whose last entry lets the user choose another one from the disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox


class PathChoice(QComboBox):
    """`more` are the words of the last entry; `ask` opens a dialog and returns a path, or "" for none.

    What the user chooses there becomes an entry of the path's name, with the value that `made` makes of it.
    """

    chosen = Signal()
    """Another entry is chosen."""

    def __init__(self, name: str, more: str, ask: Callable[[], str], made: Callable[[str], Any]) -> None:
        super().__init__()
        self._ask = ask
        self._made = made
        self._current = 0
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem(more)
        self.activated.connect(self._take)

    @property
    def value(self) -> Any:
        """That of the entry which is chosen."""
        return self.itemData(self._current)

    def add(self, text: str, value: Any, tip: str = "") -> None:
        """One more entry, before the last. The first one is chosen."""
        place = self.count() - 1
        self.insertItem(place, text, value)
        self.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self._current)

    def choose(self, value: Any, text: str, tip: str = "") -> None:
        """Choose the entry with this value; where there is none, it is added."""
        place = self._place(value)
        if place is None:
            self.add(text, value, tip)
            place = self.count() - 2
        self._select(place)

    def _take(self, place: int) -> None:
        if place < self.count() - 1:
            self._select(place)
            return
        # The list must not stand on the entry that opens a dialog.
        self.setCurrentIndex(self._current)
        path = self._ask()
        if path:
            self.choose(self._made(path), Path(path).name, path)

    def _select(self, place: int) -> None:
        self._current = place
        self.setCurrentIndex(place)
        self.chosen.emit()

    def _place(self, value: Any) -> int | None:
        # Qt compares what Python wraps by identity.
        places = (place for place in range(self.count() - 1) if self.itemData(place) == value)
        return next(places, None)
