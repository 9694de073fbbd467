"""The Runs tab with real run folders, a real watcher, and the trainer that stands in for the real one."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import (
    Checkpoint,
    Error_,
    Evaluation,
    Event,
    Phase,
    Sample,
    Status,
    StatusName,
    Warning_,
)
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import SplitIdentity, TrainingSettings
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.runs.run_dialogs import DeleteDialog, StopDialog
from geoft_gui.ui.runs_tab import RunsTab
from geoft_gui.ui.widgets.drawn_points import DrawnPoints
from geoft_gui.ui.widgets.scrolled import Scrolled
from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import PROVENANCE, sample_run, sample_spec, write_events
from tests.ui.test_loss_plot import score, step

__all__ = ["starter", "supervise"]

Opened = Callable[[Supervisor], RunsTab]
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
RUNNING = (Status(status="queued"), Status(status="preparing"), Status(status="running"))


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Iterator[Opened]:
    """Opens the tab on the runs of a supervisor. It goes when nothing is on its way to it any more."""
    watchers: list[RunWatcher] = []
    tabs: list[RunsTab] = []

    def made(supervisor: Supervisor) -> RunsTab:
        watcher = RunWatcher(supervisor)
        watchers.append(watcher)
        watcher.broke.connect(lambda error: pytest.fail(f"the watcher broke: {error!r}"))
        watcher.start()
        tab = RunsTab(desk, watcher, supervisor)
        tabs.append(tab)
        tab.resize(1000, 600)
        tab.show()
        return tab

    yield made
    for watcher in watchers:
        watcher.close()
    desk.background.close()
    for tab in tabs:
        tab.close()
        tab.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def started(root: Path, *events: Event, **changes: object) -> RunFolder:
    """A run on which the process of this test is working, as far as anybody can tell."""
    folder = sample_run(root, **changes)
    me = psutil.Process()
    folder.process = ProcessIdentity(me.pid, me.create_time(), socket.gethostname()).as_dict()
    write_events(folder, *events)
    return folder


def with_model(folder: RunFolder) -> RunFolder:
    folder.model_dir.mkdir()
    (folder.model_dir / "config.json").write_text("{}", encoding="utf-8")
    return folder


def read(widget: QWidget) -> str:
    """Every word that is seen in a widget."""
    parts = [*widget.findChildren(QLabel), *widget.findChildren(QAbstractButton)]
    return "\n".join(part.text() for part in parts if part.isVisible())


def offered(tab: RunsTab) -> list[str]:
    """The buttons of the header that are seen."""
    buttons = tab.page.header.findChildren(QPushButton)
    return sorted(button.text() for button in buttons if button.isVisible())


def test_without_runs_the_way_to_the_first_one_is_offered(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    tab = opened(Supervisor(tmp_path, {}))
    button = next(found for found in tab.findChildren(QPushButton) if found.isVisible())
    with qtbot.waitSignal(tab.train_wanted):
        button.click()


def test_what_a_run_writes_is_seen_while_it_writes_it(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = started(tmp_path, *RUNNING[:2], Phase(name="preparing the rows", done=3, total=4))
    tab = opened(Supervisor(tmp_path, {}))
    page = tab.page
    qtbot.waitUntil(lambda: "Preparing the rows … 3 of 4" in read(page.header))
    qtbot.waitUntil(lambda: "The curves begin with the first step" in read(page.curves))
    write_events(folder, RUNNING[2], *(step(number, 1 / number) for number in range(1, 41)))
    qtbot.waitUntil(lambda: len(page.curves.plot.drawn().loss) == 40)
    qtbot.waitUntil(lambda: "Running · step 40 of 100" in read(page.header))
    write_events(folder, Evaluation(step=40, loss=0.5), score(40, 0.3), step(41, 0.1), score(80, 0.7))
    qtbot.waitUntil(lambda: len(page.curves.plot.drawn().loss) == 41)
    assert page.curves.plot.drawn().held_out == [(40, 0.5)]
    words = "Still improving: the model now gets 7 of 10 parts right."
    qtbot.waitUntil(lambda: words in read(page.header))


STATES: list[tuple[StatusName, bool, str, list[str]]] = [
    ("queued", False, "Waiting to start", ["Open folder", "Stop …"]),
    ("preparing", False, "Preparing", ["Open folder", "Stop …"]),
    ("running", False, "Running · step 2 of 100", ["Open folder", "Stop …"]),
    ("pausing", False, "Pausing · step 2 of 100 …", ["Open folder", "Stopping …"]),
    ("stopping", False, "Stopping · step 2 of 100 …", ["Open folder", "Stopping …"]),
    ("paused", False, "Paused · step 2 of 100", ["Delete …", "Open folder", "Resume"]),
    ("stopped", False, "Stopped · step 2 of 100. Its own words.", ["Delete …", "Open folder", "Resume"]),
    (
        "stopped",
        True,
        "The best model, of step 2, gets 5 of 10 parts right.",
        ["Compare with the untouched model", "Delete …", "Open folder", "Resume", "Try it"],
    ),
    (
        "succeeded",
        True,
        "Succeeded · 2 steps",
        ["Compare with the untouched model", "Delete …", "Open folder", "Try it"],
    ),
    ("failed", False, "Failed · step 2 of 100", ["Delete …", "Open folder", "Resume"]),
    ("interrupted", False, "Interrupted · step 2 of 100", ["Delete …", "Open folder", "Resume"]),
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


@pytest.mark.parametrize(
    ("choice", "request_name"), [("Stop and keep", "stop"), ("Stop and throw away", "stop_now")]
)
def test_stopping_asks_and_does_what_was_chosen(
    qtbot: QtBot, tmp_path: Path, opened: Opened, choice: str, request_name: str
) -> None:
    folder = started(tmp_path, *RUNNING, step(1), step(2))
    tab = opened(Supervisor(tmp_path, {}))
    header = tab.page.header
    qtbot.waitUntil(lambda: "step 2 of 100" in read(header))
    header.stop_button.click()
    dialog = tab.findChild(StopDialog)
    assert not folder.control_json.exists()
    next(button for button in dialog.findChildren(QPushButton) if button.text() == choice).click()
    assert "Stopping …" in offered(tab)
    assert not header.stop_button.isEnabled()
    qtbot.waitUntil(folder.control_json.exists)
    request = folder.take_request()
    assert request is not None
    assert request.request == request_name
    write_events(folder, Status(status="stopped"))
    qtbot.waitUntil(lambda: "Resume" in offered(tab) and header.resume_button.isEnabled())
    assert tab.run_actions.doing(folder) is None


def test_going_on_stops_nothing(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = started(tmp_path, *RUNNING)
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Stop …" in offered(tab))
    tab.page.header.stop_button.click()
    dialog = tab.findChild(StopDialog)
    # Nothing was learnt yet: there is nothing to keep, and the dialog says so.
    keep = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Stop and keep")
    assert not keep.isEnabled()
    assert "nothing has been learnt" in read(dialog)
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "Go on training").click()
    assert tab.run_actions.doing(folder) is None
    assert not folder.control_json.exists()


def test_a_run_is_watched_from_its_start_stopped_and_resumed(
    qtbot: QtBot, tmp_path: Path, opened: Opened, supervise: Callable[[str], Supervisor]
) -> None:
    supervisor = supervise("wait")
    tab = opened(supervisor)
    spec = sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"))
    folder = supervisor.start(spec, prepare(spec.data, None, 0))
    tab.show_run(folder)
    assert offered(tab) == ["Open folder"]
    qtbot.waitUntil(lambda: len(tab.page.curves.plot.drawn().loss) == 4, timeout=30_000)
    qtbot.waitUntil(lambda: "Stop …" in offered(tab))
    tab.run_actions.stop(folder, keep=False)
    qtbot.waitUntil(lambda: "Resume" in offered(tab), timeout=30_000)
    qtbot.waitUntil(tab.page.header.resume_button.isEnabled)
    tab.page.header.resume_button.click()
    qtbot.waitUntil(lambda: "Stop …" in offered(tab), timeout=30_000)
    qtbot.waitUntil(lambda: folder.status() == "running", timeout=30_000)
    tab.run_actions.stop(folder, keep=True)
    qtbot.waitUntil(lambda: "Try it" in offered(tab), timeout=30_000)


def test_deleting_asks_first_and_shows_the_next_run(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    old = started(tmp_path, step(1, 3.0), Status(status="stopped"), id="20260101-old", name="The old one")
    new = started(tmp_path, step(1), Status(status="stopped"), id="20261122-new", name="The new one")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "The new one" in read(tab.page.header))
    tab.page.header.delete_button.click()
    dialog = tab.findChild(DeleteDialog)
    assert "deleted from this computer" in read(dialog)
    assert new.path.exists()
    dialog.delete_button.click()
    qtbot.waitUntil(lambda: "The old one" in read(tab.page.header))
    qtbot.waitUntil(lambda: not new.path.exists())
    qtbot.waitUntil(lambda: tab.page.curves.plot.drawn().loss == [(1, 3.0)])
    assert old.path.exists()
    tab.run_actions.delete(old)
    qtbot.waitUntil(lambda: "No training yet" in read(tab))


def test_what_cannot_be_resumed_or_deleted_is_said(
    qtbot: QtBot, tmp_path: Path, opened: Opened, desk: Desk
) -> None:
    folder = started(tmp_path, step(1), Status(status="stopped"))
    tab = opened(Supervisor(tmp_path, {}))
    header = tab.page.header
    qtbot.waitUntil(lambda: "Resume" in offered(tab))
    # No backend is there to resume it with.
    with qtbot.waitSignal(desk.notices.posted) as posted:
        header.resume_button.click()
    assert posted.args is not None
    assert "no place to train" in posted.args[0].message
    header.delete_button.click()
    # While the dialog is open, somebody resumes it in the terminal.
    write_events(folder, Status(status="running"))
    with qtbot.waitSignal(desk.notices.posted) as posted:
        tab.findChild(DeleteDialog).delete_button.click()
    assert posted.args is not None
    assert "is running" in posted.args[0].message
    assert folder.run_json.exists()
    assert tab.run_actions.doing(folder) is None
    qtbot.waitUntil(lambda: "Stop …" in offered(tab) and header.stop_button.isEnabled())


def test_a_run_of_another_computer_is_stopped_there(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = started(tmp_path, *RUNNING, step(1), step(2))
    folder.process = {"pid": 1, "created": 1.0, "host": "workshop"}
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: "Running on workshop · step 2 of 100" in read(tab.page.header))
    stop = tab.page.header.stop_button
    assert not stop.isEnabled()
    assert "workshop" in stop.toolTip()
    tab.ask_to_stop(folder)
    assert tab.findChild(StopDialog) is None


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


def test_every_control_is_named_and_reached(
    qtbot: QtBot, tmp_path: Path, opened: Opened, starter: Path
) -> None:
    samples = [
        Sample(step=number, prompt=prompt, expected=CUBE, answer="", verdict="not_a_document")
        for number in (1, 2)
        for prompt in ("Create a cube", "Make a dice")
    ]
    warnings = [Warning_(message="One."), Warning_(message="Two.")]
    with_model(
        started(tmp_path, step(1), step(2), *warnings, *samples, score(1, 0.5), Status(status="stopped"))
    )
    tab = opened(Supervisor(tmp_path, {}))
    tab.activateWindow()
    qtbot.waitUntil(lambda: "Try it" in offered(tab))
    qtbot.waitUntil(lambda: bool(tab.page.curves.plot.drawn().loss))
    for section in tab.page.section_buttons.values():
        section.click()
        section.setFocus()
        qtbot.waitUntil(section.hasFocus)
        controls = [control for control in tab.findChildren(QWidget) if is_control(control)]
        assert [control for control in controls if not name_of(control, tab)] == []
        reached = {section}
        for _ in range(3 * len(controls)):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached.add(QApplication.focusWidget())
        assert [name_of(control, tab) for control in controls if control not in reached] == []


def is_control(widget: QWidget) -> bool:
    """Whether the keyboard should come to it: of buttons of which one is down, to that one."""
    if isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked():
        return False
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return by_tab and widget.isVisible() and widget.isEnabled()


def name_of(control: QWidget, tab: QWidget) -> str:
    """What is read out when the keyboard comes to a control."""
    labels = [label.text() for label in tab.findChildren(QLabel) if label.buddy() is control]
    text = control.text() if isinstance(control, QAbstractButton | QLabel) else ""
    return control.accessibleName() or text or "".join(labels)


@pytest.mark.parametrize("percent", [100, 150])
def test_the_smallest_window_shows_every_section_with_text_of_every_size(
    qtbot: QtBot, tmp_path: Path, opened: Opened, desk: Desk, percent: int
) -> None:
    sample = Sample(step=1, prompt=300 * "Create a cube ", expected=CUBE, answer=CUBE, verdict="correct")
    with_model(
        started(
            tmp_path, step(1), step(2), Warning_(message=40 * "Beware. "), sample, score(1, 0.5), *RUNNING
        )
    )
    desk.appearance.choose("light", percent)
    tab = opened(Supervisor(tmp_path, {}))
    tab.resize(1000, 520)
    page = tab.page
    qtbot.waitUntil(lambda: bool(page.curves.plot.drawn().loss))
    for section in page.section_buttons.values():
        section.click()
        qtbot.waitUntil(section.isChecked)
        least = tab.minimumSizeHint()
        assert (least.width() <= 1000, least.height() <= 540) == (True, True)
        assert (tab.width(), tab.height()) == (1000, 520)
    page.section_buttons["curves"].click()
    line = tab.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: page.curves.plot.height() >= 10 * line)
    # To be scrolled down, and not sideways.
    area = tab.findChild(Scrolled)
    assert area.horizontalScrollBar().maximum() == 0


def test_the_list_tells_each_run_in_words(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    started(tmp_path, step(1), step(2), Status(status="interrupted"), id="20261120-new", name="New")
    shutil.rmtree(started(tmp_path, step(1), id="20261121-gone").path)
    started(tmp_path, score(5, 0.87), Checkpoint(step=5, path="x", best=True), Status(status="succeeded"))
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: tab.list.model().rowCount() == 2)
    rows = [tab.list.model().index(row, 0) for row in range(2)]
    told = [row.data(0x0B) for row in rows]
    assert told[0].startswith("starter on rows.jsonl. Succeeded · 87 % of parts right. ")
    assert told[1].startswith("New. Interrupted · step 2 of 100. ")


def test_markup_in_a_name_is_text(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    started(tmp_path, step(1), Status(status="stopped"), name="<b>D</b>")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: tab.list.model().rowCount() == 1)
    assert "&lt;b&gt;D&lt;/b&gt;" in tab.list.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


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
