"""The curves of a run with their controls; before its first step, its phases."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from geoft_gui.runs.events import Event
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.runs.paged_card import PagedCard
from geoft_gui.ui.runs.phase_list import PhaseList
from geoft_gui.ui.runs.run_story import RunStory
from geoft_gui.ui.widgets.loss_plot import LossPlot
from geoft_gui.ui.widgets.plot_controls import PlotControls
from geoft_gui.ui.widgets.surfaces import words


class CurvesPanel(PagedCard):
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
        self._reading = words(self.tr("Reading …"), "muted")
        self._reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._curves = curves
        for page in (self.phases, curves, self._reading):
            self.pages.addWidget(page)
        appearance.changed.connect(self._colour)

    def show_run(self, events: Sequence[Event]) -> None:
        """Draw another run, of which these are the first events."""
        self.plot.set_run(events)

    def take(self, events: Sequence[Event]) -> None:
        """Draw what came."""
        for event in events:
            self.plot.append(event)

    def say_judged(self, *, by_parts: bool) -> None:
        """Whether the model of this run is asked for parts on the way: a provider asks it for none."""
        self.plot.show_rates(by_parts)

    def show_story(self, story: RunStory, *, active: bool, reading: bool, waits: bool = False) -> None:
        """Show the phases until there is a step. `reading`: there is more of the story than is known yet;
        `waits`: it has not begun, and stands in the queue.
        """
        if story.has_steps:
            self.pages.setCurrentWidget(self._curves)
        elif reading:
            self.pages.setCurrentWidget(self._reading)
        else:
            self.phases.show_phases(story.phases, active, waits)
            self.pages.setCurrentWidget(self.phases)

    def _colour(self) -> None:
        self.plot.set_colours(self._appearance.colours.plot)
