"""Work in a child of its own: whoever no longer waits for it is not held up."""

import time

import psutil
from pytestqt.qtbot import QtBot

from geoft_gui.data.synthesis import Wish
from geoft_gui.ui.data_work.child import Answer, run_in_child
from geoft_gui.ui.desk import Desk

LONGEST = 5.0
"""Seconds to let go of a child that gives no sign."""


def test_a_child_that_stands_still_holds_nobody_up(qtbot: QtBot, desk: Desk) -> None:
    heard: list[object] = []
    answers: list[Answer] = []
    request = {"do": "make_rows", "rows": 1_000_000, "seed": 1, "wish": Wish().as_dict(), "preview": False}
    task = run_in_child(desk.background, request, answers.append, told=heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=30_000)
    children = psutil.Process().children()
    (child,) = (each for each in children if "geoft_gui.data.desk.work" in each.cmdline())
    child.suspend()
    begun = time.monotonic()
    task.cancel()
    desk.background.close()
    assert time.monotonic() - begun < LONGEST
    assert not child.is_running()
    assert answers == []
