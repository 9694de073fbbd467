import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.backends.base import Problem, StartRefusedError
from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.train_tab import TrainTab
from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows

__all__ = ["starter", "supervise"]

Supervise = Callable[[str], Supervisor]
Made = Callable[[str], tuple[TrainTab, RunWatcher]]


@pytest.fixture
def made(qtbot: QtBot, desk: Desk, tmp_path: Path, supervise: Supervise) -> Iterator[Made]:
    watchers: list[RunWatcher] = []

    def make(behaviour: str) -> tuple[TrainTab, RunWatcher]:
        supervisor = supervise(behaviour)
        watcher = RunWatcher(supervisor)
        watchers.append(watcher)
        watcher.start()
        tab = TrainTab(desk, watcher, supervisor)
        qtbot.addWidget(tab)
        tab.use_data(write_small_rows(tmp_path / "rows.jsonl"), None)
        return tab, watcher

    yield make
    for watcher in watchers:
        watcher.close()


def said(tab: TrainTab) -> str:
    """Every word on the tab."""
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if not label.isHidden())


def start_it(qtbot: QtBot, tab: TrainTab) -> RunFolder:
    """Press Start, read the warning, and press it again."""
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "anyway" in tab._start.text(), timeout=20_000)
    with qtbot.waitSignal(tab.started, timeout=30_000) as started:
        qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    assert started.args is not None
    folder: RunFolder = started.args[0]
    return folder


def test_before_the_start_it_says_what_will_happen_and_what_it_takes(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    assert not tab._start.isEnabled()
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert "54 to learn from, 6 held back for scoring." in said(tab)
    assert "passes over 54 rows" in said(tab)
    assert "no cost, nothing leaves this computer." in tab._estimate.text()
    assert tab._start.text() == "&Start training"


def test_another_preset_is_another_plan(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert tab._planned is not None
    quick = tab._planned.spec
    qtbot.mouseClick(tab._form._presets.button(2), Qt.MouseButton.LeftButton)
    assert not tab._start.isEnabled()
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert tab._planned is not None
    assert (quick.preset, tab._planned.spec.preset) == ("quick", "best")
    assert not list(tab._supervisor.list()), "a plan leaves no folder behind"


def test_a_warning_has_to_be_read_before_the_start(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    assert tab._start.text() == "Checking the rows and the model …"
    assert not tab._form.isEnabled()
    qtbot.waitUntil(lambda: tab._start.text() == "&Start anyway", timeout=20_000)
    assert "3 rows are long." in said(tab) and "Look at them." in said(tab)
    assert "Nothing has started yet: read this first." in said(tab)
    assert not tab._supervisor.list(), "a start that was held back leaves no folder behind"
    with qtbot.waitSignal(tab.started, timeout=30_000):
        qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    (folder,) = tab._supervisor.list()
    qtbot.waitUntil(lambda: folder.status() == "succeeded", timeout=20_000)


def test_a_warning_is_scrolled_to(qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    tab, _ = made("succeed")
    tab.use_data(tmp_path / "rows.jsonl", None, [f"This is odd of the rows: {'really ' * 60}odd."] * 5)
    tab.resize(1000, 400)
    tab.show()
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab._start.text() == "&Start anyway", timeout=20_000)
    (warning,) = (label for label in tab.findChildren(QLabel) if label.text() == "3 rows are long.")
    qtbot.waitUntil(lambda: not warning.visibleRegion().isEmpty())


def test_a_long_training_says_that_it_is_tried_in_small_first(
    qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoft_gui.backends.supervisor.LONG_SECONDS", 0)
    tab, _ = made("wait")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    tab._before.show_problems([Problem("warning", "3 rows are long.")])
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab._start.text() == "Trying it in small first …", timeout=20_000)
    assert "in a minute or so" in tab._start.toolTip()
    qtbot.waitUntil(lambda: tab._busy.phase.text() == "Rehearsing steps …", timeout=20_000)
    tab._busy.give_up.click()
    assert tab._start.isEnabled()
    assert tab._busy.isHidden()
    qtbot.waitUntil(lambda: not tab._supervisor.list(), timeout=20_000)


def test_a_start_that_settings_would_mend_is_mended_by_one_click(
    qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*asked: object, **more: object) -> RunFolder:
        raise StartRefusedError("There is not enough memory.", "Close something.", "", {"batch_size": 4})

    monkeypatch.setattr(Supervisor, "start", refuse)
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is not enough memory." in said(tab), timeout=20_000)
    (mend,) = (found for found in tab.findChildren(QPushButton) if found.text() == "Use 4 rows at a time")
    mend.click()
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert tab._planned is not None
    assert tab._planned.spec.settings.batch_size == 4
    assert "There is not enough memory." not in said(tab)


def test_beside_a_run_that_was_started_at_once_another_one_waits_for_it(
    qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody works through the queue of this test.
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    tab, watcher = made("wait")
    first = start_it(qtbot, tab)
    qtbot.waitUntil(lambda: tab._start.text() == "Add to the queue anyway", timeout=20_000)
    with qtbot.waitSignal(tab.started, timeout=30_000) as started:
        qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    assert started.args is not None
    second: RunFolder = started.args[0]
    queue = RunQueue(tab._supervisor.root)
    assert (queue.current, queue.ids) == (first.path.name, (second.path.name,))
    tab._supervisor.stop(first, keep=False)
    watcher.look_now()


def test_beside_a_run_of_the_queue_another_one_is_added_to_it(
    qtbot: QtBot, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody works through the queue of this test.
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    tab, watcher = made("wait")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert tab._planned is not None
    first = tab._queueing.draft(tab._planned.spec, tab._planned.preparation)
    tab._queueing.launch(first)
    watcher.look_now()
    qtbot.waitUntil(lambda: tab._start.text() == "Add to the &queue", timeout=20_000)
    second = start_it(qtbot, tab)
    assert RunQueue(tab._supervisor.root).ids == (first.path.name, second.path.name)
    assert second.status() == "queued"


def test_what_is_in_the_way_is_said_beside(qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    tab, _ = made("succeed")
    (tmp_path / "empty.jsonl").touch()
    tab.use_data(tmp_path / "empty.jsonl", None)
    qtbot.waitUntil(lambda: "holds no row with both a prompt and an answer" in said(tab), timeout=20_000)
    assert tab._start.text() == "Choose other examples or another model"
    assert not tab._start.isEnabled()


def test_a_refused_start_says_why_and_can_be_tried_again(qtbot: QtBot, made: Made, starter: Path) -> None:
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    (starter / "config.json").rename(starter / "elsewhere.json")
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "The starter model is not in this installation." in said(tab), timeout=20_000)
    (starter / "elsewhere.json").rename(starter / "config.json")
    assert tab._start.isEnabled()
    folder = start_it(qtbot, tab)
    qtbot.waitUntil(lambda: folder.status() == "succeeded", timeout=20_000)


def test_rows_of_one_pattern_need_a_file_to_score_with(qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    tab, _ = made("succeed")
    alike = tmp_path / "alike.jsonl"
    document = '{"type":"cube","dimensions":{"length":1,"width":1,"height":1}}'
    rows = [{"prompt": f"Create a {side}mm cube", "completion": document} for side in range(1, 41)]
    alike.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tab.use_data(alike, None)
    qtbot.waitUntil(lambda: "too few sentence patterns" in said(tab), timeout=20_000)
    tab._form._held_back.choose(write_small_rows(tmp_path / "others.jsonl"), "others.jsonl")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert "40 to learn from, 60 held back for scoring." in said(tab)
