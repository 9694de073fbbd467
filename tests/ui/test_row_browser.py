"""Searching and sorting the rows of the open file, and what is said of the row that is looked at."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Message, Row
from geoft_gui.data.rows import read_rows
from geoft_gui.data.versions import history
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.row_model import Column
from tests.ui.open_rows import (
    GOOD_ROWS,
    Open,
    broken,
    few,
    numbers,
    open_file,
    tab,
    visible_words,
)

__all__ = ["broken", "few", "open_file", "tab"]


def click_on_head(qtbot: QtBot, tab: DataTab, column: Column) -> None:
    header = tab.browser.table.horizontalHeader()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2))


def test_a_click_on_a_head_sorts_a_second_turns_round_a_third_gives_back_the_file(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    open_file(few)
    lengths = {str(row.number): len(row.prompt) for row in read_rows(few) if isinstance(row, Row)}
    click_on_head(qtbot, tab, Column.PROMPT)
    rising = sorted(lengths, key=lambda number: lengths[number])
    qtbot.waitUntil(lambda: numbers(tab) == rising)
    assert tab.browser.count.text() == "30 rows"
    click_on_head(qtbot, tab, Column.PROMPT)
    falling = sorted(lengths, key=lambda number: -lengths[number])
    qtbot.waitUntil(lambda: numbers(tab) == falling)
    click_on_head(qtbot, tab, Column.PROMPT)
    qtbot.waitUntil(lambda: numbers(tab) == [str(number) for number in range(1, GOOD_ROWS + 1)])


def test_the_worst_rows_come_first_when_sorted_by_verdict(
    qtbot: QtBot, tab: DataTab, open_file: Open, broken: Path
) -> None:
    open_file(broken)
    click_on_head(qtbot, tab, Column.VERDICT)
    qtbot.waitUntil(lambda: numbers(tab) == ["2", "3", "5", "4", "1"])
    worst, usual = (
        next(each for each in tab.browser.sort.menu().actions() if each.text() == text)
        for text in ("Worst verdict first", "As in the file")
    )
    assert worst.isChecked()
    usual.trigger()
    qtbot.waitUntil(lambda: numbers(tab) == ["1", "2", "3", "4", "5"])


def test_rows_are_searched_by_what_the_check_says(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    open_file(few)
    model = tab.browser.table.model()

    def kinds() -> set[str]:
        return {model.index(line, Column.KIND).data() for line in range(model.rowCount())}

    for query, found in (
        ("kind:torus", {"Torus"}),
        ("kind:torus verdict:unusable", set()),
        ("-kind:torus kind:cube", {"Cube"}),
    ):
        tab.browser.filter_by(query)
        qtbot.waitUntil(lambda found=found: kinds() == found)
    cylinders = next(
        each for each in tab.browser.help.menu().actions() if each.text().startswith("kind:cylinder")
    )
    tab.browser.clear_filter()
    cylinders.trigger()
    assert tab.browser.filter.text() == "kind:cylinder"
    qtbot.waitUntil(lambda: kinds() == {"Cylinder"})
    tab.browser.focus_filter()
    qtbot.keyClicks(tab.browser.filter, "tokens:many")
    qtbot.waitUntil(tab.browser.problem.isVisible)
    assert "many" in tab.browser.problem.text()
    qtbot.keyClick(tab.browser.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tab.browser.problem.isVisible())


def test_a_bar_of_the_statistics_shows_its_rows(
    qtbot: QtBot, tab: DataTab, open_file: Open, broken: Path
) -> None:
    open_file(broken)
    assert tab.browser.findings.isVisible()
    qtbot.mouseClick(tab.tools.statistics_button, Qt.MouseButton.LeftButton)
    assert not tab.browser.findings.isVisible()
    qtbot.waitUntil(lambda: "Kind of part" in visible_words(tab))
    tab._counts._made().query_wanted.emit("kind:cube")
    qtbot.waitUntil(lambda: numbers(tab) == ["1", "4", "5"])
    qtbot.mouseClick(tab.tools.statistics_button, Qt.MouseButton.LeftButton)
    assert tab.browser.findings.isVisible()


def test_an_edited_row_is_found_as_it_is_now_and_leaving_asks(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, broken: Path, desk: Desk
) -> None:
    open_file(few)
    dataset = tab._dataset
    assert dataset is not None
    before = dataset.row(4)
    assert isinstance(before, Row)
    edited = replace(before, messages=(Message("user", "A zebra"), before.messages[-1]))
    with qtbot.waitSignal(dataset.rejudged):
        dataset.edits.change(4, before, edited)
    qtbot.keyClicks(tab.browser.filter, "zebra")
    qtbot.waitUntil(lambda: numbers(tab) == ["5"])

    answers = iter(["Go back", "Lose the edits"])

    def choose(name: str) -> None:
        (chosen,) = (
            button for button in tab.findChildren(QPushButton) if button.isVisible() and button.text() == name
        )
        chosen.click()

    QTimer.singleShot(200, tab, lambda: choose(next(answers)))
    tab.open_file(broken)
    assert tab._dataset is dataset
    QTimer.singleShot(200, tab, lambda: choose(next(answers)))
    with qtbot.waitSignal(tab.opened):
        tab.open_file(broken)
    assert numbers(tab) == ["1", "2", "3", "4", "5"]


def test_the_row_that_is_looked_at_stays_when_the_filtered_rows_are_found_anew(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    """As at the end of a check: whoever edits the row must not lose it for a moment."""
    open_file(few)
    tab.browser.filter_by("cube")
    qtbot.waitUntil(lambda: 1 < len(numbers(tab)) < GOOD_ROWS)
    tab.browser.table.go_to(1)
    place = tab.browser.table.place
    told: list[object] = []
    tab.browser.looked_at.connect(lambda row, verdict, place: told.append(place))
    with qtbot.waitSignal(tab.browser.model.modelReset):
        tab.browser._finish()
    assert tab.browser.table.place == place
    assert set(told) <= {place}


def test_selected_rows_are_left_out_and_saved_before_another_file_opens(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, broken: Path
) -> None:
    open_file(few)
    verdict, table = tab.header.verdict.text(), tab.browser.table
    assert table.hasFocus()
    table.go_to(2)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    said = [table.model().index(line, Column.VERDICT).data() for line in range(5)]
    assert [word == "Left out" for word in said] == [False, False, True, True, False]
    font = table.model().index(3, Column.PROMPT).data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()
    assert tab.header.verdict.text().startswith(f"{verdict} This was found before your edits")
    assert tab.details.edit_bar.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert tab.header.verdict.text() == verdict
    tab.details.edit_bar.undo.click()
    assert tab.details.edit_bar.count.text() == "2 rows are left out, which is not saved yet."

    def save() -> None:
        (chosen,) = (
            button
            for button in tab.findChildren(QPushButton)
            if button.text() == "Save as a new version" and button is not tab.details.edit_bar.save
        )
        chosen.click()

    QTimer.singleShot(200, tab, save)
    with qtbot.waitSignal(tab.opened, timeout=30_000) as opened:
        tab.open_file(broken)
    assert opened.args[0].path == broken
    (version,) = history(few)
    assert version.report["left_out"] == "3-4"
    assert len(list(read_rows(version.rows))) == GOOD_ROWS - 2
