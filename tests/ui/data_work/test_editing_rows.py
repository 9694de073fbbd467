"""A row is changed in place, judged meanwhile, undone, and saved as a new version."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.data.desk.request import stamp_of
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.rows import read_rows
from geoft_gui.data.versions import history, version_of
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Notice
from geoft_gui.ui.widgets.row_details import RowDetails
from geoft_gui.ui.widgets.row_editor import LONGEST_EDITED
from tests.ui.data_work.open_file import OpenedFile

PLACE = 2
CUBE = '{"type":"cube","dimensions":{"length":7,"width":7,"height":7}}'


@pytest.fixture
def details(qtbot: QtBot, desk: Desk, opened: OpenedFile) -> RowDetails:
    made = RowDetails(desk)
    qtbot.addWidget(made)
    made.set_dataset(opened)
    made.resize(600, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.show_row(opened.stored(PLACE), None, PLACE)
    return made


def click(qtbot: QtBot, details: RowDetails, name: str) -> None:
    buttons = {"edit": details.edit, "keep": details.editor.keep, "leave": details.editor.leave}
    buttons |= {"undo": details.edit_bar.undo, "save": details.edit_bar.save}
    assert buttons[name].isVisible() and buttons[name].isEnabled()
    qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)


def part_words(details: RowDetails) -> str:
    return "\n".join(label.text() for label in details.part.findChildren(QLabel))


def test_a_change_is_kept_shown_and_undone(qtbot: QtBot, details: RowDetails, opened: OpenedFile) -> None:
    before = opened.stored(PLACE)
    assert isinstance(before, Row)
    assert not details.edit_bar.isVisible()
    click(qtbot, details, "edit")
    assert details.editor.prompt.toPlainText() == before.prompt
    assert details.editor.answer.toPlainText() == json.dumps(json.loads(before.answer), indent=2)
    details.editor.prompt.setPlainText("Create a 7mm cube")
    details.editor.answer.setPlainText(json.dumps(json.loads(CUBE), indent=2))
    click(qtbot, details, "keep")
    changed = opened.edits.row(PLACE)
    assert changed is not None
    assert (changed.prompt, changed.answer) == ("Create a 7mm cube", CUBE)
    assert "Create a 7mm cube" in details.conversation.toPlainText()
    assert details.document.source == CUBE
    assert details.edit_bar.count.text() == "1 row is changed and not saved."
    click(qtbot, details, "undo")
    assert opened.edits.row(PLACE) is None
    assert before.prompt in details.conversation.toPlainText()
    qtbot.keyClick(details, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert opened.edits.row(PLACE) == changed


def test_what_is_typed_is_judged_and_drawn_before_it_is_kept(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    click(qtbot, details, "edit")
    qtbot.waitUntil(lambda: details.editor.remarks.text() == "Nothing is wrong with this row.")
    details.editor.prompt.setPlainText("Create a dice")
    qtbot.waitUntil(lambda: "A dice has no size." in details.editor.remarks.text())
    details.editor.answer.setPlainText(CUBE)
    qtbot.waitUntil(lambda: "7 × 7 × 7 mm" in part_words(details), timeout=20_000)
    assert opened.edits.row(PLACE) is None


def test_leaving_the_fields_changes_nothing(qtbot: QtBot, details: RowDetails, opened: OpenedFile) -> None:
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Something else")
    qtbot.keyClick(details.editor.prompt, Qt.Key.Key_Escape)
    assert not details.is_editing
    assert len(opened.edits) == 0
    assert "Something else" not in details.conversation.toPlainText()


def test_an_answer_that_is_not_touched_stays_as_it_was_written(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    click(qtbot, details, "edit")
    qtbot.keyClick(details.editor.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(opened.edits) == 0
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Another prompt")
    click(qtbot, details, "keep")
    changed, before = opened.edits.row(PLACE), opened.stored(PLACE)
    assert isinstance(changed, Row) and isinstance(before, Row)
    assert changed.answer == before.answer


def test_walking_on_keeps_what_was_typed(qtbot: QtBot, details: RowDetails, opened: OpenedFile) -> None:
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    # News of the row that is being changed leave what is typed alone.
    details.show_row(opened.stored(PLACE), None, PLACE)
    assert details.editor.prompt.toPlainText() == "Create a 7mm cube"
    details.show_row(opened.stored(PLACE + 1), None, PLACE + 1)
    assert not details.is_editing
    changed = opened.edits.row(PLACE)
    assert changed is not None and changed.prompt == "Create a 7mm cube"


def test_edits_are_saved_as_a_version_and_the_file_stays(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    untouched = opened.path.read_bytes()
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    click(qtbot, details, "keep")
    with qtbot.waitSignal(details.made, timeout=30_000) as made:
        click(qtbot, details, "save")
    (path,) = made.args
    version = version_of(path)
    assert version is not None and version.original == opened.path
    assert (version.what, version.report["edited"]) == ("edited", [PLACE + 1])
    rows = [row for row in read_rows(path) if isinstance(row, Row)]
    assert len(rows) == len(opened)
    assert rows[PLACE].prompt == "Create a 7mm cube"
    assert opened.path.read_bytes() == untouched
    assert len(opened.edits) == 0


def test_without_a_place_nothing_can_be_changed(details: RowDetails, opened: OpenedFile) -> None:
    details.show_row(opened.stored(0), None)
    assert not details.edit.isEnabled()
    details.set_dataset(None)
    assert not details.edit.isVisible()


def put(details: RowDetails, opened: OpenedFile, answer: str, prompt: str = "A cube") -> Row:
    """Have a row shown that says this."""
    before = opened.stored(PLACE)
    assert isinstance(before, Row)
    row = replace(before, messages=(Message("user", prompt), Message("assistant", answer)))
    opened.rows[PLACE] = row
    details.show_row(row, None, PLACE)
    return row


def test_what_is_being_typed_is_saved_too_and_nothing_is_edited_meanwhile(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    click(qtbot, details, "keep")
    details.show_row(opened.stored(PLACE + 1), None, PLACE + 1)
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create an 8mm cube")
    with qtbot.waitSignal(details.made, timeout=30_000) as made:
        click(qtbot, details, "save")
        assert not details.is_editing
        details.show_row(opened.stored(PLACE), None, PLACE)
        assert not details.edit.isEnabled() and "Wait" in details.edit.toolTip()
        details.begin_to_edit()
        assert not details.is_editing
    rows = [row for row in read_rows(made.args[0]) if isinstance(row, Row)]
    assert [row.prompt for row in rows[PLACE : PLACE + 2]] == ["Create a 7mm cube", "Create an 8mm cube"]
    assert details.edit.isEnabled()


def test_what_is_typed_counts_and_can_still_be_taken_back(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    details.keep_typed()
    assert details.is_editing and len(opened.edits) == 1
    click(qtbot, details, "leave")
    assert len(opened.edits) == 0


def test_a_file_that_was_written_to_since_is_not_saved_over_the_wrong_rows(
    qtbot: QtBot, desk: Desk, details: RowDetails, opened: OpenedFile
) -> None:
    told: list[Notice] = []
    desk.notices.posted.connect(told.append)
    opened.stamp = stamp_of(opened.path)
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    click(qtbot, details, "keep")
    lines = opened.path.read_bytes().splitlines(keepends=True)
    opened.path.write_bytes(b"".join(lines[1:]))
    click(qtbot, details, "save")
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert "has changed since it was opened" in told[0].message
    assert len(opened.edits) == 1 and details.edit.isEnabled()
    assert history(opened.path) == ()


def test_what_is_not_touched_keeps_every_character(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    put(details, opened, CUBE, "A cube of 7\N{NO-BREAK SPACE}mm,\r\nplease")
    click(qtbot, details, "edit")
    click(qtbot, details, "keep")
    assert len(opened.edits) == 0
    click(qtbot, details, "edit")
    qtbot.keyClicks(details.editor.prompt, "Oh: ")
    click(qtbot, details, "keep")
    changed = opened.edits.row(PLACE)
    assert changed is not None
    assert changed.prompt == "Oh: A cube of 7\N{NO-BREAK SPACE}mm,\nplease"


def test_words_after_the_document_are_not_glued_together(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    answer = '{"type": "cube"} made of steel, 20 mm wide'
    put(details, opened, answer)
    click(qtbot, details, "edit")
    assert details.editor.answer.toPlainText() == answer
    details.editor.answer.setPlainText(answer.replace("20", "21"))
    click(qtbot, details, "keep")
    changed = opened.edits.row(PLACE)
    assert changed is not None and changed.answer == answer.replace("20", "21")


def test_the_fields_stay_when_the_table_shows_nothing_for_a_moment(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    click(qtbot, details, "edit")
    details.editor.prompt.setPlainText("Create a 7mm cube")
    details.show_row(None, None, None)
    details.show_row(opened.stored(PLACE), None, PLACE)
    assert details.is_editing
    assert details.editor.prompt.toPlainText() == "Create a 7mm cube"


def test_a_row_that_is_too_long_cannot_be_changed(details: RowDetails, opened: OpenedFile) -> None:
    put(details, opened, "[" + "1," * LONGEST_EDITED + "1]")
    assert not details.edit.isEnabled()
    assert details.edit.toolTip() == "This row is too long to be changed here."


def test_an_edit_that_comes_while_others_are_saved_is_not_lost(
    qtbot: QtBot, details: RowDetails, opened: OpenedFile
) -> None:
    for place in (0, 1):
        before = opened.stored(place)
        assert isinstance(before, Row)
        opened.edits.change(place, before, replace(before, messages=(Message("user", "A cube"),)))
        if place == 0:
            click(qtbot, details, "save")
    with qtbot.waitSignal(details.made, timeout=30_000):
        pass
    assert len(opened.edits) == 2


def test_a_row_is_left_out_and_put_back(qtbot: QtBot, details: RowDetails, opened: OpenedFile) -> None:
    qtbot.mouseClick(details.leave_out, Qt.MouseButton.LeftButton)
    assert opened.edits.left_out == {PLACE}
    assert "left out of the next version" in details.conversation.toPlainText()
    assert details.edit_bar.count.text() == "1 row is left out, which is not saved yet."
    assert details.leave_out.accessibleName() == "Put the row back"
    details.show_row(opened.stored(PLACE + 1), None, PLACE + 1)
    assert not details.leave_out.isChecked()
    assert "left out" not in details.conversation.toPlainText()
    details.show_row(opened.stored(PLACE), None, PLACE)
    qtbot.mouseClick(details.leave_out, Qt.MouseButton.LeftButton)
    assert not opened.edits.left_out
    click(qtbot, details, "undo")
    assert details.leave_out.isChecked()


def test_a_line_without_an_example_says_what_becomes_of_it(details: RowDetails) -> None:
    details.show_row(UnreadableRow(75, "This is no JSON."), None, PLACE)
    assert "Line 75 holds no example; a new version leaves it out." in details.conversation.toPlainText()
