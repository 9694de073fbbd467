"""How a hand turns a part: by mouse, wheel and keys, the same on every canvas."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QStyle, QWidget

from geoft_gui.ui.part_view.camera import Camera, Direction

_DEGREES_PER_PIXEL: Final = 0.45
_DEGREES_PER_KEY: Final = 15.0
_ZOOM_PER_NOTCH: Final = 1.2
_NOTCH: Final = 120
_SWING_MILLISECONDS: Final = 240

_TURNS: Final = {
    Qt.Key.Key_Left: (_DEGREES_PER_KEY, 0.0),
    Qt.Key.Key_Right: (-_DEGREES_PER_KEY, 0.0),
    Qt.Key.Key_Up: (0.0, -_DEGREES_PER_KEY),
    Qt.Key.Key_Down: (0.0, _DEGREES_PER_KEY),
}
_ZOOMS: Final = {
    Qt.Key.Key_Plus: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Equal: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Minus: 1 / _ZOOM_PER_NOTCH,
}


class Navigation(QObject):
    """Holds the camera of a canvas and moves it as the user asks there."""

    moved = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._points: NDArray[np.floating] = np.zeros((1, 3))
        self._grasped: QPointF | None = None
        self._swing = QVariantAnimation(self)
        self._swing.setStartValue(0.0)
        self._swing.setEndValue(1.0)
        self._swing.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._swinging: Callable[[float], Camera] | None = None
        self._swing.valueChanged.connect(self._swing_on)
        self.camera = Camera()
        canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        canvas.installEventFilter(self)

    def keep_in_sight(self, camera: Camera, points: NDArray[np.floating]) -> None:
        """Look at these points (mm), all of them, from where the camera looks."""
        self._points = points
        self._swing.stop()
        self._move(camera.fit(points, *self._size()))

    def adopt(self, camera: Camera) -> None:
        """Look as another view does."""
        self._swing.stop()
        self._move(camera)

    def fit(self) -> None:
        """Look at the whole part."""
        self._swing_to(self.camera.fit(self._points, *self._size()))

    def look(self, direction: Direction) -> None:
        """Look at the whole part from another direction."""
        self._swing_to(self.camera.looking(direction).fit(self._points, *self._size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is done to the canvas by hand."""
        match event:
            case QMouseEvent():
                return self._mouse(event)
            case QWheelEvent() if event.angleDelta().y():
                notches = event.angleDelta().y() / _NOTCH
                self._zoom(_ZOOM_PER_NOTCH**notches, event.position())
                event.accept()
                return True
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        if event.type() == QEvent.Type.Resize and self.camera.fitted:
            self._swing.stop()
            self._move(self.camera.fit(self._points, *self._size()))
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._swing.stop()
                self._grasped = event.position()
                self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
                # The canvas itself takes the focus.
                return False
            case QEvent.Type.MouseButtonRelease if event.buttons() == Qt.MouseButton.NoButton:
                self._grasped = None
                self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
                return True
            case QEvent.Type.MouseButtonDblClick:
                self.fit()
                return True
            case QEvent.Type.MouseMove if self._grasped is not None:
                way = event.position() - self._grasped
                self._grasped = event.position()
                self._drag(way, event)
                return True
        return False

    def _drag(self, way: QPointF, event: QMouseEvent) -> None:
        turns = event.buttons() == Qt.MouseButton.LeftButton
        if turns and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._turn(-way.x() * _DEGREES_PER_PIXEL, way.y() * _DEGREES_PER_PIXEL)
        else:
            half = min(self._size()) / 2
            self._move(self.camera.moved(way.x() / half, -way.y() / half))

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _TURNS:
            self._swing.stop()
            self._turn(*_TURNS[key])
        elif key in _ZOOMS:
            self._zoom(_ZOOMS[key], QPointF(self._canvas.rect().center()))
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            return False
        event.accept()
        return True

    def _turn(self, right: float, up: float) -> None:
        self._move(self.camera.turned(right, up).kept_in(self._points, *self._size()))

    def _zoom(self, factor: float, position: QPointF) -> None:
        self._swing.stop()
        width, height = self._size()
        half = min(width, height) / 2
        at = ((position.x() - width / 2) / half, (height / 2 - position.y()) / half)
        self._move(self.camera.zoomed(factor, at))

    def _move(self, camera: Camera) -> None:
        self.camera = camera
        self.moved.emit()

    def _swing_to(self, camera: Camera) -> None:
        """Move there in a moment rather than at once, so that the eye can follow."""
        self._swing.stop()
        speed = self._canvas.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        if speed == 0 or not self._canvas.isVisible():
            self._move(camera)
            return
        self._swinging = _between(self.camera, camera)
        self._swing.setDuration(_SWING_MILLISECONDS)
        self._swing.start()

    def _swing_on(self, share: float) -> None:
        if self._swinging is not None:
            self._move(self._swinging(share))

    def _size(self) -> tuple[int, int]:
        return max(1, self._canvas.width()), max(1, self._canvas.height())


def _between(start: Camera, end: Camera) -> Callable[[float], Camera]:
    """The way from one camera to another, the shorter way round."""
    turn = (end.direction.azimuth - start.direction.azimuth + 180) % 360 - 180
    rise = end.direction.elevation - start.direction.elevation
    growth = math.log(end.zoom / start.zoom)
    moves = [after - before for before, after in zip(start.pan, end.pan, strict=True)]

    def at(share: float) -> Camera:
        if share >= 1:
            return end
        camera = end.looking(
            Direction(start.direction.azimuth + share * turn, start.direction.elevation + share * rise)
        )
        pan = (start.pan[0] + share * moves[0], start.pan[1] + share * moves[1])
        return camera.placed(start.zoom * math.exp(share * growth), pan)

    return at
