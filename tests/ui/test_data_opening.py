"""Every way to open examples: a folder, one from before, a data set of the hub, a table to be explained."""

import gzip
import select
import socket
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.data.rows import read_rows
from geoft_gui.keys import HUGGING_FACE, Keys
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.data_tools import DataTools
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.hub_dialog import HubDialog
from geoft_gui.ui.notices import Notice
from geoft_gui.ui.widgets.leaving_dialog import LeavingDialog
from tests.data.test_hub import Hub, hub
from tests.key_stores import MemoryStore, system_store
from tests.ui.open_rows import CUBE, GOOD_ROWS, Open, broken, few, numbers, open_file, tab, visible_words

__all__ = ["broken", "few", "hub", "open_file", "tab"]

PATIENCE = 30_000
"""Milliseconds for a process to start and to work, on a busy machine."""
PATIENCE_WITH_CHILD = 5.0
"""Seconds in which one that waits for an answer ends; by itself it would wait for 20."""


def table(path: Path, *names: str) -> Path:
    document = CUBE.replace('"', '""')
    path.write_text(f'{",".join(names)}\nfirst,"{document}",Create a 20mm cube\n', encoding="utf-8")
    return path


def fields(tab: DataTab) -> dict[str, QComboBox]:
    return {field.accessibleName(): field for field in tab.header.columns.findChildren(QComboBox)}


def choose(qtbot: QtBot, field: QComboBox, name: str) -> None:
    field.setCurrentIndex(field.findText(name))
    field.activated.emit(field.currentIndex())


class Asked:
    """Answers the question whether edits may be lost."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.may_leave = False
        monkeypatch.setattr(LeavingDialog, "exec", lambda dialog: self._answer())

    def _answer(self) -> LeavingDialog.DialogCode:
        self.times += 1
        return LeavingDialog.DialogCode.Accepted if self.may_leave else LeavingDialog.DialogCode.Rejected


def test_a_folder_and_a_packed_file_are_opened(
    qtbot: QtBot, tab: DataTab, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = few.parent / "rows"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(few.read_bytes())
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(few.read_bytes()))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    with qtbot.waitSignal(tab.opened):
        tab.open_buttons.choose_folder()
    assert numbers(tab) == [str(number) for number in range(1, 2 * GOOD_ROWS + 1)]
    assert "60 examples from rows" in visible_words(tab.header)


def test_what_was_opened_before_is_one_click_away(qtbot: QtBot, tab: DataTab, broken: Path) -> None:
    gone = broken.with_name("salt & pepper.csv")
    tab.show_recent((broken, gone))
    shown = [button for button in tab.findChildren(QPushButton) if button.isVisible()]
    again = {button.accessibleName(): button for button in shown}
    assert "Open salt & pepper.csv again" in again
    with qtbot.waitSignal(tab.opened):
        qtbot.mouseClick(again["Open broken.jsonl again"], Qt.MouseButton.LeftButton)
    assert numbers(tab) == ["1", "2", "3", "4", "5"]


def test_columns_that_were_guessed_are_shown_and_can_be_changed(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    assert open_file(table(few.with_suffix(".csv"), "name", "json", "text")).usable == 1
    shown = fields(tab)
    assert (shown["Prompt:"].currentText(), shown["Answer:"].currentText()) == ("text", "json")
    assert "1 more column is kept beside the rows." in visible_words(tab.header)
    assert "choose the columns above" in visible_words(tab.browser.findings)
    with qtbot.waitSignal(tab.opened) as opened:
        choose(qtbot, shown["Prompt:"], "name")
    assert opened.args[0].rows == 1
    assert "first" in tab.details.conversation.toPlainText()
    with qtbot.waitSignal(tab.opened) as opened:
        # Prompt and answer change places.
        choose(qtbot, fields(tab)["Prompt:"], "json")
    assert opened.args[0].usable == 0


def test_the_columns_are_shown_as_they_are_read_when_edits_are_to_be_saved_first(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file(table(few.with_suffix(".csv"), "name", "json", "text"))
    tab.details.begin_to_edit()
    # What is still being typed is an edit, too.
    tab.details.editor.prompt.setPlainText("Create a 20 mm cube, please")
    leave = Asked(monkeypatch)
    choose(qtbot, fields(tab)["Prompt:"], "name")
    assert leave.times == 1
    assert fields(tab)["Prompt:"].currentText() == "text"
    assert tab.details.is_editing


def test_plain_columns_need_no_explaining(tab: DataTab, open_file: Open, few: Path) -> None:
    open_file(table(few.with_suffix(".csv"), "id", "completion", "prompt"))
    assert not tab.header.columns.isVisible()
    open_file(few)
    assert not tab.header.columns.isVisible()


def test_a_table_that_says_nothing_is_read_once_it_is_explained(
    qtbot: QtBot, tab: DataTab, few: Path
) -> None:
    odd = few.with_suffix(".csv")
    odd.write_text('x,y,z\n1,"cube","{}"\n', encoding="utf-8")
    with qtbot.waitSignal(tab.closed):
        tab.open_file(odd)
    assert "Choose above which column is the prompt, and which is the answer." in visible_words(tab)
    choose(qtbot, fields(tab)["Prompt:"], "y")
    with qtbot.waitSignal(tab.opened):
        choose(qtbot, fields(tab)["Answer:"], "z")
    assert "cube" in tab.details.conversation.toPlainText()


def test_the_ceiling_says_its_reasons_and_leads_to_mending(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = few.with_name("unstated.jsonl")
    few_lines = few.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(few_lines).replace("140*31*10", "good") + "\n", encoding="utf-8")
    wanted: list[tuple[str, ...]] = []
    monkeypatch.setattr(DataTools, "mend", lambda self, fixes, code="": wanted.append(tuple(fixes)))
    opened = open_file(path)
    assert any("numbers that" in said for said in opened.warnings)
    assert "97 %" in visible_words(tab.header)
    assert "After the fixes: 100 %." in visible_words(tab.header)
    assert "not state" not in visible_words(tab.header)
    qtbot.mouseClick(tab.header.ceiling.why, Qt.MouseButton.LeftButton)
    assert "not state" in visible_words(tab.header)
    qtbot.mouseClick(tab.header.ceiling.mend, Qt.MouseButton.LeftButton)
    one = next(
        button
        for button in tab.browser.findings.findChildren(QPushButton)
        if button.accessibleName().startswith("Mend: 1 answer has numbers")
    )
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert wanted[0] == ()
    assert "rewrite_prompt" in wanted[1]


def test_rows_that_were_made_alone_wait_for_edits_to_be_saved(
    qtbot: QtBot,
    tab: DataTab,
    desk: Desk,
    open_file: Open,
    broken: Path,
    few: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_file(few)
    tab.details.begin_to_edit()
    tab.details.editor.prompt.setPlainText("Create a 20 mm cube, please")
    monkeypatch.setattr(DataTools, "_run", lambda tools, dialog: dialog.reject())
    tab.tools.make_rows()
    assert tab.details.edit_bar.isVisible()
    told: list[Notice] = []
    desk.notices.posted.connect(told.append)
    leave = Asked(monkeypatch)
    tab.tools.made_alone.emit(broken)
    assert len(numbers(tab)) == GOOD_ROWS
    assert told[0].step is not None
    leave.may_leave = True
    with qtbot.waitSignal(tab.opened):
        told[0].step.go()
    assert len(numbers(tab)) == 5


# ---- the hub


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> HubDialog:
    made = HubDialog(desk)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def server(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """Answers to the children as the hub does."""
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    return hub


def test_a_data_set_of_the_hub_is_downloaded_and_opened(
    qtbot: QtBot, dialog: HubDialog, server: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_user")
    assert not dialog.fetch.isEnabled()
    assert dialog.fetch.toolTip() == "Type the name of a data set first."
    qtbot.keyClicks(dialog.name, " owner/parts ")
    with qtbot.waitSignal(dialog.fetched, timeout=PATIENCE) as fetched:
        qtbot.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
    assert len(list(read_rows(fetched.args[0]))) == 4
    assert not dialog.isVisible()
    # A private data set is given to the key of the user.
    assert server.keys == {"Bearer hf_of_the_user"}


def test_the_key_of_the_settings_opens_a_private_data_set(
    qtbot: QtBot, dialog: HubDialog, server: Hub
) -> None:
    with system_store(MemoryStore()):
        Keys().set(HUGGING_FACE, "hf_of_the_settings")
        qtbot.keyClicks(dialog.name, "owner/parts")
        with qtbot.waitSignal(dialog.fetched, timeout=PATIENCE):
            qtbot.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
    assert server.keys == {"Bearer hf_of_the_settings"}


def test_what_is_wrong_with_a_data_set_is_said_where_it_was_named(
    qtbot: QtBot, dialog: HubDialog, server: Hub
) -> None:
    qtbot.keyClicks(dialog.name, "somebody/parts")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "There is no data set" in visible_words(dialog), timeout=PATIENCE)
    assert dialog.fetch.isEnabled()


def test_a_download_ends_with_its_dialog(
    qtbot: QtBot, desk: Desk, dialog: HubDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # It takes the call, and never answers.
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        qtbot.keyClicks(dialog.name, "somebody/parts")
        qtbot.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(dialog.bar.isVisible)
        assert dialog.stop.text() == "Stop"
        qtbot.waitUntil(lambda: bool(select.select([silent], [], [], 0)[0]), timeout=PATIENCE)
        call, _ = silent.accept()
        with call:
            qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
            assert not dialog.isVisible()
            begun = time.monotonic()
            desk.background.close()
            assert time.monotonic() - begun < PATIENCE_WITH_CHILD
