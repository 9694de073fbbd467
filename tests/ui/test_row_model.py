"""The table of rows: what it shows of those that have come, and of those that are wanted."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.row_filter import RowFilter, places_of
from geoft_gui.ui.row_model import Column, RowModel

ROWS = (
    Row(1, (Message("user", "Create a\n20mm cube"), Message("assistant", '{"type":"cube"}'))),
    UnreadableRow(2, "The line is not JSON."),
    Row(3, (Message("user", "A BALL of 1 inch"), Message("assistant", '{"type":"sphere"}'))),
    Row(5, (Message("assistant", "{}"),)),
)
VERDICTS = (
    RowVerdict(1, "cube", 1234, True),
    RowVerdict(2, None, 0, False, (RowFinding("unreadable", "The line is not JSON."),)),
    RowVerdict(3, "boolean_union", 20, True, (RowFinding("wordy"), RowFinding("long_form"))),
    RowVerdict(5, None, 7, False, (RowFinding("no_prompt"),)),
)


@pytest.fixture
def model(qtbot: QtBot, appearance: Appearance) -> RowModel:
    made = RowModel(appearance)
    # Fails the test where the model breaks a rule of Qt's models.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def lines(model: QAbstractItemModel) -> list[list[str]]:
    return [
        [model.index(line, column).data() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def show_only(model: RowModel, wanted: RowFilter) -> None:
    table = model.snapshot()
    model.show_only(wanted, places_of(wanted, table, lambda: False), len(table.rows))


def test_rows_are_there_before_their_verdicts(model: RowModel) -> None:
    model.add(ROWS)
    assert lines(model)[0] == ["1", "Create a 20mm cube", "…", "…", "…"]
    model.judge(VERDICTS[:2])
    model.judge(VERDICTS[2:])
    assert lines(model) == [
        ["1", "Create a 20mm cube", "Cube", "1,234", "Good"],
        ["2", "The line is not JSON.", "–", "–", "Unusable"],
        ["3", "A BALL of 1 inch", "Union", "20", "Worth a look"],
        ["5", "(no prompt)", "–", "7", "Unusable"],
    ]


def test_a_verdict_says_why(model: RowModel) -> None:
    model.add(ROWS)
    model.judge(VERDICTS)
    why = model.index(1, Column.VERDICT).data(Qt.ItemDataRole.ToolTipRole)
    assert "This line holds no example. The line is not JSON." in why
    assert model.index(0, Column.VERDICT).data(Qt.ItemDataRole.ToolTipRole) is None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (RowFilter("ball"), ["3"]),
        (RowFilter("CUBE create"), ["1"]),
        (RowFilter("sphere ball"), ["3"]),
        (RowFilter("union"), ["3"]),
        (RowFilter("ball cube"), []),
        (RowFilter("not json"), ["2"]),
        (RowFilter(code="no_prompt"), ["5"]),
        (RowFilter("ball", "long_form"), ["3"]),
        (RowFilter("cube", "long_form"), []),
        (RowFilter("  "), ["1", "2", "3", "5"]),
    ],
)
def test_only_wanted_rows_are_shown(model: RowModel, wanted: RowFilter, numbers: list[str]) -> None:
    model.add(ROWS)
    model.judge(VERDICTS)
    show_only(model, wanted)
    assert [line[0] for line in lines(model)] == numbers
    assert model.total == len(ROWS)


def test_rows_that_come_later_are_held_against_the_filter(model: RowModel) -> None:
    model.add(ROWS[:1])
    show_only(model, RowFilter("ball"))
    assert model.rowCount() == 0
    model.add(ROWS[1:])
    assert [line[0] for line in lines(model)] == ["3"]
    model.judge(VERDICTS)
    assert lines(model)[0][4] == "Worth a look"
    assert (model.place(0), model.line(2), model.line(0)) == (2, 0, None)


def test_rows_that_came_during_the_search_are_held_against_the_filter(model: RowModel) -> None:
    model.add(ROWS[:2])
    table = model.snapshot()
    places = places_of(RowFilter("ball"), table, lambda: False)
    model.add(ROWS[2:])
    model.show_only(RowFilter("ball"), places, len(table.rows))
    assert [line[0] for line in lines(model)] == ["3"]


def test_nothing_is_left_of_another_file(model: RowModel) -> None:
    model.add(ROWS)
    model.judge(VERDICTS)
    show_only(model, RowFilter("ball"))
    model.clear()
    assert (model.rowCount(), model.total, model.judged) == (0, 0, 0)
    model.add(ROWS)
    assert model.rowCount() == len(ROWS)
