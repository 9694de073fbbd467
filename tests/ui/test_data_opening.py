"""Every way to open examples: a folder, one from before, a data set of the hub, a table to be explained."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.data import hub
from geoft_gui.errors import UserError
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.data_tools import DataTools
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.hub_dialog import HubDialog
from tests.ui.open_rows import CUBE, GOOD_ROWS, Open, broken, few, numbers, open_file, tab, visible_words

__all__ = ["broken", "few", "open_file", "tab"]


def table(path: Path, *names: str) -> Path:
    document = CUBE.replace('"', '""')
    path.write_text(f'{",".join(names)}\nfirst,"{document}",Create a 20mm cube\n', encoding="utf-8")
    return path


def fields(tab: DataTab) -> dict[str, QComboBox]:
    return {field.accessibleName(): field for field in tab.header.columns.findChildren(QComboBox)}


def choose(qtbot: QtBot, field: QComboBox, name: str) -> None:
    field.setCurrentIndex(field.findText(name))
    field.activated.emit(field.currentIndex())


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
    with qtbot.waitSignal(tab.opened) as opened:
        choose(qtbot, shown["Prompt:"], "name")
    assert opened.args[0].rows == 1
    assert "first" in tab.details.conversation.toPlainText()
    with qtbot.waitSignal(tab.opened) as opened:
        # Prompt and answer change places.
        choose(qtbot, fields(tab)["Prompt:"], "json")
    assert opened.args[0].usable == 0


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
    monkeypatch.setattr(DataTools, "mend", lambda self, fixes: wanted.append(tuple(fixes)))
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


# ---- the hub


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> HubDialog:
    made = HubDialog(desk)
    qtbot.addWidget(made)
    made.show()
    return made


Fetch = Callable[..., Path]


def fetch_by(monkeypatch: pytest.MonkeyPatch, fetch: Fetch) -> None:
    monkeypatch.setattr(hub, "fetch_dataset", fetch)


def test_a_data_set_of_the_hub_is_downloaded_and_opened(
    qtbot: QtBot, dialog: HubDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def fetch(name: str, folder: Path, on_progress: Any, cancelled: Any) -> Path:
        asked.extend((name, folder))
        on_progress(0.5)
        return tmp_path

    fetch_by(monkeypatch, fetch)
    assert not dialog.fetch.isEnabled()
    assert dialog.fetch.toolTip() == "Type the name of a data set first."
    qtbot.keyClicks(dialog.name, " somebody/parts ")
    with qtbot.waitSignal(dialog.fetched) as fetched:
        qtbot.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
    assert fetched.args == [tmp_path]
    assert asked[0] == "somebody/parts"
    assert not dialog.isVisible()


def test_what_is_wrong_with_a_data_set_is_said_where_it_was_named(
    qtbot: QtBot, dialog: HubDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(*_: Any) -> Path:
        raise UserError("There is no data set somebody/parts.", "Look at its name again.")

    fetch_by(monkeypatch, fetch)
    qtbot.keyClicks(dialog.name, "somebody/parts")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "There is no data set" in visible_words(dialog))
    assert dialog.fetch.isEnabled()


def test_a_download_ends_with_its_dialog(
    qtbot: QtBot, dialog: HubDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended: list[bool] = []

    def fetch(name: str, folder: Path, on_progress: Any, cancelled: Any) -> Path:
        while not cancelled():
            on_progress(-1.0)
        ended.append(True)
        return tmp_path

    fetch_by(monkeypatch, fetch)
    qtbot.keyClicks(dialog.name, "somebody/parts")
    qtbot.mouseClick(dialog.fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.bar.isVisible)
    assert dialog.stop.text() == "Stop"
    qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ended == [True])
    assert not dialog.isVisible()
