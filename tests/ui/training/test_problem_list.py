"""What speaks against a start, and what of it can be taken along."""

from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.base import Problem, RehearsalFailedError
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.training.problem_list import ProblemList
from geoft_gui.ui.training.rehearsal_panel import RehearsalPanel
from tests.backends.fake_runs import REHEARSAL


def pressed(widget: QWidget, text: str) -> None:
    (found,) = (button for button in widget.findChildren(QPushButton) if button.text() == text)
    found.click()


def test_a_problem_offers_its_remedy_and_its_details(qtbot: QtBot, appearance: Appearance) -> None:
    problems = ProblemList(appearance)
    qtbot.addWidget(problems)
    assert problems.isHidden()
    change = {"batch_size": 4}
    key = "sk-" + "abcd" * 8
    problems.show_problems([Problem("error", "It is too large.", "See the details.", key, change)])
    assert not problems.isHidden()
    pressed(problems, "Copy details")
    assert QGuiApplication.clipboard().text() == "It is too large.\nSee the details.\n\n[hidden]"
    with qtbot.waitSignal(problems.remedy_wanted) as wanted:
        pressed(problems, "Use 4 rows at a time")
    assert wanted.args == [change]
    problems.show_problems([])
    assert problems.isHidden()


def test_a_judgement_in_no_time_takes_about_a_second(qtbot: QtBot) -> None:
    panel = RehearsalPanel()
    qtbot.addWidget(panel)
    panel.show_result(replace(REHEARSAL, judging_seconds=0.2), "")
    assert "About a second to judge the model once." in panel.said.text()


def test_the_details_of_a_failed_rehearsal_can_be_copied(qtbot: QtBot) -> None:
    panel = RehearsalPanel()
    qtbot.addWidget(panel)
    panel.show_failure(RehearsalFailedError("It broke.", "See the details."))
    assert panel.copy.isHidden(), "there are none"
    panel.show_failure(RehearsalFailedError("It broke.", "See the details.", "Traceback"))
    panel.copy.click()
    assert QGuiApplication.clipboard().text() == "It broke.\nSee the details.\n\nTraceback"
    panel.forget()
    assert panel.copy.isHidden()
