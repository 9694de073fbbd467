"""Runs that are killed at random moments and go on, against the same run left alone.

    python -m benchmarks.kill_drill [--runs 20] [--seed 0] [--kills 2]

The real window, without a screen, starts a training of the starter on some bundled rows. At a random moment
SIGKILL hits the trainer, the window, or both; a new window is opened, the run is resumed where that is
needed, and it is hit again. Each run must end well, keep every whole event that was written before a kill,
tell every step and judgement once, number its events without a gap, and reach the validation loss of the run
that was left alone within 1 %. Ends with 1 when one of them does not.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, Literal, TypeVar

import psutil

from geoft_gui import app, paths
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.data.rows import Row, read_rows, write_rows
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import ENDED, Evaluation, Event, Phase, ScoreEvent, Status, Step, Unknown
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import STARTER, is_model
from geoft_gui.runs.spec import RunSpec, TrainingSettings

Target = Literal["trainer", "window", "both"]
TARGETS: Final[tuple[Target, ...]] = ("trainer", "window", "both")
Kind = TypeVar("Kind", Step, Evaluation, ScoreEvent)
TOLERANCE: Final = 0.01
HAD_ENDED: Final = "(had ended)"
PATIENCE: Final = 600.0
NOTICING: Final = 30.0
"""Seconds in which the window must have said that a run was interrupted."""
ROWS: Final = 160
SETTINGS: Final = TrainingSettings(
    epochs=3,
    learning_rate=3e-4,
    batch_size=8,
    method="all_weights",
    evaluations=6,
    score_prompts=8,
    samples=1,
    max_new_tokens=200,
)


class Drill:
    """A home of its own, with the rows that every run learns from."""

    def __init__(self, home: Path) -> None:
        self.home = home
        bundled = read_rows(paths.bundled_data() / "train_dataset.jsonl")
        self._rows = home / "rows.jsonl"
        write_rows(islice((row for row in bundled if isinstance(row, Row)), ROWS), self._rows)
        self.supervisor = Supervisor(home / "runs", {"local": LocalBackend()})

    def draft(self, name: str) -> RunFolder:
        """A run in which nothing has started."""
        spec = RunSpec(
            id=name,
            name=name,
            created=datetime.now(UTC),
            model=STARTER,
            data=self._rows,
            preset="quick",
            settings=SETTINGS,
        )
        return self.supervisor.draft(spec, prepare(self._rows, None, spec.seed))

    def open_window(self, folder: RunFolder) -> "subprocess.Popen[bytes]":
        """The real window, which first starts or resumes the run where that is needed."""
        environment = {**os.environ, "GEOFT_HOME": str(self.home), "QT_QPA_PLATFORM": "offscreen"}
        with (self.home / "windows.txt").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "benchmarks.kill_drill", "--as-window", str(folder.path)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def be_the_window(folder: RunFolder) -> int:
    """See to it that the run goes on, as a press of Start or Resume does, and show the window."""
    supervisor = Supervisor(folder.path.parent, {"local": LocalBackend()})
    status = supervisor.reconcile(folder)
    if status is None:
        supervisor.launch(folder)
    elif status in ENDED and status != "succeeded":
        supervisor.resume(folder)
    return app.main(["geoft"])


@dataclass
class Result:
    """What became of one run."""

    name: str
    kills: list[str] = field(default_factory=list)
    torn: int = 0
    seconds: float = 0.0
    events: int = 0
    loss: float = float("nan")
    faults: list[str] = field(default_factory=list)


def drilled(drill: Drill, name: str, planned: list[tuple[Target, float]]) -> Result:
    """One run, killed as planned: what, and how many seconds after the window was opened."""
    folder = drill.draft(name)
    result = Result(name)
    written: list[bytes] = []
    began = time.monotonic()
    window = drill.open_window(folder)
    try:
        for target, moment in planned:
            opened = time.monotonic()
            wait_until(lambda: has_ended(folder) or time.monotonic() - opened > moment)  # noqa: B023
            if has_ended(folder):
                result.kills.append(HAD_ENDED)
                break
            result.kills.append(f"{target} {where(folder)}")
            kill(folder, window, target)
            lines, torn = whole_lines(folder)
            written.append(lines)
            result.torn += torn
            window = go_on(drill, folder, window, target, result)
        wait_until(lambda: folder.status() == "succeeded" or has_failed(folder, window))
        wait_until(lambda: not is_training(folder))
    except TimeoutError:
        result.faults.append(f"waited in vain; the last status is {folder.status()}")
    finally:
        window.kill()
        window.wait()
        if folder.process is not None:
            processes.end_tree(ProcessIdentity.from_dict(folder.process), grace_seconds=0)
    result.seconds = time.monotonic() - began
    judge(folder, written, result)
    return result


def go_on(
    drill: Drill, folder: RunFolder, window: "subprocess.Popen[bytes]", target: Target, result: Result
) -> "subprocess.Popen[bytes]":
    """After a kill: the window that shows the run from here on; the run goes on in any case."""
    if target != "trainer":
        return drill.open_window(folder)
    noticed = time.monotonic()
    # The window has to notice by itself; resuming from another process is what a terminal does.
    wait_until(lambda: has_ended(folder) or time.monotonic() - noticed > NOTICING)
    if not has_ended(folder):
        result.faults.append("the window did not notice")
    if drill.supervisor.reconcile(folder) == "interrupted":
        drill.supervisor.resume(folder)
    elif folder.status() is None:
        window.kill()
        window.wait()
        return drill.open_window(folder)
    return window


def kill(folder: RunFolder, window: "subprocess.Popen[bytes]", target: Target) -> None:
    """SIGKILL, and wait until it is gone."""
    if target in {"window", "both"}:
        window.kill()
        window.wait()
    if target in {"trainer", "both"} and (process := folder.process) is not None:
        identity = ProcessIdentity.from_dict(process)
        try:
            # The process alone, and not what it started: that has to leave by itself.
            psutil.Process(identity.pid).kill()
        except psutil.NoSuchProcess:
            return
        wait_until(lambda: not processes.alive(identity))


def judge(folder: RunFolder, written: list[bytes], result: Result) -> None:
    """Note what is wrong with a run that should have ended well."""
    content = folder.events_path.read_bytes()
    events = list(folder.events())
    result.events = len(events)
    if folder.status() != "succeeded" or not is_model(folder.model_dir):
        result.faults.append(f"it ended as {folder.status()}")
    if not all(content.startswith(lines) for lines in written):
        result.faults.append("events are lost")
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        result.faults.append("its numbers have gaps")
    if any(isinstance(event, Unknown) for event in events):
        result.faults.append("an event cannot be read")
    steps = of(events, Step)
    if [event.step for event in steps] != list(range(1, steps[-1].total_steps + 1 if steps else 1)):
        result.faults.append("a step is missing or told twice")
    judged = [event.step for event in of(events, Evaluation)]
    if judged != sorted(set(judged)) or judged != [event.step for event in of(events, ScoreEvent)]:
        result.faults.append("a judgement is missing or told twice")
    losses = [event.loss for event in of(events, Evaluation) if event.loss is not None]
    result.loss = losses[-1] if losses else float("nan")


def of(events: list[Event], kind: type[Kind]) -> list[Kind]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def where(folder: RunFolder) -> str:
    """What a run was doing, in a word or two."""
    words = "before it began"
    for event in folder.events():
        if isinstance(event, Step):
            words = f"at step {event.step}"
        elif isinstance(event, Phase) and event.name != "training":
            words = f"while {event.name}" if event.done == 0 else words
        elif isinstance(event, Status) and event.status == "queued":
            words = "while starting"
    return words


def whole_lines(folder: RunFolder) -> tuple[bytes, bool]:
    """What was written of the events up to the last newline, and whether more follows."""
    if not folder.events_path.exists():
        return b"", False
    content = folder.events_path.read_bytes()
    end = content.rfind(b"\n") + 1
    return content[:end], end < len(content)


def has_ended(folder: RunFolder) -> bool:
    """Whether the run says that no process works on it."""
    return folder.status() in ENDED


def has_failed(folder: RunFolder, window: "subprocess.Popen[bytes]") -> bool:
    """Whether it will never succeed."""
    return (folder.status() in ENDED and folder.status() != "succeeded") or window.poll() is not None


def is_training(folder: RunFolder) -> bool:
    """Whether its process is still there."""
    return folder.process is not None and processes.alive(ProcessIdentity.from_dict(folder.process))


def wait_until(happened: Callable[[], bool]) -> None:
    """Raises TimeoutError when it does not within ten minutes."""
    until = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.02)


@contextmanager
def a_home(kept: Path | None) -> Iterator[Path]:
    """A folder for everything that the drill makes; deleted in the end unless it was named."""
    home = kept or Path(tempfile.mkdtemp(prefix="kill-drill-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ["GEOFT_HOME"] = str(home)
    try:
        yield home
    finally:
        if kept is None:
            shutil.rmtree(home, ignore_errors=True)


def line_of(result: Result, alone: Result) -> str:
    """One row of the table."""
    off = abs(result.loss / alone.loss - 1)
    if not off <= TOLERANCE:
        result.faults.append("another loss")
    verdict = "ok" if not result.faults else "; ".join(result.faults)
    return (
        f"| {result.name} | {', then '.join(result.kills) or 'left alone'} | {result.seconds:.0f} "
        f"| {result.events} | {result.torn} | {result.loss:.6f} | {off:.3%} | {verdict} |"
    )


def main() -> int:
    """Print the table as it grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=2, help="at most so many in one run")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--home", type=Path, help="keep everything there")
    parser.add_argument("--as-window", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.as_window:
        return be_the_window(RunFolder(arguments.as_window))
    chance = random.Random(arguments.seed)
    with a_home(arguments.home) as home:
        drill = Drill(home)
        alone = drilled(drill, "alone", [])
        print("| run | killed | s | events | torn | validation loss | off | |\n" + "|---" * 8 + "|")
        print(line_of(alone, alone), flush=True)
        results, quickest = [alone], alone.seconds
        for number in range(1, arguments.runs + 1):
            targets = [TARGETS[number % 3]]
            targets += [chance.choice(TARGETS) for _ in range(chance.randrange(arguments.kills))]
            while True:
                planned = [(target, chance.uniform(0, quickest)) for target in targets]
                result = drilled(drill, f"run-{number}", planned)
                if result.faults or result.kills[0] != HAD_ENDED:
                    break
            results.append(result)
            print(line_of(result, alone), flush=True)
            # The first may have met a busy machine, and a moment after the end kills nothing.
            quickest = min(quickest, result.seconds)
    bad = sum(1 for result in results if result.faults)
    kills = sum(len([killed for killed in result.kills if killed != HAD_ENDED]) for result in results)
    print(f"\n{len(results) - 1} runs, {kills} kills, {bad} with a fault.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
