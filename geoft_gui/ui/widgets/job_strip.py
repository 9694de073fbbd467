"""The slim strip below every tab that shows the training that runs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.words import duration_in_words, status_words
from geoft_gui.ui.hosted_view import HostedView
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.hosted_words import pause_tip, stop_tip
from geoft_gui.ui.runs.possible import possible
from geoft_gui.ui.runs.state_words import state_line
from geoft_gui.ui.widgets.surfaces import button, words

_BAR_PIXELS = 220


class JobStrip(QFrame):
    """Name, progress, time left, Pause and Stop of the newest training that runs; where none does, the newest
    that is paused and can go on; a quiet word where there is neither.
    """

    show_wanted = Signal(object)
    """The user wants to see this RunFolder."""
    stop_wanted = Signal(object)
    """The user wants this RunFolder to stop."""
    pause_wanted = Signal(object)
    """The user wants this RunFolder to free its memory."""
    resume_wanted = Signal(object)
    """The user wants this RunFolder, which is paused, to go on."""

    def __init__(self, watcher: RunWatcher) -> None:
        super().__init__()
        self._watcher = watcher
        self._folder: RunFolder | None = None
        self.setProperty("surface", "strip")
        self.setAccessibleName(self.tr("Training that runs"))
        self._name = words(wrap=False)
        self._state = words("", "muted", wrap=False)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_PIXELS)
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._show = button(
            self.tr("Show"),
            lambda: self.show_wanted.emit(self._folder),
            "quiet",
            self.tr("Shows its curves."),
        )
        self._stop = button(
            self.tr("Stop …"),
            lambda: self.stop_wanted.emit(self._folder),
            "quiet",
        )
        self._pause = button(
            self.tr("Pause"),
            lambda: self.pause_wanted.emit(self._folder),
            "quiet",
        )
        self._resume = button(
            self.tr("Resume"),
            lambda: self.resume_wanted.emit(self._folder),
            "quiet",
            self.tr("Goes on from where it was paused."),
        )
        self._show_tips(None)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 4, 14, 4)
        row.setSpacing(14)
        row.addWidget(self._name)
        row.addWidget(self._bar)
        row.addWidget(self._state, stretch=1)
        row.addWidget(self._show)
        row.addWidget(self._pause)
        row.addWidget(self._resume)
        row.addWidget(self._stop)
        # As high as with its buttons, so that nothing moves when a training begins.
        self.setMinimumHeight(self.sizeHint().height())
        watcher.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the watcher knows now."""
        states = self._watcher.states
        active = [state for state in states if state.active_here and not state.waits]
        waiting = [state for state in states if state.waits]
        paused = [] if active else [state for state in states if state.summary.status == "paused"]
        shown = next(iter([*active, *paused, *waiting]), None)
        for part in (self._bar, self._stop):
            part.setVisible(bool(active))
        self._pause.setVisible(bool(active) and "pause" in possible(active[0]))
        self._show.setVisible(shown is not None)
        self._resume.setVisible(bool(paused))
        if shown is None:
            self._folder = None
            self._name.setText("")
            self._state.setText(self.tr("No training is running."))
            return
        self._folder = shown.folder
        self._name.setText(shown.name)
        more = self.tr(" · and {n} more").format(n=len(active) - 1) if len(active) > 1 else ""
        behind = len(waiting) - (shown in waiting)
        if behind:
            more += self.tr(" · {n} in the queue").format(n=behind)
        self._state.setText((self._words(shown) if active else state_line(shown)) + more)
        self._show_tips(shown.hosted)
        for leave in (self._stop, self._pause):
            leave.setEnabled(shown.summary.status not in {"stopping", "pausing"})
        if active:
            show_progress(self._bar, shown)

    def _show_tips(self, hosted: HostedView | None) -> None:
        if hosted is not None:
            self._stop.setToolTip(stop_tip(hosted))
            self._pause.setToolTip(pause_tip(hosted))
            return
        self._stop.setToolTip(self.tr("Asks whether to keep what was learnt."))
        self._pause.setToolTip(
            self.tr("Saves how far it is and frees the memory. It goes on when you resume it.")
        )

    def _words(self, state: RunState) -> str:
        summary = state.summary
        if summary.status in {"stopping", "pausing"} or summary.total_steps is None:
            named = state.phase.name if state.phase else status_words(summary.status)
            return self.tr("{doing} …").format(doing=named[:1].upper() + named[1:])
        told = self.tr("step {step:,} of {total:,}").format(step=summary.step, total=summary.total_steps)
        if summary.seconds_left is None:
            return told
        left = duration_in_words(summary.seconds_left)
        return told + self.tr(" · about {left} left").format(left=left)


def show_progress(bar: QProgressBar, state: RunState) -> None:
    """Have a bar show how far a run is."""
    done, total = progress_of(state)
    # A bar without an end moves to and fro: it says that something goes on, and not how much.
    bar.setRange(0, 0 if total is None else 1000)
    bar.setValue(0 if total is None else round(1000 * done / total))


def progress_of(state: RunState) -> tuple[float, float | None]:
    """How much of a run is done, of how much; None: that is not known.

    Before the first step it is the progress of what is being prepared.
    """
    summary, phase = state.summary, state.phase
    if summary.total_steps:
        return summary.step, summary.total_steps
    if phase is not None and phase.total:
        return phase.done, phase.total
    return 0, None
