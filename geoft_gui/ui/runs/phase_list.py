"""What a run does before its first step, phase by phase: a curve without points would say nothing."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from geoft_gui.runs.events import Phase
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.runs.state_words import capitalised, doing
from geoft_gui.ui.widgets.surfaces import words

_SIGN_PIXELS: Final = 18
_BAR_EMS: Final = 16


class PhaseList(QWidget):
    """The phases so far: those that are done, and the one that goes on, with its progress."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._phases: tuple[Phase, ...] = ()
        self._active = True
        self._waits = False
        self._heading = words("", "heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(3, 1)
        self._after = words("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addLayout(self._grid)
        column.addWidget(self._after)
        column.addStretch()
        self._rows: list[tuple[QLabel, QLabel, QProgressBar]] = []
        appearance.changed.connect(self._fill)

    def show_phases(self, phases: Sequence[Phase], active: bool, waits: bool = False) -> None:
        """Show these, the last of which goes on, unless the run has ended in it, or waits for its turn."""
        if (tuple(phases), active, waits) == (self._phases, self._active, self._waits) and self._rows:
            return
        self._phases, self._active, self._waits = tuple(phases), active, waits
        self._fill()

    def _fill(self) -> None:
        if self._waits:
            self._heading.setText(self.tr("Waiting for its turn"))
        elif self._active:
            self._heading.setText(self.tr("Getting ready"))
        else:
            self._heading.setText(self.tr("The run ended before its first step"))
        self._after.setText(
            self.tr("The curves begin with the first step of the training.")
            if self._active
            else self.tr("There are no curves to show.")
        )
        while len(self._rows) < len(self._phases):
            self._add_row()
        for row, parts in enumerate(self._rows):
            for part in parts:
                part.setVisible(row < len(self._phases))
        colours = self._appearance.colours
        for row, phase in enumerate(self._phases):
            sign, text, bar = self._rows[row]
            is_last = row == len(self._phases) - 1
            goes_on = is_last and self._active
            name, colour = ("circle-check", colours.good)
            if is_last:
                name, colour = ("circle-dot", colours.accent) if self._active else ("circle-x", colours.bad)
            sign.setPixmap(pixmap(name, colour, _SIGN_PIXELS))
            text.setText(doing(phase.name) if goes_on else capitalised(phase.name))
            bar.setVisible(goes_on)
            bar.setAccessibleName(text.text())
            bar.setRange(0, 1000 if phase.total else 0)
            bar.setValue(round(1000 * phase.done / phase.total) if phase.total else 0)

    def _add_row(self) -> None:
        row = len(self._rows)
        sign, text, bar = QLabel(), words(wrap=False), QProgressBar()
        bar.setTextVisible(False)
        bar.setFixedWidth(_BAR_EMS * 2 * self.fontMetrics().averageCharWidth())
        self._grid.addWidget(sign, row, 0)
        self._grid.addWidget(text, row, 1)
        self._grid.addWidget(bar, row, 2, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._rows.append((sign, text, bar))
