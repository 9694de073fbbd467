"""A training at a provider: what is asked, what is said before it, and what the user agrees to."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.app import Studio, Tab
from geoft_gui.backends.places import TrainingPlaces
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.hosted.providers import provider, write_custom
from geoft_gui.hosted.refusal_words import day_in_words
from geoft_gui.hosted.refused import remember_refusal, who
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.settings_dialog import SettingsDialog
from geoft_gui.ui.train_tab import TrainTab
from geoft_gui.ui.training.agree_dialog import AgreeDialog
from tests.backends.small_rows import write_small_rows
from tests.hosted_server import HostedServer

KEY = "sk-" + "Ab3dEf" * 5
BASE = "gpt-4.1-mini-2025-04-14"
WHOSE = who(None, KEY, provider("openai").base_url)
Opened = Callable[[dict[str, str]], TrainTab]


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Opened]:
    """Opens the tab with these keys, which may be changed later. Nobody but this computer is asked."""
    watchers: list[RunWatcher] = []

    def make(keys: dict[str, str]) -> TrainTab:
        supervisor = Supervisor(tmp_path / "runs", TrainingPlaces(keys.get))
        watcher = RunWatcher(supervisor)
        watchers.append(watcher)
        tab = TrainTab(desk, watcher, supervisor, key_of=keys.get)
        qtbot.addWidget(tab)
        tab.use_data(write_small_rows(tmp_path / "rows.jsonl"), None)
        qtbot.waitUntil(lambda: tab._form._where.count() > 1)
        return tab

    yield make
    for watcher in watchers:
        watcher.close()


def go_to(qtbot: QtBot, tab: TrainTab, provider: str) -> None:
    """Choose a place, and wait until all that can be known is said."""
    where = tab._form._where
    ids = [one.id for one in where._providers]
    where.setCurrentIndex(ids.index(provider) + 1)
    where.activated.emit(where.currentIndex())
    wait_for_look(qtbot, tab)


def wait_for_look(qtbot: QtBot, tab: TrainTab) -> None:
    qtbot.waitUntil(lambda: tab._outlook.estimate is not None and not tab._outlook.is_working, timeout=20_000)


def said(tab: TrainTab) -> str:
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisibleTo(tab))


def press(tab: TrainTab, text: str) -> None:
    (shown,) = (one for one in tab.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(tab))
    shown.click()


def test_a_provider_says_until_when_what_leaves_and_what_it_costs(qtbot: QtBot, opened: Opened) -> None:
    tab = opened({"openai": KEY})
    go_to(qtbot, tab, "openai")
    told = said(tab)
    assert told.index("From 6 January 2027 nobody can start a training") < told.index("leave this computer")
    assert told.index("leave this computer") < told.index("What it costs")
    assert "60 rows" in told
    assert "The conversations of rows.jsonl, and nothing else." in told
    assert "you agree to at most $0.0" in told
    assert "A trained model costs nothing while nobody asks it" in told
    for only_here in ("What it learns", "Try it in small first", "How thoroughly", "parts that it has never"):
        assert only_here not in told
    assert tab._start.text() == "&Send and train …"
    assert not tab._supervisor.list()


def test_without_a_key_the_button_leads_to_the_keys(qtbot: QtBot, opened: Opened) -> None:
    keys: dict[str, str] = {}
    tab = opened(keys)
    go_to(qtbot, tab, "openai")
    assert tab._start.text() == "Give the &key first …"
    assert "There is no key for OpenAI yet." in said(tab)
    with qtbot.waitSignal(tab.keys_wanted):
        qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    keys["openai"] = KEY
    tab.look_for_providers()
    qtbot.waitUntil(lambda: tab._start.text() == "&Send and train …", timeout=20_000)
    assert "There is no key" not in said(tab)


def test_without_an_address_the_button_leads_there(qtbot: QtBot, opened: Opened) -> None:
    tab = opened({})
    go_to(qtbot, tab, "custom")
    assert tab._start.text() == "Give the &address first …"
    with qtbot.waitSignal(tab.keys_wanted) as wanted:
        qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    assert wanted.args == ["custom"]


def test_the_amount_that_is_agreed_to_is_the_budget(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[RunSpec] = []

    def start(supervisor: Supervisor, spec: RunSpec, *asked: object, **more: object) -> RunFolder:
        asked_for.append(spec)
        return RunFolder(supervisor.root / spec.id)

    tab = opened({"openai": KEY})
    go_to(qtbot, tab, "openai")
    tab._form._hosted_settings.epochs.widget.setValue(7)  # type: ignore[attr-defined]
    tab._form._hosted_settings.more.click()
    field = tab._form._hosted_settings.fields["batch_size"]
    field.setFocus()
    qtbot.keyClicks(field, "4")
    qtbot.waitUntil(lambda: tab._planned is None, timeout=5_000)
    qtbot.waitUntil(lambda: tab._planned is not None, timeout=20_000)
    wait_for_look(qtbot, tab)
    monkeypatch.setattr(Supervisor, "start", start)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    (dialog,) = tab.findChildren(AgreeDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    most = tab._outlook.most
    assert most is not None
    assert "This sends 60 rows to OpenAI and costs between $" in told
    assert f"at most ${most:.2f}." in told
    assert dialog.go.text() == f"Train for at most ${most:.2f}"
    assert not asked_for
    with qtbot.waitSignal(tab.started, timeout=20_000):
        dialog.go.click()
    hosted = asked_for[0].hosted
    assert hosted is not None
    assert (hosted.epochs, hosted.batch_size) == (7, 4)
    assert hosted.budget == pytest.approx(most)
    assert (asked_for[0].backend, asked_for[0].model) == ("openai", "gpt-4.1-mini-2025-04-14")


def test_a_price_that_nobody_knows_is_agreed_to_as_such(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[RunSpec] = []

    def start(supervisor: Supervisor, spec: RunSpec, *asked: object, **more: object) -> RunFolder:
        asked_for.append(spec)
        return RunFolder(supervisor.root / spec.id)

    tab = opened({"nebius": KEY})
    go_to(qtbot, tab, "nebius")
    tab._form._hosted_model.list.setCurrentIndex(1)
    tab._form._hosted_model.list.activated.emit(1)
    qtbot.waitUntil(lambda: tab._planned is not None and "70B" in tab._planned.spec.model, timeout=20_000)
    wait_for_look(qtbot, tab)
    assert "GeoFT does not know what meta-llama/Llama-3.3-70B-Instruct costs there." in said(tab)
    monkeypatch.setattr(Supervisor, "start", start)
    qtbot.mouseClick(tab._start, Qt.MouseButton.LeftButton)
    (dialog,) = tab.findChildren(AgreeDialog)
    assert dialog.go.text() == "Train, whatever it costs"
    with qtbot.waitSignal(tab.started, timeout=20_000):
        dialog.go.click()
    hosted = asked_for[0].hosted
    assert hosted is not None
    assert (hosted.budget, hosted.any_price) == (None, True)


def test_a_refusal_that_is_known_is_in_the_way(qtbot: QtBot, opened: Opened) -> None:
    yesterday = date.today() - timedelta(1)
    remember_refusal("openai", WHOSE, yesterday)
    tab = opened({"openai": KEY})
    go_to(qtbot, tab, "openai")
    assert f"It said so on {day_in_words(yesterday)}." in said(tab)
    assert "There are three ways on" in said(tab)
    assert tab._start.text() == "Mend what is in the way"
    assert not tab._start.isEnabled()
    press(tab, "Try it all the same")
    qtbot.waitUntil(lambda: tab._start.text() == "&Send and train …", timeout=20_000)
    assert "There are three ways on" not in said(tab)


def test_what_is_refused_at_the_start_turns_the_button_off_and_offers_this_computer(
    qtbot: QtBot, opened: Opened
) -> None:
    tab = opened({"openai": KEY})
    go_to(qtbot, tab, "openai")
    remember_refusal("openai", WHOSE, date.today())
    tab._launch(("budget=9.00",))
    qtbot.waitUntil(lambda: "There are three ways on" in said(tab), timeout=20_000)
    qtbot.waitUntil(lambda: tab._start.text() == "Mend what is in the way", timeout=20_000)
    assert not tab._start.isEnabled()
    press(tab, "Train on this computer")
    assert tab._provider is None
    qtbot.waitUntil(lambda: tab._start.text() == "&Start training", timeout=20_000)


def test_a_server_of_ones_own_tells_its_models(qtbot: QtBot, opened: Opened) -> None:
    with HostedServer(key=KEY) as server:
        write_custom(server.url)
        tab = opened({"custom": KEY})
        go_to(qtbot, tab, "custom")
        models = tab._form._hosted_model
        qtbot.waitUntil(lambda: models.list.findText(BASE) > 0, timeout=20_000)
        assert models.value == "", "none is chosen by itself"
        models.list.setCurrentText(BASE)
        models.list.activated.emit(models.list.currentIndex())
        qtbot.waitUntil(lambda: tab._start.text() == "&Start training", timeout=20_000)
        assert tab._planned is not None
        assert tab._planned.spec.model == BASE


def test_a_server_of_this_computer_takes_any_model_and_is_not_asked_about_money(
    qtbot: QtBot, opened: Opened
) -> None:
    write_custom("http://127.0.0.1:9/v1")
    tab = opened({})
    go_to(qtbot, tab, "custom")
    assert "No model is chosen." in said(tab)
    qtbot.keyClicks(tab._form._hosted_model.name, "my-model")
    qtbot.waitUntil(lambda: tab._start.text() == "&Start training", timeout=20_000)
    assert "is on this computer." in said(tab)
    assert tab._planned is not None
    assert tab._planned.spec.model == "my-model"


def test_back_on_this_computer_everything_is_as_before(qtbot: QtBot, opened: Opened) -> None:
    tab = opened({})
    go_to(qtbot, tab, "nebius")
    assert "Qwen/Qwen3-8B" in said(tab)
    tab._form._where.setCurrentIndex(0)
    tab._form._where.activated.emit(0)
    qtbot.waitUntil(lambda: tab._start.text() == "&Start training", timeout=20_000)
    assert "How thoroughly" in said(tab)
    assert "Qwen/Qwen3-8B" not in said(tab)
    assert "Until when" not in said(tab)


def test_the_settings_open_at_the_keys_and_what_changed_there_is_seen(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def give_key(dialog: SettingsDialog) -> int:
        shown.append(dialog.tabs.tabText(dialog.tabs.currentIndex()))
        studio.keys.set("openai", KEY, session_only=True)
        return 0

    monkeypatch.setattr(SettingsDialog, "exec", give_key)
    studio = Studio(qapp)
    try:
        studio.show()
        tab = studio.window.go_to(Tab.TRAIN)
        assert isinstance(tab, TrainTab)
        qtbot.waitUntil(lambda: tab._form._where.count() > 1)
        go_to(qtbot, tab, "openai")
        tab._start.click()
        assert shown == ["&Keys"]
        qtbot.waitUntil(lambda: tab._start.text() == "&Send and train …", timeout=20_000)
    finally:
        studio.shut_down()
        studio.discard()
