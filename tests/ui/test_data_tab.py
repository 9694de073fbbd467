"""The Data tab: files are opened, judged, walked through and searched."""

import json
from collections import Counter
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.rows import read_rows, write_rows
from geoft_gui.data.versions import new_version
from geoft_gui.settings import Theme
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.opened_data import OpenedData
from geoft_gui.ui.row_model import Column
from geoft_gui.ui.widgets.scrolled import Scrolled
from tests.ui.open_rows import (
    BUNDLED,
    GOOD_ROWS,
    Open,
    broken,
    few,
    finding,
    numbers,
    open_file,
    tab,
    visible_words,
)
from tests.ui.test_loss_plot import contrast
from tests.ui.test_row_model import Held

__all__ = ["broken", "few", "open_file", "tab"]

LEAST_WINDOW = 1000
"""Pixels: the window may be as narrow."""
LOW = 540
"""Pixels: what the frame leaves the tab of a window of 640."""
LINE_OF_THE_TORUS = 3


def drop(tab: DataTab, *urls: QUrl) -> None:
    dragged = QMimeData()
    dragged.setUrls(list(urls))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(QPoint(50, 50), copy, dragged, left, none),
        QDropEvent(QPointF(50, 50), copy, dragged, left, none),
    ):
        QCoreApplication.sendEvent(tab, event)


def test_the_bundled_rows_are_one_click_away_and_good(qtbot: QtBot, tab: DataTab, few: Path) -> None:
    (offer,) = (
        button
        for button in tab.findChildren(QPushButton)
        if button.isVisible() and button.property("kind") == "primary"
    )
    with qtbot.waitSignal(tab.opened):
        qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    validation = few.with_name("validation_dataset.jsonl")
    assert tab.current == OpenedData(few, validation, GOOD_ROWS, GOOD_ROWS, bundled=True, ceiling=1.0)
    said = visible_words(tab.header)
    assert "30 examples that come with GeoFT" in said
    assert "All 30 rows are good." in said
    assert "100 %" in said
    qtbot.waitUntil(lambda: "10 more examples are held back" in visible_words(tab.header))
    assert numbers(tab) == [str(number) for number in range(1, GOOD_ROWS + 1)]
    assert tab.browser.count.text() == "30 rows"


def test_the_arrow_keys_walk_through_rows_and_their_parts(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    rows = [row for row in read_rows(few) if isinstance(row, Row)]
    open_file(few)
    qtbot.waitUntil(lambda: "140 × 31 × 10 mm" in visible_words(tab.details.part), timeout=30_000)
    for row in rows[: LINE_OF_THE_TORUS + 1]:
        assert row.prompt in tab.details.conversation.toPlainText()
        assert json.loads(tab.details.document.toPlainText()) == json.loads(row.answer)
        qtbot.keyClick(tab.browser.table, Qt.Key.Key_Down)
    qtbot.keyClick(tab.browser.table, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "64.16 × 64.16 × 16 mm" in visible_words(tab.details.part), timeout=30_000)
    qtbot.keyClick(tab.browser.table, Qt.Key.Key_End)
    assert rows[-1].prompt in tab.details.conversation.toPlainText()


def test_broken_rows_are_counted_shown_and_explained(
    qtbot: QtBot, tab: DataTab, open_file: Open, broken: Path
) -> None:
    opened = open_file(broken)
    assert (opened.path, opened.validation, opened.rows, opened.usable) == (broken, None, 5, 2)
    assert "1 row repeats an earlier one." in opened.warnings
    assert "2 of 5 rows can be trained on; 3 have problems." in visible_words(tab.header)
    assert numbers(tab) == ["1", "2", "3", "4", "5"]
    found = visible_words(tab.browser.findings)
    for said in ("1 line holds no example.", "Mend or remove these lines.", "1 answer is not JSON."):
        assert said in found
    tab.browser.table.go_to(1)
    assert "This line holds no example. The line is not JSON" in tab.details.conversation.toPlainText()
    tab.browser.table.go_to(3)
    qtbot.waitUntil(lambda: "It asks what row 1 asks." in tab.details.conversation.toPlainText())


def test_a_click_on_a_finding_shows_its_rows_and_a_second_one_all(
    qtbot: QtBot, tab: DataTab, open_file: Open, broken: Path
) -> None:
    open_file(broken)
    repeats = finding(tab, "1 row repeats an earlier one")
    qtbot.mouseClick(repeats, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: numbers(tab) == ["4"])
    assert repeats.isChecked()
    assert tab.browser.count.text() == "1 of 5 rows"
    qtbot.mouseClick(finding(tab, "1 row asks for nothing"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: numbers(tab) == ["5"])
    assert not repeats.isChecked()
    qtbot.mouseClick(finding(tab, "1 row asks for nothing"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(numbers(tab)) == 5)


def test_typed_words_filter_and_escape_shows_all_again(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path
) -> None:
    open_file(few)
    kept = tab.details.conversation.toPlainText()
    qtbot.keyClick(tab, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tab.browser.filter.hasFocus()
    qtbot.keyClicks(tab.browser.filter, "TORUS major")
    qtbot.waitUntil(lambda: "4" in numbers(tab) and "1" not in numbers(tab))
    assert tab.browser.count.text() == f"{len(numbers(tab))} of 30 rows"
    assert "torus" in tab.details.conversation.toPlainText()
    qtbot.keyClicks(tab.browser.filter, " zebra")
    qtbot.waitUntil(lambda: numbers(tab) == [])
    assert tab.details.conversation.toPlainText() == ""
    qtbot.keyClick(tab.browser.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(numbers(tab)) == GOOD_ROWS)
    assert tab.browser.filter.text() == ""
    tab.browser.table.go_to(0)
    assert tab.details.conversation.toPlainText() == kept


def test_a_table_is_opened_like_any_other_file(tab: DataTab, open_file: Open, few: Path) -> None:
    table = few.with_name("my rows.csv")
    write_rows([row for row in read_rows(few) if isinstance(row, Row)], table)
    assert open_file(table).usable == GOOD_ROWS
    assert "30 examples from my rows.csv" in visible_words(tab.header)


def test_a_file_is_opened_from_the_dialog(
    qtbot: QtBot, tab: DataTab, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    with qtbot.waitSignal(tab.opened):
        qtbot.keyClick(tab, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert tab.current is not None
    assert tab.current.path == broken


def test_a_dropped_file_is_opened(qtbot: QtBot, tab: DataTab, broken: Path) -> None:
    with qtbot.waitSignal(tab.opened):
        drop(tab, QUrl.fromLocalFile(str(broken)))
    assert len(numbers(tab)) == 5


def test_what_cannot_be_opened_is_refused_and_what_is_open_stays(
    tab: DataTab, open_file: Open, broken: Path
) -> None:
    data = open_file(broken)
    here = QUrl.fromLocalFile(str(broken))
    for urls, said in (
        ([QUrl.fromLocalFile(str(broken.with_suffix(".xlsx")))], "broken.xlsx is a workbook"),
        ([QUrl.fromLocalFile(str(broken.with_suffix(".stl")))], "broken.stl is not a file of examples"),
        ([here, here], "2 files cannot be opened at once."),
        ([QUrl("https://example.org/rows.jsonl")], "Only a file of this computer can be opened."),
    ):
        drop(tab, *urls)
        assert said in visible_words(tab.header)
        assert tab.current == data
    assert len(numbers(tab)) == 5


def test_a_long_name_does_not_widen_the_window(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, desk: Desk
) -> None:
    desk.appearance.choose("light", 150)
    open_file(few)
    drop(tab, QUrl.fromLocalFile(f"/tmp/{'a' * 200}.stl"))
    assert "aaa…aaa" in visible_words(tab.header)
    assert tab.minimumSizeHint().width() < LEAST_WINDOW
    odd = few.with_name(f"{'b' * 200}.csv")
    odd.write_text("a,b\n1,2\n", encoding="utf-8")
    with qtbot.waitSignal(tab.closed):
        tab.open_file(odd)
    assert "bbb…bbb" in visible_words(tab)
    assert tab.minimumSizeHint().width() < LEAST_WINDOW
    good = few.with_name(f"{'c' * 200}.jsonl")
    good.write_bytes(few.read_bytes())
    open_file(good)
    assert tab.minimumSizeHint().width() < LEAST_WINDOW


def test_large_words_in_a_low_window_cut_nothing_off(
    qtbot: QtBot, tab: DataTab, open_file: Open, broken: Path, desk: Desk
) -> None:
    desk.appearance.choose("light", 150)
    tab.resize(LEAST_WINDOW, LOW)
    open_file(broken)
    tab.tools.statistics_button.click()
    tab.details.begin_to_edit()
    (scrolled,) = tab.findChildren(Scrolled)
    qtbot.waitUntil(lambda: not cut_off(scrolled))
    assert tab.minimumSizeHint().height() <= LOW
    # What does not fit is reached by Tab, which scrolls to it.
    keep = tab.details.editor.keep
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or tab, Qt.Key.Key_Tab)
        if keep.hasFocus():
            break
    assert keep.hasFocus()
    seen = scrolled.viewport().rect()
    assert seen.contains(keep.rect().translated(keep.mapTo(scrolled.viewport(), QPoint(0, 0))))


def cut_off(scrolled: Scrolled) -> list[str]:
    """The buttons and labels that are smaller than what they say, or reach out of where they are."""
    found = [*scrolled.widget().findChildren(QPushButton), *scrolled.widget().findChildren(QLabel)]
    return [
        shown.text()
        for shown in found
        if shown.isVisible()
        and (
            shown.height() < shown.minimumSizeHint().height()
            or not shown.parentWidget().rect().contains(shown.geometry())
        )
    ]


def test_a_version_is_called_by_its_original(qtbot: QtBot, tab: DataTab, open_file: Open, few: Path) -> None:
    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        return few.rename(folder / "rows.jsonl"), {}

    version = new_version(few.with_name("letter.jsonl"), "mended", write)
    opened = open_file(version.rows)
    assert "30 examples from letter.jsonl, version 1" in visible_words(tab.header)
    assert opened.called == "letter.jsonl, version 1"
    exports = [button for button in tab.findChildren(QPushButton) if button.text() == "Export…"]
    assert [button.isVisible() for button in exports] == [True]
    tab.show_recent((version.rows,))
    again = tab.open_buttons.more.menu().findChildren(QMenu)[0]
    qtbot.waitUntil(lambda: [entry.text() for entry in again.actions()] == ["letter.jsonl, version 1"])


def test_a_filter_is_gone_with_the_file_that_it_was_for(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, broken: Path
) -> None:
    open_file(few)
    qtbot.keyClicks(tab.browser.filter, "torus")
    (cross,) = (
        button
        for button in tab.browser.filter.findChildren(QToolButton)
        if button.defaultAction().objectName() == "_q_qlineeditclearaction"
    )
    qtbot.waitUntil(cross.isVisible)
    open_file(broken)
    qtbot.waitUntil(lambda: not cross.isVisible())
    assert len(numbers(tab)) == 5


def test_large_numbers_of_rows_are_seen_whole(tab: DataTab) -> None:
    table = tab.browser.table
    advance, usual = table.fontMetrics().horizontalAdvance, table.columnWidth(Column.NUMBER)
    held = Held()
    held.grow([UnreadableRow(number, "No.") for number in (99_999, 1_234_567)])
    tab.browser.model.use(held)  # type: ignore[arg-type]  # all that a table asks of an open file
    assert table.columnWidth(Column.NUMBER) >= usual - advance("99,999") + advance("9,999,999")
    tab.browser.model.use(None)
    assert table.columnWidth(Column.NUMBER) == usual


def test_rows_can_be_looked_at_when_their_check_dies(
    qtbot: QtBot, tab: DataTab, open_file: Open, few: Path, desk: Desk
) -> None:
    many = few.with_name("many.jsonl")
    many.write_bytes(few.read_bytes() * 100)
    tab.open_file(many)
    qtbot.waitUntil(lambda: "rows checked" in visible_words(tab.header))
    with qtbot.waitSignal(desk.notices.posted) as posted:
        for child in psutil.Process().children():
            if "geoft_gui.data.desk.judging" in child.cmdline():
                child.kill()
    assert "The program that checks rows ended" in posted.args[0].message
    assert "These rows could not be checked." in visible_words(tab.header)
    assert len(numbers(tab)) == 100 * GOOD_ROWS
    assert tab.current is None


def test_another_file_stops_the_one_that_is_still_read(qtbot: QtBot, tab: DataTab, broken: Path) -> None:
    opened: list[OpenedData] = []
    tab.opened.connect(opened.append)
    tab.open_file(BUNDLED / "train_dataset.jsonl")
    qtbot.waitUntil(lambda: len(numbers(tab)) > 0)
    assert tab.current is None
    tab.open_file(broken)
    assert numbers(tab) == []
    qtbot.waitUntil(lambda: bool(opened))
    assert [data.path for data in opened] == [broken]
    assert len(numbers(tab)) == 5


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.jsonl", None, "There is no file"),
        ("odd.csv", "a,b\n1,2\n", "odd.csv has no column for the prompt"),
        ("empty.jsonl", "", "There is nothing in empty.jsonl."),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_its_place_and_offers_another(
    qtbot: QtBot, tab: DataTab, tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with qtbot.waitSignal(tab.closed):
        tab.open_file(tmp_path / name)
    assert said in visible_words(tab)
    assert any(button.text() == "Open another file…" for button in tab.findChildren(QPushButton))
    assert tab.current is None


def test_the_rows_can_be_read_in_light_and_dark(tab: DataTab, open_file: Open, desk: Desk, few: Path) -> None:
    open_file(few)
    themes: tuple[tuple[Theme, int], ...] = (("light", 255), ("dark", 0))
    for theme, lightness in themes:
        desk.appearance.choose(theme, 150)
        for column in (Column.NUMBER, Column.PROMPT, Column.VERDICT):
            background, text = colours_of(tab, 1, column)
            assert abs(QColor(background).lightness() - lightness) < 128
            assert contrast(background, text) >= 4.5
    assert len(numbers(tab)) == GOOD_ROWS


def colours_of(tab: DataTab, line: int, column: Column) -> tuple[str, str]:
    """The colour that a cell is filled with, and the one that stands out from it most."""
    table = tab.browser.table
    cell = table.visualRect(table.model().index(line, column))
    picture = table.viewport().grab(cell).toImage()
    seen = Counter(
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    )
    background = seen.most_common(1)[0][0]
    return background, max(seen, key=lambda colour: contrast(background, colour))
