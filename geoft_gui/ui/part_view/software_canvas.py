"""A part drawn without OpenGL: quickly while it moves, finely as soon as it keeps still.

Pictures are made in steps, of which a few at a time are taken, so that the window answers meanwhile however
many faces a part has. Until a picture is finished the last one stays.
"""

import time
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.overlay import paint_overlay
from geoft_gui.ui.part_view.picture import PictureMaker, Steps
from geoft_gui.ui.part_view.scene import Scene

_QUICK_SECONDS: Final = 0.025
"""What a picture may take while the part moves: its resolution is chosen so."""
_FIRST_SCALE: Final = 0.6
_LEAST_SCALE: Final = 0.3
_STILL_MILLISECONDS: Final = 80
_PAINT_SECONDS: Final = 0.025
"""Worked at a quick picture while the window waits to be painted: most are finished in it."""
_SLICE_SECONDS: Final = 0.012


@dataclass(eq=False)
class _Job:
    """A picture that is being made: of what was the `version` to be shown, and the time spent on it."""

    steps: Steps
    camera: Camera
    version: int
    fine: bool
    scale: float = 0.0
    seconds: float = 0.0


class SoftwareCanvas(QWidget):
    """Draws a scene as its camera sees it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._scene: Scene | None = None
        self._camera = Camera()
        self._quick_scale = _FIRST_SCALE
        self._picture: QImage | None = None
        self._seen_from = self._camera
        """Whence the picture shows the part."""
        self._job: _Job | None = None
        # What is to be shown, what is shown, and what is shown finely, by number.
        self._wanted, self._shown, self._fine = 1, 0, 0
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MILLISECONDS)
        self._still.timeout.connect(self._begin_fine)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._go_on)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        appearance.changed.connect(self._begin_again)

    def show_scene(self, scene: Scene | None) -> None:
        """Draw another part; None: the ground alone."""
        self._scene = scene
        self._drop()
        if scene is None:
            self._picture = None
        self._begin_again()

    def look_from(self, camera: Camera) -> None:
        """Draw it as this camera sees it."""
        self._camera = camera
        self._begin_again()

    @property
    def is_current(self) -> bool:
        """Whether the part is on the screen as it was last asked for, be it coarsely."""
        return self._shown == self._wanted

    @property
    def is_fine(self) -> bool:
        """Whether the finest picture of it is on the screen."""
        return self._scene is None or self._fine == self._wanted

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the newest picture, working at a newer one for a moment."""
        if not self.is_current:
            self._work_quickly()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._appearance.colours.scene))
        if self._picture is not None:
            # A picture of another size, until there is one of this size, keeps its middle.
            beside = (QSizeF(self.size()) - self._picture.deviceIndependentSize()) / 2
            painter.drawImage(QPointF(beside.width(), beside.height()), self._picture)
        self._paint_over(painter)
        painter.end()
        if self.is_current and not self.is_fine and self._job is None:
            self._still.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A picture of another size is another picture."""
        super().resizeEvent(event)
        self._begin_again()

    def _paint_over(self, painter: QPainter) -> None:
        size, scale = QSizeF(self.size()), self._appearance.scale
        paint_overlay(painter, size, self._seen_from, self._appearance.colours, scale, self.hasFocus())

    def _begin_again(self) -> None:
        self._wanted += 1
        self._still.stop()
        # A quick picture is finished though it is late: something moves on the screen then.
        if self._job is not None and self._job.fine:
            self._drop()
        self.update()

    def _drop(self) -> None:
        self._job = None
        self._slices.stop()

    def _work_quickly(self) -> None:
        if self._job is None:
            scale = self._quick_scale
            steps = self._maker().coarse(scale)
            self._job = _Job(steps, self._camera, self._wanted, fine=False, scale=scale)
        if not self._work(self._job, _PAINT_SECONDS):
            self._slices.start()
        elif not self.is_current:
            self.update()

    def _begin_fine(self) -> None:
        self._job = _Job(self._maker().fine(), self._camera, self._wanted, fine=True)
        self._slices.start()

    def _go_on(self) -> None:
        if self._job is not None and self._work(self._job, _SLICE_SECONDS):
            self.update()

    def _work(self, job: _Job, seconds: float) -> bool:
        """Work at a picture for about so long. Returns whether it is finished, and to be shown."""
        began = now = time.perf_counter()
        while now < began + seconds:
            try:
                next(job.steps)
            except StopIteration as finished:
                job.seconds += time.perf_counter() - began
                self._take(job, finished.value)
                return True
            now = time.perf_counter()
        job.seconds += now - began
        return False

    def _take(self, job: _Job, picture: QImage) -> None:
        self._drop()
        self._picture = picture
        self._seen_from = job.camera
        self._shown = job.version
        if job.fine:
            self._fine = job.version
        elif self._scene is not None:
            # Halving the resolution quarters the dots.
            change = (_QUICK_SECONDS / job.seconds) ** 0.5
            scale = job.scale * min(1.3, max(0.6, change))
            self._quick_scale = min(self.devicePixelRatioF(), max(_LEAST_SCALE, scale))

    def _maker(self) -> PictureMaker:
        colours, ratio = self._appearance.colours, self.devicePixelRatioF()
        return PictureMaker(self._scene, self._camera, colours, self.size(), ratio)
