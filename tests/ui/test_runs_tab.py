"""The Runs tab with real run folders, a real watcher, and the trainer that stands in for the real one."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.events import (
    Checkpoint,
    Evaluation,
    Phase,
    Sample,
    Status,
    Warning_,
)
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.scrolled import Scrolled
from tests.backends.faked import starter, supervise
from tests.runs.sample_runs import write_events
from tests.ui.runs.opened_tab import CUBE, RUNNING, Opened, offered, opened, read, started, with_model
from tests.ui.test_loss_plot import score, step

__all__ = ["opened", "starter", "supervise"]



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
