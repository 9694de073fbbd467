"""Files that are never seen half-written, and the one writer of a run's events."""

import json
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from filelock import FileLock, Timeout

from geoft_gui.errors import UserError
from geoft_gui.runs.events import Event, Unknown, from_line, now, to_line


class RunIsBusyError(UserError):
    """Another process writes this run's events."""


def not_written(runs: Path, error: OSError) -> UserError:
    """What to tell where the folder of the runs cannot be made or written."""
    return UserError(
        f"Runs cannot be written to {runs}: {reason(error)}.",
        "Free some space, or choose another folder for the runs.",
        str(error),
    )


@contextmanager
def runs_written(runs: Path) -> Iterator[None]:
    """Raises UserError where something inside the folder of the runs cannot be written."""
    try:
        yield
    except OSError as error:
        raise not_written(runs, error) from error


def reason(error: Exception) -> str:
    """Why the system refused something, for the middle of a sentence."""
    told = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return told.rstrip(".")


def take_lock(
    lock: FileLock, patience: float, busy: UserError, unwritable: Callable[[Exception], UserError]
) -> None:
    """Acquire a lock. Raises `busy` when another holds it for longer than `patience` seconds, and what
    `unwritable` makes of the reason where there can be no lock."""
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise busy from error
    except (OSError, NotImplementedError) as error:
        # The latter: the file system knows no locks.
        raise unwritable(error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file as a whole: a reader sees the old or the new content, also after a crash."""
    write_lines_atomically(path, (content,))


def write_lines_atomically(path: Path, parts: Iterable[bytes]) -> None:
    """As `write_atomically`, for what is too large to be held: written part by part as they come."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a JSON file as a whole (UTF-8, indented, `\\n` line ends)."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    write_atomically(path, text.encode("utf-8"))


class EventWriter:
    """Appends events to one `events.jsonl`. Only one exists at a time for a file, across processes.

    A lock file keeps others out; the system drops the lock when its process dies, however it dies.
    Entering raises RunIsBusyError when another writer is at work for longer than `patience` seconds: one
    that only notes that a run has started is done at once, one that trains is not. It raises UserError
    when the lock file or the events cannot be opened.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        # Not thread-local: the writer may be closed by another thread than the one that opened it.
        self._lock = FileLock(path.with_suffix(".lock"), thread_local=False)
        self._file: BinaryIO | None = None
        self._seq = 0

    def __enter__(self) -> Self:
        busy = RunIsBusyError(
            f"The run {self._path.parent.name} is being worked on by another process.",
            "Stop it first, or wait until it has ended.",
        )
        take_lock(self._lock, self._patience, busy, self._unwritable)
        try:
            self._file = self._path.open("a+b")
            cut_torn_line(self._file)
            self._seq = last_seq(self._file)
        except BaseException as error:
            self.__exit__(None, None, None)
            if isinstance(error, OSError):
                raise self._unwritable(error) from error
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.release()

    def _unwritable(self, error: Exception) -> UserError:
        folder = self._path.parent
        return UserError(
            f"What happens in the run {folder.name} cannot be written down: {reason(error)}.",
            f"See whether {folder} is there and may be changed.",
            str(error),
        )

    def write(self, event: Event) -> Event:
        """Append one event with the next `seq` and this moment, flushed; returns it as written."""
        if self._file is None:
            raise ValueError("the writer is not open: use it in a with statement")
        written = event.model_copy(update={"seq": self._seq + 1, "time": now()})
        self._file.write(to_line(written).encode("utf-8"))
        self._file.flush()
        self._seq += 1
        return written


def cut_torn_line(file: BinaryIO) -> None:
    """Cut what follows the last newline: the rest of a line whose writer died while writing it."""
    end = _end_of_last_line(file)
    if end < file.seek(0, os.SEEK_END):
        file.truncate(end)
    file.seek(0, os.SEEK_END)


def last_seq(file: BinaryIO, chunk: int = 65536) -> int:
    """The `seq` of the last readable event in a file of whole lines; 0 when there is none.

    Reads backwards, because a long run's file is large and only its end matters.
    """
    position = file.seek(0, os.SEEK_END)
    tail = b""
    while position > 0:
        start = max(0, position - chunk)
        file.seek(start)
        tail = file.read(position - start) + tail
        position = start
        lines = tail.split(b"\n")
        # Unless the file's beginning was reached, the first piece may be the end of a longer line.
        whole = lines if start == 0 else lines[1:]
        for line in reversed(whole):
            event = from_line(line.decode("utf-8", errors="replace"))
            if not (isinstance(event, Unknown) and event.type == "unreadable"):
                file.seek(0, os.SEEK_END)
                return event.seq
    return 0


def _end_of_last_line(file: BinaryIO, chunk: int = 65536) -> int:
    position = file.seek(0, os.SEEK_END)
    while position > 0:
        start = max(0, position - chunk)
        file.seek(start)
        newline = file.read(position - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        position = start
    return 0
