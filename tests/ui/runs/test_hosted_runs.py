"""A run at a provider, as the window shows it: what can be done, what is said, what lies there."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.backends.openai_compatible.record import Record, SentFile
from geoft_gui.backends.places import TrainingPlaces
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import provider, write_custom
from geoft_gui.runs.events import Error_, Phase, Status, StatusName, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedResult, HostedSettings, write_hosted
from geoft_gui.ui.closing import Closing
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.run_dialogs import DeleteDialog, DeleteUploadsDialog, StopDialog
from geoft_gui.ui.runs_tab import RunsTab
from geoft_gui.ui.widgets.job_strip import JobStrip
from tests.hosted_server import HostedServer
from tests.runs.sample_runs import write_events
from tests.ui.runs.opened_tab import Opened, offered, opened, read, started

__all__ = ["opened"]

KEY = "test-key"
BASE = "gpt-4.1-mini-2025-04-14"
MODEL = "ft:gpt-4.1-mini-2025-04-14:acme::abc123"
STEP = Step(step=3, total_steps=12, epoch=0.5, loss=1.5)


def hosted_run(root: Path, *, backend: str = "openai", job: str | None = "ftjob-1") -> RunFolder:
    """A hosted run that a process of this test follows, as far as anybody can tell."""
    hosted = HostedSettings(epochs=2, suffix="acme")
    folder = started(root, Status(status="queued"), backend=backend, hosted=hosted, model=BASE)
    sent = SentFile(name="geoft-1.jsonl", sha256="1" * 64, bytes=10, id="file-1")
    Record.of(folder, backend).change(train=sent, job=job)
    return folder


def end(folder: RunFolder, status: StatusName, message: str = "") -> None:
    """The training is over, and so is what followed it."""
    Record.of(folder, "openai").change(over=True)
    if status in {"succeeded", "stopped"}:
        shutdown = date.today() + timedelta(days=50)
        made = HostedResult(
            provider="openai", model=MODEL, base=BASE, created=datetime.now(UTC), shutdown=shutdown
        )
        write_hosted(folder.model_dir, made, None)
    write_events(folder, STEP, Status(status=status, message=message))


def open_tab(opened: Opened, root: Path) -> RunsTab:
    return opened(Supervisor(root, TrainingPlaces(lambda name: KEY)))


def state_of(qtbot: QtBot, tab: RunsTab, folder: RunFolder, status: StatusName) -> RunState:
    def stands() -> bool:
        state = tab._watcher.state_of(folder)
        return state is not None and state.summary.status == status

    qtbot.waitUntil(stands, timeout=10_000)
    state = tab._watcher.state_of(folder)
    assert state is not None
    return state


def words_of(dialog: StopDialog | DeleteDialog | DeleteUploadsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_training_elsewhere_takes_no_memory_here_and_is_cancelled_in_honest_words(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path)
    write_events(folder, Status(status="running"), Phase(name="waiting: OpenAI has not begun yet"))
    tab = open_tab(opened, tmp_path)
    state = state_of(qtbot, tab, folder, "running")
    assert state.active_here
    assert not state.trains_here
    qtbot.waitUntil(lambda: "Waiting: OpenAI has not begun yet …" in read(tab.page))
    assert offered(tab) == ["Open folder", "Pause", "Stop …"]
    assert tab.page.header._stands.text() == "Waiting"
    assert "OpenAI" in tab.page.header.stop_button.toolTip()
    dialog = StopDialog(state)
    qtbot.addWidget(dialog)
    assert "OpenAI cancels it. Its last checkpoint" in words_of(dialog)
    assert "What was trained until then may be billed" in words_of(dialog)
    strip = JobStrip(tab._watcher)
    qtbot.addWidget(strip)
    assert "frees the memory" not in strip._pause.toolTip()


def test_the_window_closes_without_a_question_while_a_provider_trains(
    qtbot: QtBot, tmp_path: Path, opened: Opened, desk: Desk
) -> None:
    folder = hosted_run(tmp_path)
    write_events(folder, Status(status="running"))
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "running")
    event = QCloseEvent()
    Closing(desk, tab._watcher, Supervisor(tmp_path, {}), tab).ask(event)
    assert event.isAccepted()


def test_pausing_is_not_offered_where_it_cannot_be_done(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path, backend="nebius")
    write_events(folder, Status(status="running"))
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "running")
    qtbot.waitUntil(lambda: offered(tab) == ["Open folder", "Stop …"])
    strip = JobStrip(tab._watcher)
    qtbot.addWidget(strip)
    assert strip._pause.isHidden()
    assert not strip._stop.isHidden()


def test_its_model_is_named_with_the_day_on_which_it_ends(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path)
    end(folder, "succeeded")
    tab = open_tab(opened, tmp_path)
    state = state_of(qtbot, tab, folder, "succeeded")
    qtbot.waitUntil(lambda: MODEL in read(tab.page))
    told = read(tab.page)
    assert "It can be asked for 50 days more" in told
    assert f"geoft eval --model {folder.path.name}" in told
    assert "The rows that were sent lie at OpenAI" in told
    assert "Samples" not in told and "Parts right" not in told
    assert offered(tab) == ["Delete …", "Open folder", "Try it"]
    qtbot.mouseClick(tab.page.result.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == MODEL
    with qtbot.waitSignal(tab.try_it):
        tab.page.header.try_button.click()
    with qtbot.waitSignal(tab.move_wanted):
        tab.page.result.move_button.click()
    dialog = DeleteDialog(state)
    qtbot.addWidget(dialog)
    assert f"The model {MODEL} stays at OpenAI, and so do the rows" in words_of(dialog)
    tab.page.section_buttons["details"].click()
    qtbot.waitUntil(lambda: "acme" in read(tab.page.details))
    assert "LoRA" not in read(tab.page.details)


def test_why_one_was_stopped_is_said_beside_the_model_that_is_kept(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path)
    end(folder, "stopped", "The training was cancelled at OpenAI. Its last checkpoint is kept.")
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "stopped")
    qtbot.waitUntil(lambda: MODEL in read(tab.page))
    qtbot.waitUntil(lambda: "Its last checkpoint is kept." in tab.page.header._stands.text())


def test_one_that_nobody_follows_is_followed_again_before_it_can_be_deleted(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path)
    write_events(folder, STEP, Status(status="interrupted", message="It may go on."))
    tab = open_tab(opened, tmp_path)
    state = state_of(qtbot, tab, folder, "interrupted")
    qtbot.waitUntil(lambda: offered(tab) == ["Delete …", "Follow it again", "Open folder"])
    assert "Nothing is started a second time." in tab.page.header.resume_button.toolTip()
    dialog = DeleteDialog(state)
    qtbot.addWidget(dialog)
    assert "may still go on at OpenAI, and cost" in words_of(dialog)
    assert not dialog.delete_button.isEnabled()


def test_one_that_ended_there_is_not_followed_again(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = hosted_run(tmp_path)
    end(folder, "failed")
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "failed")
    qtbot.waitUntil(lambda: offered(tab) == ["Delete …", "Open folder"])
    assert "Delete the uploaded files …" in read(tab.page)


def test_the_uploaded_files_are_deleted_where_they_are(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    with HostedServer(key=KEY) as server:
        write_custom(server.url)
        folder = hosted_run(tmp_path, backend="custom")
        rows = json.dumps({"messages": [{"role": "user", "content": "Hello"}]}).encode()
        with Connection(provider("custom"), KEY) as connection:
            file = connection.client.files.create(file=("geoft-1.jsonl", rows), purpose="fine-tune")
        record = Record.of(folder, "custom")
        assert record.state.train is not None
        record.change(train=record.state.train.model_copy(update={"id": file.id}))
        end(folder, "failed")
        tab = open_tab(opened, tmp_path)
        tab.run_actions._key_of = lambda name: KEY
        state_of(qtbot, tab, folder, "failed")
        pressed = tab.page.result.delete_button
        qtbot.waitUntil(pressed.isVisible)
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
        (dialog,) = tab.findChildren(DeleteUploadsDialog)
        assert server.files
        qtbot.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not server.files, timeout=10_000)
        qtbot.waitUntil(lambda: not pressed.isVisible(), timeout=10_000)


def test_a_refused_key_has_sent_no_rows_and_leads_to_the_keys(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    folder = hosted_run(tmp_path, job=None)
    unsent = SentFile(name="geoft-1.jsonl", sha256="1" * 64, bytes=10)
    Record.of(folder, "openai").change(train=unsent)
    refused = Error_(message="OpenAI refuses the key.", hint="See whether it was copied whole.", kind="key")
    write_events(folder, refused, Status(status="failed"))
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "failed")
    qtbot.waitUntil(lambda: "OpenAI refuses the key." in read(tab.page))
    assert "Delete the uploaded files" not in read(tab.page)
    assert "rows" not in read(tab.page.result)
    with qtbot.waitSignal(tab.keys_wanted) as wanted:
        tab.page.trouble.keys_button.click()
    assert wanted.args == ["openai"]


def test_while_it_is_paused_it_says_where_the_rows_are(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = hosted_run(tmp_path)
    write_events(folder, STEP, Status(status="paused"))
    tab = open_tab(opened, tmp_path)
    state_of(qtbot, tab, folder, "paused")
    qtbot.waitUntil(lambda: "The rows lie at OpenAI." in read(tab.page))
    assert tab.page.result.delete_button.isHidden()
