import math
from collections.abc import Iterator
from typing import Any, cast

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.runs.events import Evaluation, Event, Phase, ScoreEvent, Step
from geoft_gui.ui.widgets.drawn_points import DrawnPoints
from geoft_gui.ui.widgets.loss_plot import LossPlot
from geoft_gui.ui.widgets.plot_axes import LossAxis, PercentAxis
from geoft_gui.ui.widgets.plot_colours import DARK, LIGHT, PlotColours
from geoft_gui.ui.widgets.plot_readout import PlotReadout
from geoft_gui.ui.widgets.zoom_box import ZoomBox


def step(number: int, loss: float | None = 1.0, total: int = 100) -> Step:
    return Step(step=number, total_steps=total, epoch=0, loss=loss, learning_rate=1e-3)


def score(number: int, correct: float) -> ScoreEvent:
    return ScoreEvent(
        step=number,
        n=64,
        parses=1,
        matches_schema=1,
        builds=1,
        correct=correct,
        mean_iou=correct,
        cad_score=correct,
    )


def made(qtbot: QtBot, events: list[Event], colours: PlotColours = LIGHT) -> LossPlot:
    plot = LossPlot(colours)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.set_run(events)
    return plot


def test_a_run_is_shown_with_loss_held_out_loss_and_parts_right(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1, 3.0), step(2, 2.0), Evaluation(step=2, loss=2.5), score(2, 0.3)])
    points = plot.drawn()
    assert points.loss == [(1, 3.0), (2, 2.0)]
    assert points.held_out == [(2, 2.5)]
    assert points.correct == [(2, 30.0)]
    assert part_of(plot, pg.TextItem).toPlainText() == "30 %"
    assert plot.accessibleDescription() == "A first result: the model gets 3 of 10 parts right."


def test_events_that_come_are_drawn_soon(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1)])
    plot.append(Phase(name="loading"))
    plot.append(step(2, 0.5))
    qtbot.waitUntil(lambda: plot.drawn().loss == [(1, 1.0), (2, 0.5)])


def test_the_whole_run_is_in_view_from_its_beginning(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1, total=500)])
    low, high = steps_in_view(plot)
    assert low <= 0
    assert high >= 500


def test_a_loss_that_is_no_number_is_marked(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(2, float("nan")), step(3)])
    assert plot.drawn().loss == [(1, 1.0), (3, 1.0)]
    assert plot.drawn().not_finite == [(2, 0.0)]


def test_a_resumed_run_shows_nothing_of_the_steps_that_it_takes_again(qtbot: QtBot) -> None:
    before: list[Event] = [step(number, None if number == 300 else 1.0, 400) for number in range(1, 351)]
    judged: list[Event] = [Evaluation(step=200, loss=2.0), score(200, 0.2)]
    void: list[Event] = [Evaluation(step=300, loss=1.0), score(300, 0.9)]
    plot = made(qtbot, [*before, *judged, *void])
    assert "9 of 10" in plot.accessibleDescription()
    plot.append(step(201, 0.7, 400))
    qtbot.waitUntil(lambda: plot.drawn().loss[-1] == (201, 0.7))
    points = plot.drawn()
    assert (points.held_out, points.correct, points.not_finite) == ([(200, 2.0)], [(200, 20.0)], [])
    assert plot.accessibleDescription() == "A first result: the model gets 2 of 10 parts right."
    plot.append(score(220, 0.4))
    qtbot.waitUntil(lambda: plot.drawn().correct == [(200, 20.0), (220, 40.0)])
    assert plot.accessibleDescription() == "Still improving: the model now gets 4 of 10 parts right."


def test_another_run_leaves_nothing_of_the_one_before(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(2, None), Evaluation(step=1, loss=1.0), score(1, 0.5)])
    plot.set_run([])
    assert plot.drawn() == DrawnPoints([], [], [], [], [])
    assert plot.accessibleDescription() == ""


def test_light_and_dark_differ_where_they_should(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(2)])
    light = plot.grab().toImage()
    plot.set_colours(DARK)
    dark = plot.grab().toImage()
    corner = (light.width() - 2, light.height() - 2)
    assert light.pixelColor(*corner).name() == LIGHT.background
    assert dark.pixelColor(*corner).name() == DARK.background
    plot.set_colours(LIGHT)
    assert plot.grab().toImage() == light


def view_of(plot: LossPlot) -> Any:
    """What the mouse is moved over."""
    return plot.findChild(pg.GraphicsLayoutWidget)


def part_of(plot: LossPlot, kind: type) -> Any:
    """The one part of a picture that is of this kind."""
    return next(part for part in view_of(plot).scene().items() if isinstance(part, kind))


def readout_of(plot: LossPlot) -> PlotReadout:
    """What stands beside the pointer."""
    return cast(PlotReadout, plot.findChild(PlotReadout))


def pixel_of(plot: LossPlot, number: float) -> QPoint:
    """Where a step lies in the picture, half way up."""
    box = part_of(plot, ZoomBox)
    x = box.mapViewToScene(QPointF(number, 0)).x()
    return cast(QPoint, view_of(plot).mapFromScene(QPointF(x, box.sceneBoundingRect().center().y())))


def steps_in_view(plot: LossPlot) -> tuple[float, float]:
    low, high = part_of(plot, ZoomBox).viewRange()[0]
    return low, high


def losses_in_view(plot: LossPlot) -> tuple[float, float]:
    low, high = part_of(plot, ZoomBox).viewRange()[1]
    return low, high


def point_at(qtbot: QtBot, plot: LossPlot, number: float) -> str:
    """What can be read beside the pointer when it is at this step."""
    qtbot.mouseMove(view_of(plot).viewport(), pixel_of(plot, number))
    qtbot.waitUntil(readout_of(plot).isVisible)
    return readout_of(plot).text()


def drag_over(qtbot: QtBot, plot: LossPlot, first: float, last: float) -> None:
    view, left = view_of(plot).viewport(), Qt.MouseButton.LeftButton
    start, end = pixel_of(plot, first), pixel_of(plot, last)
    qtbot.mousePress(view, left, pos=start)
    for tenth in range(1, 11):
        # qtbot's own moves know of no pressed button.
        at = QPointF(start + (end - start) * tenth / 10)
        places = (at, QPointF(view.mapToGlobal(at)))
        held = (Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, *places, *held))
    qtbot.mouseRelease(view, left, pos=end)


@pytest.fixture(autouse=True)
def every_move_counts() -> Iterator[None]:
    """A test moves the mouse faster than a hand, and pyqtgraph would leave moves out."""
    usual = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    yield
    pg.setConfigOption("mouseRateLimit", usual)


@pytest.fixture
def long_run(qtbot: QtBot) -> LossPlot:
    """A hundred steps and two judgings, on the screen."""
    events: list[Event] = [step(number, 100 / number) for number in range(1, 101)]
    judged: list[Event] = [Evaluation(step=50, loss=2.5), score(50, 0.3), Evaluation(step=100, loss=1.5)]
    plot = made(qtbot, [*events, *judged, score(100, 0.75)])
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def test_the_pointer_reads_all_curves(qtbot: QtBot, long_run: LossPlot) -> None:
    text = point_at(qtbot, long_run, 20)
    for words in ("Step 20", "Training loss <b>5<", "Smoothed", "Step 50", "Held-out loss <b>2.5<", "30 %"):
        assert words in text
    assert "75 %" in point_at(qtbot, long_run, 99)
    QApplication.sendEvent(view_of(long_run), leaving())
    assert not readout_of(long_run).isVisible()


def leaving() -> QEvent:
    return QEvent(QEvent.Type.Leave)


def test_a_loss_that_is_no_number_is_read_as_one(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(50, float("nan")), step(100)])
    plot.show()
    qtbot.waitExposed(plot)
    assert "not a number" in point_at(qtbot, plot, 50)
    assert "not a number" not in point_at(qtbot, plot, 90)


def test_dragging_looks_closer_and_a_double_click_shows_all_again(qtbot: QtBot, long_run: LossPlot) -> None:
    with qtbot.waitSignal(long_run.zoomed) as zoomed:
        drag_over(qtbot, long_run, 40, 60)
    assert zoomed.args == [True]
    assert steps_in_view(long_run) == pytest.approx((40, 60), abs=1)
    with qtbot.waitSignal(long_run.zoomed) as zoomed:
        # As the system sends them: press, release, double click, release.
        view, middle = view_of(long_run).viewport(), pixel_of(long_run, 50)
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle)
    assert zoomed.args == [False]
    assert steps_in_view(long_run) == pytest.approx((-2, 102), abs=0.5)


def test_the_wheel_never_leads_away_from_the_run(qtbot: QtBot, long_run: LossPlot) -> None:
    for _ in range(50):
        turn_wheel(long_run, 120)
    low, high = steps_in_view(long_run)
    assert 9 <= high - low <= 11
    for _ in range(100):
        turn_wheel(long_run, -120)
    assert steps_in_view(long_run) == pytest.approx((-2, 102), abs=0.5)


def turn_wheel(plot: LossPlot, angle: int) -> None:
    view: QWidget = view_of(plot).viewport()
    at = QPointF(pixel_of(plot, 50))
    QApplication.sendEvent(
        view,
        QWheelEvent(
            at,
            QPointF(view.mapToGlobal(at)),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_keys_look_closer_move_and_come_back(qtbot: QtBot, long_run: LossPlot) -> None:
    whole = steps_in_view(long_run)
    for _ in range(3):
        qtbot.keyClick(long_run, Qt.Key.Key_Plus)
    closer = steps_in_view(long_run)
    assert whole[0] < closer[0] < closer[1] < whole[1]
    qtbot.keyClick(long_run, Qt.Key.Key_Right)
    assert steps_in_view(long_run)[0] > closer[0]
    qtbot.keyClick(long_run, Qt.Key.Key_Home)
    assert steps_in_view(long_run) == pytest.approx(whole)


def test_new_points_come_while_a_part_is_looked_at(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(number, 1.0) for number in range(1, 51)])
    plot.show()
    qtbot.waitExposed(plot)
    drag_over(qtbot, plot, 40, 60)
    seen = steps_in_view(plot)
    assert seen == pytest.approx((40, 60), abs=1)
    plot.append(step(51, 7.0))
    qtbot.waitUntil(lambda: (51, 7.0) in plot.drawn().loss)
    assert steps_in_view(plot) == seen
    assert losses_in_view(plot)[1] > 7


def test_a_logarithmic_scale_leaves_out_what_has_no_logarithm(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1, 10.0), step(2, 0.0), step(3, None), step(4, 0.01)])
    plot.set_log_scale(True)
    assert plot.drawn().loss == [(1, 1.0), (4, pytest.approx(-2))]
    low, high = losses_in_view(plot)
    assert low <= -2 < 1 <= high
    # The mark of what was no number stands at the lower edge, wherever that is.
    assert plot.drawn().not_finite == [(3, -2.0)]
    axis = part_of(plot, LossAxis)
    ticks = axis.tickValues(low, high, 300)[0][1]
    assert axis.tickStrings(ticks, 1, 1) == ["0.01", "0.1", "1", "10"]
    plot.set_log_scale(False)
    assert plot.drawn().loss[1] == (2, 0.0)


@pytest.mark.parametrize("losses", [[0.0, 0.0], [None], [0.5, 0.5], []])
def test_a_logarithmic_scale_has_a_height_for_every_run(qtbot: QtBot, losses: list[float | None]) -> None:
    plot = made(qtbot, [step(number, loss) for number, loss in enumerate(losses, 1)])
    plot.set_log_scale(True)
    low, high = losses_in_view(plot)
    assert math.isfinite(low) and math.isfinite(high) and low < high
    assert not plot.grab().isNull()


def test_ticks_between_two_near_losses_are_plain_numbers(qapp: QApplication) -> None:
    axis = LossAxis()
    axis.set_logarithmic(True)
    ticks = axis.tickValues(math.log10(0.31), math.log10(0.39), 300)[0][1]
    assert len(ticks) >= 2
    assert all(0.31 <= 10**tick <= 0.39 for tick in ticks)


def test_ticks_are_as_few_as_there_is_room_for(qapp: QApplication) -> None:
    line = QFontMetricsF(qapp.font()).height()
    for axis, low, high in ((PercentAxis(), 0, 100), (logarithmic(), -2, 1)):
        for lines in (3, 5, 8):
            fewer = axis.tickValues(low, high, lines * line)[0][1]
            assert 2 <= len(fewer) <= lines
    assert PercentAxis().tickValues(0, 100, 30 * line)[0][1] == [0, 20, 40, 60, 80, 100]


def logarithmic() -> LossAxis:
    axis = LossAxis()
    axis.set_logarithmic(True)
    return axis


def test_without_smoothing_every_step_is_drawn_as_it_was(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(number, float(number % 2)) for number in range(1, 101)])
    plot.set_smoothing(0.0)
    assert plot.drawn().smoothed == []
    plot.set_smoothing(0.2)
    smooth = [loss for _, loss in plot.drawn().smoothed]
    assert max(smooth[20:-20]) - min(smooth[20:-20]) < 0.2


def test_every_colour_of_text_can_be_read() -> None:
    for colours in (LIGHT, DARK):
        for text in (colours.text, colours.muted):
            assert contrast(text, colours.background) >= 4.5
        for line in (colours.loss, colours.held_out, colours.correct, colours.trouble):
            assert contrast(line, colours.background) >= 3


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
