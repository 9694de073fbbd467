"""Fixes are tried before they are done, and done into a new version."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.data.desk.mending import SET_ASIDE
from geoft_gui.data.fixes.catalogue import DEFAULT
from geoft_gui.data.row import Row
from geoft_gui.data.rows import read_rows
from geoft_gui.data.versions import history, version_of
from geoft_gui.ui.data_work.changed_text import differences
from geoft_gui.ui.data_work.mend_dialog import MendDialog
from geoft_gui.ui.data_work.row_numbers import shortened
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.ceiling_line import CeilingLine
from tests.ui.data_work.open_file import OpenedFile

WORDY = json.dumps(
    {"id": "5", "type": "sphere", "dimensions": {"radius": 12.5, "unit": "mm"}, "name": None}, indent=2
)


@pytest.fixture
def doubtful(qtbot: QtBot, tmp_path: Path) -> OpenedFile:
    """Three rows: one wordy with a size that its prompt does not state, one twice, and one without answer."""
    path = tmp_path / "doubtful.jsonl"
    cube = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
    turns = (
        ("Make a ball", WORDY),
        ("Create a 20mm cube", cube),
        ("Create a 20mm cube", cube),
        ("A cone", ""),
    )
    rows = [
        {"messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]}
        for prompt, answer in turns
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return OpenedFile(path)


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, doubtful: OpenedFile) -> MendDialog:
    made = MendDialog(desk, doubtful)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(
        lambda: "set aside" in made.tabs.tabText(1).lower() and "(" in made.tabs.tabText(1), timeout=30_000
    )
    return made


def figures(dialog: MendDialog) -> str:
    return "\n".join(label.text() for label in dialog.effect.findChildren(QLabel))


def test_fixes_are_tried_and_the_effect_is_shown(dialog: MendDialog) -> None:
    assert set(dialog.fixes.ticked) == DEFAULT
    said = figures(dialog)
    assert "2 of 4" in said
    assert "% fewer" in said
    assert "Hosted training:" in said
    assert dialog.tabs.tabText(1) == "Set aside (2)"
    table = dialog.set_aside.table
    assert [table.item(line, 0).text() for line in range(table.rowCount())] == ["3", "4"]
    assert dialog.preview.prompt.before.toPlainText() == "Make a ball"
    assert (
        "12.5" in dialog.preview.prompt.after.toPlainText()
        or "25" in dialog.preview.prompt.after.toPlainText()
    )
    assert dialog.preview.answers[0].source == WORDY
    assert "id" not in json.loads(dialog.preview.answers[1].source)


def test_another_choice_is_tried_anew(qtbot: QtBot, dialog: MendDialog) -> None:
    dialog.fixes.tick(["drop_duplicates"])
    qtbot.waitUntil(lambda: dialog.tabs.tabText(1) == "Set aside (1)", timeout=30_000)
    assert dialog.preview.which.text() == "No row changes."
    dialog.fixes.tick([])
    assert not dialog.go.isEnabled()
    assert "at least one" in dialog.go.toolTip()


def test_a_new_version_is_made_and_the_original_stays(
    qtbot: QtBot, dialog: MendDialog, doubtful: OpenedFile
) -> None:
    untouched = doubtful.path.read_bytes()
    with qtbot.waitSignal(dialog.made, timeout=30_000) as made:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    (path,) = made.args
    assert len(list(read_rows(path))) == 2
    version = version_of(path)
    assert version is not None and version.what == "mended"
    assert set(version.report["chosen"]) == DEFAULT
    # The card, which is read whole, only counts them.
    assert sum(version.report["set_aside"].values()) == 2
    left_out = path.with_name(SET_ASIDE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["row"] for line in left_out] == [3, 4]
    assert len(list(read_rows(path.parent))) == 2
    assert doubtful.path.read_bytes() == untouched
    assert not dialog.isVisible()


def test_cancelling_leaves_nothing(
    qtbot: QtBot, desk: Desk, dialog: MendDialog, doubtful: OpenedFile
) -> None:
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.is_working
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    desk.background.close()
    assert history(doubtful.path) == ()


def test_only_the_wished_fixes_are_ticked(qtbot: QtBot, desk: Desk, doubtful: OpenedFile) -> None:
    dialog = MendDialog(desk, doubtful, ["canonical"])
    qtbot.addWidget(dialog)
    assert dialog.fixes.ticked == ["canonical"]
    dialog.reject()


def test_of_a_finding_only_its_rows_are_mended(qtbot: QtBot, desk: Desk, doubtful: OpenedFile) -> None:
    dialog = MendDialog(desk, doubtful, ["drop_unusable", "canonical"], rows=[4])
    qtbot.addWidget(dialog)
    assert "Only the row" in dialog.only.text()
    qtbot.waitUntil(lambda: dialog.tabs.tabText(0) == "Before and after (0)", timeout=30_000)
    assert dialog.tabs.tabText(1) == "Set aside (1)"
    dialog.only.setChecked(False)
    qtbot.waitUntil(lambda: dialog.tabs.tabText(0) == "Before and after (1)", timeout=30_000)
    dialog.only.setChecked(True)
    with qtbot.waitSignal(dialog.made, timeout=30_000) as made:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    rows = list(read_rows(made.args[0]))
    assert isinstance(rows[0], Row) and rows[0].answer == WORDY
    assert len(rows) == 3


def test_differences_are_whole_words() -> None:
    before, after = "a ball dia=20mm", "a ball of brass, dia=149.6mm"
    gone, came = differences(before, after)
    assert "".join(before[begin:end] for begin, end in gone) == "20mm"
    assert [after[begin:end] for begin, end in came] == ["of brass, ", "149.6mm"]


def test_texts_that_take_long_to_compare_are_not_compared() -> None:
    before, after = "1," * 1000, "".join(f"{place % 10}," for place in range(1000))
    assert differences(before, after) == ([], [])


def test_a_share_is_said_alike_everywhere(dialog: MendDialog, desk: Desk) -> None:
    line = CeilingLine(desk.appearance)
    line.show_ceiling({"now": 0.9849, "after_fixes": 0.997, "reasons": []})
    assert (line.number.text(), line.after.text()) == ("98 %", "After the fixes: > 99 %.")
    report = {
        "ceiling": {"now": 0.9849, "after_fixes": 0.997},
        "tokens": {"before": 9, "after": 9, "exact": True},
        "median_answer_characters": {"before": 9, "after": 9},
    } | dict.fromkeys(("rows", "kept", "added", "changed"), 1)
    dialog.effect.show_effect(report, ("", "", ""), complete=True)
    assert "98 % → > 99 %" in [label.text() for label in dialog.effect.findChildren(QLabel)]
    line.deleteLater()


def test_many_numbers_of_rows_are_not_said() -> None:
    assert shortened("1-3,7") == "1-3, 7"
    assert shortened(",".join(map(str, range(1000)))) == "0, 1, 2, 3, 4, 5, 6, 7 …"
