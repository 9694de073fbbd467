"""What is found out before a training starts."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows
from tests.ui.test_train_tab import Made, made, said

__all__ = ["made", "starter", "supervise"]


def test_what_is_learned_is_shown_and_what_is_odd_is_said(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._before.look, Qt.MouseButton.LeftButton)
    assert not tab._start.isEnabled()
    qtbot.waitUntil(lambda: tab._start.text() == "&Start anyway", timeout=20_000)
    shown = tab._before.learned.text.toPlainText()
    assert shown.startswith("Row 1\nCreate a 20mm cube")
    assert "3 rows are long." in said(tab)
    assert not tab._supervisor.list()


def test_a_rehearsal_tells_what_it_measured(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._before.panel.rehearse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab._before.rehearsal is not None, timeout=20_000)
    assert "seconds a step" in said(tab)
    assert tab._before.estimate is not None
    assert tab._estimate.text() == tab._before.estimate.text
    assert tab._start.isEnabled()
    assert not tab._supervisor.list()


def test_a_failed_rehearsal_is_mended_by_one_click(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("fail")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._before.panel.rehearse, Qt.MouseButton.LeftButton)
    remedy = tab._before.panel.remedy
    qtbot.waitUntil(lambda: not remedy.isHidden(), timeout=20_000)
    assert "There is not enough memory for this training." in said(tab)
    assert remedy.text() == "Use 4 rows at a time"
    remedy.click()
    assert tab._form.asked.settings == ("batch_size=4",)
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert tab._planned is not None
    assert tab._planned.spec.settings.batch_size == 4


def test_a_rehearsal_can_be_given_up(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("wait")
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    qtbot.mouseClick(tab._before.panel.rehearse, Qt.MouseButton.LeftButton)
    progress = tab._before.panel.progress
    qtbot.waitUntil(lambda: progress.phase.text() == "Rehearsing steps …", timeout=20_000)
    progress.give_up.click()
    assert tab._start.isEnabled()
    assert progress.isHidden()
    qtbot.waitUntil(lambda: not tab._supervisor.list(), timeout=20_000)


def test_the_rows_ceiling_and_name_are_told(qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    tab, _ = made("succeed")
    rows = write_small_rows(tmp_path / "00000003.jsonl")
    tab.use_data(rows, None, called="My brackets, version 3", ceiling=0.35)
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert "With these rows even a perfect model gets 35 % right. Mend them in Data." in said(tab)
    assert tab._planned is not None
    assert tab._planned.spec.name.endswith("on My brackets, version 3")
