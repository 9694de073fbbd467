"""The Train tab: a form on the left, what will happen on the right, and Start."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from geoft_gui.backends.base import Estimate, Problem
from geoft_gui.backends.plan import Plan, plan
from geoft_gui.backends.preparation import Preparation
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.train_form import Asked, TrainForm
from geoft_gui.ui.train_preview import TrainPreview
from geoft_gui.ui.widgets.surfaces import Card, button, words

_FORM_PIXELS = 350
_PATIENCE_MILLISECONDS = 120


class TrainTab(QWidget):
    """Plans a run while the form is filled in, and starts it."""

    started = Signal(object)
    """A RunFolder whose training has begun."""

    def __init__(
        self, desk: Desk, watcher: RunWatcher, supervisor: Supervisor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._watcher = watcher
        self._supervisor = supervisor
        self._planned: Plan | None = None
        self._read: tuple[Asked, tuple[int, ...], Preparation] | None = None
        self._planning: Task[Any] | None = None
        self._starting = False
        self._failed = False
        self._form = TrainForm()
        self._form.setMinimumWidth(_FORM_PIXELS)
        self._preview = TrainPreview(desk.appearance)
        self._estimate = words("")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("Getting the training ready"))
        self._busy.hide()
        self._start = button(self.tr("&Start training"), self._begin, "primary")
        self._lay_out()
        # A click on the next preset follows soon: plan what stays.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MILLISECONDS)
        self._soon.timeout.connect(self._plan)
        self._form.changed.connect(self._plan_soon)
        self._preview.again_wanted.connect(self._plan_soon)
        watcher.changed.connect(self._show_start)
        self._plan_soon()

    def use_data(
        self, data: Path, validation: Path | None, warnings: Sequence[str] = (), called: str = ""
    ) -> None:
        """Learn from these rows; `warnings` say what is wrong with them, `called` how they are known where
        the name of the file does not tell."""
        self._preview.note_warnings(data, warnings)
        self._form.use_data(data, validation, called)

    def _lay_out(self) -> None:
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(self._form)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Below the form rather than on it: it is in sight however large the text is.
        start = Card()
        for widget in (self._estimate, self._busy, self._start):
            start.column.addWidget(widget)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(scrolled, stretch=1)
        left.addWidget(start)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(16)
        row.addLayout(left, stretch=2)
        row.addWidget(self._preview, stretch=3)

    # ---- planning

    def _plan_soon(self) -> None:
        self._planned = None
        self._failed = False
        if self._planning is not None:
            self._planning.cancel()
        self._estimate.setText("")
        self._show_start()
        self._soon.start()

    def _plan(self) -> None:
        asked = self._form.asked
        self._planning = self._desk.background.run(
            lambda task: self._foresee(asked), self._show_plan, self._show_failure
        )

    def _foresee(self, asked: Asked) -> tuple[Asked, Plan, Estimate]:
        """On another thread: read the rows, choose the settings, estimate."""
        stamp = tuple(
            file.stat().st_mtime_ns for file in (asked.data, asked.validation) if file and file.is_file()
        )
        known = self._read
        read = None
        if known and (known[0].data, known[0].validation, known[1]) == (asked.data, asked.validation, stamp):
            read = known[2]
        planned = self._plan_of(asked, read)
        self._read = (asked, stamp, planned.preparation)
        return asked, planned, self._supervisor.foresee(planned.spec, planned.preparation)

    def _plan_of(self, asked: Asked, read: Preparation | None = None) -> Plan:
        return plan(
            data=asked.data,
            validation=asked.validation,
            model=asked.model,
            preset=asked.preset,
            runs_root=self._supervisor.root,
            preparation=read,
        )

    def _show_plan(self, foreseen: tuple[Asked, Plan, Estimate]) -> None:
        _, self._planned, estimate = foreseen
        split = self._planned.preparation.split
        self._form.show_rows(
            self.tr("{train:,} to learn from, {held:,} held back for scoring.").format(
                train=len(split.train), held=len(split.validation)
            )
        )
        self._preview.show_plan(self._planned)
        self._estimate.setText(estimate.text)
        self._show_start()

    def _show_failure(self, error: UserError) -> None:
        self._planned = None
        self._failed = True
        self._form.show_rows("")
        self._preview.show_error(error)
        self._show_start()

    # ---- starting

    def _begin(self) -> None:
        asked = self._form.asked
        self._starting = True
        self._show_start()

        def start(task: Task[RunFolder]) -> RunFolder:
            # Planned anew: the file may have changed since, and a run is named by when it was started.
            planned = self._plan_of(asked)
            return self._supervisor.start(
                planned.spec, planned.preparation, warn=task.tell, given_up=lambda: task.cancelled
            )

        self._desk.background.run(start, self._show_started, self._show_refusal, self._show_warning)

    def _show_started(self, folder: RunFolder) -> None:
        self._starting = False
        self._show_start()
        self.started.emit(folder)

    def _show_refusal(self, error: UserError) -> None:
        self._starting = False
        self._preview.show_error(error)
        self._show_start()

    def _show_warning(self, problem: Problem) -> None:
        self._desk.notices.warning(problem.message, problem.hint)

    def _show_start(self) -> None:
        """Start says what is missing while it cannot be pressed."""
        running = next((state.name for state in self._watcher.states if state.active_here), None)
        self._busy.setVisible(self._starting)
        self._form.setEnabled(not self._starting)
        if self._starting:
            text, tip = self.tr("Checking the rows and the model …"), ""
        elif self._failed:
            text, tip = (
                self.tr("Choose other examples or another model"),
                self.tr("What is wrong is said beside."),
            )
        elif self._planned is None:
            text, tip = self.tr("Looking at the rows …"), ""
        elif running is not None:
            text = self.tr("A training is running")
            tip = self.tr("“{name}” has to end or be stopped first.").format(name=running)
        else:
            text, tip = self.tr("&Start training"), self.tr("You can watch it, and stop it at any time.")
        ready = self._planned is not None and running is None and not self._starting
        self._start.setEnabled(ready)
        self._start.setText(text)
        self._start.setToolTip(tip)
