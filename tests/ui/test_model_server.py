"""A model asked from the window, with real processes."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.chat.serving import LoadingGivenUpError, ServedModel
from geoft_gui.errors import UserError
from geoft_gui.ui import model_server
from geoft_gui.ui.model_server import ModelServer
from geoft_gui.ui.notices import Notices
from tests.small_models import CUBE, CUBE_PROMPT, save_small_model

LOADS = 60_000
ENDLESS_PROMPT = "count"
ENDLESS = "7" * 320


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lessons = [(CUBE_PROMPT, CUBE), (ENDLESS_PROMPT, ENDLESS)]
    return save_small_model(tmp_path_factory.mktemp("models") / "taught", lessons=lessons)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    made = ModelServer(Notices(), lambda provider_id: None)
    yield made
    made.close()


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "geoft_gui.chat.server" in _cmdline(child)]


def _cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        # It has ended, and nobody has asked yet how.
        return []


def test_a_model_answers_in_pieces_can_be_stopped_and_is_loaded_again_after_it_died(
    qtbot: QtBot, server: ModelServer, taught: Path
) -> None:
    pieces: list[str] = []
    server.wrote.connect(pieces.append)
    with qtbot.waitSignal(server.answered, timeout=LOADS) as answered:
        server.ask(taught, CUBE_PROMPT)
    assert answered.args == [CUBE, False]
    assert all(CUBE.startswith(piece) for piece in pieces)

    with qtbot.waitSignal(server.wrote, timeout=LOADS):
        server.ask(taught, ENDLESS_PROMPT)
    with qtbot.assertNotEmitted(server.wrote, wait=200):
        server.stop()
    with qtbot.waitSignal(server.answered, timeout=LOADS) as answered:
        server.ask(taught, CUBE_PROMPT)
    assert answered.args == [CUBE, False]

    (child,) = children()
    child.kill()
    with qtbot.waitSignal(server.failed, timeout=LOADS) as failed:
        server.ask(taught, CUBE_PROMPT)
    (error,) = failed.args
    assert isinstance(error, UserError)
    assert "has ended by itself" in error.message
    qtbot.waitUntil(lambda: not server.is_loaded)
    server.load(taught)
    qtbot.waitUntil(lambda: len(children()) == 1)
    server.close()
    assert children() == []


@pytest.mark.logs_errors
def test_a_question_that_nobody_can_ask_is_not_left_open(
    qtbot: QtBot, server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def never_loaded(model: Path, given_up: Callable[[], bool]) -> Iterator[ServedModel]:
        pause = threading.Event()
        while not given_up():
            pause.wait(0.01)
        raise LoadingGivenUpError
        yield

    monkeypatch.setattr(model_server, "served", never_loaded)
    # As when the library of the protocol is not installed.
    monkeypatch.setitem(sys.modules, "geoft_gui.chat.client", None)
    with qtbot.waitSignal(server.failed, timeout=10_000) as failed:
        server.ask(tmp_path, CUBE_PROMPT)
    (error,) = failed.args
    assert isinstance(error, UserError)
    assert not server.is_loaded
