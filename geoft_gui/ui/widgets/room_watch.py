"""Tells when a widget has more or less room for its words."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

_ROOM: frozenset[QEvent.Type] = frozenset((QEvent.Type.Resize, QEvent.Type.FontChange))


class RoomWatch(QObject):
    """Watches one widget for as long as that is there: for those that are arranged by their room."""

    changed = Signal()
    """It is larger or smaller than before, its layout with it, or its words are."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of what matters, and keep nothing from the widget."""
        if event.type() in _ROOM:
            self.changed.emit()
        return super().eventFilter(watched, event)
