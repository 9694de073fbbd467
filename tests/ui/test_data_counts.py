"""The charts of the open rows: what is shown is always the newest count, and of the file that is open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.ui.background import Task
from geoft_gui.ui.data_counts import DataCounts
from geoft_gui.ui.dataset import OpenDataset
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.row_browser import RowBrowser
from tests.ui.open_rows import few

__all__ = ["few"]


class Later:
    """Work that is done when a test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Task[Any], Callable[[Any], Any], Callable[[Any], None]]] = []

    def run(self, work: Callable[[Any], Any], done: Callable[[Any], None], *_: object) -> Task[Any]:
        task: Task[Any] = Task(lambda news: None)
        self.waiting.append((task, work, done))
        return task

    def do(self, place: int) -> None:
        task, work, done = self.waiting.pop(place)
        answer = work(task)
        if not task.cancelled:
            done(answer)


@pytest.fixture
def dataset(qtbot: QtBot, desk: Desk, few: Path) -> Iterator[OpenDataset]:
    made = OpenDataset(desk, few)
    with qtbot.waitSignals([made.complete, made.checked]):
        made.open()
    yield made
    made.close()


def test_one_count_at_a_time_and_the_newest_is_shown_last(
    qtbot: QtBot, desk: Desk, dataset: OpenDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later()
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    browser = RowBrowser(desk)
    column.addWidget(browser)
    counts = DataCounts(replace(desk, background=later), browser, column, browser)  # type: ignore[arg-type]
    counts.use(dataset)
    counts.show_charts(True)
    shown: list[Any] = []
    monkeypatch.setattr(counts._made(), "show_charts", shown.append)
    for _ in range(3):
        counts._count()
    assert len(later.waiting) == 1
    later.do(0)
    # Once more for all that came meanwhile.
    assert (len(shown), len(later.waiting)) == (1, 1)
    counts.use(None)
    shown.clear()
    later.do(0)
    assert (shown, later.waiting) == ([], [])
