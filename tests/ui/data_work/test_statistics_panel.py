"""Charts say what rows there are, and their bars show these rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.data.charts import Bar, Chart
from geoft_gui.ui.data_work.bar_list import MOST_BARS, BarList
from geoft_gui.ui.data_work.statistics_panel import StatisticsPanel
from geoft_gui.ui.desk import Desk


def chart(name: str, *counts: tuple[str, int], complete: bool = True) -> Chart:
    bars = tuple(Bar(label, count, f"{name}:{label}") for label, count in counts)
    return Chart(name, name.title(), bars, complete, 1200)


KINDS = chart("kind", ("cube", 900), ("sphere", 300))
TOKENS = chart("tokens", ("0..49", 1100), ("50..99", 100), complete=False)


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> StatisticsPanel:
    made = StatisticsPanel(desk)
    qtbot.addWidget(made)
    made.resize(900, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.show_charts((KINDS, chart("feature"), TOKENS))
    return made


def bars_of(panel: StatisticsPanel, name: str) -> BarList:
    (found,) = (bars for bars in panel.findChildren(BarList) if bars.accessibleName() == name)
    return found


def click(qtbot: QtBot, bars: BarList, row: int) -> None:
    room = bars.visualRect(bars.model().index(row, 0))
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=room.center())


def test_each_chart_says_what_it_is_of(panel: StatisticsPanel) -> None:
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert said == ["Kind", "of all 1,200 rows", "Tokens", "of the first 1,200 rows"]


def test_a_click_on_a_bar_asks_for_its_rows_and_a_second_one_for_all(
    qtbot: QtBot, panel: StatisticsPanel
) -> None:
    bars = bars_of(panel, "Kind")
    with qtbot.waitSignal(panel.query_wanted) as wanted:
        click(qtbot, bars, 1)
    assert wanted.args == ["kind:sphere"]
    panel.show_query("kind:sphere")
    with qtbot.waitSignal(panel.query_wanted) as wanted:
        click(qtbot, bars, 1)
    assert wanted.args == [""]


def test_keys_reach_the_bars(qtbot: QtBot, panel: StatisticsPanel) -> None:
    bars = bars_of(panel, "Tokens")
    bars.setCurrentIndex(bars.model().index(0, 0))
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.query_wanted) as wanted:
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert wanted.args == ["tokens:50..99"]


def test_counts_grow_in_place(panel: StatisticsPanel) -> None:
    bars = bars_of(panel, "Kind")
    panel.show_charts((chart("kind", ("cube", 1000), ("sphere", 400)), TOKENS))
    assert bars_of(panel, "Kind") is bars
    assert bars.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "cube: 1,000 rows"


def test_what_is_not_drawn_is_counted(panel: StatisticsPanel) -> None:
    many = chart("category", *((f"c{place}", 1) for place in range(MOST_BARS + 3)))
    panel.show_charts((many,))
    assert "of all 1,200 rows; 3 more not shown" in [label.text() for label in panel.findChildren(QLabel)]


def test_charts_stand_below_each_other_where_it_is_narrow(qtbot: QtBot, panel: StatisticsPanel) -> None:
    kinds, tokens = (bars_of(panel, name) for name in ("Kind", "Tokens"))

    def place(bars: BarList) -> tuple[int, int]:
        point = bars.mapTo(panel, bars.rect().topLeft())
        return point.x(), point.y()

    qtbot.waitUntil(lambda: place(tokens)[0] > place(kinds)[0] and place(tokens)[1] == place(kinds)[1])
    panel.resize(panel.minimumSizeHint().width() + 40, 300)
    qtbot.waitUntil(lambda: place(tokens)[0] == place(kinds)[0] and place(tokens)[1] > place(kinds)[1])


def test_the_keys_stay_at_their_bar_when_it_is_counted_again(qtbot: QtBot, panel: StatisticsPanel) -> None:
    bars = bars_of(panel, "Kind")
    bars.setFocus()
    bars.setCurrentIndex(bars.model().index(1, 0))
    counted = chart("kind", ("cone", 1000), ("cube", 900), ("sphere", 400))
    panel.show_charts((counted, chart("feature"), TOKENS))
    with qtbot.waitSignal(panel.query_wanted) as wanted:
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert wanted.args == ["kind:sphere"]
