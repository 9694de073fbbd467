"""The ground that a part stands on: a grid that fades out, and the part's soft shadow."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from geoft_gui.geometry.drawing import Drawing
from geoft_gui.geometry.shadow import SHADOW_SIDE
from geoft_gui.ui.colours import Colours
from geoft_gui.ui.part_view.camera import Camera

_REACH: Final = 2.1
"""Of the grid, in radii of what stands on it."""
_CELLS: Final = 5.0
"""At least as many cells of the grid are as long as twice the radius."""
_PIECES: Final = 4
"""Of each side of a cell, for the fading."""
_FADES: Final = 10
# The ground seen from its edge is a line, and from below it is not there.
_FULL_ELEVATION_SINE: Final = 0.25
_SHADOW_OPACITY: Final = {False: 0.30, True: 0.55}


def _grid_step(radius: float) -> float:
    """The side of a cell of the grid in mm: 1, 2 or 5 times a power of ten."""
    wanted = 2 * radius / _CELLS
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in (1, 2, 5) if step * power <= wanted * 1.0001)


def paint_ground(
    painter: QPainter, size: QSizeF, camera: Camera, colours: Colours, drawing: Drawing | None
) -> None:
    """Paint the ground under a part, before the part: from above, nothing of it can be in front of it."""
    opacity = min(1.0, math.sin(math.radians(camera.direction.elevation)) / _FULL_ELEVATION_SINE)
    if opacity <= 0:
        return
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(opacity)
    _paint_grid(painter, size, camera, QColor(colours.scene_grid))
    if drawing is not None:
        painter.setOpacity(opacity * _SHADOW_OPACITY[colours.dark])
        _paint_shadow(painter, size, camera, drawing)
    painter.restore()


def _paint_grid(painter: QPainter, size: QSizeF, camera: Camera, colour: QColor) -> None:
    step = _grid_step(camera.radius)
    middle = np.round(np.array(camera.centre[:2]) / step) * step
    cells = math.ceil(_REACH * camera.radius / step)
    lines = step * np.arange(-cells, cells + 1)
    places = step / _PIECES * np.arange(-cells * _PIECES, cells * _PIECES + 1)
    along, across = np.meshgrid(places, lines)
    starts, ends = (
        np.stack([part.ravel(), across[:, 1:].ravel()], axis=1) for part in (along[:, :-1], along[:, 1:])
    )
    # The same lines the other way round.
    starts, ends = (np.concatenate([points, points[:, ::-1]]) for points in (starts, ends))
    away = np.linalg.norm((starts + ends) / 2, axis=1) / (_REACH * camera.radius)
    strength = np.ceil(_FADES * np.clip(1 - away**2, 0, 1) ** 1.5).astype(int)
    starts, ends, strength = _joined(starts, ends, strength, len(places) - 1)
    first = camera.project(_on_floor(starts + middle, camera), size.width(), size.height())
    second = camera.project(_on_floor(ends + middle, camera), size.width(), size.height())
    pieces = np.concatenate([first, second], axis=1)
    pen = QPen(colour, 1.0)
    for level in range(1, _FADES + 1):
        colour.setAlphaF(level / _FADES)
        pen.setColor(colour)
        painter.setPen(pen)
        painter.drawLines([QLineF(*piece) for piece in pieces[strength == level].tolist()])


def _joined(
    starts: NDArray[np.float64], ends: NDArray[np.float64], strength: NDArray[np.int64], pieces: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Neighbours of one strength made one piece, where each line has so many pieces."""
    differs = strength[1:] != strength[:-1]
    differs |= np.arange(1, len(strength)) % pieces == 0
    begins, finishes = np.append(True, differs), np.append(differs, True)
    return starts[begins], ends[finishes], strength[begins]


def _paint_shadow(painter: QPainter, size: QSizeF, camera: Camera, drawing: Drawing) -> None:
    dark = drawing.shadow
    rows, columns = dark.shape
    picture = np.zeros((rows, columns, 4), np.uint8)
    picture[..., 3] = dark
    image = QImage(picture.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    (x0, y0, _), (x1, y1, _) = drawing.bounds
    half = SHADOW_SIDE * max(x1 - x0, y1 - y0) / 2
    corners = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) + [(x0 + x1) / 2, (y0 + y1) / 2]
    shown = camera.project(_on_floor(corners, camera), size.width(), size.height()).tolist()
    place = QTransform.quadToQuad(
        QPolygonF([QPointF(x, y) for x, y in ((0, 0), (columns, 0), (columns, rows), (0, rows))]),
        QPolygonF([QPointF(x, y) for x, y in shown]),
    )
    if isinstance(place, QTransform):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setTransform(place, combine=True)
        painter.drawImage(QPointF(0, 0), image)


def _on_floor(points: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    return np.column_stack([points, np.full(len(points), camera.floor)])
