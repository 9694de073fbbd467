"""The window driven from outside, as its user would: by the mouse, the keyboard and what is on the screen."""

from pathlib import Path

import psutil
import pytest
import trimesh

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Checkpoint, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from tests.end_to_end.cubes import write_rows
from tests.end_to_end.desktop import Desktop, needs_a_desktop
from tests.end_to_end.window import TITLE, Window

pytestmark = needs_a_desktop

PROMPT = "Create a 20mm cube"


def trainer_of(folder: RunFolder) -> ProcessIdentity:
    assert folder.process is not None
    return ProcessIdentity.from_dict(folder.process)


def steps(folder: RunFolder) -> int:
    return max((event.step for event in folder.events() if isinstance(event, Step)), default=0)


def test_the_whole_story(desktop: Desktop, home: Path, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "cubes.jsonl", sides=100)
    window = Window(desktop, home)

    # See the data: the bundled examples first, then a file of one's own.
    desktop.click("push button", "1. See the data")
    desktop.wait_for("label", "All 4,000 rows are good.")
    desktop.click("push button", "Open")
    desktop.choose_file(rows)
    desktop.wait_for("label", "All 400 rows are good.")

    # Train, and watch: the curve and the words move.
    folder = window.train()
    desktop.wait_for("label", "A first result", seconds=240)
    scores = [event for event in folder.events() if isinstance(event, ScoreEvent)]
    assert scores[0].n > 0

    # Close, and let it go on in the background.
    desktop.close_window(TITLE)
    desktop.click("push button", "Keep training in the background")
    assert window.process.wait(30) == 0
    trainer = trainer_of(folder)
    assert processes.alive(trainer)
    before = steps(folder)

    def has_learnt() -> bool:
        scores = [event.correct for event in folder.events() if isinstance(event, ScoreEvent)]
        return steps(folder) > before and max(scores) > 0.9

    desktop.wait_until(has_learnt, "the training to go on without a window", seconds=300)

    # Start again: the run is found, and is stopped with its result.
    window.process = window.open()
    desktop.click("push button", "Stop", seconds=60)
    desktop.click("push button", "Stop and keep")
    desktop.wait_until(lambda: folder.status() == "stopped", "the run to stop", seconds=240)
    desktop.wait_until(lambda: not processes.alive(trainer), "the trainer to leave", seconds=30)
    assert any(isinstance(event, Checkpoint) and event.best for event in folder.events())

    # Ask for a part, and keep it.
    desktop.click("push button", "Try it")
    desktop.click("push button", "Ask", seconds=90)
    desktop.wait_for("label", "It builds: cube, 20 × 20 × 20 mm", seconds=120)
    desktop.click("push button", "Save part")
    part = tmp_path / "my cube.stl"
    desktop.choose_file(part)
    desktop.wait_until(part.exists, "the saved part")
    mesh = trimesh.load_mesh(part)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(8000, rel=1e-4)

    statuses = [event.status for event in folder.events() if isinstance(event, Status)]
    assert statuses == ["queued", "preparing", "running", "stopping", "stopped"]
    children = psutil.Process(window.process.pid).children(recursive=True)
    desktop.close_window(TITLE)
    assert window.process.wait(30) == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_killed_window_and_a_killed_trainer_lose_nothing(
    desktop: Desktop, home: Path, tmp_path: Path
) -> None:
    # Few: nothing need be learnt, and the first result comes sooner.
    rows = write_rows(tmp_path / "cubes.jsonl", sides=50)
    window = Window(desktop, home)
    desktop.click("push button", "Open")
    desktop.choose_file(rows)
    desktop.wait_for("label", "All 200 rows are good.")
    folder = window.train()
    desktop.wait_for("label", "A first result", seconds=240)

    # The window dies: its helpers go with it, the training goes on.
    trainer = trainer_of(folder)
    family = psutil.Process(window.process.pid).children(recursive=True)
    helpers = [child for child in family if child.pid != trainer.pid]
    assert helpers, "the parts on the screen were built by one"
    window.process.kill()
    window.process.wait()
    assert psutil.wait_procs(helpers, timeout=10)[1] == []
    before = steps(folder)
    desktop.wait_until(lambda: steps(folder) > before, "the training to go on", seconds=30)
    window.process = window.open()
    desktop.click("page tab", "Runs")
    desktop.wait_for("label", "Running", seconds=30)

    # The trainer dies: that is said, and it goes on from its checkpoint.
    psutil.Process(trainer.pid).kill()
    desktop.wait_for("label", "“starter on cubes.jsonl” was interrupted.", seconds=30)
    interrupted = steps(folder)
    saved = max(event.step for event in folder.events() if isinstance(event, Checkpoint))
    desktop.click("push button", "Resume")
    desktop.wait_until(lambda: steps(folder) > interrupted, "the training to be resumed", seconds=120)
    assert 0 < saved <= interrupted

    # Thrown away: no process is left, and the run can be deleted.
    resumed = trainer_of(folder)
    desktop.click("push button", "Stop")
    desktop.click("push button", "Stop and throw away")
    desktop.wait_until(lambda: folder.status() == "stopped", "the run to stop", seconds=90)
    desktop.wait_until(lambda: not processes.alive(resumed), "the trainer to leave", seconds=30)
    desktop.click("push button", "Delete")
    desktop.wait_for("dialog", "Delete a run")
    desktop.click("push button", "Delete")
    desktop.wait_until(lambda: not folder.path.exists(), "the run to be deleted", seconds=30)
    desktop.wait_for("label", "No training yet")
