"""The Train tab: a form on the left, what will happen on the right, and Start."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from geoft_gui.backends.base import Estimate, StartRefusedError
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.preparation import Preparation
from geoft_gui.backends.queueing import QueueingSupervisor
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.hosted.key_check import model_names
from geoft_gui.hosted.providers import CUSTOM, Provider, providers
from geoft_gui.hosted.refused import forget
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.training.agree_dialog import AgreeDialog
from geoft_gui.ui.training.asked_plan import agreed_to, plan_asked
from geoft_gui.ui.training.before_start import BeforeStart
from geoft_gui.ui.training.form import Asked, TrainForm
from geoft_gui.ui.training.hosted_outlook import HostedOutlook
from geoft_gui.ui.training.phase_bar import PhaseBar
from geoft_gui.ui.training.preview import TrainPreview
from geoft_gui.ui.training.start_words import address_invitation, hosted_invitation, invitation
from geoft_gui.ui.training.starting import Warned, is_same, start_or_warn
from geoft_gui.ui.widgets.surfaces import Card, button, words

_FORM_PIXELS = 350
_PATIENCE_MILLISECONDS = 120


class TrainTab(QWidget):
    """Plans a run while the form is filled in, and starts it."""

    started = Signal(object)
    """A RunFolder whose training has begun."""
    keys_wanted = Signal(str)
    """The user wants to give the key, or the address, of the provider of this id."""

    def __init__(
        self,
        desk: Desk,
        watcher: RunWatcher,
        supervisor: Supervisor,
        parent: QWidget | None = None,
        *,
        queueing: Supervisor | None = None,
        key_of: Callable[[str], str | None] = lambda provider: None,
    ) -> None:
        """`queueing` puts runs into the queue of the same folder; without it, they are trained here. `key_of`
        gives the key of a provider and may wait for the system's store."""
        super().__init__(parent)
        self._desk = desk
        self._watcher = watcher
        self._supervisor = supervisor
        self._key_of = key_of
        here = {"local": LocalBackend(hub_key=desk.hub_key)}
        self._queueing = queueing or QueueingSupervisor(supervisor.root, here, desk.hub_key)
        self._called: tuple[Path, str] | None = None
        """A file of rows, and how people call it where its name does not tell."""
        self._launching: Task[Any] | None = None
        self._planned: Plan | None = None
        self._read: tuple[Asked, tuple[int, ...], Preparation] | None = None
        self._planning: Task[Any] | None = None
        self._starting = False
        self._rehearses = False
        """Whether the start has come to a rehearsal of its own, because the training takes long."""
        self._failed = False
        self._refused = False
        """Whether this very plan was not started, for a reason that is said beside."""
        self._form = TrainForm(desk, watcher)
        self._form.setMinimumWidth(_FORM_PIXELS)
        self._preview = TrainPreview(desk.appearance)
        self._estimate = words("")
        self._before = BeforeStart(desk, supervisor)
        self._outlook = HostedOutlook(desk, supervisor)
        self._preview.add_above(self._outlook)
        self._preview.add_below(self._before)
        self._busy = PhaseBar(self.tr("Getting the training ready"))
        self._start = button(self.tr("&Start training"), self._begin, "primary")
        self._lay_out()
        # A click on the next preset follows soon: plan what stays.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MILLISECONDS)
        self._soon.timeout.connect(self._plan)
        self._form.changed.connect(self._plan_soon)
        self._form.place_chosen.connect(self._look_for_models)
        self._preview.again_wanted.connect(self._try_again)
        self._preview.remedy_wanted.connect(self._mend)
        self._before.remedy_wanted.connect(self._mend)
        for side in (self._before, self._outlook):
            side.changed.connect(self._show_found)
            side.came.connect(self._preview.bring_into_sight)
        self._outlook.again_wanted.connect(self._try_again)
        self._outlook.here_wanted.connect(self._train_here_instead)
        self._busy.given_up.connect(self._give_up)
        watcher.changed.connect(self._show_start)
        self._plan_soon()
        self.look_for_providers()

    def look_for_providers(self) -> None:
        """Learn which providers there are, and whether there is a key: the settings may have changed both."""
        self._desk.background.run(lambda task: providers(), self._form.show_providers)
        self._look_for_models()
        if self._refused:
            self._plan_soon()
        else:
            self._outlook.look_again()

    def _look_for_models(self) -> None:
        """Ask a server of the user's own which models it has: nobody else knows their names."""
        provider = self._provider
        if provider is None or provider.id != CUSTOM or not provider.base_url:
            return

        def ask(task: Task[tuple[str, ...]]) -> tuple[str, ...]:
            try:
                return model_names(provider, self._key_of(provider.id))
            except UserError:
                return ()  # a name can be typed, and the start says what is wrong with the server

        self._desk.background.run(ask, lambda names: self._form.offer_models(provider, names))

    def _train_here_instead(self) -> None:
        self.train_here()
        # The button that was pressed has gone.
        self._form.show_place()

    def train_here(self) -> None:
        """Have this computer train, and the starter model learn."""
        self._form.train_here()

    def use_data(
        self,
        data: Path,
        validation: Path | None,
        warnings: Sequence[str] = (),
        called: str = "",
        ceiling: float | None = None,
    ) -> None:
        """Learn from these rows; `warnings` say what is wrong with them, `called` how they are known where
        the name of the file does not tell, `ceiling` which share of the parts a perfect model gets right."""
        self._preview.note_warnings(data, warnings, ceiling)
        self._called = (data, called)
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
        self._failed = self._refused = False
        if self._planning is not None:
            self._planning.cancel()
        self._estimate.setText("")
        self._before.show_plan(None)
        self._outlook.show_plan(None, None)
        self._show_start()
        self._soon.start()

    def _try_again(self) -> None:
        """Plan anew; a provider that has refused before may have changed its mind."""
        provider = self._provider
        # What was pressed goes: the focus stays on what comes in its place.
        self._preview.take_focus()
        self._plan_soon()
        if provider is not None:
            self._soon.stop()
            self._desk.background.run(lambda task: forget(provider.id), lambda _: self._soon.start())

    def _plan(self) -> None:
        asked = self._form.asked
        self._planning = self._desk.background.run(
            lambda task: self._foresee(asked), self._show_plan, self._show_failure
        )

    def _foresee(self, asked: Asked) -> tuple[Asked, Plan, Estimate | None]:
        """On another thread: read the rows, choose the settings, estimate.

        What a provider takes is only known after its rules were asked, for which the plan does not wait.
        """
        stamp = tuple(
            file.stat().st_mtime_ns for file in (asked.data, asked.validation) if file and file.is_file()
        )
        known = self._read
        read = None
        if known and (known[0].data, known[0].validation, known[1]) == (asked.data, asked.validation, stamp):
            read = known[2]
        planned = self._plan_of(asked, read)
        self._read = (asked, stamp, planned.preparation)
        if asked.provider is not None:
            return asked, planned, None
        return asked, planned, self._supervisor.foresee(planned.spec, planned.preparation)

    def _name_of(self, data: Path) -> str:
        return self._called[1] if self._called is not None and self._called[0] == data else ""

    def _plan_of(
        self, asked: Asked, read: Preparation | None = None, agreed: tuple[str, ...] = ()
    ) -> Plan:
        return plan_asked(asked, self._supervisor.root, read, self._name_of(asked.data), agreed)

    def _show_plan(self, foreseen: tuple[Asked, Plan, Estimate | None]) -> None:
        asked, self._planned, estimate = foreseen
        split = self._planned.preparation.split
        self._form.show_rows(
            self.tr("{train:,} to learn from, {held:,} held back for scoring.").format(
                train=len(split.train), held=len(split.validation)
            )
        )
        self._form.show_plan(self._planned)
        self._preview.show_plan(self._planned)
        if asked.provider is None:
            self._before.show_plan(self._planned)
        else:
            self._outlook.show_plan(self._planned, asked.provider)
        self._estimate.setText(estimate.text if estimate is not None else "")
        self._show_start()

    def _show_failure(self, error: UserError) -> None:
        self._planned = None
        self._failed = True
        self._form.show_rows("")
        self._before.show_plan(None)
        self._outlook.show_plan(None, None)
        self._preview.show_error(error)
        self._show_start()

    def _show_found(self) -> None:
        """What was looked at or rehearsed tells better what the training takes."""
        if self._side.estimate is not None:
            self._estimate.setText(self._outlook.price if self._provider else self._side.estimate.text)
        self._show_start()

    def _mend(self, change: Mapping[str, Any]) -> None:
        self._form.set_by_hand(change)

    # ---- starting

    @property
    def _provider(self) -> Provider | None:
        """Who is to train; None: this computer."""
        return self._form.asked.provider

    @property
    def _side(self) -> BeforeStart | HostedOutlook:
        """What tells of the plan that is shown."""
        return self._before if self._provider is None else self._outlook

    def _begin(self) -> None:
        if self._provider is None:
            self._launch()
        elif self._outlook.needs_address or self._outlook.needs_key:
            self.keys_wanted.emit(self._provider.id)
        elif self._asks_first(self._provider):
            self._ask(self._provider)
        else:
            self._launch()

    def _asks_first(self, provider: Provider) -> bool:
        """Not where nothing leaves this computer, and nothing is paid."""
        return not provider.is_here or self._outlook.most is not None

    def _ask(self, provider: Provider) -> None:
        assert self._planned is not None
        split, estimate = self._planned.preparation.split, self._outlook.estimate
        rows = len(split.train) + len(split.validation)
        most = self._outlook.most
        dialog = AgreeDialog(provider, rows, estimate.dollars if estimate else None, most, self)
        dialog.accepted.connect(lambda: self._launch(agreed_to(most)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _launch(self, agreed: tuple[str, ...] = ()) -> None:
        asked, seen, side = self._form.asked, self._planned, self._side
        # What is said on the tab has been read by who starts anyway.
        read = frozenset(problem.message for problem in side.problems)
        rehearsal = self._before.rehearsal if asked.provider is None else None
        queues = asked.provider is None and bool(self._running())
        supervisor = self._queueing if queues else self._supervisor
        self._starting, self._refused = True, False
        self._busy.begin(self.tr("Checking the rows and the model"))
        self._show_start()

        def start(task: Task[RunFolder | Warned]) -> RunFolder | Warned:
            # Planned anew: the file may have changed since, and a run is named by when it was started.
            planned = self._plan_of(asked, agreed=agreed)
            known = rehearsal if seen is not None and is_same(seen, planned) else None
            return start_or_warn(supervisor, planned, read, known, task)

        self._launching = self._desk.background.run(
            start, lambda begun: self._show_begun(begun, seen), self._show_refusal, self._tell
        )

    def _tell(self, news: tuple[str, float, float | None]) -> None:
        self._busy.tell(*news)
        if self._starting and not self._rehearses:
            self._rehearses = True
            self._show_start()

    def _give_up(self) -> None:
        if self._launching is not None:
            self._launching.cancel()
        self._end_start()

    def _end_start(self) -> None:
        self._launching = None
        self._starting = self._rehearses = False
        self._busy.hide()
        self._show_start()

    def _show_begun(self, begun: RunFolder | Warned, seen: Plan | None) -> None:
        if isinstance(begun, Warned):
            # Other rows may have been opened meanwhile: the warnings are none of theirs.
            if self._planned is seen:
                self._side.show_problems((*self._side.problems, *begun.warnings), held_back=True)
            self._end_start()
            return
        self._end_start()
        self.started.emit(begun)

    def _show_refusal(self, error: UserError) -> None:
        self._refused = True
        self._end_start()
        if self._provider is not None and isinstance(error, StartRefusedError):
            # It was found by looking: looked at once more, it stands there with its ways out.
            self._plan_soon()
        else:
            self._preview.show_error(error)
            self._estimate.setText(self.tr("It was not started: the reason stands beside."))

    def _running(self) -> list[RunState]:
        """The runs of this computer that work, or wait for their turn."""
        return [state for state in self._watcher.states if state.trains_here]

    def _show_start(self) -> None:
        """Start says what is missing while it cannot be pressed."""
        self._form.setEnabled(not self._starting)
        self._before.allow(allowed=not self._starting)
        ready = False
        if self._rehearses:
            text = self.tr("Trying it in small first …")
            tip = self.tr("It takes long: what would go wrong is found out now, in a minute or so.")
        elif self._starting:
            text, tip = self.tr("Checking the rows and the model …"), ""
        elif self._failed:
            text = self.tr("Choose other examples or another model")
            tip = self.tr("What is wrong is said beside.")
        elif self._refused:
            ready = True
            text = self.tr("Try again")
            tip = self.tr("It was not started. What was in the way is said beside.")
        elif self._planned is None:
            text, tip = self.tr("Looking at the rows …"), ""
        elif self._outlook.is_working:
            text = self.tr("Looking at the rows …")
            tip = self.tr("They are held against the provider's rules.")
        elif self._before.is_working:
            text = self.tr("&Start training")
            tip = self.tr("Wait until the rows are looked at or rehearsed, or give that up.")
        elif self._provider is not None and self._outlook.needs_address:
            ready = True
            text, tip = address_invitation(self._provider)
        elif self._side.is_blocked:
            text = self.tr("Mend what is in the way")
            tip = self.tr("What is wrong is said beside.")
        else:
            ready = True
            text, tip = self._invitation()
        self._start.setEnabled(ready)
        self._start.setText(text)
        self._start.setToolTip(tip)

    def _invitation(self) -> tuple[str, str]:
        provider = self._provider
        if provider is None:
            return invitation(queues=bool(self._running()), has_problems=bool(self._before.problems))
        needs_key, asks = self._outlook.needs_key, self._asks_first(provider)
        return hosted_invitation(provider, needs_key=needs_key, asks=asks)
