import threading

import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Notice


def test_work_is_done_elsewhere_and_heard_of_here(qtbot: QtBot, desk: Desk) -> None:
    here = threading.current_thread()
    seen: list[tuple[str, object, threading.Thread]] = []

    def work(task: Task[int]) -> int:
        task.tell("half")
        seen.append(("worked", 0, threading.current_thread()))
        return 42

    desk.background.run(
        work,
        lambda answer: seen.append(("done", answer, threading.current_thread())),
        told=lambda news: seen.append(("told", news, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: len(seen) == 3)
    heard = {what: (value, thread) for what, value, thread in seen}
    assert heard["told"] == ("half", here)
    assert heard["done"] == (42, here)
    assert heard["worked"][1] is not here


def test_an_error_for_the_user_goes_to_its_place_or_becomes_a_notice(qtbot: QtBot, desk: Desk) -> None:
    def work(task: Task[None]) -> None:
        raise UserError("The file is gone.", "Choose another one.", "errno 2")

    posted: list[Notice] = []
    desk.notices.posted.connect(posted.append)
    placed: list[UserError] = []
    desk.background.run(work, lambda nothing: None, placed.append)
    qtbot.waitUntil(lambda: len(placed) == 1)
    assert posted == []
    desk.background.run(work, lambda nothing: None)
    qtbot.waitUntil(lambda: len(posted) == 1)
    assert posted == [Notice("error", "The file is gone.", "Choose another one.", "errno 2")]


@pytest.mark.logs_errors
def test_a_fault_of_the_program_is_told_with_details_and_without_keys(qtbot: QtBot, desk: Desk) -> None:
    def work(task: Task[None]) -> None:
        raise ValueError("sk-" + "abcd" * 8)

    posted: list[Notice] = []
    desk.notices.posted.connect(posted.append)
    failed: list[UserError] = []
    desk.background.run(work, lambda nothing: None, failed.append)
    qtbot.waitUntil(lambda: len(failed) == 1)
    (notice,) = posted
    assert notice.message == "GeoFT itself failed (ValueError)."
    assert "Traceback" in notice.details
    assert "abcd" * 8 not in notice.details


def test_after_the_end_nothing_is_begun(qtbot: QtBot, desk: Desk) -> None:
    desk.background.close()
    heard: list[int] = []
    assert desk.background.run(lambda task: 1, heard.append).cancelled
    assert heard == []


def test_nobody_hears_of_what_was_cancelled(qtbot: QtBot, desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(task: Task[str]) -> str:
        begun.set()
        go_on.wait(10)
        return "cancelled" if task.cancelled else "missed"

    heard: list[str] = []
    task = desk.background.run(work, heard.append)
    assert begun.wait(10)
    task.cancel()
    go_on.set()
    desk.background.run(lambda task: "after", heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["after"]
