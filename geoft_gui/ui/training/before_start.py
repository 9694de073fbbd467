"""What can be found out before a training starts: what it learns, what is wrong, how a rehearsal goes."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.backends import rehearsal as rehearsing
from geoft_gui.backends.base import Estimate, Look, Problem, Rehearsal
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.removal import remove
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.training.learned_view import LearnedView
from geoft_gui.ui.training.phase_bar import PhaseBar
from geoft_gui.ui.training.problem_list import ProblemList
from geoft_gui.ui.training.rehearsal_panel import RehearsalPanel
from geoft_gui.ui.widgets.surfaces import button, set_role, words


class BeforeStart(QWidget):
    """Looks at a plan and rehearses it. One of the two at a time."""

    changed = Signal()
    """It begins or ends to work, or knows something else of the plan."""
    remedy_wanted = Signal(object)
    """Settings, by name, that would mend what is wrong."""
    came = Signal(object)
    """A widget that says something new, and should be seen."""

    def __init__(self, desk: Desk, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supervisor = supervisor
        self._planned: Plan | None = None
        self._task: Task[Any] | None = None
        self._allowed = True
        self.problems: tuple[Problem, ...] = ()
        self.rehearsal: Rehearsal | None = None
        """Of the very plan that is shown."""
        self.estimate: Estimate | None = None
        """By what was counted or measured; None before that."""
        self.look = button(
            self.tr("&Look at what it learns"),
            self._look,
            "",
            self.tr("Checks the rows as the training will, and shows three of them. Takes some seconds."),
        )
        self._looked = words("", "small")
        self._looking = PhaseBar(self.tr("Looking at the rows"))
        self._looking.given_up.connect(self.give_up)
        self.learned = LearnedView(desk.appearance)
        self._checks = ProblemList(desk.appearance)
        self._checks.remedy_wanted.connect(self.remedy_wanted)
        self.panel = RehearsalPanel()
        self.panel.wanted.connect(self._rehearse)
        self.panel.given_up.connect(self.give_up)
        self.panel.remedy_wanted.connect(self.remedy_wanted)
        self._tips = {pressed: pressed.toolTip() for pressed in (self.look, self.panel.rehearse)}
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.look)
        line.addWidget(self._looked, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._checks)
        column.addWidget(words(self.tr("What it learns"), "heading"))
        column.addLayout(line)
        column.addWidget(self._looking)
        column.addWidget(self.learned)
        column.addSpacing(8)
        column.addWidget(words(self.tr("Try it in small first"), "heading"))
        column.addWidget(self.panel)
        self.show_plan(None)

    @property
    def is_working(self) -> bool:
        """Whether it looks or rehearses."""
        return self._task is not None

    @property
    def is_blocked(self) -> bool:
        """Whether something is known that keeps the training from starting."""
        return any(problem.severity == "error" for problem in self.problems)

    def show_plan(self, planned: Plan | None) -> None:
        """Forget what was found of the former plan; None: there is no plan."""
        self._end()
        self._planned = planned
        self.rehearsal, self.estimate = None, None
        self.learned.show_rows(())
        self._looked.setText(self.tr("Three rows, marked by what is learnt and what is only read."))
        set_role(self._looked, "small")
        self.panel.forget()
        self.show_problems(planned.preparation.problems if planned else ())
        self.setVisible(planned is not None)

    def show_problems(self, problems: Sequence[Problem], *, held_back: bool = False) -> None:
        """Say what speaks against a start, errors first. `held_back`: it was, until they are read."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.severity != "error"))
        self._checks.show_problems(self.problems, held_back=held_back)
        if held_back:
            self.came.emit(self._checks)

    def allow(self, *, allowed: bool) -> None:
        """Whether looking and rehearsing may begin now: not while the training starts."""
        self._allowed = allowed
        self._show_buttons()

    def give_up(self) -> None:
        """Neither look nor rehearse any longer."""
        self._end()
        self.panel.progress.hide()
        self.changed.emit()

    def _look(self) -> None:
        planned = self._planned
        if planned is None or self.is_working:
            return
        self._looking.begin(self.tr("Reading the rows as the model will"))

        def work(task: Task[Look]) -> Look:
            return self._supervisor.look(planned.spec, planned.preparation, given_up=lambda: task.cancelled)

        self._begin(work, self._show_look, self._show_look_failure)

    def _show_look(self, found: Look) -> None:
        self._end()
        self.learned.show_rows(found.learned)
        set_role(self._looked, "small")
        if found.problems:
            self._looked.setText(self.tr("The rows and the model were checked: see above."))
        else:
            self._looked.setText(self.tr("The rows and the model were checked: nothing is in the way."))
        if self.rehearsal is None:
            self.estimate = found.estimate
        self.show_problems(found.problems)
        self.changed.emit()
        self.came.emit(self._checks if found.problems else self.learned)

    def _show_look_failure(self, error: UserError) -> None:
        self._end()
        set_role(self._looked, "bad")
        self._looked.setText(str(error))
        self.changed.emit()

    def _rehearse(self) -> None:
        planned = self._planned
        if planned is None or self.is_working:
            return
        self.panel.begin()

        def work(task: Task[tuple[Rehearsal, Estimate]]) -> tuple[Rehearsal, Estimate]:
            measured = self._supervisor.rehearse(
                planned.spec,
                planned.preparation,
                tell=lambda phase, done, total: task.tell((phase, done, total)),
                given_up=lambda: task.cancelled,
            )
            return measured, _estimate_with(self._supervisor, planned, measured)

        self._begin(work, self._show_rehearsal, self._show_rehearsal_failure, self._tell)

    def _tell(self, news: tuple[str, float, float | None]) -> None:
        self.panel.progress.tell(*news)

    def _show_rehearsal(self, found: tuple[Rehearsal, Estimate]) -> None:
        self._end()
        self.rehearsal, self.estimate = found
        self.panel.show_result(self.rehearsal, self.estimate.text)
        self.changed.emit()
        self.came.emit(self.panel)

    def _show_rehearsal_failure(self, error: UserError) -> None:
        self._end()
        self.panel.show_failure(error)
        self.changed.emit()
        self.came.emit(self.panel)

    def _begin(self, work: Any, done: Any, failed: Any, told: Any = None) -> None:
        self._task = self._desk.background.run(work, done, failed, told)
        self._show_buttons()
        self.changed.emit()

    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._looking.hide()
        self._show_buttons()

    def _show_buttons(self) -> None:
        possible = self._allowed and not self.is_working
        missing = "" if possible else self.tr("One thing at a time: wait until the other is done.")
        for pressed, tip in self._tips.items():
            pressed.setEnabled(possible)
            pressed.setToolTip(missing or tip)


def _estimate_with(supervisor: Supervisor, planned: Plan, measured: Rehearsal) -> Estimate:
    """What the training will take, by what was measured: a draft is made for it and removed."""
    folder = supervisor.draft(planned.spec, planned.preparation)
    try:
        rehearsing.record(measured, folder)
        return supervisor.estimate(folder)
    finally:
        remove(folder)
