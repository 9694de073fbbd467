"""The Playground with a model at a provider, which is a real server on this machine."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.hosted.providers import provider
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedResult, HostedSettings, write_hosted
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.moving.move_dialog import MoveDialog
from geoft_gui.ui.playground.hosted_dialog import HostedDialog
from geoft_gui.ui.playground.model_choice import ModelChoice
from geoft_gui.ui.playground.prompt_field import PromptField
from geoft_gui.ui.playground_tab import PlaygroundTab
from geoft_gui.ui.run_watcher import RunWatcher
from tests.hosted_server import HostedServer
from tests.runs.sample_runs import sample_run

KEY = "a-key-of-no-known-shape-1234"
BASE = "gpt-4o-mini-2024-07-18"
TUNED = f"ft:{BASE}:acme::Abc"
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


@pytest.fixture
def server(own_home: Path) -> Iterator[HostedServer]:
    with HostedServer(key=KEY, answer=lambda messages, model: CUBE) as running:
        running.platform.put_model(TUNED)
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{running.url}"\n', encoding="utf-8")
        yield running


@pytest.fixture
def keys() -> dict[str, str]:
    return {"openai": KEY}


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, tmp_path: Path, keys: dict[str, str]) -> Iterator[PlaygroundTab]:
    (tmp_path / "runs").mkdir()
    watcher = RunWatcher(Supervisor(tmp_path / "runs", {}))
    watcher.start()
    made = PlaygroundTab(desk, watcher, keys.get)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    yield made
    made.close()
    watcher.close()


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[[], RunFolder]:
    """A hosted run that has ended well."""

    def make() -> RunFolder:
        folder = sample_run(
            tmp_path / "runs", name="Spring brackets", backend="openai", model=BASE, hosted=HostedSettings()
        )
        result = HostedResult(
            provider="openai", model=TUNED, base=BASE, created=datetime.now(UTC), shutdown=date(2027, 1, 14)
        )
        write_hosted(folder.model_dir, result, "You make parts.")
        row = {"prompt": "Create a 20mm cube", "completion": CUBE}
        folder.validation_data.write_text(json.dumps(row) + "\n", encoding="utf-8")
        with folder.writer() as writer:
            writer.write(Status(status="succeeded"))
        return folder

    return make


def sees(tab: QWidget, text: str) -> bool:
    return any(text in label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def ask(qtbot: QtBot, tab: PlaygroundTab, prompt: str = "Create a 20mm cube") -> None:
    tab.findChild(PromptField).setPlainText(prompt)
    qtbot.keyClick(tab.findChild(PromptField), Qt.Key.Key_Return)


def asked(server: HostedServer) -> list[dict[str, Any]]:
    return [request.body for request in server.requests if request.path.endswith("/chat/completions")]


def test_the_model_of_a_hosted_run_is_asked_as_it_was_trained(
    qtbot: QtBot, tab: PlaygroundTab, server: HostedServer, make_run: Callable[[], RunFolder]
) -> None:
    tab.use_run(make_run())
    choice = tab.findChild(ModelChoice)
    qtbot.waitUntil(lambda: "Spring brackets" in choice.currentText() and "at OpenAI" in choice.currentText())
    assert sees(tab, "What you ask is sent to") or sees(tab, "goes to a server on this computer")
    assert sees(tab, "A question costs about $0.0002.")
    assert sees(tab, "14 January 2027")
    assert not server.requests, "nothing is asked before the user asks"
    with qtbot.waitSignal(tab.asked, timeout=20_000):
        ask(qtbot, tab)
        assert sees(tab, "Asking OpenAI …")
    assert sees(tab, "It builds: cube, 20 × 20 × 20 mm")
    (body,) = asked(server)
    assert (body["model"], body["temperature"]) == (TUNED, 0.2)
    assert [turn["content"] for turn in body["messages"]] == ["You make parts.", "Create a 20mm cube"]
    assert "response_format" not in body, "it has learnt its own form"


def test_a_model_that_is_named_gets_the_form_of_an_answer_and_stays_in_the_list(
    qtbot: QtBot, tab: PlaygroundTab, server: HostedServer
) -> None:
    choice = tab.findChild(ModelChoice)
    choice.add_named(HostedChoice(BASE, provider("openai"), BASE))
    assert choice.currentText() == f"{BASE} · at OpenAI"
    assert sees(tab, "A question costs about $0.002.")
    assert not [each for each in tab.findChildren(QPushButton) if "Move" in each.text() and each.isVisible()]
    with qtbot.waitSignal(tab.asked, timeout=20_000):
        ask(qtbot, tab)
    (body,) = asked(server)
    assert body["response_format"]["json_schema"]["schema"]["$schema"].startswith("https://json-schema.org")


def test_what_is_wrong_is_said_beside_the_question_and_another_key_helps(
    qtbot: QtBot, tab: PlaygroundTab, server: HostedServer, keys: dict[str, str]
) -> None:
    keys.clear()
    tab.findChild(ModelChoice).add_named(HostedChoice(BASE, provider("openai"), BASE))
    ask(qtbot, tab)
    qtbot.waitUntil(lambda: sees(tab, "There is no key for OpenAI."), timeout=20_000)
    keys["openai"] = "wrong"
    ask(qtbot, tab)
    qtbot.waitUntil(lambda: sees(tab, "OpenAI refuses the key."), timeout=20_000)
    keys["openai"] = KEY
    with qtbot.waitSignal(tab.asked, timeout=20_000):
        ask(qtbot, tab)
    assert sees(tab, "It builds")


def test_who_stops_waiting_is_not_held_up_by_the_provider(
    qtbot: QtBot, tab: PlaygroundTab, server: HostedServer
) -> None:
    tab.findChild(ModelChoice).add_named(HostedChoice(BASE, provider("openai"), BASE))
    ask(qtbot, tab, "Create a 30mm cube")
    (stop,) = [each for each in tab.findChildren(QPushButton) if each.text() == "Stop" and each.isVisible()]
    stop.click()
    assert sees(tab, "Stopped.")
    with qtbot.waitSignal(tab.asked, timeout=20_000):
        ask(qtbot, tab)


def test_a_model_is_named_by_provider_and_name_or_as_commands_have_it(qtbot: QtBot, desk: Desk) -> None:
    known = [provider(name) for name in ("openai", "nebius", "azure")]
    dialog = HostedDialog(known)
    qtbot.addWidget(dialog)
    assert dialog.provider.count() == 2, "Azure has no address yet"
    assert not dialog.use.isEnabled()
    dialog.name.setText("nebius:Qwen/Qwen3-8B")
    assert dialog.provider.currentText() == "Nebius Token Factory"
    with qtbot.waitSignal(dialog.named) as named:
        dialog.use.click()
    assert (named.args[0].provider.id, named.args[0].model) == ("nebius", "Qwen/Qwen3-8B")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_the_list_leads_to_the_dialog_that_names_one(
    qtbot: QtBot, tab: PlaygroundTab, server: HostedServer
) -> None:
    choice = tab.findChild(ModelChoice)
    (row,) = [row for row in range(choice.count()) if "at a provider…" in choice.itemText(row)]
    choice.setCurrentIndex(row)
    choice.activated.emit(row)
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(HostedDialog)))
    (dialog,) = tab.window().findChildren(HostedDialog)
    dialog.name.setText(f"openai:{TUNED}")
    dialog.use.click()
    assert choice.currentText() == f"{TUNED} · at OpenAI"


def test_a_hosted_model_is_moved_from_here(
    qtbot: QtBot, desk: Desk, tab: PlaygroundTab, server: HostedServer
) -> None:
    tab.findChild(ModelChoice).add_named(HostedChoice(TUNED, provider("openai"), TUNED))
    (move,) = [each for each in tab.findChildren(QPushButton) if each.text() == "Move to this computer…"]
    move.click()
    (dialog,) = tab.window().findChildren(MoveDialog)
    assert dialog.choice.model == TUNED
    dialog.reject()
