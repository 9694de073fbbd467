"""The dialog that answers whether more rows would help."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from geoft_gui.ui.data_work.learning_dialog import LearningDialog
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.learning_plot import LearningPlot
from tests.runs.sample_runs import scored_run


def test_it_says_how_to_find_out_where_there_are_no_runs(qtbot: QtBot, desk: Desk) -> None:
    dialog = LearningDialog(desk, [])
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "different numbers" in dialog.sentence.text())
    assert dialog.findChildren(LearningPlot) == []


def test_it_draws_the_runs_and_what_twice_the_rows_would_bring(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    runs = [scored_run(tmp_path, f"1-{rows}", share) for rows, share in ((100, 0.2), (400, 0.5), (1600, 0.8))]
    dialog = LearningDialog(desk, runs)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "3,200" in dialog.sentence.text())
    assert len(dialog.findChildren(LearningPlot)) == 1
    assert not dialog.groups.isVisible()


@pytest.mark.parametrize("chosen", [0, 1])
def test_runs_that_cannot_be_compared_are_chosen_between(
    qtbot: QtBot, desk: Desk, tmp_path: Path, chosen: int
) -> None:
    runs = [scored_run(tmp_path, "1-100", 0.2), scored_run(tmp_path, "1-400", 0.5)]
    runs.append(scored_run(tmp_path, "1-800", 0.5, held_out="801-900"))
    dialog = LearningDialog(desk, runs)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.groups.count() == 2)
    assert dialog.groups.isVisible()
    dialog.groups.setCurrentIndex(chosen)
    assert ("800" in dialog.sentence.text()) == (chosen == 0)


def test_of_one_run_it_says_what_to_train_next(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    run = scored_run(tmp_path, "1-400", 0.5, shown=1200)
    dialog = LearningDialog(desk, [run])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.copy_button.isVisible)
    assert "6 epochs instead of 3" in dialog.sentence.text()
    dialog.copy_button.click()
    assert f"--validation {run.validation_data}" in QGuiApplication.clipboard().text()
