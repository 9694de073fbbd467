import sys

from pytestqt.qtbot import QtBot

from geoft_gui.ui.background import Background
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.qt_classes import QtClasses
from geoft_gui.ui.warming_up import WarmingUp


def test_slow_modules_come_in_behind_the_window(qtbot: QtBot, desk: Desk) -> None:
    warming_up = WarmingUp(QtClasses(), desk.background, ["json.tool", "geoft_gui.ui.train_tab"])
    with qtbot.waitSignal(warming_up.done, timeout=20_000):
        warming_up.start()
    assert {"json.tool", "geoft_gui.ui.train_tab"} <= sys.modules.keys()


def test_no_thread_begins_before_qt_is_made(qtbot: QtBot, desk: Desk) -> None:
    order: list[str] = []
    background = Background(desk.notices, before_threads=lambda: order.append("made"))
    background.run(lambda task: order.append("worked"), lambda nothing: order.append("done"))
    qtbot.waitUntil(lambda: "done" in order)
    background.close()
    assert order == ["made", "worked", "done"]


def test_what_was_not_made_in_time_is_made_at_once(qtbot: QtBot) -> None:
    qt_classes = QtClasses()
    qt_classes.make_all()
    assert qt_classes.make_some()
