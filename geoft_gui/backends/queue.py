"""Runs that wait their turn: their order on disk, and the process that starts one after the other."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from filelock import FileLock

from geoft_gui.backends.hub_keys import HubKey, needs_hub_key, no_hub_key
from geoft_gui.engine import processes
from geoft_gui.engine.given import KEYS_ON_STDIN, hub_token_line
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.engine.this_process import is_me, my_identity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import reason, runs_written, take_lock, write_json

RUNNER: Final = ("-m", "geoft_gui.backends")
"""What starts the process that works through a queue; the root of the runs and `--queue` follow."""
_PATIENCE_SECONDS: Final = 10.0
_FILE_SECONDS: Final = 1.0
"""Windows refuses to replace a file that somebody reads, and to open one that is being replaced."""
_LOOK_SECONDS: Final = 0.05
_WAITING: Final = "Waiting in the queue."
_TAKEN_OUT: Final = "Taken out of the queue before it began."
_Result = TypeVar("_Result")


class DamagedQueueError(UserError):
    """`queue.json` was read, and does not say what a queue says."""


@dataclass(frozen=True)
class Queued:
    """What `queue.json` says.

    `running` is the run whose turn it is: from the moment before it is started until its end was seen, and
    also while it is paused. `waiting` are those after it, in order. `runner` is the process that starts
    them, or that did last.
    """

    running: str | None = None
    waiting: tuple[str, ...] = ()
    runner: ProcessIdentity | None = None


class RunQueue:
    """The queue of the runs below one folder. Cheap to make; everything is read from disk when asked for.

    Every change is made under a lock, so that several windows, terminals and the runner may use it at once.
    Methods raise UserError where `queue.json` is damaged or cannot be written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "queue.json"
        self.log_path = root / "queue.log"
        self._lock_path = root / "queue.lock"

    @property
    def ids(self) -> tuple[str, ...]:
        """The runs that wait, the next one first. The one whose turn it is has left this list."""
        return self._read().waiting

    @property
    def current(self) -> str | None:
        """The run whose turn it is, running or paused."""
        return self._read().running

    @property
    def is_running(self) -> bool:
        """Whether a process of this machine works through the queue."""
        runner = self._read().runner
        return runner is not None and processes.alive(runner)

    @property
    def host(self) -> str | None:
        """The other machine that works, or worked last, through this queue; None when it is this one."""
        runner = self._read().runner
        return None if runner is None or processes.is_here(runner) else runner.host

    def holds(self, folder: RunFolder) -> bool:
        """Whether this run waits here for its turn, or is about to be started: it needs no process yet."""
        queued = self._read()
        return folder.path.name in (queued.running, *queued.waiting) and folder.process is None

    def add(self, folder: RunFolder) -> None:
        """Put a drafted and checked run at the end; it says `queued` from here on.

        Raises UserError when it was started before, or lies below another folder.
        """
        name = folder.path.name
        if folder.path.parent.resolve() != self.root.resolve():
            raise UserError(f"The run {name} is not in {self.root}.", "Add it to its own folder's queue.")
        if folder.process is not None:
            raise UserError(
                f"The run {name} was started before.",
                f"Resume it in Runs, or with: geoft runs resume {name}",
            )
        with self.held() as queued:
            if name in (queued.running, *queued.waiting):
                return
            # First the queue, then the word: a run that says it waits, and that nobody holds, is an orphan.
            self._write(replace(queued, waiting=(*queued.waiting, name)))
            with folder.writer() as writer:
                writer.write(Status(status="queued", message=_WAITING))

    def adopt(self, folder: RunFolder) -> None:
        """Let those that wait wait for a run that was started outside the queue, unless one has its turn."""
        with self.held() as queued:
            if queued.running is None and folder.process is not None:
                self._write(replace(queued, running=folder.path.name))

    def remove(self, run: str) -> bool:
        """Take a run out, before its turn or while it is paused; False: it is not in the queue.

        One that waited is stopped by this; it can be resumed or deleted. A paused one stays paused, and the
        next begins. Raises UserError when it is running.
        """
        folder = RunFolder(self.root / run)
        with self.held() as queued:
            waits = run in queued.waiting
            if not waits and run != queued.running:
                return False
            # Its turn may have come a moment ago, and whoever starts it holds the lock.
            has_begun = not waits and folder.run_json.is_file() and folder.process is not None
            if has_begun and folder.status() not in ENDED:
                raise UserError(
                    f"The run {run} is running.", f"Stop it in Runs, or with: geoft runs stop {run}"
                )
            others = tuple(other for other in queued.waiting if other != run)
            self._write(replace(queued, running=queued.running if waits else None, waiting=others))
            if not has_begun and folder.run_json.is_file():
                with folder.writer() as writer:
                    writer.write(Status(status="stopped", message=_TAKEN_OUT))
            return True

    def move(self, run: str, place: int) -> None:
        """Put a waiting run at a place among those that wait: 0 is the next. Beyond the end is the end.

        Raises UserError when it does not wait.
        """
        with self.held() as queued:
            others = [other for other in queued.waiting if other != run]
            if len(others) == len(queued.waiting):
                said = "is running already" if run == queued.running else "is not in the queue"
                raise UserError(f"The run {run} {said}.", "See which wait in Runs, or with: geoft runs queue")
            others.insert(max(0, place), run)
            self._write(replace(queued, waiting=tuple(others)))

    def take_on(self) -> bool:
        """For a runner: this process works through the queue from here on; False: another one does."""
        with self.held() as queued:
            if queued.runner is not None and processes.alive(queued.runner) and not is_me(queued.runner):
                return False
            if queued.runner is None or not is_me(queued.runner):
                self._write(replace(queued, runner=my_identity()))
            return True

    @property
    def is_mine(self) -> bool:
        """For a runner: whether it still is this process, and no other has taken over."""
        runner = self._read().runner
        return runner is not None and is_me(runner)

    def next(self) -> str | None:
        """For the runner: the run whose turn it is, moved up from those that wait where none is.

        None: nothing is left or another runner has taken over, and this process is no longer the runner. It
        must end then: whoever adds a run after that starts another one.
        """
        with self.held() as queued:
            if queued.runner is not None and not is_me(queued.runner):
                return None
            if queued.running is not None:
                return queued.running
            if queued.waiting:
                run, *rest = queued.waiting
                self._write(replace(queued, running=run, waiting=tuple(rest)))
                return run
            self._write(Queued())
            return None

    def done(self, run: str) -> None:
        """For the runner: this run's turn is over."""
        with self.held() as queued:
            if queued.running == run:
                self._write(replace(queued, running=None))

    def start_runner(self, hub_key: HubKey, *, take_over: bool) -> bool:
        """As `ensure_runner`, which see."""
        if not self.path.exists():
            return False
        # The system's store may ask its user first, and the lock is not to be held for so long.
        key = hub_key() if self._waits_for_key(self._read()) else None
        with self.held() as queued:
            if queued.running is None and not queued.waiting:
                return False
            if queued.runner is not None:
                elsewhere = not processes.is_here(queued.runner) and not take_over
                # Whoever works through it may have no key, or an older one.
                brings_key = key is not None and self._waits_for_key(queued)
                if elsewhere or (processes.alive(queued.runner) and not brings_key):
                    return False
            # Written down under the lock: of two who come at once, the second finds it.
            with runs_written(self.root):
                runner = processes.start(
                    [*RUNNER, str(self.root), "--queue", *([KEYS_ON_STDIN] if key else [])],
                    log=self.log_path,
                    given=hub_token_line(key) if key else b"",
                )
            self._write(replace(queued, runner=runner))
            return True

    def _waits_for_key(self, queued: Queued) -> bool:
        """Whether a run that has yet to be started may need the key of Hugging Face."""
        return any(map(self._needs_key, filter(None, (queued.running, *queued.waiting))))

    def _needs_key(self, run: str) -> bool:
        folder = RunFolder(self.root / run)
        try:
            return folder.process is None and needs_hub_key(folder)
        except (UserError, OSError):
            return False  # whoever starts it says what is wrong with it

    @contextmanager
    def held(self) -> Iterator[Queued]:
        """What the queue holds, while nobody else may change it. Not twice in one thread."""
        with runs_written(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._lock_path, thread_local=False)
        busy = UserError("The queue is being changed by another process.", "Try again in a moment.")
        take_lock(lock, _PATIENCE_SECONDS, busy, self._unchangeable)
        try:
            yield self._read()
        finally:
            lock.release()

    def _unchangeable(self, error: Exception) -> UserError:
        return UserError(
            f"The queue in {self.root} cannot be changed: {reason(error)}.",
            "Choose another folder for the runs.",
            str(error),
        )

    def _read(self) -> Queued:
        try:
            text = _patiently(lambda: self.path.read_text(encoding="utf-8"))
            return _queued(json.loads(text))
        except FileNotFoundError:
            return Queued()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # A file that cannot be read may be readable in a moment; a damaged one stays so.
            kind = UserError if isinstance(error, OSError) else DamagedQueueError
            raise kind(
                f"The file {self.path} is damaged or cannot be read.",
                "If it stays so, delete this file; runs that waited can be resumed one by one.",
                str(error),
            ) from error

    def _write(self, queued: Queued) -> None:
        content = {
            "running": queued.running,
            "waiting": list(queued.waiting),
            "runner": None if queued.runner is None else queued.runner.as_dict(),
        }
        with runs_written(self.root):
            _patiently(lambda: write_json(self.path, content))


def ensure_runner(root: Path, hub_key: HubKey = no_hub_key, *, take_over: bool = False) -> bool:
    """Start the process that works through the queue of these runs, where runs wait and none does.

    True: it was started. It is given what `hub_key` gives where a run waits whose model has yet to be
    downloaded, and keeps it in its memory; one that works already is relieved then, since its key may be an
    older one, or none. A queue that another machine works, or worked last, through is left to it unless
    `take_over`: from here nobody can know whether it still does.
    Raises UserError when `queue.json` is damaged or cannot be written.
    """
    return RunQueue(root).start_runner(hub_key, take_over=take_over)


def _queued(raw: Any) -> Queued:
    running, waiting, runner = raw["running"], raw["waiting"], raw["runner"]
    if not isinstance(waiting, list) or not all(_is_id(run) for run in [*waiting, *filter(None, [running])]):
        raise ValueError(f"this names no runs: {raw!r}")
    return Queued(running, tuple(waiting), None if runner is None else ProcessIdentity.from_dict(runner))


def _is_id(run: object) -> bool:
    # A name inside the root, and nowhere else.
    return isinstance(run, str) and run not in {"", ".", ".."} and Path(run).name == run


def _patiently(work: Callable[[], _Result]) -> _Result:
    until = time.monotonic() + _FILE_SECONDS
    while True:
        try:
            return work()
        except PermissionError:
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK_SECONDS)
