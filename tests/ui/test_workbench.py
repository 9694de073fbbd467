"""Parts are built by a child: who asks is answered, and whatever happens to the child, is told so."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from geoft_gui.errors import UserError
from geoft_gui.geometry import frames
from geoft_gui.geometry.check import check
from geoft_gui.ui import bench_process, workbench
from geoft_gui.ui.look import Look, LookMemory
from geoft_gui.ui.workbench import Workbench
from tests.geometry import examples

WAIT = 20_000

# Hangs, or dies, of a text that says so, and takes its time to save.
UNLUCKY = """
import os, sys, time
from geoft_gui.geometry import bench

def check(text, check=bench.check):
    if text == "hang":
        time.sleep(60)
    if text == "die":
        print("these are my last words", file=sys.stderr)
        os._exit(1)
    return check(text)

def save(text, path, save=bench._save):
    time.sleep(1.5)
    save(text, path)

bench.check = check
bench._save = save
bench.main()
"""
HANGS_WHEN_IT_STARTS = "import time; time.sleep(60)"
DIES_WHEN_IT_STARTS = "raise SystemExit('manifold3d is not installed')"


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Workbench]:
    made = Workbench()
    yield made
    made.close()


@pytest.fixture
def unlucky(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """A workbench whose child can be made to hang and to die."""
    monkeypatch.setattr(bench_process, "_ARGUMENTS", ("-c", UNLUCKY))
    return bench


def look_at(bench: Workbench, qtbot: QtBot, text: str) -> Look:
    looks: list[Look] = []
    bench.look(text, looks.append)
    qtbot.waitUntil(lambda: bool(looks), timeout=WAIT)
    return looks[0]


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


def test_a_text_is_answered_with_its_report_and_its_drawing(bench: Workbench, qtbot: QtBot) -> None:
    look = look_at(bench, qtbot, examples.PLATE.text)
    assert look.report == check(examples.PLATE.text)
    assert look.drawing is not None
    assert look.drawing.bounds == ((-40, -25, 0), (40, 25, 6))
    nothing = look_at(bench, qtbot, "hello")
    assert nothing.report == check("hello")
    assert nothing.drawing is None


def test_nothing_is_started_before_it_is_asked(bench: Workbench) -> None:
    assert children() == []
    assert "workbench" not in [thread.name for thread in threading.enumerate()]


def test_a_newer_request_replaces_an_older_one_of_the_same_asker(bench: Workbench, qtbot: QtBot) -> None:
    mine: list[str] = []
    others: list[str] = []
    texts = [example.text for example in examples.EXAMPLES]
    for text in texts:
        bench.look(text, lambda look: mine.append(look.text), of="me")
    bench.look(texts[0], lambda look: others.append(look.text), of=("me", "expected"))
    qtbot.waitUntil(lambda: bool(mine and others), timeout=WAIT)
    assert mine == [texts[-1]]
    assert others == [texts[0]]


def test_an_answer_never_comes_before_asking_has_returned(bench: Workbench, qtbot: QtBot) -> None:
    first = look_at(bench, qtbot, examples.CUBE.text)
    again: list[Look] = []
    bench.look(examples.CUBE.text, again.append)
    assert again == []
    qtbot.waitUntil(lambda: bool(again), timeout=WAIT)
    # From memory.
    assert again[0] is first


def test_who_is_forgotten_or_deleted_is_not_answered(bench: Workbench, qtbot: QtBot) -> None:
    answered: list[str] = []
    asker = QObject()
    bench.look(examples.CUBE.text, lambda look: answered.append("forgotten"), of="forgotten")
    bench.look(examples.ROD.text, lambda look: answered.append("deleted"), of=(asker, "expected"))
    bench.forget("forgotten")
    asker.deleteLater()
    look_at(bench, qtbot, examples.RING.text)
    assert answered == []


def test_a_child_that_is_killed_comes_back(bench: Workbench, qtbot: QtBot) -> None:
    look_at(bench, qtbot, examples.CUBE.text)
    (child,) = children()
    child.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    assert look_at(bench, qtbot, examples.ROD.text).report["builds"]
    assert children() != [child]


def test_a_text_that_kills_the_child_is_said_to_and_the_next_is_answered(
    unlucky: Workbench, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    look = look_at(unlucky, qtbot, "die")
    assert look.drawing is None
    assert not look.report["builds"]
    assert set(look.report) == set(check("die"))
    assert "ended while it built this one" in look.report["problems"][0]["message"]
    assert "these are my last words" in caplog.text
    assert look_at(unlucky, qtbot, examples.CUBE.text).report["builds"]


def test_a_part_that_takes_too_long_is_given_up(
    unlucky: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "PATIENCE_SECONDS", 0.5)
    look = look_at(unlucky, qtbot, "hang")
    assert "was given up" in look.report["problems"][0]["message"]
    monkeypatch.undo()
    monkeypatch.setattr(bench_process, "_ARGUMENTS", ("-c", UNLUCKY))
    assert look_at(unlucky, qtbot, examples.CUBE.text).report["builds"]


def test_a_part_is_saved_or_it_is_said_why_not(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    ended: list[UserError | None] = []
    for name in ("cube.stl", "cube.doc"):
        bench.save(examples.CUBE.text, tmp_path / name, lambda: ended.append(None), ended.append)
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=WAIT)
    assert ended[0] is None
    assert (tmp_path / "cube.stl").stat().st_size == 84 + 12 * 50
    assert ended[1] is not None
    assert "cannot be saved" in ended[1].message


def test_saving_may_take_longer_than_building(
    unlucky: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "PATIENCE_SECONDS", 0.2)
    ended: list[UserError | None] = []

    def save() -> None:
        unlucky.save(examples.CUBE.text, tmp_path / "cube.stl", lambda: ended.append(None), ended.append)

    save()
    qtbot.waitUntil(lambda: len(ended) == 1, timeout=WAIT)
    monkeypatch.setattr(workbench, "SAVING_PATIENCE_SECONDS", 0.2)
    save()
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=WAIT)
    assert ended[0] is None
    assert ended[1] is not None
    assert "Saving this part took longer" in ended[1].message


@pytest.mark.parametrize(
    ("program", "words"), [(HANGS_WHEN_IT_STARTS, ""), (DIES_WHEN_IT_STARTS, "manifold3d is not installed")]
)
def test_a_child_that_never_gets_ready_is_given_up_and_its_last_words_are_kept(
    bench: Workbench,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    words: str,
) -> None:
    monkeypatch.setattr(bench_process, "_ARGUMENTS", ("-c", program))
    monkeypatch.setattr(bench_process, "STARTING_SECONDS", 0.5 if words == "" else 60.0)
    ended: list[UserError] = []
    bench.save(examples.CUBE.text, tmp_path / "cube.stl", lambda: None, ended.append)
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT)
    assert "could not be started" in ended[0].message
    assert words in ended[0].details
    assert children() == []
    monkeypatch.undo()
    assert look_at(bench, qtbot, examples.CUBE.text).report["builds"]


@pytest.mark.logs_errors
def test_after_a_fault_the_next_request_is_answered(
    bench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise MemoryError("too large")

    look_at(bench, qtbot, examples.CUBE.text)
    monkeypatch.setattr(frames, "read_frame", fail)
    look = look_at(bench, qtbot, examples.ROD.text)
    assert "GeoFT itself failed" in look.report["problems"][0]["message"]
    ended: list[UserError] = []
    bench.save(examples.CUBE.text, tmp_path / "cube.stl", lambda: None, ended.append)
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT)
    assert "GeoFT itself failed" in ended[0].message
    assert "too large" in ended[0].details
    monkeypatch.undo()
    assert look_at(bench, qtbot, examples.ROD.text).report["builds"]


def test_closing_leaves_nothing_even_in_the_midst_of_work(unlucky: Workbench, qtbot: QtBot) -> None:
    answered: list[Look] = []
    look_at(unlucky, qtbot, examples.CUBE.text)
    unlucky.look("hang", answered.append)
    qtbot.waitUntil(lambda: not unlucky._queue, timeout=WAIT)
    unlucky.close()
    assert children() == []
    assert "workbench" not in [thread.name for thread in threading.enumerate()]
    unlucky.look(examples.CUBE.text, answered.append)
    assert children() == []
    assert answered == []


def test_a_file_that_is_being_saved_is_finished_before_closing(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    look_at(bench, qtbot, examples.CUBE.text)
    bench.save(examples.CUBE.text, tmp_path / "cube.stl", lambda: None, lambda error: None)
    bench.close()
    assert [path.name for path in tmp_path.iterdir()] == ["cube.stl"]


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoft_gui.ui.look.REMEMBERED_BYTES", 250)
    memory = LookMemory()
    looks = [Look(name * 100, {}, None) for name in "abc"]
    memory.keep(looks[0])
    memory.keep(looks[1])
    assert memory.find(looks[0].text) is looks[0]
    memory.keep(looks[2])
    assert memory.find(looks[1].text) is None
    assert memory.find(looks[0].text) is looks[0]
