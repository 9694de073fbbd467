"""How far something is that goes on in phases, with a way to give it up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from geoft_gui.ui.widgets.surfaces import button, words

_PARTS = 1000


class PhaseBar(QWidget):
    """Hidden while nothing goes on."""

    given_up = Signal()

    def __init__(self, called: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(called)
        self.phase = words("", "small")
        self.give_up = button(self.tr("Give up"), self.given_up.emit, "quiet")
        line = QHBoxLayout()
        line.addWidget(self.phase, stretch=1)
        line.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addLayout(line)
        self.hide()

    def begin(self, phase: str) -> None:
        """It goes on, and nobody knows how far it is."""
        self.tell(phase, 0, None)
        self.show()

    def tell(self, phase: str, done: float, total: float | None) -> None:
        """Hear of a phase, as `Backend.rehearse` tells it."""
        self.phase.setText(phase[:1].upper() + phase[1:] + " …")
        if total:
            self.bar.setRange(0, _PARTS)
            self.bar.setValue(min(_PARTS, round(_PARTS * done / total)))
        else:
            self.bar.setRange(0, 0)
