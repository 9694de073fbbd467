"""What is said of one run, and what can be done to it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.events import (
    Checkpoint,
    Error_,
    Event,
    Sample,
    Status,
    StatusName,
    Warning_,
)
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import SplitIdentity, TrainingSettings
from geoft_gui.ui.widgets.drawn_points import DrawnPoints
from tests.backends.faked import starter, supervise
from tests.runs.sample_runs import PROVENANCE, sample_spec, write_events
from tests.ui.runs.opened_tab import CUBE, Opened, offered, opened, read, started, with_model
from tests.ui.test_loss_plot import score, step

__all__ = ["opened", "starter", "supervise"]

ENDED = ["Delete …", "Open folder", "Resume", "Run it elsewhere …"]
FINISHED = ["Compare with the untouched model", "Delete …", "Open folder", "Take it away …", "Try it"]
STATES: list[tuple[StatusName, bool, str, list[str]]] = [
    ("queued", False, "Waiting to start", ["Open folder", "Pause", "Stop …"]),
    ("preparing", False, "Preparing", ["Open folder", "Pause", "Stop …"]),
    ("running", False, "Running · step 2 of 100", ["Open folder", "Pause", "Stop …"]),
    ("pausing", False, "Pausing · step 2 of 100 …", ["Open folder", "Pausing …", "Stop …"]),
    ("stopping", False, "Stopping · step 2 of 100 …", ["Open folder", "Pause", "Stopping …"]),
    ("paused", False, "Paused · step 2 of 100", ENDED),
    ("stopped", False, "Stopped · step 2 of 100. Its own words.", ENDED),
    (
        "stopped",
        True,
        "The best model, of step 2, gets 5 of 10 parts right.",
        [*FINISHED, "Resume", "Run it elsewhere …"],
    ),
    (
        "succeeded",
        True,
        "Succeeded · 2 steps",
        FINISHED,
    ),
    ("failed", False, "Failed · step 2 of 100", ENDED),
    ("interrupted", False, "Interrupted · step 2 of 100", ENDED),
]


@pytest.mark.parametrize(("status", "has_model", "words", "buttons"), STATES)
def test_every_state_has_its_words_and_only_the_buttons_that_make_sense(
    qtbot: QtBot,
    tmp_path: Path,
    opened: Opened,
    status: StatusName,
    has_model: bool,
    words: str,
    buttons: list[str],
) -> None:
    events: list[Event] = [Status(status="queued")]
    if status not in {"queued", "preparing"}:
        events += [step(1), step(2)]
    if has_model:
        events += [score(2, 0.5), Checkpoint(step=2, path="checkpoints/step-000002", best=True)]
    folder = started(tmp_path, *events, Status(status=status, message="Its own words."))
    if has_model:
        with_model(folder)
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: words in read(tab.page.header))
    assert offered(tab) == sorted(buttons)
    assert all(button.isEnabled() or button.toolTip() for button in tab.findChildren(QAbstractButton))


def test_a_finished_run_leads_on_to_its_model(
    qtbot: QtBot, tmp_path: Path, opened: Opened, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_model(started(tmp_path, step(1), Status(status="succeeded")))
    tab = opened(Supervisor(tmp_path, {}))
    header = tab.page.header
    qtbot.waitUntil(lambda: "Try it" in offered(tab))
    for button, signal in ((header.try_button, tab.try_it), (header.compare_button, tab.compare)):
        with qtbot.waitSignal(signal) as wanted:
            button.click()
        assert wanted.args is not None
        assert wanted.args[0].path == folder.path
    shown_folders: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown_folders.append)
    header.folder_button.click()
    assert [Path(url.toLocalFile()) for url in shown_folders] == [folder.path]


def test_without_the_untouched_model_there_is_nothing_to_compare_with(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    with_model(started(tmp_path, step(1), Status(status="succeeded"), model=str(tmp_path / "gone")))
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Try it" in offered(tab))
    assert tab.page.header.try_button.isEnabled()
    assert not tab.page.header.compare_button.isEnabled()
    assert "not on this computer" in tab.page.header.compare_button.toolTip()


def test_an_ended_run_is_read_before_anything_is_said_of_it(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    started(tmp_path, Status(status="failed"), id="20261122-new")
    long_ago = started(tmp_path, step(1), score(1, 0.5), Status(status="succeeded"), id="20260101-old")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "ended before its first step" in read(tab.page.curves))
    tab.show_run(long_ago)
    assert read(tab.page.curves) == "Reading …"
    qtbot.waitUntil(lambda: tab.page.curves.plot.drawn().loss == [(1, 1.0)])
    assert "Reading …" not in read(tab.page.curves)


def test_why_a_run_failed_stands_above_its_curves_and_can_be_copied(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    warnings = [Warning_(message=f"Warning {number}.", hint="Look at it.") for number in (1, 2, 1)]
    details = f"Traceback in {Path.home()}/secret token=sk-abcdefghijklmnop"
    error = Error_(message="The disk is full.", hint="Free some space.", details=details)
    started(tmp_path, step(1), *warnings, error, Status(status="failed"))
    tab = opened(Supervisor(tmp_path, {}))
    trouble = tab.page.trouble
    qtbot.waitUntil(trouble.isVisible)
    assert "The disk is full." in read(trouble)
    assert "Free some space." in read(trouble)
    trouble.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "The disk is full." in copied and "Traceback" in copied
    assert str(Path.home()) not in copied and "sk-abc" not in copied
    box = tab.page.warnings
    assert "Warning 1." in read(box) and "Warning 2." not in read(box)
    box.more_button.click()
    assert read(box).count("Warning 1. Look at it.") == 1
    assert "Warning 2. Look at it." in read(box)


def test_however_many_warnings_there_are_the_window_stays_as_it_is(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    many = [Warning_(message=f"Warning {number}.") for number in range(80)]
    started(tmp_path, step(1), *many, Status(status="stopped"), id="20261122-new")
    other = started(tmp_path, step(1), *many[:1], Status(status="stopped"), id="20261121-old")
    tab = opened(Supervisor(tmp_path, {}))
    box = tab.page.warnings
    qtbot.waitUntil(box.isVisible)
    before = tab.minimumSizeHint()
    box.more_button.click()
    qtbot.waitUntil(lambda: box.height() > 3 * box.fontMetrics().lineSpacing())
    assert "Warning 79." in read(box)
    assert box.height() < tab.height() / 3
    assert tab.minimumSizeHint() == before
    tab.show_run(other)
    qtbot.waitUntil(lambda: read(box).strip() == "Warning 0.")
    assert box.accessibleName() == "One warning of this run"
    assert not box.more_button.isChecked()


def test_a_damaged_run_is_shown_calmly_and_can_be_deleted(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = started(tmp_path, step(1), Status(status="succeeded"))
    folder.run_json.write_text("{torn", encoding="utf-8")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "cannot be read" in read(tab.page.trouble))
    assert "Cannot be read" in read(tab.page.header)
    assert offered(tab) == ["Delete …", "Open folder"]
    tab.page.section_buttons["details"].click()
    qtbot.waitUntil(lambda: "cannot be read" in read(tab.page.details))
    tab.run_actions.delete(folder)
    qtbot.waitUntil(lambda: not folder.path.exists())


def test_another_run_leaves_nothing_of_the_one_before(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    sample = Sample(step=1, prompt="Create a cube", expected=CUBE, answer=CUBE, verdict="correct")
    started(tmp_path, step(1), sample, score(1, 0.5), Status(status="stopped"), id="20261122-new")
    other = started(tmp_path, Status(status="queued"), id="20260101-old")
    tab = opened(Supervisor(tmp_path, {}))
    tab.page.section_buttons["samples"].click()
    qtbot.waitUntil(lambda: "Create a cube" in read(tab.page))
    tab.show_run(other)
    qtbot.waitUntil(lambda: "Waiting to start" in read(tab.page.header))
    assert "Create a cube" not in read(tab.page)
    assert tab.page.curves.plot.drawn() == DrawnPoints([], [], [], [], [])


def test_a_run_names_the_split_that_it_used(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    split = SplitIdentity(id="0a1b2c3d", path=Path("parts") / "split.json")
    origin = PROVENANCE.model_copy(update={"split": split})
    write_events(RunFolder.create(tmp_path, sample_spec(), origin), Status(status="failed"))
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Failed" in read(tab.page.header))
    tab.page.section_buttons["details"].click()
    qtbot.waitUntil(lambda: f"0a1b2c3d, as frozen in {split.path}" in read(tab.page.details))


def test_what_was_asked_is_told_in_words(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    rates = {"boolean_union": {"correct": 0.5, "n": 10.0}}
    judged = score(1, 0.5).model_copy(update={"by_kind": rates})
    best = Checkpoint(step=1, path="x", best=True)
    settings = TrainingSettings(method="lora")
    started(tmp_path, step(1), judged, best, Status(status="failed"), settings=settings)
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Failed" in read(tab.page.header))
    tab.page.section_buttons["details"].click()
    qtbot.waitUntil(lambda: "LoRA rank" in read(tab.page.details))
    told = read(tab.page.details)
    assert "union: 5 of 10" in told
    assert "4 rows to learn from." in told
