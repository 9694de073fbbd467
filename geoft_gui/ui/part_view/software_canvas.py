"""A part drawn without OpenGL: quickly while it moves, finely as soon as it keeps still."""

import time
from collections.abc import Generator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.colours import Colours
from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.ground import paint_ground
from geoft_gui.ui.part_view.lines import VisibleLines
from geoft_gui.ui.part_view.overlay import EDGE_PIXELS, paint_overlay
from geoft_gui.ui.part_view.rasteriser import FULL_LIGHT, LINE, Raster, rasterise
from geoft_gui.ui.part_view.scene import Scene

_QUICK_SECONDS: Final = 0.02
"""What a picture may take while the part moves: its resolution is chosen so."""
_LEAST_SCALE: Final = 0.3
_MOST_QUICK_DOTS: Final = 500_000
_OVERSAMPLING: Final = 2.0
_MOST_DOTS: Final = 3_000_000
"""Of a fine picture: a screen of very many dots needs no oversampling."""
_STILL_MILLISECONDS: Final = 80
_SLICE_SECONDS: Final = 0.012
_LINES_AT_ONCE: Final = 1_500
_SMOOTH_LINES: Final = 1_500
"""More lines than these are drawn as plain pixels while the part moves."""


class SoftwareCanvas(QWidget):
    """Draws a scene as its camera sees it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._scene: Scene | None = None
        self._camera = Camera()
        self._quick_scale = 1.0
        self._fine: QImage | None = None
        self._steps: Generator[None, None, QImage] | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MILLISECONDS)
        self._still.timeout.connect(self._begin_fine)
        self._refine = QTimer(self)
        self._refine.setInterval(0)
        self._refine.timeout.connect(self._go_on)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        appearance.changed.connect(self._begin_again)

    def show_scene(self, scene: Scene | None) -> None:
        """Draw another part; None: the ground alone."""
        self._scene = scene
        self._begin_again()

    def look_from(self, camera: Camera) -> None:
        """Draw it as this camera sees it."""
        self._camera = camera
        self._begin_again()

    @property
    def is_fine(self) -> bool:
        """Whether the finest picture is on the screen."""
        return self._scene is None or self._fine is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the finest picture that there is, or a quick one."""
        colours = self._appearance.colours
        size = QSizeF(self.size())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.scene))
        scene = self._scene
        drawing = None if scene is None else scene.drawing
        paint_ground(painter, size, self._camera, colours, drawing)
        if self._fine is not None:
            painter.drawImage(QPointF(0, 0), self._fine)
        elif scene is not None:
            self._paint_quickly(painter, scene)
            if self._steps is None:
                self._still.start()
        paint_overlay(painter, size, self._camera, colours, self._appearance.scale, self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A picture of another size is another picture."""
        super().resizeEvent(event)
        self._begin_again()

    def _begin_again(self) -> None:
        self._fine = None
        self._steps = None
        self._refine.stop()
        self._still.stop()
        self.update()

    def _paint_quickly(self, painter: QPainter, scene: Scene) -> None:
        began = time.perf_counter()
        scale = min(self._quick_scale, (_MOST_QUICK_DOTS / (self.width() * self.height())) ** 0.5)
        raster = _finished(rasterise(scene, self._camera, *_dots(self.size(), scale)))
        lines = VisibleLines.of(scene, self._camera, raster)
        pieces = lines.pieces() / scale
        if len(pieces) > _SMOOTH_LINES:
            lines.draw_into(raster)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._faces(raster))
        if len(pieces) <= _SMOOTH_LINES:
            self._paint_lines(painter, pieces)
        # Halving the resolution quarters the dots.
        change = (_QUICK_SECONDS / (time.perf_counter() - began)) ** 0.5
        scale *= min(1.3, max(0.6, change))
        self._quick_scale = min(self.devicePixelRatioF(), max(_LEAST_SCALE, scale))

    def _begin_fine(self) -> None:
        if self._scene is not None:
            self._steps = self._fine_steps(self._scene, self._camera)
            self._refine.start()

    def _go_on(self) -> None:
        """Work at the fine picture for some milliseconds."""
        until = time.perf_counter() + _SLICE_SECONDS
        while self._steps is not None and time.perf_counter() < until:
            try:
                next(self._steps)
            except StopIteration as finished:
                self._fine = finished.value
                self._steps = None
                self._refine.stop()
                self.update()

    def _fine_steps(self, scene: Scene, camera: Camera) -> Generator[None, None, QImage]:
        ratio = self.devicePixelRatioF()
        wanted = ratio * _OVERSAMPLING
        affordable = (_MOST_DOTS / (self.width() * self.height())) ** 0.5
        scale = max(ratio, min(wanted, affordable))
        raster = yield from rasterise(scene, camera, *_dots(self.size(), scale))
        size = QSize(*_dots(self.size(), ratio))
        faces = self._faces(raster)
        yield
        picture = faces.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        picture.setDevicePixelRatio(ratio)
        yield
        pieces = VisibleLines.of(scene, camera, raster).pieces() / scale
        for first in range(0, len(pieces), _LINES_AT_ONCE):
            yield
            painter = QPainter(picture)
            self._paint_lines(painter, pieces[first : first + _LINES_AT_ONCE])
            painter.end()
        return picture

    def _faces(self, raster: Raster) -> QImage:
        height, width = raster.shade.shape
        dots = _shades(self._appearance.colours)[raster.shade].tobytes()
        # The bytes are Python's: the picture that is kept has a copy.
        return QImage(dots, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()

    def _paint_lines(self, painter: QPainter, pieces: NDArray[np.float64]) -> None:
        colour = QColor(self._appearance.colours.part_edge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, EDGE_PIXELS, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines([QLineF(*piece) for piece in pieces.tolist()])


def _shades(colours: Colours) -> NDArray[np.uint32]:
    """The colour of each shade of a raster, as 0xAARRGGBB; shade 0 is nothing."""
    light = np.arange(256)[:, None] / FULL_LIGHT
    full = QColor(colours.part)
    part = np.array([full.red(), full.green(), full.blue()])
    red, green, blue = np.minimum(np.rint(part * light), 255).astype(np.uint32).T
    shades = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    shades[0] = 0
    shades[LINE] = QColor(colours.part_edge).rgb()
    return shades


def _dots(size: QSize, scale: float) -> tuple[int, int]:
    return max(1, round(size.width() * scale)), max(1, round(size.height() * scale))


def _finished(steps: Generator[None, None, Raster]) -> Raster:
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            raster: Raster = finished.value
            return raster
