"""Moving a hosted model, as a user does it; the provider is a real server on this machine."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.data.rows import read_rows
from geoft_gui.data.synthesis import generate_list
from geoft_gui.hosted.providers import provider
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.moving.move_dialog import MoveDialog
from tests.hosted_server import HostedServer

KEY = "a-key-of-no-known-shape-1234"
MODEL = "gpt-4o-mini-2024-07-18"
LONG = 20_000


@pytest.fixture
def gate() -> threading.Event:
    """Answers come only while it is open."""
    event = threading.Event()
    event.set()
    return event


@pytest.fixture
def server(own_home: Path, gate: threading.Event) -> Iterator[HostedServer]:
    known = {row.prompt: row.answer for row in generate_list(40, 1)}

    def answer(messages: list[dict[str, Any]], model: str) -> str:
        gate.wait(20)
        return known[messages[-1]["content"]]

    with HostedServer(key=KEY, answer=answer) as running:
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{running.url}"\n', encoding="utf-8")
        yield running


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, server: HostedServer) -> Iterator[MoveDialog]:
    made = MoveDialog(desk, {"openai": KEY}.get, [HostedChoice("Brackets", provider("openai"), MODEL)])
    qtbot.addWidget(made)
    made.prompts.count.setValue(40)
    made.show()
    qtbot.waitUntil(lambda: "40 prompts go to OpenAI" in made.cost.text(), timeout=LONG)
    yield made
    made.done(0)


def test_it_is_agreed_to_then_asked_and_the_rows_opened(
    qtbot: QtBot, dialog: MoveDialog, server: HostedServer
) -> None:
    assert "14 January 2027" in dialog.lifetime.text() and dialog.lifetime.isVisible()
    assert "They cost " in dialog.cost.text() and "by the prices of" in dialog.cost.text()
    assert dialog.go.text() == f"Ask 40 prompts for at most ${dialog.budget.value():.2f}"
    assert not dialog.go.isEnabled() and "terms" in dialog.go.toolTip()
    assert not server.requests
    dialog.terms.setChecked(True)
    dialog.go.click()
    assert dialog.is_asking and dialog.bar.isVisible() and not dialog.go.isVisible()
    qtbot.waitUntil(dialog.open_rows.isVisible, timeout=LONG)
    assert "40 answers are in " in dialog.said.text() and "Spent: " in dialog.said.text()
    qtbot.waitUntil(lambda: not dialog.go.isVisible())
    with qtbot.waitSignal(dialog.moved) as moved:
        dialog.open_rows.click()
    assert len(list(read_rows(moved.args[0]))) == 40
    assert not dialog.isVisible()


def test_it_is_stopped_and_goes_on_for_what_is_left(
    qtbot: QtBot, dialog: MoveDialog, server: HostedServer, gate: threading.Event
) -> None:
    dialog.terms.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.bar.value() >= 3, timeout=LONG)
    gate.clear()
    dialog.close_.click()
    assert dialog.isVisible() and dialog.is_asking
    assert dialog.said.text() == "Waiting for the answers that are under way …"
    gate.set()
    qtbot.waitUntil(lambda: not dialog.is_asking and "Ask " in dialog.go.text(), timeout=LONG)
    qtbot.waitUntil(dialog.go.isVisible, timeout=LONG)
    assert "The asking was stopped." in dialog.said.text()
    assert "are answered already" in dialog.cost.text()
    dialog.go.click()
    qtbot.waitUntil(lambda: "40 answers are in " in dialog.said.text(), timeout=LONG)
    assert len({request.body["messages"][-1]["content"] for request in server.requests}) == 40
    assert len(server.requests) == 40


def test_what_is_wrong_is_said_in_the_dialog(
    qtbot: QtBot, dialog: MoveDialog, server: HostedServer, tmp_path: Path
) -> None:
    server.platform.key = "another"
    dialog.terms.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(lambda: "OpenAI refuses the key." in dialog.failure.text(), timeout=LONG)
    assert dialog.go.isEnabled()
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    dialog.prompts.source.choose(empty, empty.name)
    qtbot.waitUntil(lambda: "empty.txt holds no prompts." in dialog.failure.text(), timeout=LONG)
    assert not dialog.go.isEnabled()
