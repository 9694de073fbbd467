"""The view of a part: what a user sees and does there."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.geometry.check import check
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.camera import FRONT, ISOMETRIC, RIGHT, TOP, Camera, Direction
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.part_view.software_canvas import SoftwareCanvas
from tests.geometry import examples

from .shown import look_at

MIDDLE = QPoint(150, 120)


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> PartView:
    return shown_view(qtbot, appearance)


def shown_view(qtbot: QtBot, appearance: Appearance) -> PartView:
    made = PartView(appearance)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def canvas_of(view: PartView) -> SoftwareCanvas:
    canvas = view.findChild(SoftwareCanvas)
    assert isinstance(canvas, SoftwareCanvas)
    return canvas


def camera_of(view: PartView) -> Camera:
    return view._navigation.camera


def said_by(view: PartView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def drag(canvas: QWidget, button: Qt.MouseButton, modifier: Qt.KeyboardModifier, qtbot: QtBot) -> None:
    qtbot.mousePress(canvas, button, modifier, MIDDLE)
    for step in (10, 20, 30):
        move(canvas, MIDDLE + QPoint(step, step // 2), button, modifier)
    qtbot.mouseRelease(canvas, button, modifier, MIDDLE + QPoint(30, 15))


def move(canvas: QWidget, place: QPoint, button: Qt.MouseButton, modifier: Qt.KeyboardModifier) -> None:
    at = QPointF(place)
    kind = QEvent.Type.MouseMove
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, button, modifier)
    QApplication.sendEvent(canvas, event)


def wheel(canvas: QWidget, place: QPointF, turn: int) -> None:
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_a_part_is_drawn_with_its_size_in_words(view: PartView) -> None:
    view.show_look(look_at(examples.CUBE.text))
    assert canvas_of(view).isVisible()
    assert said_by(view) == "20 × 20 × 20 mm · 8,000 mm³"


@pytest.mark.parametrize(
    ("text", "heading", "sentence"),
    [
        ("hello", "This is not a part", "This is not JSON"),
        ('{"type":"cube","dimensions":{"length":20}}', "This is not a part", "A cube needs a height."),
        (
            '{"type":"cube","dimensions":{"length":9,"width":9,"height":9},'
            '"features":[{"type":"hole","diameter":30}]}',
            "This part cannot be built",
            "Nothing is left of this part",
        ),
    ],
)
def test_what_cannot_be_drawn_is_explained_in_its_place(
    view: PartView, text: str, heading: str, sentence: str
) -> None:
    view.show_look(look_at(examples.CUBE.text))
    view.show_look(Look(text, check(text), None))
    assert not canvas_of(view).isVisible()
    assert heading in said_by(view)
    assert sentence in said_by(view)
    assert "mm" not in said_by(view)
    assert not any(button.isEnabled() for button in view.findChildren(QToolButton))
    view.clear("Choose a row to see its part.")
    assert said_by(view).strip() == "Choose a row to see its part."


def test_dragging_turns_and_with_shift_or_another_button_moves(view: PartView, qtbot: QtBot) -> None:
    view.show_look(look_at(examples.CUBE.text))
    canvas = canvas_of(view)
    left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
    plain, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    before = camera_of(view)
    with qtbot.waitSignal(view.camera_changed):
        drag(canvas, left, plain, qtbot)
    turned = camera_of(view)
    # What is gripped follows the hand: to the right, and its top towards the eye.
    assert turned.direction.azimuth < before.direction.azimuth
    assert turned.direction.elevation > before.direction.elevation
    for button, modifier in ((left, shift), (middle, plain)):
        before = camera_of(view)
        drag(canvas, button, modifier, qtbot)
        moved = camera_of(view)
        assert moved.direction == turned.direction
        assert moved.pan[0] > before.pan[0]
        assert moved.pan[1] < before.pan[1]


def test_the_wheel_magnifies_what_is_under_the_pointer(view: PartView) -> None:
    look = look_at(examples.CUBE.text)
    view.show_look(look)
    canvas = canvas_of(view)
    size = canvas.width(), canvas.height()
    assert look.drawing is not None
    corner = look.drawing.vertices[:1]
    before = camera_of(view)
    place = before.project(corner, *size)[0]
    wheel(canvas, QPointF(*place.tolist()), 240)
    assert camera_of(view).zoom == pytest.approx(before.zoom * 1.44)
    assert camera_of(view).project(corner, *size)[0] == pytest.approx(place)
    wheel(canvas, QPointF(*place.tolist()), -240)
    assert camera_of(view).zoom == pytest.approx(before.zoom)


def test_keys_do_what_the_mouse_does(view: PartView, qtbot: QtBot) -> None:
    view.show_look(look_at(examples.CUBE.text))
    canvas = canvas_of(view)
    canvas.setFocus()
    began = camera_of(view)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    turned = camera_of(view).direction
    assert turned.azimuth == pytest.approx(began.direction.azimuth - 15)
    assert turned.elevation == pytest.approx(began.direction.elevation + 15)
    zoom = camera_of(view).zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert camera_of(view).zoom > zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: camera_of(view).fitted)
    assert camera_of(view).direction == turned


@pytest.mark.parametrize(
    ("name", "direction"), [("Front", FRONT), ("Top", TOP), ("Right", RIGHT), ("Isometric", ISOMETRIC)]
)
def test_a_button_looks_from_a_side(view: PartView, qtbot: QtBot, name: str, direction: Direction) -> None:
    view.show_look(look_at(examples.CUBE.text))
    view._navigation.adopt(camera_of(view).turned(100, 20))
    (button,) = (button for button in view.findChildren(QToolButton) if button.accessibleName() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: camera_of(view).direction == direction)


def test_another_part_is_seen_from_the_same_side_and_fitted(view: PartView, qtbot: QtBot) -> None:
    view.show_look(look_at(examples.CUBE.text))
    canvas = canvas_of(view)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    direction = camera_of(view).direction
    look = look_at(examples.TUBE.text)
    view.show_look(look)
    assert camera_of(view).direction == direction
    assert look.drawing is not None
    shown = camera_of(view).project(look.drawing.vertices, canvas.width(), canvas.height())
    assert shown.min() > 0
    assert (shown < (canvas.width(), canvas.height())).all()


def test_two_views_turn_together_and_show_their_parts_to_one_scale(
    qtbot: QtBot, appearance: Appearance
) -> None:
    expected, answer = shown_view(qtbot, appearance), shown_view(qtbot, appearance)
    answer.follow(expected)
    expected.show_look(look_at(examples.CUBE.text))
    answer.show_look(look_at(examples.TUBE.text))
    assert camera_of(expected) == camera_of(answer)
    qtbot.keyClick(canvas_of(expected), Qt.Key.Key_Left)
    assert camera_of(expected) == camera_of(answer)
    qtbot.keyClick(canvas_of(answer), Qt.Key.Key_Up)
    assert camera_of(expected) == camera_of(answer)
    alone = camera_of(expected).radius
    answer.clear()
    assert camera_of(expected).radius < alone
    answer.deleteLater()
    qtbot.keyClick(canvas_of(expected), Qt.Key.Key_Left)


def test_everything_is_reached_by_tab_and_has_a_name(view: PartView, qtbot: QtBot) -> None:
    view.show_look(look_at(examples.CUBE.text))
    canvas = canvas_of(view)
    canvas.setFocus()
    reached = [canvas.accessibleName()]
    widget: QWidget = canvas
    while (widget := widget.nextInFocusChain()) is not canvas:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(view):
            reached.append(widget.accessibleName())
    assert reached == ["The part", "Fit", "Front", "Top", "Right", "Isometric"]
    assert "20" in canvas.accessibleDescription()


@pytest.mark.parametrize("percent", [90, 100, 150])
def test_the_size_is_wholly_read_and_every_tool_is_there_in_a_narrow_view(
    qtbot: QtBot, appearance: Appearance, percent: int
) -> None:
    appearance.choose("light", percent)
    view = shown_view(qtbot, appearance)
    view.show_look(look_at(examples.FLANGE.text))
    (size,) = (label for label in view.findChildren(QLabel) if "mm" in label.text() and label.isVisible())
    tools = view.findChildren(QToolButton)
    above = []
    for width in range(170, 700, 6):
        view.resize(width, 300)
        QApplication.sendPostedEvents()
        for tool in tools:
            assert tool.iconSize().width() >= 18
            assert view.rect().contains(QRect(tool.mapTo(view, QPoint()), tool.size()))
        assert size.height() >= size.heightForWidth(size.width())
        needed = max(size.fontMetrics().horizontalAdvance(word) for word in size.text().split(" "))
        assert needed <= size.width()
        above.append(size.mapTo(view, QPoint()).y() + size.height() <= tools[0].mapTo(view, QPoint()).y())
    # It changes places once, in between.
    assert above == sorted(above, reverse=True)
    assert above[0]
    assert not above[-1]


@pytest.mark.parametrize("percent", [90, 100, 150])
def test_two_views_stand_beside_each_other_in_little_room(
    qtbot: QtBot, appearance: Appearance, percent: int
) -> None:
    appearance.choose("light", percent)
    beside = QWidget()
    qtbot.addWidget(beside)
    row = QHBoxLayout(beside)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    views = [PartView(appearance) for _ in range(2)]
    for view in views:
        row.addWidget(view)
    beside.resize(600, 300)
    beside.show()
    for view in views:
        view.show_look(look_at(examples.CUBE.text))
    assert beside.minimumSizeHint().width() <= 360
