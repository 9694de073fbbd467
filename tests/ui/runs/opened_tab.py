"""The Runs tab on the runs of a test, and what is read on it."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import (
    Event,
    Status,
)
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.runs_tab import RunsTab
from tests.runs.sample_runs import sample_run, write_events

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
