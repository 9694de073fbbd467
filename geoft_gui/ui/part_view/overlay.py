"""What is painted over a part: the three directions in a corner, and a frame when keys go here."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from geoft_gui.ui.colours import Colours
from geoft_gui.ui.part_view.camera import Camera

EDGE_PIXELS: Final = 1.4
"""How wide the lines of a part are."""
# x, y and z as everywhere in CAD; bright enough on a dark scene, dark enough on a bright one.
_AXES: Final = {
    False: (("x", "#c62828"), ("y", "#2e7d32"), ("z", "#1d5fd0")),
    True: (("x", "#ff7b72"), ("y", "#5fd38d"), ("z", "#74a8ff")),
}
_LENGTH: Final = 24.0
_CORNER: Final = 40.0
_USUAL_SIDE: Final = 240.0
"""A picture with a shorter side than this, or than larger text asks for, gets smaller directions."""


def paint_overlay(
    painter: QPainter, size: QSizeF, camera: Camera, colours: Colours, scale: float, focused: bool
) -> None:
    """Paint the directions, and the frame when `focused`. `scale`: how much larger than usual text is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawn = scale * min(1.0, max(0.5, min(size.width(), size.height()) / (_USUAL_SIDE * scale)))
    _paint_axes(painter, QPointF(_CORNER * drawn, size.height() - _CORNER * drawn), camera, colours, drawn)
    if focused:
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(1, 1, size.width() - 2, size.height() - 2), 7, 7)


def _paint_axes(painter: QPainter, origin: QPointF, camera: Camera, colours: Colours, scale: float) -> None:
    right, up, towards = camera.axes.tolist()
    metrics = QFontMetricsF(painter.font())
    # What points away is painted first, so that what points here lies over it.
    for axis in sorted(range(3), key=lambda axis: towards[axis]):
        letter, colour = _AXES[colours.dark][axis]
        tip = QPointF(right[axis], -up[axis]) * _LENGTH * scale
        painter.setPen(QPen(QColor(colour), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(origin, origin + tip)
        if abs(towards[axis]) < 0.97:
            middle = origin + tip * (1 + 10 / _LENGTH)
            width, height = metrics.horizontalAdvance(letter), metrics.xHeight()
            painter.drawText(middle + QPointF(-width / 2, height / 2), letter)
