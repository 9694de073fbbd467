"""Pictures of a part made without OpenGL, in steps of some milliseconds each, coarse ones and fine ones."""

from collections.abc import Generator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from geoft_gui.ui.colours import Colours
from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.ground import paint_ground
from geoft_gui.ui.part_view.lines import darken, visible_lines
from geoft_gui.ui.part_view.overlay import EDGE_PIXELS
from geoft_gui.ui.part_view.rasteriser import FULL_LIGHT, Raster, rasterise
from geoft_gui.ui.part_view.scene import Scene

Steps = Generator[None, None, QImage]

_MOST_COARSE_DOTS: Final = 500_000
_OVERSAMPLING: Final = 2.0
_MOST_FINE_DOTS: Final = 3_000_000
"""A screen of very many dots needs no oversampling."""
_LINES_AT_ONCE: Final = 1_500
_SMOOTH_LINES: Final = 1_500
"""More lines than these only darken the faces in a coarse picture."""


class PictureMaker:
    """Makes pictures of a scene, None being the ground alone, of one size and in these colours.

    `size` is in the units of widgets, of which each is `ratio` dots of the screen.
    """

    def __init__(self, scene: Scene | None, camera: Camera, colours: Colours, size: QSize, ratio: float):
        self._scene = scene
        self._camera = camera
        self._colours = colours
        self._size = size
        self._ratio = ratio

    def coarse(self, scale: float) -> Steps:
        """The steps to a quick picture, whose faces have `scale` dots for each unit of a widget."""
        picture = self._ground()
        scene = self._scene
        if scene is None:
            return picture
        yield
        scale = min(scale, _most_scale(self._size, _MOST_COARSE_DOTS))
        raster = yield from rasterise(scene, self._camera, *_dots(self._size, scale))
        yield
        lines = yield from visible_lines(scene, self._camera, raster)
        pieces = _together([some.pieces() for some in lines]) / scale
        smooth = len(pieces) <= _SMOOTH_LINES
        if not smooth:
            darken(raster, lines, EDGE_PIXELS * scale)
        yield
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(QPointF(0, 0), QSizeF(self._size)), self._faces(raster))
        if smooth:
            self._paint_lines(painter, pieces)
        painter.end()
        return picture

    def fine(self) -> Steps:
        """The steps to the finest picture."""
        picture = self._ground()
        scene = self._scene
        if scene is None:
            return picture
        yield
        affordable = _most_scale(self._size, _MOST_FINE_DOTS)
        scale = max(self._ratio, min(self._ratio * _OVERSAMPLING, affordable))
        raster = yield from rasterise(scene, self._camera, *_dots(self._size, scale))
        yield
        faces = self._faces(raster)
        yield
        faces = faces.scaled(
            picture.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        faces.setDevicePixelRatio(self._ratio)
        painter = QPainter(picture)
        painter.drawImage(QPointF(0, 0), faces)
        painter.end()
        yield
        lines = yield from visible_lines(scene, self._camera, raster)
        pieces = _together([some.pieces() for some in lines]) / scale
        for first in range(0, len(pieces), _LINES_AT_ONCE):
            yield
            painter = QPainter(picture)
            self._paint_lines(painter, pieces[first : first + _LINES_AT_ONCE])
            painter.end()
        return picture

    def _ground(self) -> QImage:
        picture = QImage(QSize(*_dots(self._size, self._ratio)), QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(QColor(self._colours.scene))
        drawing = None if self._scene is None else self._scene.drawing
        painter = QPainter(picture)
        paint_ground(painter, QSizeF(self._size), self._camera, self._colours, drawing)
        painter.end()
        return picture

    def _faces(self, raster: Raster) -> QImage:
        height, width = raster.shade.shape
        dots = _shades(self._colours)[raster.shade].tobytes()
        # The bytes are Python's: the picture that is kept has a copy.
        return QImage(dots, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()

    def _paint_lines(self, painter: QPainter, pieces: NDArray[np.float64]) -> None:
        colour = QColor(self._colours.part_edge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, EDGE_PIXELS, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines([QLineF(*piece) for piece in pieces.tolist()])


def _together(pieces: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([np.empty((0, 4)), *pieces])


def _shades(colours: Colours) -> NDArray[np.uint32]:
    """The colour of each shade of a raster, as 0xAARRGGBB; shade 0 is nothing."""
    light = np.arange(256)[:, None] / FULL_LIGHT
    full = QColor(colours.part)
    part = np.array([full.red(), full.green(), full.blue()])
    red, green, blue = np.minimum(np.rint(part * light), 255).astype(np.uint32).T
    shades = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    shades[0] = 0
    return shades


def _dots(size: QSize, scale: float) -> tuple[int, int]:
    return max(1, round(size.width() * scale)), max(1, round(size.height() * scale))


def _most_scale(size: QSize, dots: int) -> float:
    """Of a picture of this size that has at most so many dots."""
    return float((dots / (size.width() * size.height())) ** 0.5)
