"""Rows that the user changed: laid over the file, with undo."""

import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.data.desk.request import row_digest
from geoft_gui.data.row import Message, Row
from geoft_gui.ui.edits import Edits


def row(prompt: str, number: int = 3) -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", "{}", 0)))


@pytest.fixture
def edits(qtbot: QtBot) -> Edits:
    return Edits()


def test_changes_are_laid_over_and_undone_one_by_one(edits: Edits) -> None:
    told: list[int] = []
    counts: list[int] = []
    edits.changed.connect(told.append)
    edits.count_changed.connect(counts.append)
    edits.change(2, row("a"), row("b"))
    edits.change(2, row("b"), row("c"))
    assert edits.row(2) == row("c")
    edits.stack.undo()
    assert edits.row(2) == row("b")
    edits.stack.undo()
    assert edits.row(2) is None
    edits.stack.redo()
    assert edits.row(2) == row("b")
    assert told == [2, 2, 2, 2, 2]
    assert counts == [1, 0, 1]


def test_a_change_back_by_hand_is_no_change(edits: Edits) -> None:
    edits.change(2, row("a"), row("b"))
    edits.change(2, row("b"), row("a"))
    edits.change(5, row("x"), row("x"))
    assert edits.places() == []
    assert edits.as_request() == []


def test_discarding_forgets_everything(edits: Edits) -> None:
    edits.change(2, row("a"), row("b"))
    edits.change(4, row("c", 5), row("d", 5))
    told: list[int] = []
    edits.changed.connect(told.append)
    edits.discard()
    assert told == [2, 4]
    assert len(edits) == 0
    assert not edits.stack.canUndo()


def test_a_request_names_rows_by_their_numbers(edits: Edits) -> None:
    before = row("a")
    edits.change(2, before, row("b"))
    assert edits.as_request() == [
        {
            "number": 3,
            "messages": [
                {"role": "user", "content": "b", "weight": 1},
                {"role": "assistant", "content": "{}", "weight": 0},
            ],
            "before": row_digest(before),
        }
    ]


def test_rows_are_left_out_at_once_and_put_back(edits: Edits) -> None:
    counts: list[int] = []
    edits.count_changed.connect(counts.append)
    edits.change(2, row("a"), row("b"))
    edits.leave_out([2, 5, 6])
    edits.leave_out([5, 7])
    assert (len(edits), edits.edited, sorted(edits.left_out)) == (4, 0, [2, 5, 6, 7])
    assert edits.as_request() == []
    edits.leave_out([2, 6], out=False)
    assert (edits.edited, sorted(edits.left_out)) == (1, [5, 7])
    assert [entry["number"] for entry in edits.as_request()] == [3]
    for _ in range(3):
        edits.stack.undo()
    assert (len(edits), edits.row(2)) == (1, row("b"))
    assert counts == [1, 3, 4, 3, 4, 3, 1]
    edits.leave_out([5])
    edits.discard()
    assert (len(edits), counts[-1]) == (0, 0)
