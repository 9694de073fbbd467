"""Looks at the run folders, on a thread of its own, so that the window always knows how they stand."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from geoft_gui import paths
from geoft_gui.backends.keeping import UnwrittenEndError
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Event, Phase, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import STARTER, is_model
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.summary import Summariser, Summary
from geoft_gui.runs.tail import EventTail
from geoft_gui.ui.hosted_view import HostedView, HostedWatch
from geoft_gui.ui.queue_watch import QueueState, QueueWatch
from geoft_gui.ui.sparkline import SparklinePoints

LOOK_SECONDS: Final = 0.2
LIST_SECONDS: Final = 1.0
"""How often new and deleted folders are looked for, and whether an ended run goes on."""
WATCH_SECONDS: Final = 2.0
"""How often it is asked whether the process of a run still lives."""
AT_ONCE: Final = 200
"""Events read of one run before the others have their turn, and handed to the window in one piece."""
BREATH_SECONDS: Final = 0.01
"""A pause between two such pieces: reading holds Python's lock, which the window needs to draw."""
_LEAVE_SECONDS: Final = 5.0
_UNREADABLE: Final = (OSError, UserError, ValueError, KeyError, TypeError)
"""What a damaged or unreachable folder may cause."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunState:
    """How one run stands. Without a `spec` its `run.json` cannot be read, and `problem` says why.

    `losses` are at most 60 means, for a picture as small as a word. `has_model`: there is a model that can be
    asked; `base` is the folder of the untouched model that it was made from, where there is one on this
    computer. `elsewhere` names the other computer that it runs, or ran, on; "" for this one. `place` is where
    it stands in the queue: 0 when it is its turn, 1 for the next, None outside of the queue; `is_last`: none
    stands behind it. `hosted` is how it stands at its provider; None: it trains on a computer of the user's.
    """

    folder: RunFolder
    spec: RunSpec | None
    problem: str
    summary: Summary
    losses: tuple[float, ...]
    has_model: bool = False
    base: Path | None = None
    elsewhere: str = ""
    place: int | None = None
    is_last: bool = False
    hosted: HostedView | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.spec.name if self.spec else self.folder.path.name

    @property
    def phase(self) -> Phase | None:
        """What it was last said to be doing."""
        return self.summary.phase

    @property
    def active(self) -> bool:
        """Whether a process works on it."""
        return self.summary.status is not None and self.summary.status not in ENDED

    @property
    def waits(self) -> bool:
        """Whether it waits in the queue for those before it."""
        return bool(self.place) and self.summary.status == "queued"

    @property
    def active_here(self) -> bool:
        """Whether a process of this computer works on it."""
        return self.active and not self.elsewhere

    @property
    def trains_here(self) -> bool:
        """Whether it takes this computer's memory: a process here that only follows a training does not."""
        return self.active_here and self.hosted is None

    @property
    def may_go_on_elsewhere(self) -> bool:
        """Whether a training that nobody follows may go on at its provider, and cost."""
        unfollowed = self.summary.status in {"interrupted", "paused"}
        return self.hosted is not None and unfollowed and self.hosted.has_job and not self.hosted.is_over

    @property
    def can_be_asked(self) -> bool:
        """Whether there is a model to ask, on this computer or at a provider."""
        return self.has_model or (self.hosted is not None and self.hosted.result is not None)


class RunWatcher(QObject):
    """Knows every run below the supervisor's root, and hands on the events of the one that is followed.

    Runs that were drafted and never started are not shown. Signals come in the window's thread.
    """

    changed = Signal()
    opened = Signal(object, list)
    """The run followed from now on, and its first events."""
    came = Signal(object, list)
    """The followed run, and its next events."""
    troubled = Signal(object)
    """A UserError that a run is the cause of, told once."""
    broke = Signal(object)
    """The watching itself failed with this exception, and has ended."""
    _looked = Signal(object, object)

    def __init__(self, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.states: tuple[RunState, ...] = ()
        self.queue = QueueState()
        self._supervisor = supervisor
        self._queue_watch = QueueWatch(supervisor.root)
        self._records: dict[Path, _Record] = {}
        self._followed: RunFolder | None = None
        self._follow_anew = False
        self._announce = False
        self._closing = False
        self._next_listing = self._next_watch = 0.0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="runs", daemon=True)
        self._looked.connect(self._take)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Look no more; returns when the thread has ended."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            # A drive that does not answer must not keep the program from ending.
            self._thread.join(_LEAVE_SECONDS)

    def state_of(self, folder: RunFolder) -> RunState | None:
        """How a run stands; None while it is not known yet."""
        return next((state for state in self.states if state.folder.path == folder.path), None)

    def follow(self, folder: RunFolder | None) -> None:
        """Hand on the events of this run, from its first on, instead of those of another."""
        with self._lock:
            self._followed = folder
            self._follow_anew = True
        self.look_now()

    def look_now(self) -> None:
        """Look for new and deleted runs at once, as after something was started."""
        self._next_listing = 0.0
        self._wake.set()

    @Slot(object, object)
    def _take(self, states: tuple[RunState, ...], queue: QueueState) -> None:
        self.states = states
        self.queue = queue
        self.changed.emit()

    # ---- below: the thread's own

    def _watch(self) -> None:
        try:
            while not self._closing:
                self._wake.clear()
                more = self._look()
                self._wake.wait(BREATH_SECONDS if more else LOOK_SECONDS)
        except Exception as error:
            _LOG.error("the runs are watched no more", exc_info=error)
            self.broke.emit(error)

    def _look(self) -> bool:
        """Read what is new; whether there is more to be read at once."""
        now = time.monotonic()
        is_listing = now >= self._next_listing
        differs = is_listing and self._list()
        if is_listing:
            differs |= self._queue_watch.look()
            if (trouble := self._queue_watch.take_trouble()) is not None:
                self.troubled.emit(trouble)
            self._next_listing = now + LIST_SECONDS
        followed = self._begin_to_follow()
        more = False
        for record in self._records.values():
            if self._closing:
                return False
            is_followed = followed is not None and record.folder.path == followed.path
            if is_listing or record.active or record.behind or is_followed:
                before = record.state
                events = record.read()
                differs |= record.state is not before
                more |= record.behind
                if is_followed and (events or self._announce):
                    (self.opened if self._announce else self.came).emit(followed, events)
                    self._announce = False
        if now >= self._next_watch:
            self._next_watch = now + WATCH_SECONDS
            for record in self._records.values():
                if record.active and not record.behind:
                    before = record.state
                    record.watch()
                    differs |= record.state is not before
                if record.trouble is not None:
                    self.troubled.emit(record.trouble)
                    record.trouble = None
        if differs:
            states = (record.state for record in self._records.values())
            shown = (state for state in states if state is not None and _is_shown(state))
            self._looked.emit(tuple(self._placed(state) for state in shown), self._queue_watch.state)
        return more

    def _placed(self, state: RunState) -> RunState:
        place = self._queue_watch.state.place(state.folder.path.name)
        if place is None:
            return state
        return replace(state, place=place, is_last=place == len(self._queue_watch.state.waiting))

    def _begin_to_follow(self) -> RunFolder | None:
        with self._lock:
            followed, anew = self._followed, self._follow_anew
            self._follow_anew = False
        if anew and followed is not None:
            self._announce = True
            # From the first event on: what a plot was not there for, it must still show.
            record = _Record(followed, self._supervisor)
            known = self._records.get(followed.path)
            record.state = known.state if known else None
            self._records[followed.path] = record
            self._sort()
        return followed

    def _list(self) -> bool:
        """Take in new folders and forget those that are gone; whether there were any."""
        try:
            found = {folder.path: folder for folder in self._supervisor.list()}
        except OSError as error:
            # A drive that is away for a moment: what was known of its runs stays as it was.
            _LOG.warning("the runs cannot be listed: %s", error)
            return False
        gone = [path for path in self._records if path not in found and path.parent == self._supervisor.root]
        new = [path for path in found if path not in self._records]
        for path in gone:
            del self._records[path]
        for path in new:
            self._records[path] = _Record(found[path], self._supervisor)
        if new:
            self._sort()
        return bool(gone)

    def _sort(self) -> None:
        """Newest first: their names begin with the time at which they were made."""
        ordered = sorted(self._records.items(), key=lambda item: item[0].name, reverse=True)
        self._records = dict(ordered)


class _Record:
    """What is known of one run so far."""

    def __init__(self, folder: RunFolder, supervisor: Supervisor) -> None:
        self.folder = folder
        self._supervisor = supervisor
        self.state: RunState | None = None
        self.behind = False
        """Whether there is more to be read at once."""
        self.trouble: UserError | None = None
        """What the user must be told, once."""
        self._spec: RunSpec | None = None
        self._problem = self._told = ""
        self._has_news = False
        self._tail = EventTail(folder.events_path)
        self._summariser = Summariser()
        self._losses = SparklinePoints()
        self._hosted: HostedWatch | None = None
        try:
            self._spec = folder.spec
        except UserError as error:
            self._problem = str(error)
        if self._spec is not None and self._spec.hosted is not None:
            self._hosted = HostedWatch(folder, self._spec)

    @property
    def active(self) -> bool:
        """Whether a process works on it."""
        return self.state is not None and self.state.active

    def read(self) -> list[Event]:
        """The events that came since the last call, at most AT_ONCE; the last of them make a new state.

        A run that cannot be read is one with a problem, and no reason to look away from the others.
        """
        try:
            return self._read()
        except _UNREADABLE as error:
            self.behind = False
            self._show_problem(error)
            return []

    def watch(self) -> None:
        """Have it marked as interrupted if its process is gone."""
        try:
            self._supervisor.watch(self.folder)
        except UnwrittenEndError as error:
            self._show_unwritten_end(error)
        except _UNREADABLE as error:
            self._show_problem(error)

    def _show_unwritten_end(self, error: UnwrittenEndError) -> None:
        """It is interrupted all the same; and somebody has to make room before it can be resumed."""
        if self.state is not None:
            summary = replace(self.state.summary, status="interrupted")
            self.state = replace(self.state, summary=summary)
        self.trouble = error

    def _show_problem(self, error: Exception) -> None:
        told = str(error)
        if told != self._told:
            self._told = told
            _LOG.warning("the run %s cannot be read: %s", self.folder.path.name, told)
        if self.state is None:
            summary = self._summariser.summary()
            self.state = RunState(self.folder, None, told, summary, ())

    def _read(self) -> list[Event]:
        events = self._tail.new(AT_ONCE)
        self.behind = len(events) == AT_ONCE
        for event in events:
            self._summariser.take(event)
            if isinstance(event, Step) and event.loss is not None:
                self._losses.append(event.loss)
        self._has_news |= bool(events)
        if self._hosted is not None:
            self._has_news |= self._hosted.look()
        # In the middle of what was written long ago it would show a state of the past.
        if not self.behind and (self._has_news or self.state is None):
            self._has_news = False
            self.state = RunState(
                folder=self.folder,
                spec=self._spec,
                problem=self._problem,
                summary=self._summariser.summary(),
                losses=tuple(self._losses.means()),
                has_model=is_model(self.folder.model_dir),
                base=self._base(),
                elsewhere=self._elsewhere(),
                hosted=self._hosted.view if self._hosted is not None else None,
            )
        return events

    def _elsewhere(self) -> str:
        here = self._supervisor.is_here(self.folder)
        return "" if here else self._supervisor.host_of(self.folder) or ""

    def _base(self) -> Path | None:
        if self._spec is None:
            return None
        base = paths.starter_model() if self._spec.model == STARTER else Path(self._spec.model)
        return base if is_model(base) else None


def _is_shown(state: RunState) -> bool:
    return state.summary.status is not None or bool(state.problem)
