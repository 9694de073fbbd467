"""Making rows in the window: choosing what they are like, looking at ten, and having many made."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.synthesis import Wish, generate_list
from geoft_gui.data.versions import version_of
from geoft_gui.ui.data_work.make_rows_dialog import MakeRowsDialog
from geoft_gui.ui.desk import Desk
from tests.ui.data_work.open_file import OpenedFile

PATIENCE = 30_000
"""Milliseconds for a process to start and to work, on a busy machine."""

Open = Callable[[OpenedFile | None], MakeRowsDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot, desk: Desk) -> Iterator[Open]:
    dialogs: list[MakeRowsDialog] = []

    def open_it(dataset: OpenedFile | None) -> MakeRowsDialog:
        dialog = MakeRowsDialog(desk, dataset)
        qtbot.addWidget(dialog)
        dialog.show()
        dialogs.append(dialog)
        return dialog

    yield open_it
    for dialog in dialogs:
        dialog.reject()
        dialog.reject()


def prompts_in(dialog: MakeRowsDialog) -> list[str]:
    return [dialog.preview.list.item(place).text() for place in range(dialog.preview.list.count())]


def press(qtbot: QtBot, dialog: MakeRowsDialog, title: str) -> None:
    for choice in (dialog.form.kinds, dialog.form.features, dialog.form.difficulties, dialog.form.styles):
        for chip in choice.buttons.values():
            if chip.text() == title:
                qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)


def test_ten_rows_are_shown_as_they_will_be_made_and_other_ten_on_wish(qtbot: QtBot, open_dialog: Open):
    dialog = open_dialog(None)
    press(qtbot, dialog, "Torus")
    press(qtbot, dialog, "Polite")
    wish = Wish(kinds=("torus",), styles=("polite",))
    first, others = ([row.prompt for row in generate_list(10, seed, wish)] for seed in (1, 2))
    qtbot.waitUntil(lambda: prompts_in(dialog) == first, timeout=PATIENCE)
    # The part of the first row is drawn.
    canvas = dialog.preview.part
    qtbot.waitUntil(lambda: "mm³" in canvas._size.text(), timeout=PATIENCE)
    qtbot.mouseClick(dialog.preview.others, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: prompts_in(dialog) == others, timeout=PATIENCE)


def test_what_does_not_go_together_cannot_be_pressed_and_says_why(qtbot: QtBot, open_dialog: Open):
    dialog = open_dialog(None)
    press(qtbot, dialog, "Torus")
    holes = dialog.form.features.buttons["hole"]
    assert not holes.isEnabled() and "together" in holes.toolTip()
    assert dialog.form.features.buttons["rotation"].isEnabled()
    press(qtbot, dialog, "Torus")
    assert holes.isEnabled() and "Single ones" in holes.toolTip()


def test_a_choice_that_nothing_comes_of_is_told(qtbot: QtBot, open_dialog: Open):
    dialog = open_dialog(None)
    for title in ("Torus", "Cube", "Holes"):
        press(qtbot, dialog, title)
    assert "Torus" in dialog.form.remark
    assert dialog.go.isEnabled()
    for title in ("Torus", "Cube", "Holes", "Hard", "Fillets"):
        press(qtbot, dialog, title)
    # What is hard has more than a fillet.
    assert "No part is all that" in dialog.form.remark
    assert not dialog.go.isEnabled() and "choose something else" in dialog.go.toolTip()
    press(qtbot, dialog, "Holes")
    assert dialog.form.remark == ""
    assert dialog.go.isEnabled()


def test_rows_come_after_the_open_ones_as_a_new_version(qtbot: QtBot, open_dialog: Open, opened: OpenedFile):
    dialog = open_dialog(opened)
    dialog.rows.setValue(12)
    assert "60 rows of cubes.jsonl" in dialog.together.text()
    assert dialog.go.text() == "Make 12 rows"
    with qtbot.waitSignal(dialog.made, timeout=PATIENCE) as made:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    path: Path = made.args[0]
    rows = [row for row in read_rows(path) if isinstance(row, Row)]
    assert len(rows) == 72
    assert [row.prompt for row in rows[:60]] == [row.prompt for row in opened.rows if isinstance(row, Row)]
    version = version_of(path)
    assert version is not None and version.original == opened.path
    assert not dialog.isVisible()


def test_rows_alone_are_of_no_file(qtbot: QtBot, open_dialog: Open, opened: OpenedFile):
    dialog = open_dialog(opened)
    dialog.rows.setValue(5)
    dialog.alone.setChecked(True)
    # What is edited in the open ones is not in these: whoever opens them asks.
    with qtbot.waitSignal(dialog.made_alone, timeout=PATIENCE) as made:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    version = version_of(made.args[0])
    assert version is not None and version.original is None
    assert version.report["rows"] == 5


def test_making_can_be_stopped_and_leaves_nothing(qtbot: QtBot, open_dialog: Open, own_home: Path):
    dialog = open_dialog(None)
    dialog.rows.setValue(1_000_000)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "so far" in dialog.state.text(), timeout=PATIENCE)
    assert dialog.cancel.text() == "Stop" and not dialog.form.isEnabled()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and dialog.cancel.text() == "Cancel" and dialog.go.isEnabled()
    qtbot.waitUntil(lambda: not [path for path in own_home.rglob("*") if path.is_file()], timeout=PATIENCE)
