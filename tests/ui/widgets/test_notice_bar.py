"""What a notice of a failure offers."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Notice, Step
from geoft_gui.ui.widgets.notice_bar import NoticeBar


def test_details_can_be_copied_before_the_failure_is_gone_to(qtbot: QtBot, desk: Desk) -> None:
    bar = NoticeBar(desk.notices, desk.appearance)
    qtbot.addWidget(bar)
    shown: list[bool] = []
    step = Step("Show it", lambda: shown.append(True))
    desk.notices.posted.emit(Notice("error", "“A” has failed.", "See why.", "Traceback", step))
    buttons = {button.text(): button for button in bar.findChildren(QPushButton)}
    buttons["Copy details"].click()
    assert QGuiApplication.clipboard().text() == "“A” has failed.\nSee why.\n\nTraceback"
    assert len(bar.shown) == 1 and not shown
    buttons["Show it"].click()
    assert (bar.shown, shown) == ([], [True])
