"""The row that says how curves are drawn: smoothing, logarithmic, and the way back to the whole run."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QWidget

from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import button

SHARES: Final = (0.0, 1 / 160, 1 / 80, 1 / 40, 1 / 20, 1 / 10, 1 / 5)
"""Parts of the curve that a mean is taken over, from none to strong."""
USUAL: Final = 3
_SLIDER_EMS: Final = 6


class PlotControls(QWidget):
    """Says how to draw; the plot itself draws. The smoothing is a part of the curve, 0 for none."""

    smoothing_chosen = Signal(float)
    log_scale_chosen = Signal(bool)
    whole_run_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, len(SHARES) - 1)
        self._slider.setPageStep(1)
        self._slider.setValue(USUAL)
        self._slider.setFixedWidth(_SLIDER_EMS * self.fontMetrics().averageCharWidth() * 2)
        self._slider.setAccessibleName(self.tr("Smoothing"))
        tip = self.tr("How much the loss of neighbouring steps is averaged. Far left: every step as it was.")
        self._slider.setToolTip(tip)
        self._slider.valueChanged.connect(lambda value: self.smoothing_chosen.emit(SHARES[value]))
        label = QLabel(self.tr("Smoothing"))
        label.setBuddy(self._slider)
        label.setToolTip(tip)
        smoothing = QWidget()
        row = QHBoxLayout(smoothing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self._slider)
        self._log = QCheckBox(self.tr("Log scale"))
        self._log.setToolTip(
            self.tr(
                "Draws 1, 0.1 and 0.01 equally far apart: shows how small losses still fall. "
                "A loss of exactly 0 is left out."
            )
        )
        self._log.toggled.connect(self.log_scale_chosen)
        self._whole = button(self.tr("Whole run"), self.whole_run_wanted.emit)
        flow = FlowLayout(self, gap=14)
        for part in (smoothing, self._log, self._whole):
            flow.addWidget(part)
        self.show_zoomed(False)

    def show_zoomed(self, zoomed: bool) -> None:
        """Offer the way back while only a part of the run is in view."""
        self._whole.setEnabled(zoomed)
        self._whole.setToolTip(
            self.tr("Shows all steps again (double click in the curves does the same).")
            if zoomed
            else self.tr(
                "All steps are in view. Turn the wheel or drag over some steps to look closer at them."
            )
        )
