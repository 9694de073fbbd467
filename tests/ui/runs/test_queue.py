"""Runs that wait their turn: their order in the list, what they wait for, and how that is changed."""

import os
import socket
from pathlib import Path

import psutil
from pytestqt.qtbot import QtBot

from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.closing_dialog import ClosingDialog
from geoft_gui.ui.runs.possible import Action
from geoft_gui.ui.runs.run_list_model import StateRole
from geoft_gui.ui.runs.run_menu import RunMenu
from geoft_gui.ui.runs_tab import RunsTab
from geoft_gui.ui.widgets.job_strip import JobStrip
from tests.runs.sample_runs import sample_run, write_events
from tests.ui.runs.opened_tab import Opened, offered, opened, read, started
from tests.ui.test_loss_plot import step

__all__ = ["opened"]


def queued(root: Path, *names: str) -> list[RunFolder]:
    """Runs that wait in this order, after a paused one called First, with this process as their runner."""
    queue = RunQueue(root)
    # Named so that the newest is the last to start: the list would have them the other way round.
    folders = [
        sample_run(root, id=f"2026010{place}-run", name=name)
        for place, name in enumerate(("First", *names), start=1)
    ]
    for folder in folders:
        queue.add(folder)
    queue.take_on()
    queue.next()
    me = psutil.Process(os.getpid())
    folders[0].process = ProcessIdentity(me.pid, me.create_time(), socket.gethostname()).as_dict()
    write_events(folders[0], step(1), step(2), Status(status="paused"))
    return folders[1:]


def listed(tab: RunsTab) -> list[str]:
    model = tab.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_those_that_wait_stand_in_their_order_and_can_be_moved(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    second, third = queued(tmp_path, "Second", "Third")
    started(tmp_path, step(1), Status(status="stopped"), id="20260201-old", name="Old")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: listed(tab) == ["First", "Second", "Third", "Old"])
    assert "2 runs wait. “First” is paused and holds the queue up" in read(tab.queue)
    assert not tab.queue.go_button.isVisible()
    tab.show_run(third)
    header = tab.page.header
    qtbot.waitUntil(lambda: "Number 2 in the queue. “First” is paused" in read(header))
    assert offered(tab) == ["Open folder", "Start earlier", "Start later", "Take out of the queue"]
    assert not header.later_button.isEnabled() and header.later_button.toolTip()
    header.earlier_button.click()
    qtbot.waitUntil(lambda: listed(tab) == ["First", "Third", "Second", "Old"])
    # What was chosen stays chosen.
    assert tab.list.chosen_run is not None and tab.list.chosen_run.path == third.path
    qtbot.waitUntil(lambda: "Next in the queue" in read(header))
    header.take_out_button.click()
    qtbot.waitUntil(lambda: "Stopped" in read(header) and "Resume" in offered(tab))
    assert RunQueue(tmp_path).ids == (second.path.name,)


def test_the_menu_of_the_list_offers_what_the_header_does(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    queued(tmp_path, "Second")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: listed(tab) == ["First", "Second"])
    state = tab.list.model().index(0, 0).data(StateRole)
    chosen: list[Action] = []
    menu = RunMenu(state, None, chosen.append, tab)
    texts = {action.text(): action for action in menu.actions()}
    assert set(texts) == {
        "Resume",
        "Take out of the queue",
        "Run it elsewhere …",
        "Open folder",
        "Delete …",
    }
    texts["Take out of the queue"].trigger()
    assert chosen == ["take_out"]
    tab.run_actions.do(chosen[0], state, tab)
    qtbot.waitUntil(lambda: RunQueue(tmp_path).current is None)
    qtbot.waitUntil(lambda: "“Second” begins in a moment." in read(tab.queue))


def test_a_queue_that_nobody_works_through_can_be_taken_up(
    qtbot: QtBot, tmp_path: Path, opened: Opened
) -> None:
    queue = RunQueue(tmp_path)
    queue.add(sample_run(tmp_path, name="Alone"))
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(tab.queue.go_button.isVisible)
    assert "Nobody works through the queue" in read(tab.queue)


def test_leaving_says_what_becomes_of_those_that_wait(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    queued(tmp_path, "Second")
    started(tmp_path, step(1), Status(status="running"), id="20260301-now", name="At work")
    tab = opened(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: len(listed(tab)) == 3)
    dialog = ClosingDialog([state for state in tab._watcher.states if state.active_here])
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Those that wait in the queue (1) are taken out of it." in read(dialog)
    assert "Second" not in read(dialog)


def test_the_strip_lets_a_paused_run_go_on(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    queued(tmp_path, "Second")
    tab = opened(Supervisor(tmp_path, {}))
    strip = JobStrip(tab._watcher)
    qtbot.addWidget(strip)
    strip.show()
    qtbot.waitUntil(lambda: "Paused · step 2 of 100 · 1 in the queue" in read(strip))
    assert "First" in read(strip) and "Stop …" not in read(strip)
    with qtbot.waitSignal(strip.resume_wanted) as wanted:
        strip._resume.click()
    assert wanted.args is not None
    assert wanted.args[0].path.name == "20260101-run"
