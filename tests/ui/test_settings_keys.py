"""The keys in the settings, as a user meets them."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.keys import Keys
from geoft_gui.settings import Settings
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.settings_dialog import SettingsDialog
from geoft_gui.ui.settings_pages.key_dialog import KeyDialog
from geoft_gui.ui.settings_pages.key_row import KeyRow
from geoft_gui.ui.settings_pages.keys_page import KeysPage
from tests.hosted_server import HostedServer
from tests.key_stores import LockedStore, MemoryStore, system_store

KEY = "sk-" + "proj-" + "Ab3dEf" * 5


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    made = MemoryStore()
    with system_store(made):
        yield made


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk) -> Iterator[Callable[[Keys], KeysPage]]:
    dialogs: list[SettingsDialog] = []

    def make(keys: Keys) -> KeysPage:
        page = KeysPage(desk, keys)
        dialog = SettingsDialog(Settings(), is_training=False, pages=[("&Keys", page)])
        dialog.finished.connect(page.stop)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.show()
        assert page.rows == {}, "nobody is asked before the page is seen"
        dialog.tabs.setCurrentWidget(page)
        qtbot.waitUntil(lambda: bool(page.rows))
        return page

    yield make
    for dialog in dialogs:
        dialog.close()


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened_over(page: KeysPage) -> QDialog:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, QDialog)
    return shown


def said(row: KeyRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel) if label.isVisible())


def enter(qtbot: QtBot, page: KeysPage, name: str, key: str, *, session_only: bool = False) -> None:
    """Paste a key into the dialog that asks for it, which must close by itself."""

    def paste() -> None:
        dialog = opened_over(page)
        assert isinstance(dialog, KeyDialog)
        assert dialog.field.echoMode() == QLineEdit.EchoMode.Password
        assert not dialog.keep.isEnabled()
        dialog.field.setText(key)
        press(qtbot, dialog.for_session if session_only else dialog.keep)

    QTimer.singleShot(0, paste)
    press(qtbot, page.rows[name].enter)


def test_a_key_is_set_tested_and_deleted(
    qtbot: QtBot, open_page: Callable[[Keys], KeysPage], store: MemoryStore
) -> None:
    with HostedServer(key=KEY) as server:
        page = open_page(Keys())
        assert set(page.rows) == {"openai", "nebius", "azure", "crusoe", "custom", "hugging_face"}
        row = page.rows["custom"]
        assert not row.test.isEnabled()
        assert row.test.toolTip() == "Enter the address first."
        row.address.setText("http://models.example.com/v1")
        press(qtbot, row.keep_address)
        qtbot.waitUntil(lambda: "not encrypted" in said(row))
        row.address.setText(server.url)
        press(qtbot, row.keep_address)
        qtbot.waitUntil(row.test.isEnabled)

        enter(qtbot, page, "custom", KEY)
        qtbot.waitUntil(lambda: KEY[-4:] in row.where.text())
        assert store.kept == {("geoft/custom", "key"): KEY}
        assert row.enter.text() == "Replace …"
        row.test.setFocus()
        press(qtbot, row.test)
        assert page.window().focusWidget() is row.test, "the next letter must not land in the address"
        assert not row.enter.isEnabled()
        qtbot.waitUntil(lambda: "accepts the key" in said(row))
        assert page.window().focusWidget() is row.test

        def agree() -> None:
            buttons = opened_over(page).findChildren(QPushButton)
            press(qtbot, next(each for each in buttons if each.text() == "Delete the key"))

        QTimer.singleShot(0, agree)
        press(qtbot, row.delete)
        qtbot.waitUntil(lambda: row.enter.text() == "Set …")
        assert store.kept == {}
        assert KEY not in said(row)


def test_the_page_opens_at_the_issuer_whose_key_is_missing(
    qtbot: QtBot, desk: Desk, store: MemoryStore
) -> None:
    page = KeysPage(desk, Keys())
    dialog = SettingsDialog(Settings(), is_training=False, pages=[("&Keys", page)])
    dialog.finished.connect(page.stop)
    qtbot.addWidget(dialog)
    page.go_to("custom")
    dialog.tabs.setCurrentWidget(page)
    dialog.resize(dialog.minimumSizeHint())
    dialog.show()
    qtbot.waitUntil(lambda: page._scrolled.verticalScrollBar().value() > 0)
    row = page.rows["custom"]
    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect().height() == row.height())
    assert dialog.focusWidget() is row.address
    dialog.close()


def test_a_key_of_the_environment_is_shown_as_such(
    open_page: Callable[[Keys], KeysPage], store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEBIUS_API_KEY", KEY)
    row = open_page(Keys()).rows["nebius"]
    assert "environment variable NEBIUS_API_KEY" in row.where.text()
    assert KEY[-4:] in row.where.text()
    assert (row.test.isEnabled(), row.delete.isEnabled()) == (True, False)
    assert "environment" in row.delete.toolTip()


def test_where_the_store_does_not_work_a_key_is_kept_for_the_session(
    qtbot: QtBot, open_page: Callable[[Keys], KeysPage]
) -> None:
    keys = Keys()
    locked = LockedStore()
    with system_store(locked):
        page = open_page(keys)
        assert locked.asked <= 1, "its user is asked for a password once, not for every key"
        assert "locked" in page.about.text()
        assert "for this session only" in page.about.text()
        enter(qtbot, page, "openai", KEY, session_only=True)
        qtbot.waitUntil(lambda: "for this session only" in page.rows["openai"].where.text())
        assert keys.get("openai") == KEY
    with system_store(MemoryStore()):
        press(qtbot, page.again)
        qtbot.waitUntil(page.again.isHidden)


def test_what_is_no_key_is_said_in_the_dialog(
    qtbot: QtBot, open_page: Callable[[Keys], KeysPage], store: MemoryStore
) -> None:
    page = open_page(Keys())
    seen: list[str] = []

    def paste() -> None:
        dialog = opened_over(page)
        assert isinstance(dialog, KeyDialog)
        dialog.field.setText("my key is " + KEY)
        press(qtbot, dialog.keep)
        qtbot.waitUntil(lambda: "no spaces" in dialog.said.text())
        seen.append(dialog.said.text())
        press(qtbot, dialog.cancel)

    QTimer.singleShot(0, paste)
    press(qtbot, page.rows["openai"].enter)
    assert seen
    assert store.kept == {}


def test_the_settings_may_be_closed_while_a_server_is_asked(
    qtbot: QtBot, desk: Desk, open_page: Callable[[Keys], KeysPage], store: MemoryStore
) -> None:
    with HostedServer(key=KEY) as server:
        page = open_page(Keys())
        row = page.rows["custom"]
        row.address.setText(server.url)
        press(qtbot, row.keep_address)
        qtbot.waitUntil(row.test.isEnabled)
        press(qtbot, row.test)
        dialog = page.window()
        dialog.close()
        desk.background.close()
