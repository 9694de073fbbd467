from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.ui.widgets.flow import FlowLayout


def row_of(qtbot: QtBot, count: int, width: int) -> tuple[QWidget, list[QPushButton]]:
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place, gap=10)
    buttons = [QPushButton("x") for _ in range(count)]
    for button in buttons:
        button.setFixedSize(100, 30)
        flow.addWidget(button)
    place.resize(width, flow.heightForWidth(width))
    place.show()
    return place, buttons


def test_what_has_no_room_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    place, buttons = row_of(qtbot, 3, width=220)
    assert [(button.x(), button.y()) for button in buttons] == [(0, 0), (110, 0), (0, 40)]
    assert place.height() == 70


def test_hidden_parts_take_no_room(qtbot: QtBot) -> None:
    place, buttons = row_of(qtbot, 3, width=220)
    buttons[0].hide()
    qtbot.waitUntil(lambda: (buttons[2].x(), buttons[2].y()) == (110, 0))
    layout = place.layout()
    assert layout is not None
    assert layout.heightForWidth(220) == 30
