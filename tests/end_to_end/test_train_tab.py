"""The Train tab driven from outside, as its user would: a model is chosen, tried, trained and kept."""

from pathlib import Path

import psutil

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Status, Step
from geoft_gui.runs.folder import RunFolder
from tests.end_to_end.cubes import write_rows
from tests.end_to_end.desktop import Desktop, needs_a_desktop
from tests.end_to_end.window import TITLE, Window

pytestmark = needs_a_desktop

SECONDS = 240.0
"""For what a process does that loads torch: the machine may be busy."""


def trainer_of(folder: RunFolder) -> ProcessIdentity:
    assert folder.process is not None
    return ProcessIdentity.from_dict(folder.process)


def steps(folder: RunFolder) -> int:
    return max((event.step for event in folder.events() if isinstance(event, Step)), default=0)


def test_from_the_choice_of_a_model_to_one_that_is_kept(desktop: Desktop, home: Path, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "cubes.jsonl", sides=25)
    window = Window(desktop, home)
    desktop.click("push button", "Open")
    desktop.choose_file(rows)
    desktop.wait_for("label", "All 100 rows are good.")
    desktop.click("push button", "2. Train the starter model")
    desktop.wait_for("label", "About")

    # Another model would have to be downloaded first, and says how much; the starter is here.
    desktop.click("push button", "Model to start from: The starter model")
    desktop.wait_for("push button", "Start from this model")
    desktop.key("Down")
    desktop.wait_for("push button", "Download ")
    desktop.key("Up")
    desktop.click("push button", "Start from this model")

    # What is learned is the answer, and nothing is started by looking at it.
    desktop.click("push button", "Look at what it learns")
    shown = desktop.wait_for("text", "What the model learns of three rows", SECONDS)
    assert "a 5mm" in desktop.text_of(shown) and '{"type":"cube"' in desktop.text_of(shown)
    assert not window.runs()

    # The rehearsal goes the whole way in small, and says what it measured.
    desktop.click("push button", "Rehearse")
    desktop.wait_for("progress bar", "Progress of the rehearsal", enabled=False)
    desktop.wait_for("label", "It works: trained, judged, saved, loaded and asked.", SECONDS)
    assert not window.runs()

    # Started: it is on the Runs tab, and learns.
    desktop.click("push button", "Start")
    desktop.wait_until(window.runs, "a run folder")
    (folder,) = window.runs()
    desktop.wait_for("label", "Running", SECONDS)
    desktop.wait_until(lambda: steps(folder), "the first steps", SECONDS)

    # Paused: the memory is free.
    trainer = trainer_of(folder)
    desktop.click("push button", "Pause")
    desktop.wait_for("push button", "Resume", SECONDS)
    desktop.wait_for("label", "Paused")
    desktop.wait_until(lambda: not processes.alive(trainer), "the trainer to leave", SECONDS)
    paused = steps(folder)

    # Resumed, it goes on where it was.
    desktop.click("push button", "Resume")
    desktop.wait_until(lambda: steps(folder) > paused, "the training to go on", SECONDS)

    # Stopped, with what was learnt: it can be asked.
    desktop.click("push button", "Stop")
    desktop.click("push button", "Stop and keep")
    desktop.wait_for("push button", "Try it", SECONDS)
    desktop.wait_for("label", "Stopped")
    assert (folder.model_dir / "model.safetensors").exists()
    statuses = [event.status for event in folder.events() if isinstance(event, Status)]
    assert statuses == [
        *("queued", "preparing", "running", "pausing", "paused"),
        *("queued", "preparing", "running", "stopping", "stopped"),
    ]
    numbers = [event.step for event in folder.events() if isinstance(event, Step)]
    assert numbers == sorted(set(numbers)), "no step is done twice"
    children = psutil.Process(window.process.pid).children(recursive=True)
    desktop.close_window(TITLE)
    assert window.process.wait(30) == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []
