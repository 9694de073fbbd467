"""The one way in which the window does what takes time: on another thread, with the answer on its own."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from geoft_gui.errors import UserError
from geoft_gui.ui.notices import Notices

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_THREADS = 4


class Task(Generic[T]):
    """A piece of work that goes on. Its work may ask `cancelled` now and then, and `tell` how far it is."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._cancelled = threading.Event()
        self._tell = tell

    def cancel(self) -> None:
        """Nobody wants the answer any more: no callback of this task is called from now on."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work may as well end here."""
        return self._cancelled.is_set()

    def tell(self, news: object) -> None:
        """Called by the work: hand `news` to the window, in its own thread."""
        self._tell(news)


class Background(QObject):
    """Runs work on a few threads. Threads are for waiting and for light work; heavy work is a process's."""

    def __init__(
        self,
        notices: Notices,
        parent: QObject | None = None,
        *,
        before_threads: Callable[[], object] = lambda: None,
    ) -> None:
        """`before_threads` is called, on the window's thread, before work is given to another one."""
        super().__init__(parent)
        self._notices = notices
        self._before_threads = before_threads
        self._threads = ThreadPoolExecutor(_THREADS, "background")
        self._tasks: set[Task[Any]] = set()
        self._closed = False

    def run(
        self,
        work: Callable[[Task[T]], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        told: Callable[[Any], None] | None = None,
    ) -> Task[T]:
        """Call `work` on another thread and `done` with its answer on this one.

        A UserError that `work` raises goes to `failed`, or becomes a notice where there is none; any other
        exception is a fault of the program: it becomes a notice in any case, and `failed` hears of it too.
        `told` is called, in order, with whatever the work tells on the way. `work` must not touch a widget.
        """
        if self._closed:
            # A timer may still ring while the window goes.
            dropped: Task[T] = Task(lambda news: None)
            dropped.cancel()
            return dropped
        messenger = _Messenger(self)
        task: Task[T] = Task(messenger.told.emit)
        self._tasks.add(task)

        def finish(answer: Callable[[], None]) -> None:
            self._tasks.discard(task)
            messenger.deleteLater()
            if not task.cancelled:
                answer()

        def fail(error: BaseException) -> None:
            if not isinstance(error, UserError):
                _LOG.error("background work failed", exc_info=error)
                error = self._notices.fault(error)
            elif failed is None:
                self._notices.error(error)
            if failed is not None:
                failed(error)

        if told is not None:
            messenger.told.connect(lambda news: None if task.cancelled else told(news))
        messenger.done.connect(lambda answer: finish(lambda: done(answer)))
        messenger.failed.connect(lambda error: finish(lambda: fail(error)))
        self._before_threads()
        self._threads.submit(_do, work, task, messenger)
        return task

    def close(self) -> None:
        """Cancel everything and wait until the threads are done."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(cancel_futures=True)


class _Messenger(QObject):
    """Carries signals from a worker's thread to the window's: queued, because it lives in the latter."""

    done = Signal(object)
    failed = Signal(object)
    told = Signal(object)


def _do(work: Callable[[Task[T]], T], task: Task[T], messenger: _Messenger) -> None:
    try:
        answer = None if task.cancelled else work(task)
    except BaseException as error:
        # Whatever it is, it is dealt with in the window's thread.
        messenger.failed.emit(error)
    else:
        messenger.done.emit(answer)
