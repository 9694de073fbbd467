"""The table of rows: what it shows of those that are known, and of those that are wanted."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QObject, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from geoft_gui.data.judged_rows import JudgedRows
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.dataset import AnyRow
from geoft_gui.ui.edits import Edits
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


class Held(QObject):
    """An open file whose rows are known and judged when a test says so."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edits = Edits(self)
        self.judgements = JudgedRows()
        self._rows: list[AnyRow] = []
        self.glimpses: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def number(self, place: int) -> int:
        return self._rows[place].number

    def glimpse(self, place: int) -> str | None:
        return self.glimpses.get(place)

    def row(self, place: int) -> AnyRow:
        return self.edits.row(place) or self._rows[place]

    def grow(self, rows: Sequence[AnyRow]) -> None:
        self._rows += rows

    def judge(self, verdicts: Sequence[RowVerdict]) -> None:
        for verdict in verdicts:
            self.judgements.append(self._rows[len(self.judgements)], verdict)


@pytest.fixture
def held(qtbot: QtBot) -> Held:
    return Held()


@pytest.fixture
def model(held: Held, appearance: Appearance) -> RowModel:
    made = RowModel(appearance, held)
    # Fails the test where the model breaks a rule of Qt's models.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.use(held)  # type: ignore[arg-type]  # all that a model asks of an open file
    return made


def grow(model: RowModel, held: Held, rows: Sequence[AnyRow] = ROWS) -> None:
    held.grow(rows)
    model.grow()


def judge(model: RowModel, held: Held, verdicts: Sequence[RowVerdict] = VERDICTS) -> None:
    held.judge(verdicts)
    model.judge()


def lines(model: QAbstractItemModel) -> list[list[str]]:
    return [
        [model.index(line, column).data() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def numbers(model: QAbstractItemModel) -> list[str]:
    return [line[0] for line in lines(model)]


def places(*wanted: int) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.array(wanted, np.uint32)


def test_rows_are_there_before_their_verdicts(model: RowModel, held: Held) -> None:
    grow(model, held)
    assert lines(model)[0] == ["1", "Create a 20mm cube", "…", "…", "…"]
    judge(model, held, VERDICTS[:2])
    judge(model, held, VERDICTS[2:])
    assert lines(model) == [
        ["1", "Create a 20mm cube", "Cube", "1,234", "Good"],
        ["2", "The line is not JSON.", "–", "–", "Unusable"],
        ["3", "A BALL of 1 inch", "Union", "20", "Worth a look"],
        ["5", "(no prompt)", "–", "7", "Unusable"],
    ]


def test_a_verdict_says_why(model: RowModel, held: Held) -> None:
    grow(model, held)
    judge(model, held)

    def why(line: int) -> str | None:
        told: str | None = model.index(line, Column.VERDICT).data(Qt.ItemDataRole.ToolTipRole)
        return told

    assert "This line holds no example. The line is not JSON." in (why(1) or "")
    assert why(0) is None
    assert "This answer could be said in fewer words." in (why(2) or "")
    model.remember(2, RowVerdict(3, "sphere", 20, True, (RowFinding("unstated_numbers", "25.4 & <more>."),)))
    assert "25.4 &amp; &lt;more&gt;." in (why(2) or "")


def test_a_verdict_may_become_worse_at_the_end(model: RowModel, held: Held) -> None:
    grow(model, held)
    judge(model, held)
    held.judgements.mark(**held.judgements.late({"near_duplicate": places(0)}))
    model.judge(anew=True)
    assert lines(model)[0][Column.VERDICT] != "Unusable"
    verdict = model.verdict(0)
    assert verdict is not None
    assert [finding.code for finding in verdict.findings] == ["near_duplicate"]


def test_a_long_row_is_not_read_for_its_line(
    model: RowModel, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.glimpses[0] = "The beginning  of it"
    grow(model, held)
    judge(model, held)
    read: list[int] = []

    def row(place: int) -> AnyRow:
        read.append(place)
        return held._rows[place]

    monkeypatch.setattr(held, "row", row)
    assert lines(model)[0][Column.PROMPT] == "The beginning of it…"
    verdict = model.verdict(0)
    assert (verdict is not None and verdict.number, 0 in read) == (1, False)


@pytest.mark.parametrize("wanted", [(0,), (1, 2), (3, 0, 2), ()])
def test_only_wanted_rows_are_shown_in_their_order(
    model: RowModel, held: Held, wanted: tuple[int, ...]
) -> None:
    grow(model, held)
    judge(model, held)
    model.show_places(places(*wanted))
    assert numbers(model) == [str(ROWS[place].number) for place in wanted]
    assert model.total == len(ROWS)
    assert [model.place(line) for line in range(len(wanted))] == list(wanted)
    for place in range(len(ROWS)):
        assert model.line(place) == (wanted.index(place) if place in wanted else None)
    model.show_places(None)
    assert numbers(model) == ["1", "2", "3", "5"]


def test_rows_that_come_later_wait_for_the_next_search(model: RowModel, held: Held) -> None:
    grow(model, held, ROWS[:2])
    model.show_places(places(1))
    grow(model, held, ROWS[2:])
    assert (numbers(model), model.total) == (["2"], 4)
    judge(model, held)
    assert lines(model)[0][Column.VERDICT] == "Unusable"


def test_an_edited_row_is_shown_as_it_is_now_and_marked(model: RowModel, held: Held) -> None:
    grow(model, held)
    judge(model, held)
    before = ROWS[0]
    assert isinstance(before, Row)
    after = Row(1, (Message("user", "A cone"), Message("assistant", json.dumps({"type": "cone"}))))
    held.edits.change(0, before, after)
    model.refresh(0)
    prompt = model.index(0, Column.PROMPT)
    assert prompt.data() == "A cone"
    assert prompt.data(Qt.ItemDataRole.DecorationRole) is not None
    held.edits.stack.undo()
    model.refresh(0)
    assert prompt.data() == "Create a 20mm cube"
    assert prompt.data(Qt.ItemDataRole.DecorationRole) is None


def test_nothing_is_left_of_another_file(model: RowModel, held: Held) -> None:
    grow(model, held)
    judge(model, held)
    model.show_places(places(2))
    model.use(None)
    assert (model.rowCount(), model.total, model.greatest_number) == (0, 0, 0)
    model.use(held)  # type: ignore[arg-type]  # all that a model asks of an open file
    assert model.rowCount() == len(ROWS)


def test_a_million_rows_are_not_read_before_they_are_seen(
    held: Held, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = RowModel(appearance, held)
    read: list[int] = []
    monkeypatch.setattr(Held, "__len__", lambda self: 1_000_000)
    monkeypatch.setattr(Held, "number", lambda self, place: place + 1)
    monkeypatch.setattr(Held, "row", lambda self, place: read.append(place) or ROWS[0])
    model.use(held)  # type: ignore[arg-type]  # all that a model asks of an open file
    assert model.rowCount() == 1_000_000
    last = [model.index(999_999, column).data() for column in Column]
    assert last[:2] == ["1,000,000", "Create a 20mm cube"]
    assert set(read) == {999_999}
