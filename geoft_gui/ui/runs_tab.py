"""The Runs tab: the list of runs on the left, the chosen one on the right."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.events import Event
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState, RunWatcher
from geoft_gui.ui.runs.possible import Action
from geoft_gui.ui.runs.queue_card import QueueCard
from geoft_gui.ui.runs.queue_words import what_for
from geoft_gui.ui.runs.run_actions import RunActions
from geoft_gui.ui.runs.run_list import RunList
from geoft_gui.ui.runs.run_menu import RunMenu
from geoft_gui.ui.runs.run_page import RunPage
from geoft_gui.ui.widgets.surfaces import EmptyState, button

LIST_PIXELS = 290


class RunsTab(QWidget):
    """Shows what the watcher knows, and follows the run that is chosen."""

    try_it = Signal(object)
    """The user wants to ask the model of this RunFolder."""
    compare = Signal(object)
    """The user wants to compare the model of this RunFolder with the one it was made from."""
    move_wanted = Signal(object)
    """The user wants to move what the hosted model of this RunFolder knows to this computer."""
    train_wanted = Signal()
    keys_wanted = Signal(str)
    """The key of the provider of this id is to be given anew."""
    here_wanted = Signal()
    """This computer shall train instead of a provider."""

    def __init__(
        self,
        desk: Desk,
        watcher: RunWatcher,
        supervisor: Supervisor,
        parent: QWidget | None = None,
        *,
        key_of: Callable[[str], str | None] = lambda provider: None,
    ) -> None:
        """`key_of` gives the key of a provider and may wait for the system's store."""
        super().__init__(parent)
        self._watcher = watcher
        self._shown: RunFolder | None = None
        self._waiting: deque[tuple[Callable[[Sequence[Event]], None], list[Event]]] = deque()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._take_turn)
        self._awaited = False
        """Whether the run that is shown was just started and the watcher does not know it yet."""
        self.run_actions = RunActions(desk, supervisor, watcher, self, key_of=key_of)
        self.list = RunList(desk.appearance)
        self.page = RunPage(desk, self.run_actions)
        self.queue = QueueCard()
        empty = EmptyState(
            self.tr("No training yet"),
            self.tr("Train a model: its curves and the parts that it makes appear here while it learns."),
            button(self.tr("Train a model"), self.train_wanted.emit, "primary"),
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(self._left())
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setSizes([LIST_PIXELS, 4 * LIST_PIXELS])
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(split)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 12)
        row.addWidget(self._stack)
        self.list.chosen.connect(self._choose)
        self.list.menu_wanted.connect(self._open_menu)
        self.queue.go_wanted.connect(self.run_actions.go_on_with_queue)
        self.run_actions.started.connect(self.show_run)
        self.page.try_it.connect(self.try_it)
        self.page.compare.connect(self.compare)
        self.page.move_wanted.connect(self.move_wanted)
        self.page.keys_wanted.connect(self.keys_wanted)
        self.page.here_wanted.connect(self.here_wanted)
        watcher.changed.connect(self._refresh)
        watcher.opened.connect(self._opened)
        watcher.came.connect(self._came)
        self._refresh()

    def show_run(self, folder: RunFolder) -> None:
        """Show this run, also when it was started a moment ago and is not in the list yet."""
        self._awaited = self._watcher.state_of(folder) is None
        self._show(folder)
        self._refresh()
        self.list.choose(folder)

    def ask_to_stop(self, folder: RunFolder) -> None:
        """Ask how this run shall stop; nothing happens when it has ended meanwhile."""
        state = self._watcher.state_of(folder)
        if state is not None and state.active_here:
            self.run_actions.ask_to_stop(state, self)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.queue)
        column.addWidget(self.list, stretch=1)
        return left

    def _open_menu(self, state: RunState, at: QPoint) -> None:
        def do(action: Action) -> None:
            if action == "try":
                self.try_it.emit(state.folder)
            elif action == "move":
                self.move_wanted.emit(state.folder)
            else:
                self.run_actions.do(action, state, self)

        menu = RunMenu(state, self.run_actions.doing(state.folder), do, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _choose(self, folder: RunFolder) -> None:
        if self._shown is None or folder.path != self._shown.path:
            self._awaited = False
            self._show(folder)

    def _show(self, folder: RunFolder) -> None:
        self._shown = folder
        self._waiting.clear()
        self._turn.stop()
        self.page.open(folder, self._watcher.state_of(folder))
        self._watcher.follow(folder)

    def _refresh(self) -> None:
        """Take in what the watcher knows now."""
        states = self._watcher.states
        self.queue.show_queue(self._watcher.queue, states)
        self.page.say_queue(what_for(self._watcher.queue, states))
        self.list.show_states(states)
        self._stack.setCurrentIndex(1 if states or self._awaited else 0)
        state = self._watcher.state_of(self._shown) if self._shown else None
        if state is not None:
            self._awaited = False
            self.page.show_state(state)
            if self.list.chosen_run is None:
                self.list.choose(state.folder)
        elif self._awaited:
            self.list.choose(None)
        elif states:
            # Nothing was chosen yet, or what was chosen is gone.
            self.list.choose(states[0].folder)
        elif self._shown is not None:
            self._shown = None
            self._watcher.follow(None)

    def _opened(self, folder: RunFolder, events: list[Event]) -> None:
        self._waiting.clear()
        self._queue(folder, events, self.page.take_first)

    def _came(self, folder: RunFolder, events: list[Event]) -> None:
        self._queue(folder, events, self.page.take)

    def _queue(
        self, folder: RunFolder, events: list[Event], take: Callable[[Sequence[Event]], None]
    ) -> None:
        """Take these events in their turn: those of a long run come faster than they are drawn."""
        if self._shown is not None and folder.path == self._shown.path:
            self._waiting.append((take, events))
            self._turn.start()

    def _take_turn(self) -> None:
        take, events = self._waiting.popleft()
        take(events)
        if self._waiting:
            # By way of the event loop: the mouse has its turn in between.
            self._turn.start()
