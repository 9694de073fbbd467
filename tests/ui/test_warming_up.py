import sys

from pytestqt.qtbot import QtBot

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.warming_up import WarmingUp


def test_slow_modules_come_in_behind_the_window(qtbot: QtBot, desk: Desk) -> None:
    warming_up = WarmingUp(desk.background, ["json.tool", "geoft_gui.ui.train_tab"])
    with qtbot.waitSignal(warming_up.done, timeout=20_000):
        warming_up.start()
    assert {"json.tool", "geoft_gui.ui.train_tab"} <= sys.modules.keys()
