"""Stopping, resuming and deleting, with a real watcher and the trainer that stands in for the real one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.events import Error_, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.runs.run_dialogs import DeleteDialog, StopDialog
from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_spec, write_events
from tests.ui.runs.opened_tab import RUNNING, Opened, offered, opened, read, started
from tests.ui.test_loss_plot import step

__all__ = ["opened", "starter", "supervise"]



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


def test_a_run_is_paused_and_goes_on(
    qtbot: QtBot, tmp_path: Path, opened: Opened, supervise: Callable[[str], Supervisor]
) -> None:
    supervisor = supervise("wait")
    tab = opened(supervisor)
    spec = sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"))
    folder = supervisor.start(spec, prepare(spec.data, None, 0))
    tab.show_run(folder)
    header = tab.page.header
    qtbot.waitUntil(lambda: "Pause" in offered(tab) and header.pause_button.isEnabled(), timeout=30_000)
    qtbot.waitUntil(lambda: folder.status() == "running", timeout=30_000)
    header.pause_button.click()
    assert "Pausing …" in offered(tab) and not header.stop_button.isEnabled()
    qtbot.waitUntil(lambda: "Paused" in read(header), timeout=30_000)
    qtbot.waitUntil(header.resume_button.isEnabled)
    header.resume_button.click()
    qtbot.waitUntil(lambda: "Pause" in offered(tab), timeout=30_000)
    tab.run_actions.stop(folder, keep=False)
    qtbot.waitUntil(lambda: folder.status() == "stopped", timeout=30_000)


def test_one_click_starts_a_failed_run_again_with_what_would_have_mended_it(
    qtbot: QtBot, tmp_path: Path, opened: Opened, supervise: Callable[[str], Supervisor]
) -> None:
    supervisor = supervise("succeed")
    change = {"batch_size": 4, "gradient_accumulation": 2}
    error = Error_(message="There is not enough memory.", change=change)
    rows = write_small_rows(tmp_path / "rows.jsonl")
    failed = started(supervisor.root, step(1), error, Status(status="failed"), data=rows)
    tab = opened(supervisor)
    again = tab.page.trouble.again_button
    qtbot.waitUntil(again.isVisible)
    assert again.text() == "Start again with 4 rows at a time"
    with qtbot.waitSignal(tab.run_actions.started, timeout=30_000) as made:
        again.click()
        assert not again.isEnabled() and tab.page.trouble.give_up_button.isVisible()
    assert made.args is not None
    folder: RunFolder = made.args[0]
    assert (folder.spec.settings.batch_size, folder.spec.settings.gradient_accumulation) == (4, 2)
    assert failed.run_json.exists() and tab.run_actions.doing(failed) is None
    qtbot.waitUntil(lambda: folder.status() == "succeeded", timeout=30_000)
    qtbot.waitUntil(lambda: "Succeeded" in read(tab.page.header), timeout=30_000)


def test_a_start_that_was_given_up_starts_nothing(
    qtbot: QtBot, tmp_path: Path, opened: Opened, supervise: Callable[[str], Supervisor]
) -> None:
    supervisor = supervise("succeed")
    error = Error_(message="There is not enough memory.", change={"method": "lora"})
    rows = write_small_rows(tmp_path / "rows.jsonl")
    failed = started(supervisor.root, step(1), error, Status(status="failed"), data=rows)
    tab = opened(supervisor)
    trouble = tab.page.trouble
    qtbot.waitUntil(trouble.again_button.isVisible)
    assert trouble.again_button.text() == "Start again with a LoRA adapter"
    trouble.again_button.click()
    trouble.give_up_button.click()
    assert tab.run_actions.doing(failed) is None
    assert trouble.again_button.isEnabled() and not trouble.give_up_button.isVisible()
    qtbot.waitUntil(lambda: [run.path for run in supervisor.list()] == [failed.path])
