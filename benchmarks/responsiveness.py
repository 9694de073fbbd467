"""How long the window's event loop is kept waiting while a run tells 1,000 events a second.

    python benchmarks/responsiveness.py [--seconds 20] [--rate 1000] [--busy 2]

The whole window is made, on a screen in memory, with the curves of the run in front. A process of its own
writes the run's events, and others keep the cores busy. A timer of 10 ms notes when it was really called;
how late it may be is compared with the same timer in a bare Qt window beside the same busy processes. The
goals: 99 of 100 gaps below 30 ms, none of 50 ms.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import psutil
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from geoft_gui.app import Studio, Tab, spare_collector
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import FileIdentity, Provenance, RunSpec, TrainingSettings

BEAT_MILLISECONDS = 10
WARM_UP_SECONDS = 4.0


def write_events(path: Path, rate: int) -> None:
    """Tell steps for as long as this process lives, `rate` of them a second."""
    folder = RunFolder(path)
    with folder.writer() as writer:
        writer.write(Status(status="running"))
        began, number = time.perf_counter(), 0
        while True:
            number += 1
            loss = 3 / (1 + number / 500) + 0.1 * np.sin(number)
            writer.write(Step(step=number, total_steps=60_000, epoch=0, loss=loss, learning_rate=1e-3))
            if (ahead := number / rate - (time.perf_counter() - began)) > 0:
                time.sleep(ahead)


def keep_busy() -> None:
    """Compute for as long as this process lives."""
    while True:
        sum(range(10_000))


def started(stack: ExitStack, *arguments: str) -> psutil.Process:
    """This file as a process that does one of the two things above, until the stack is left."""
    process = subprocess.Popen([sys.executable, __file__, *arguments])
    stack.callback(process.wait)
    stack.callback(process.kill)
    return psutil.Process(process.pid)


def gaps(seconds: float) -> np.ndarray:
    """Milliseconds between two beats of a timer of 10 ms, over so many seconds."""
    found: list[float] = []
    clock, beat, loop = QElapsedTimer(), QTimer(), QEventLoop()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(BEAT_MILLISECONDS)
    beat.timeout.connect(lambda: found.append(clock.nsecsElapsed() / 1e6) or clock.start())
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    clock.start()
    beat.start()
    loop.exec()
    beat.stop()
    return np.array(found[1:])


def figures(name: str, found: np.ndarray) -> dict[str, object]:
    """The line of a table."""
    p50, p99 = np.percentile(found, [50, 99])
    return {"what": name, "p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "max_ms": round(found.max(), 1)}


def sample_run(root: Path) -> RunFolder:
    """A run folder in which this process seems to work, so that nobody takes it for interrupted."""
    spec = RunSpec(
        id="run",
        name="1,000 events a second",
        created="2026-01-01T00:00:00Z",
        model="starter",
        data=Path("rows.jsonl"),
        preset="quick",
        settings=TrainingSettings(),
    )
    identity = FileIdentity(path=Path("rows.jsonl"), sha256="0", rows=1)
    origin = Provenance(
        data=identity, validation=None, train_rows="1", validation_rows="1", packages={}, machine={}
    )
    return RunFolder.create(root, spec, origin)


def main() -> None:
    """Print the gaps of a bare window and of ours, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--busy", type=int, default=2)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--burn", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        write_events(arguments.write, arguments.rate)
    if arguments.burn:
        keep_busy()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["GEOFT_HOME"] = str(home)
        application = QApplication([])
        for _ in range(arguments.busy):
            started(stack, "--burn")
        bare = QLabel("a bare window")
        bare.show()
        idle = gaps(arguments.seconds / 4)
        bare.hide()
        folder = sample_run(home / "runs")
        writer = started(stack, "--write", str(folder.path), "--rate", str(arguments.rate))
        folder.process = ProcessIdentity(writer.pid, writer.create_time(), os.uname().nodename).as_dict()
        studio = Studio(application)
        studio.warm.connect(spare_collector)
        studio.show()
        studio.watcher.look_now()
        studio.show_run(folder)
        assert studio.window.tabs.currentIndex() == Tab.RUNS
        gaps(WARM_UP_SECONDS)
        ours = gaps(arguments.seconds)
        told = sum(1 for event in folder.events() if isinstance(event, Step))
        studio.shut_down()
        studio.discard()
        table = [figures("bare window", idle), figures("GeoFT", ours)]
        ratio = round(float(np.percentile(ours, 99) / np.percentile(idle, 99)), 2)
        print(json.dumps({"gaps": table, "p99_over_bare": ratio, "events": told}, indent=2))
        QCoreApplication.processEvents()


if __name__ == "__main__":
    main()
