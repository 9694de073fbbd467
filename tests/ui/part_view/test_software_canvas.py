"""The picture that is drawn without OpenGL."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.part_view import software_canvas
from geoft_gui.ui.part_view.camera import FRONT, ISOMETRIC, RIGHT, TOP, Camera, Direction
from geoft_gui.ui.part_view.picture import PictureMaker
from geoft_gui.ui.part_view.scene import Scene
from geoft_gui.ui.part_view.software_canvas import SoftwareCanvas
from tests.geometry import examples

from .shown import drawing_of, is_part, pixels

SIZE = 240
# A block with a smaller one in front of it, which is -y, and a gap between the two.
ONE_BEFORE_THE_OTHER = (
    '{"type":"assembly","components":[{"type":"cube","dimensions":{"length":40,"width":10,"height":40}},'
    '{"type":"cube","dimensions":{"length":20,"width":10,"height":20},"position":{"y":-30,"z":10}}]}'
)
CUBE = '{"type":"cube","dimensions":{"length":%g,"width":%g,"height":%g}}'

Picture = Callable[[str, Direction], NDArray[np.int64]]


@pytest.fixture
def canvas(qtbot: QtBot, appearance: Appearance) -> SoftwareCanvas:
    made = SoftwareCanvas(appearance)
    qtbot.addWidget(made)
    made.resize(SIZE, SIZE)
    made.show()
    return made


@pytest.fixture
def picture(qtbot: QtBot, canvas: SoftwareCanvas) -> Picture:
    """Draws a document as it looks from a direction, finely."""

    def draw(text: str, direction: Direction) -> NDArray[np.int64]:
        drawing = drawing_of(text)
        camera = Camera().around(drawing.bounds).looking(direction).fit(drawing.vertices, SIZE, SIZE)
        canvas.show_scene(Scene.of(drawing))
        canvas.look_from(camera)
        qtbot.waitUntil(lambda: canvas.is_fine)
        return pixels(canvas.grab().toImage())

    return draw


def perforated(holes: int) -> str:
    """A plate with so many rows of so many holes."""
    grid = '{"type":"hole","diameter":4,"pattern":{"type":"grid","nx":%d,"ny":%d,"dx":8,"dy":8}}'
    plate = '{"type":"cube","dimensions":{"length":%g,"width":%g,"height":5},"features":[%s]}'
    return plate % (8 * holes + 4, 8 * holes + 4, grid % (holes, holes))


def dark_runs(row: NDArray[np.int64]) -> int:
    """How many lines a row of pixels crosses."""
    dark = row.sum(axis=1) < 300
    return int((dark[1:] & ~dark[:-1]).sum())


def test_what_is_in_front_hides_the_faces_and_lines_behind_it(picture: Picture) -> None:
    front = picture(ONE_BEFORE_THE_OTHER, FRONT)
    middle = front[SIZE // 2]
    # The sides of the large block and those of the small one before it.
    assert dark_runs(middle) == 4
    behind = picture(ONE_BEFORE_THE_OTHER, Direction(180, 0))
    assert dark_runs(behind[SIZE // 2]) == 2
    assert is_part(behind[SIZE // 2, SIZE // 2])


def test_one_sees_through_a_hole(picture: Picture) -> None:
    flange = picture(examples.FLANGE.text, TOP)
    middle = flange[SIZE // 2, SIZE // 2]
    assert not is_part(middle)
    assert is_part(flange[SIZE // 2, SIZE // 4])


@pytest.mark.parametrize("direction", [FRONT, RIGHT, TOP, ISOMETRIC])
@pytest.mark.parametrize("example", [examples.ROD, examples.BRACKET])
def test_a_part_is_wholly_in_the_picture(
    picture: Picture, example: examples.Example, direction: Direction
) -> None:
    part = is_part(picture(example.text, direction))
    assert not np.concatenate([part[:6], part[-6:], part[:, :6].T, part[:, -6:].T]).any()
    assert max(part.any(axis=0).sum(), part.any(axis=1).sum()) > 0.7 * SIZE


def test_faces_leave_no_gaps_between_them(picture: Picture) -> None:
    ball = is_part(picture(examples.BALL.text, Direction(33, 21)))
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    inside = np.hypot(x - SIZE / 2, y - SIZE / 2) < 0.38 * SIZE
    # Without the corner that shows the directions.
    inside[SIZE // 2 :, : SIZE // 3] = False
    assert ball[inside].all()


@pytest.mark.parametrize(("side", "usual"), [(0.5, 50), (2000, 20)])
def test_the_size_of_a_part_does_not_change_how_it_looks(picture: Picture, side: float, usual: float) -> None:
    one, other = (picture(CUBE % (length, length, length), ISOMETRIC) for length in (side, usual))
    assert abs(one - other).mean() < 0.2


def test_while_it_moves_the_picture_shows_the_same_a_little_coarser(
    picture: Picture, canvas: SoftwareCanvas, qtbot: QtBot
) -> None:
    fine = picture(examples.PLATE.text, ISOMETRIC)
    canvas.look_from(canvas._camera)
    assert not canvas.is_fine
    qtbot.waitUntil(lambda: canvas.is_current)
    quick = pixels(canvas.grab().toImage())
    assert (is_part(quick) != is_part(fine)).mean() < 0.02


def test_it_follows_the_colours_of_the_window(
    picture: Picture, canvas: SoftwareCanvas, appearance: Appearance, qtbot: QtBot
) -> None:
    picture(examples.CUBE.text, ISOMETRIC)
    appearance.choose("dark", 100)
    qtbot.waitUntil(lambda: canvas.is_fine)
    assert canvas.grab().toImage().pixelColor(SIZE - 3, 3) == QColor(appearance.colours.scene)


def test_many_lines_are_drawn_while_it_moves(canvas: SoftwareCanvas, qtbot: QtBot) -> None:
    drawing = drawing_of(perforated(12))
    camera = Camera().around(drawing.bounds).looking(TOP).fit(drawing.vertices, SIZE, SIZE)
    canvas.show_scene(Scene.of(drawing))
    canvas.look_from(camera)
    qtbot.waitUntil(lambda: canvas.is_current)
    seen = pixels(canvas.grab().toImage())
    # Between two rows of holes there are none.
    assert dark_runs(seen[SIZE // 2]) == 2
    assert dark_runs(seen[SIZE // 2 + 8]) > 12


def test_a_picture_is_made_in_short_steps_however_many_faces_a_part_has(appearance: Appearance) -> None:
    drawing = drawing_of(perforated(12))
    camera = Camera().around(drawing.bounds).fit(drawing.vertices, 900, 700)
    maker = PictureMaker(Scene.of(drawing), camera, appearance.colours, QSize(900, 700), 1.0)
    for steps in (maker.coarse(1.0), maker.fine()):
        took = []
        began = time.thread_time()
        for _ in steps:
            took.append(time.thread_time() - began)
            began = time.thread_time()
        assert len(took) > 10
        # As a rule some milliseconds.
        assert max(took) < 0.1


def test_a_heavy_part_keeps_the_last_picture_until_there_is_a_newer_one(
    picture: Picture, canvas: SoftwareCanvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = picture(examples.PLATE.text, FRONT)
    # As if every step took too long.
    monkeypatch.setattr(software_canvas, "_PAINT_SECONDS", 0.0)
    canvas.look_from(canvas._camera.looking(TOP))
    late = pixels(canvas.grab().toImage())
    assert (is_part(late) == is_part(front)).all()
    assert not canvas.is_current
    qtbot.waitUntil(lambda: canvas.is_fine)
    above = pixels(canvas.grab().toImage())
    assert is_part(above).sum() > 2 * is_part(front).sum()
