"""Icons: Lucide's line drawings, in the colour of the text beside them."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from geoft_gui import paths

SIZE = 20
_GAP = 5
_RATIOS = (1.0, 2.0)


def icon(name: str, colour: str, selected: str | None = None, size: int = SIZE) -> QIcon:
    """The icon `resources/icons/NAME.svg` drawn in `colour` (`#rrggbb`), `size` pixels wide.

    `selected`: its colour on a selected tab or a checked button. Raises OSError when there is no such icon.
    """
    drawing = _drawing(name)
    made = QIcon()
    for shade, state in ((colour, QIcon.State.Off), (selected or colour, QIcon.State.On)):
        for ratio in _RATIOS:
            drawn = _drawn(drawing, shade, size, ratio)
            # Without one of its own, Qt tints it where a row is selected.
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
                made.addPixmap(drawn, mode, state)
    return made


def put_icon(button: QPushButton, name: str, colour: str) -> None:
    """Give a button with words an icon that keeps its distance from them, for which Qt has no setting."""
    made = QIcon()
    drawing = _drawing(name)
    for ratio in _RATIOS:
        drawn = _drawn(drawing, colour, SIZE, ratio)
        wider = QPixmap(round((SIZE + _GAP) * ratio), drawn.height())
        wider.setDevicePixelRatio(ratio)
        wider.fill(Qt.GlobalColor.transparent)
        painter = QPainter(wider)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        made.addPixmap(wider)
    button.setIcon(made)
    button.setIconSize(QSize(SIZE + _GAP, SIZE))


def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 2.0) -> QPixmap:
    """The icon as a picture for a label, with `ratio` dots for each pixel."""
    return _drawn(_drawing(name), colour, size, ratio)


def _drawing(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(drawing: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
