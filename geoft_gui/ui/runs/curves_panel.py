"""The curves of a run with their controls; before its first step, its phases."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from geoft_gui.runs.events import Event
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.runs.phase_list import PhaseList
from geoft_gui.ui.runs.run_story import RunStory
from geoft_gui.ui.widgets.loss_plot import LossPlot
from geoft_gui.ui.widgets.plot_controls import PlotControls
from geoft_gui.ui.widgets.surfaces import Card


class CurvesPanel(Card):
    """Draws what a run has told so far and what it tells from now on."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.column.setContentsMargins(14, 10, 10, 8)
        self.phases = PhaseList(appearance)
        self.plot = LossPlot(appearance.colours.plot)
        self.controls = PlotControls()
        self.controls.smoothing_chosen.connect(self.plot.set_smoothing)
        self.controls.log_scale_chosen.connect(self.plot.set_log_scale)
        self.controls.whole_run_wanted.connect(self.plot.show_whole_run)
        self.plot.zoomed.connect(self.controls.show_zoomed)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.controls)
        column.addWidget(self.plot, stretch=1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.phases)
        self._stack.addWidget(curves)
        self.column.addWidget(self._stack)
        appearance.changed.connect(lambda: self.plot.set_colours(appearance.colours.plot))

    def show_run(self, events: Sequence[Event]) -> None:
        """Draw another run, of which these are the first events."""
        self.plot.set_run(events)

    def take(self, events: Sequence[Event]) -> None:
        """Draw what came."""
        for event in events:
            self.plot.append(event)

    def show_story(self, story: RunStory, active: bool) -> None:
        """Show the phases until there is a step."""
        self._stack.setCurrentIndex(1 if story.has_steps else 0)
        if not story.has_steps:
            self.phases.show_phases(story.phases, active)
