"""Everything about one run: header, notes, and below them curves, samples, log and details."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from geoft_gui.runs.events import Event
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.curves_panel import CurvesPanel
from geoft_gui.ui.runs.hosted_result import HostedResultCard
from geoft_gui.ui.runs.log_view import LogView
from geoft_gui.ui.runs.possible import Action
from geoft_gui.ui.runs.run_actions import RunActions
from geoft_gui.ui.runs.run_details import RunDetails
from geoft_gui.ui.runs.run_header import RunHeader
from geoft_gui.ui.runs.run_notes import TroubleBox, WarningsBox
from geoft_gui.ui.runs.run_story import RunStory
from geoft_gui.ui.runs.samples_panel import SamplesPanel
from geoft_gui.ui.widgets.room_watch import RoomWatch
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import Card

REFRESH_MILLISECONDS: Final = 100
Section = Literal["curves", "samples", "log", "details"]
_HALF: Final = 10_000
_BESIDE_EMS: Final = 60
_BESIDE_LINES: Final = 15
"""In letters and lines: in so much room, curves and samples stand beside each other."""
_BELOW_LINES: Final = 36
_WIDEST_BELOW: Final = 1.1
"""In lines, and in widths of a height: so high and no wider, samples stand below the curves."""


class RunPage(QWidget):
    """Shows one run, as far as it is known. In a large window curves and samples are seen at once."""

    try_it = Signal(object)
    compare = Signal(object)
    move_wanted = Signal(object)
    keys_wanted = Signal(str)
    """The key of the provider of this id is to be given anew."""
    here_wanted = Signal()
    """This computer shall train instead of a provider."""

    def __init__(self, desk: Desk, actions: RunActions) -> None:
        super().__init__()
        self._desk = desk
        self._actions = actions
        self._folder: RunFolder | None = None
        self._state: RunState | None = None
        self._story = RunStory()
        self._is_read = False
        """Whether the first events have come."""
        self._queue_words = ""
        self._section: Section = "curves"
        self.header = RunHeader(desk.appearance)
        self.result = HostedResultCard(desk.appearance)
        self.trouble = TroubleBox(desk.appearance)
        self.warnings = WarningsBox(desk.appearance)
        self.curves = CurvesPanel(desk.appearance)
        self.samples = SamplesPanel(desk)
        self.log = LogView(desk)
        self.details = RunDetails(desk)
        self._shares: Qt.Orientation | None = None
        """How curves and samples share the room; None: only one of them is seen."""
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._both.setHandleWidth(10)
        self._both.addWidget(self.curves)
        self._both.addWidget(self.samples)
        self._below: dict[Section, QWidget] = {
            "curves": self._both,
            "samples": self._both,
            "log": _on_card(self.log),
            "details": _on_card(self.details),
        }
        self._area = Scrolled()
        column = self._area.column
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addWidget(self.result)
        column.addWidget(self.trouble)
        column.addWidget(self.warnings)
        column.addWidget(self._make_switch())
        for page in dict.fromkeys(self._below.values()):
            # Not in a stack, which is as high as the highest of them.
            column.addWidget(page, stretch=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self._show_news)
        self._connect()
        self._arrange()
        for watched in (self, self._both):
            RoomWatch(watched).changed.connect(self._arrange)

    def open(self, folder: RunFolder, state: RunState | None) -> None:
        """Show another run; its events are still to come."""
        self._folder = folder
        self._story = RunStory()
        self._is_read = False
        self.curves.show_run([])
        self.log.show_log(folder.log_path)
        self.details.show_run(folder)
        self._state = state
        self.samples.show_history(self._story.samples)
        self.show_state(state)

    def show_state(self, state: RunState | None) -> None:
        """Show how the run stands now; None: nobody knows yet."""
        self._state = state
        if state is None:
            self.trouble.hide()
            self.result.show_state(None, None)
            self.warnings.show_warnings(())
            self.header.show_starting(self._folder.path.name if self._folder else "")
            self.curves.show_story(self._story, active=True, reading=False)
            return
        doing = self._actions.doing(state.folder)
        message = self._queue_words if state.waits else self._story.message
        self.header.show_state(state, doing, message)
        self.result.show_state(state, doing)
        self.trouble.show_state(state, self._actions.phase(state.folder))
        self.warnings.show_warnings(state.summary.warnings)
        self.curves.say_judged(by_parts=state.hosted is None)
        steps_to_come = state.summary.total_steps is not None
        self.curves.show_story(
            self._story,
            active=state.active,
            reading=not self._is_read or steps_to_come,
            waits=state.waits,
        )
        self.samples.say_why_empty(self._no_samples())
        self.log.say_ended(not state.active)
        self._arrange()
        self.details.show_outcome(state, self._story.speed_words)

    def say_queue(self, words: str) -> None:
        """What the queue waits for, as it is said of a run that waits in it."""
        self._queue_words = words

    def take_first(self, events: Sequence[Event]) -> None:
        """Take the first events of the run."""
        self._is_read = True
        self._story = RunStory(events)
        self.curves.show_run(events)
        self.samples.show_history(self._story.samples)
        self.show_state(self._state)

    def take(self, events: Sequence[Event]) -> None:
        """Take what came since. Curves and words follow ten times a second at most."""
        for event in events:
            self._story.take(event)
        self.curves.take(events)
        if not self._refresh.isActive():
            self._refresh.start()

    def _show_news(self) -> None:
        self.samples.refresh()
        self.show_state(self._state)

    def _make_switch(self) -> QWidget:
        switch = QWidget()
        row = QHBoxLayout(switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        group = QButtonGroup(self)
        self.section_buttons: dict[Section, QPushButton] = {}
        names: dict[Section, str] = {
            "curves": self.tr("Curves"),
            "samples": self.tr("Samples"),
            "log": self.tr("Log"),
            "details": self.tr("Details"),
        }
        for section, name in names.items():
            made = QPushButton(name)
            made.setProperty("kind", "quiet")
            made.setCheckable(True)
            made.clicked.connect(lambda _, section=section: self._go_to(section))
            group.addButton(made)
            row.addWidget(made)
            self.section_buttons[section] = made
        row.addStretch()
        self._switch = switch
        return switch

    def _connect(self) -> None:
        self.header.wanted.connect(self._do)
        self.result.wanted.connect(self._do)
        self.trouble.again_wanted.connect(lambda: self._with_folder(self._actions.start_again))
        self.trouble.keys_wanted.connect(self._want_key)
        self.trouble.here_wanted.connect(self.here_wanted)
        self.trouble.give_up_wanted.connect(lambda: self._with_folder(self._actions.give_up_start))
        self._actions.changed.connect(lambda: self.show_state(self._state))

    def _do(self, action: Action) -> None:
        if action == "folder":
            # Also before anything else is known of it.
            self._with_folder(self._actions.open_folder)
        elif action == "try":
            self.try_it.emit(self._folder)
        elif action == "compare":
            self.compare.emit(self._folder)
        elif action == "move":
            self.move_wanted.emit(self._folder)
        elif self._state is not None:
            self._actions.do(action, self._state, self)

    def _want_key(self) -> None:
        if self._state is not None and self._state.spec is not None:
            self.keys_wanted.emit(self._state.spec.backend)

    def _with_folder(self, do: Callable[[RunFolder], object]) -> None:
        if self._folder is not None:
            do(self._folder)

    def _go_to(self, section: Section) -> None:
        self._section = section
        self._arrange()

    def _arrange(self) -> None:
        """Choose what is seen, and how, by the room there is."""
        metrics = self.fontMetrics()
        # What there would be without scrolling, whatever is shown there at the moment.
        room = self._area.viewport().height() - self._switch.geometry().bottom()
        lines = room / metrics.lineSpacing()
        is_wide = self.width() > _BESIDE_EMS * 2 * metrics.averageCharWidth() and lines > _BESIDE_LINES
        is_high = lines > _BELOW_LINES and self.width() < self.height() * _WIDEST_BELOW
        is_wide &= not is_high
        has_room = is_wide or is_high
        section: Section = "curves" if self._is_hosted and self._section == "samples" else self._section
        is_active = self._state is not None and self._state.active
        self._both.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)
        shown: Section = "curves" if has_room and section == "samples" else section
        # A provider makes no samples.
        with_samples = has_room and not self._is_hosted
        self.section_buttons["curves"].setText(
            self.tr("Curves and samples") if with_samples else self.tr("Curves")
        )
        self.section_buttons["samples"].setVisible(not has_room and not self._is_hosted)
        for section, made in self.section_buttons.items():
            made.setChecked(section == shown)
        is_to_come = is_active and self._story.has_steps and not self._is_hosted
        is_worth_it = bool(self._story.samples.steps) or is_to_come
        was_shared = self._shares
        self._shares = self._both.orientation() if has_room and is_worth_it else None
        self.curves.setVisible(has_room or shown != "samples")
        self.samples.setVisible(is_worth_it if has_room else shown == "samples")
        if self._shares is not None and self._shares != was_shared:
            # Half for each; from then on the user may move what is between them.
            self._both.setSizes([_HALF, _HALF])
        page = self._below[shown]
        for other in self._below.values():
            if other is not page:
                other.hide()
        page.show()

    @property
    def _is_hosted(self) -> bool:
        return self._state is not None and self._state.hosted is not None

    def _no_samples(self) -> str:
        """What stands in the place of samples while there are none."""
        if not self._is_read or (self._state and self._state.summary.samples):
            return self.tr("Reading …")
        asked = self._state.spec.settings if self._state and self._state.spec else None
        if asked is not None and not (asked.evaluations and asked.score_prompts and asked.samples):
            return self.tr("This run was asked to keep no samples.")
        if self._state is not None and not self._state.active:
            return self.tr("This run ended before its model was judged for the first time.")
        return self.tr(
            "Each time the model is judged, some of the parts that it makes are shown here beside those "
            "that were asked for."
        )


def _on_card(widget: QWidget) -> Card:
    card = Card()
    card.column.setContentsMargins(14, 12, 14, 12)
    card.column.addWidget(widget)
    return card
