from pytestqt.qtbot import QtBot

from geoft_gui.runs.events import Evaluation, Event, Phase, ScoreEvent, Step
from geoft_gui.ui.widgets.loss_plot import LossPlot
from geoft_gui.ui.widgets.plot_colours import DARK, LIGHT, PlotColours


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


def shown(plot: LossPlot) -> dict[str, list[tuple[float, float]]]:
    """The points of each line as they are on the screen."""
    lines = {
        "raw": plot._raw_line,
        "held out": plot._held_out_line,
        "correct": plot._correct_line,
        "trouble": plot._trouble_marks,
    }
    points = {}
    for name, line in lines.items():
        x, y = line.getData()
        points[name] = [] if x is None else list(zip(x.tolist(), y.tolist(), strict=True))
    return points


def made(qtbot: QtBot, events: list[Event], colours: PlotColours = LIGHT) -> LossPlot:
    plot = LossPlot(colours)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.set_run(events)
    return plot


def test_a_run_is_shown_with_loss_held_out_loss_and_parts_right(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1, 3.0), step(2, 2.0), Evaluation(step=2, loss=2.5), score(2, 0.3)])
    points = shown(plot)
    assert points["raw"] == [(1, 3.0), (2, 2.0)]
    assert points["held out"] == [(2, 2.5)]
    assert points["correct"] == [(2, 30.0)]
    assert plot._last_correct.toPlainText() == "30 %"
    assert plot.accessibleDescription() == "A first result: the model gets 3 of 10 parts right."


def test_events_that_come_are_drawn_soon(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1)])
    plot.append(Phase(name="loading"))
    plot.append(step(2, 0.5))
    qtbot.waitUntil(lambda: shown(plot)["raw"] == [(1, 1.0), (2, 0.5)])


def test_the_whole_run_is_in_view_from_its_beginning(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1, total=500)])
    (low, high), _ = plot._plot.viewRange()
    assert low <= 0
    assert high >= 500


def test_a_loss_that_is_no_number_is_marked(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(2, float("nan")), step(3)])
    assert shown(plot)["raw"] == [(1, 1.0), (3, 1.0)]
    assert shown(plot)["trouble"] == [(2, 0.0)]


def test_a_resumed_run_shows_each_step_once(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), step(2), step(3), score(3, 0.5), step(2, 0.7), score(3, 0.6)])
    assert shown(plot)["raw"] == [(1, 1.0), (2, 0.7)]
    assert shown(plot)["correct"] == [(3, 60.0)]


def test_another_run_leaves_nothing_of_the_one_before(qtbot: QtBot) -> None:
    plot = made(qtbot, [step(1), Evaluation(step=1, loss=1.0), score(1, 0.5)])
    plot.set_run([])
    assert all(not points for points in shown(plot).values())


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
