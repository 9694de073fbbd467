"""How long the whole window is kept waiting while it has a million rows open.

    python benchmarks/million_rows_window.py FILE.jsonl [--seconds 8] [--until-checked]

`million_rows.py` makes the file and runs this too. The window is made, on a screen in memory, and the file is
opened in its Data tab; then it is driven as a user drives it. A timer of 10 ms notes when it was really
called. A bare Qt window in a process of its own does the same at the same time, beside the same load: what it
is kept waiting is the machine's doing, not ours. What the window's own thread computed between two beats is
told too: on a busy machine it gets the processor for a part of the time only, and waits all the longer. The
goals: 99 of 100 gaps below 30 ms, none of 50 ms.
"""

import argparse
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

BEAT_MILLISECONDS = 10
WARM_UP_SECONDS = 4.0
LIMIT_SECONDS = 120.0
"""Nothing but a whole check takes longer."""
PLAIN = ("zebra", "cylinder", '"create a" steel', "-cube", "ø")
FIELDS = ("kind:cylinder", "tokens:>100", "verdict:look", "id:row-001", "feature:hole", "row:500000")
KEYS_A_SECOND = 30


class Beats:
    """When a timer of 10 ms was called, in seconds of the system's clock, which all processes share."""

    def __init__(self, late: float | None = None) -> None:
        self.times: list[float] = []
        self.computed: list[float] = []
        """How long this thread had computed by then, in seconds."""
        self._late = late
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        self.times.append(time.monotonic())
        self.computed.append(time.thread_time())
        if self._late is not None:
            # Told by a thread that needs no lock of Python's: what all threads do when the next beat is late.
            faulthandler.dump_traceback_later(self._late)


def figures(times: np.ndarray, start: float, end: float, clock: np.ndarray | None = None) -> dict[str, float]:
    """How much of `clock`, in ms, went by between two beats, of those that ended between two moments."""
    inside = (times[1:] >= start) & (times[1:] <= end)
    found = np.diff(times if clock is None else clock)[inside] * 1000
    p50, p99 = np.percentile(found, [50, 99])
    return {"p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "max_ms": round(found.max(), 1)}


def bare_window() -> None:
    """Beat until standard input ends, then print when."""
    application = QApplication([])
    label = QLabel("a bare window")
    label.show()
    beats = Beats()

    end = QSocketNotifier(0, QSocketNotifier.Type.Read)
    end.activated.connect(application.quit)
    application.exec()
    print(json.dumps(beats.times))


def wait(condition: Callable[[], object], limit: float = LIMIT_SECONDS) -> None:
    """Let the window live until something is so."""
    loop, look = QEventLoop(), QTimer()
    until = time.monotonic() + limit
    look.setInterval(BEAT_MILLISECONDS)
    look.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > until else None)
    look.start()
    loop.exec()
    if time.monotonic() > until and not condition():
        raise TimeoutError(f"not within {limit} s")


def live(seconds: float) -> None:
    """Let the window live for so long."""
    until = time.monotonic() + seconds
    wait(lambda: time.monotonic() >= until, seconds + 10)


class Drive:
    """The window, driven phase by phase."""

    def __init__(self, application: QApplication, seconds: float) -> None:
        from geoft_gui.app import Studio, Tab, spare_collector  # noqa: PLC0415

        self._seconds = seconds
        self.phases: list[tuple[str, float, float]] = []
        self.remarks: dict[str, Any] = {}
        self.studio = Studio(application)
        self.studio.warm.connect(spare_collector)
        self.studio.show()
        live(WARM_UP_SECONDS)
        self._tab = self.studio.window.page(Tab.DATA)
        self._browser = self._tab.browser
        self._resets = 0
        self._browser.model.modelReset.connect(self._count)

    def _count(self) -> None:
        self._resets += 1

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What is done in it counts as `name`."""
        print(f"{name} …", file=sys.stderr, flush=True)
        start = time.monotonic()
        yield
        self.phases.append((name, start, time.monotonic()))

    def rows(self, path: Path, until_checked: bool) -> None:
        """Open the file and do with its rows what users do."""
        with self.phase("nothing"):
            live(self._seconds / 2)
        with self.phase("opening"):
            self._tab.open_file(path)
            wait(self._browser.model.rowCount)
            live(0.3)
        dataset = self._browser._dataset
        with self.phase("indexing"):
            wait(lambda: dataset.is_complete)
        with self.phase("checking"):
            live(self._seconds)
        with self.phase("searching plain"):
            for text in PLAIN:
                self._search(text)
        with self.phase("searching fields"):
            for text in FIELDS:
                self._search(text)
        self._sort()
        with self.phase("scrolling"):
            self._scroll()
        with self.phase("walking"):
            self._walk()
        if until_checked:
            with self.phase("checking to the end"):
                wait(lambda: dataset.is_checked, 3600)
                live(3)
            self._sort(" of all")
            with self.phase("searching fields of all"):
                for text in FIELDS:
                    self._search(text)
        self.remarks["checked"] = len(dataset.judgements)
        with self.phase("closing"):
            self._tab.open_bundled()
            live(1)

    def _search(self, text: str) -> None:
        before = self._resets
        self._browser.filter.setText(text)
        wait(lambda: self._resets > before)
        live(0.2)
        before = self._resets
        self._browser.filter.clear()
        wait(lambda: self._resets > before)
        live(0.2)

    def _sort(self, of: str = "") -> None:
        with self.phase("sorting" + of):
            for column in range(self._browser.model.columnCount()):
                for _ in range(3):
                    before = self._resets
                    self._browser.table.sort_wanted.emit(column)
                    wait(lambda before=before: self._resets > before)
                    live(0.2)

    def _scroll(self) -> None:
        bar = self._browser.table.verticalScrollBar()
        until, step = time.monotonic() + self._seconds, 0
        move = QTimer()
        move.setInterval(16)

        def on() -> None:
            nonlocal step
            step += 1
            # By lines, by pages, and by the handle from end to end.
            by = (60, bar.pageStep(), bar.maximum() // 40)[step // 60 % 3]
            bar.setValue((bar.value() + by) % max(1, bar.maximum()))

        move.timeout.connect(on)
        move.start()
        wait(lambda: time.monotonic() >= until)

    def _walk(self) -> None:
        table = self._browser.table
        table.setFocus()
        until = time.monotonic() + self._seconds
        press = QTimer()
        press.setInterval(1000 // KEYS_A_SECOND)
        press.timeout.connect(
            lambda: QApplication.sendEvent(
                table, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
            )
        )
        press.start()
        wait(lambda: time.monotonic() >= until)


def keep_busy() -> None:
    """Compute for as long as this process lives."""
    while True:
        sum(range(10_000))


def started(stack: ExitStack, what: str) -> subprocess.Popen[bytes]:
    """This file as a process that does something else, until the stack is left."""
    command = [sys.executable, __file__, what, "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


def measure_window(
    path: Path, seconds: float, *, busy: int, until_checked: bool, late: float | None
) -> dict[str, Any]:
    """For each phase the gaps of the window, and those of a bare one beside it."""
    with ExitStack() as stack:
        os.environ["GEOFT_HOME"] = stack.enter_context(tempfile.TemporaryDirectory())
        for _ in range(busy):
            started(stack, "--burn")
        bare = started(stack, "--bare")
        application = QApplication([])
        drive = Drive(application, seconds)
        # The window tells of faults in the window.
        sys.excepthook = sys.__excepthook__
        beats = Beats(late)
        drive.rows(path, until_checked)
        faulthandler.cancel_dump_traceback_later()
        drive.studio.shut_down()
        drive.studio.discard()
        said, _ = bare.communicate()
    ours, others = np.array(beats.times), np.array(json.loads(said))
    return drive.remarks | {
        "load": os.getloadavg(),
        "gaps": {
            name: {
                "s": round(end - start, 1),
                "GeoFT": figures(ours, start, end),
                "computed by GeoFT's window": figures(ours, start, end, np.array(beats.computed)),
                "bare window": figures(others, start, end),
            }
            for name, start, end in drive.phases
        },
    }


def main() -> None:
    """Print the gaps, phase by phase."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--until-checked", action="store_true", help="wait for the check, many minutes")
    parser.add_argument("--late", type=float, metavar="S", help="print what is done when a beat is so late")
    parser.add_argument("--busy", type=int, default=0, help="processes that keep a core busy each")
    parser.add_argument("--burn", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bare:
        bare_window()
        return
    if arguments.burn:
        keep_busy()
    measured = measure_window(
        arguments.file,
        arguments.seconds,
        busy=arguments.busy,
        until_checked=arguments.until_checked,
        late=arguments.late,
    )
    print(json.dumps(measured, indent=2))


if __name__ == "__main__":
    main()
