"""A part on the screen: to be turned, moved and magnified, with its size below it."""

from typing import Final

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from geoft_gui.geometry.drawing import Drawing
from geoft_gui.geometry.size_words import size_words
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.camera import FRONT, ISOMETRIC, RIGHT, TOP, Camera, Direction
from geoft_gui.ui.part_view.gl_canvas import GlCanvas
from geoft_gui.ui.part_view.message import Message
from geoft_gui.ui.part_view.navigation import Navigation
from geoft_gui.ui.part_view.probe import graphics_card_draws
from geoft_gui.ui.part_view.scene import Scene
from geoft_gui.ui.part_view.software_canvas import SoftwareCanvas
from geoft_gui.ui.widgets.surfaces import words

_LEAST_SIDE: Final = 120
_ICON: Final = 20
_AROUND_ICON: Final = 12
"""The padding and the border that the theme gives a tool, on both sides."""
_TOOLS: Final = 5
_BETWEEN_TOOLS: Final = 1
_GAP: Final = 24
"""At least, between the size and the tools beside it."""
_JOINT: Final = "\N{NO-BREAK SPACE}"
_USUAL_SIZE: Final = "100 × 100 × 100 mm · 1,000,000 mm³"


class PartView(QWidget):
    """Draws a part, or says in words why there is none.

    Dragging turns it, and moves it with Shift or another button; the wheel magnifies; a double click fits it
    into the view. On the keyboard these are the arrows, plus and minus, and Home.
    """

    camera_changed = Signal()
    """It is looked at from elsewhere."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._drawing: Drawing | None = None
        self._companions: list[PartView] = []
        self._follows = False
        self._size_words = ""
        self._size = words("", "small", wrap=False)
        self._tools = QWidget()
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._message = Message(appearance)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._message)
        if graphics_card_draws():
            canvas = GlCanvas(appearance)
            canvas.failed.connect(self._draw_without_card, Qt.ConnectionType.QueuedConnection)
            self._draw_on(canvas)
        else:
            self._draw_on(SoftwareCanvas(appearance))
        self._buttons: dict[str, QToolButton] = {}
        self._drawn_tools: tuple[int, str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._pages, stretch=1)
        column.addLayout(self._below)
        self._fill_below()
        appearance.changed.connect(self._wear)
        self._wear()
        self.clear()

    def show_look(self, look: Look) -> None:
        """Draw a part as large as fits, or say in its place what is wrong with it."""
        if look.drawing is None:
            self._draw_nothing()
            self._message.show_problems(look.report)
            return
        self._say_size(size_words(look.report))
        self._allow(True)
        self._show_drawing(look.drawing)

    def clear(self, sentence: str = "") -> None:
        """Draw nothing, and show a sentence in its place."""
        self._draw_nothing()
        self._message.show_sentence(sentence)

    def follow(self, other: "PartView") -> None:
        """Look from where another view looks from now on, and have it do the same.

        Both parts are drawn to one scale then, so that the larger one is seen to be larger.
        """
        group = dict.fromkeys((self, *self._companions, other, *other._companions))
        for view in group:
            view._companions = [companion for companion in group if companion is not view]
        self._look_at_all()

    def _draw_on(self, canvas: GlCanvas | SoftwareCanvas) -> None:
        self._canvas = canvas
        canvas.setMinimumSize(_LEAST_SIDE, _LEAST_SIDE)
        canvas.setAccessibleName(self.tr("The part"))
        canvas.setAccessibleDescription(self._size_words)
        self._navigation = Navigation(canvas)
        self._navigation.moved.connect(self._look)
        self._pages.addWidget(canvas)

    def _draw_without_card(self) -> None:
        """Change over to the canvas that always works."""
        failed = self._canvas
        self._draw_on(SoftwareCanvas(self._appearance))
        self._pages.removeWidget(failed)
        failed.deleteLater()
        if self._drawing is not None:
            self._show_drawing(self._drawing)

    def _show_drawing(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._canvas.show_scene(Scene.of(drawing))
        self._pages.setCurrentWidget(self._canvas)
        self._look_at_all()

    def _draw_nothing(self) -> None:
        self._drawing = None
        self._canvas.show_scene(None)
        self._say_size("")
        self._pages.setCurrentWidget(self._message)
        self._allow(False)
        # The others need no longer leave room for this part.
        self._look_at_all()

    def _look_at_all(self) -> None:
        """Fit what this view and those that go with it show."""
        views = [self, *(view for view in self._companions if isValid(view))]
        drawings = [view._drawing for view in views if view._drawing is not None]
        if not drawings:
            return
        corners = np.array([drawing.bounds for drawing in drawings])
        lower, upper = corners.min(axis=(0, 1)).tolist(), corners.max(axis=(0, 1)).tolist()
        points = np.concatenate([drawing.vertices for drawing in drawings])
        camera = self._navigation.camera.around((tuple(lower), tuple(upper)))
        for view in views:
            view._follows = True
            view._navigation.keep_in_sight(camera, points)
            view._follows = False

    def _look(self) -> None:
        """Show what the camera sees now, here and beside."""
        camera = self._navigation.camera
        self._canvas.look_from(camera)
        self.camera_changed.emit()
        if self._follows:
            return
        for view in self._companions:
            if isValid(view):
                view._look_like(camera)

    def _look_like(self, camera: Camera) -> None:
        self._follows = True
        self._navigation.adopt(camera)
        self._follows = False

    def _say_size(self, size: str) -> None:
        self._size_words = size
        self._canvas.setAccessibleDescription(size)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the size stands above the tools."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Lay out what is below the part. All of it depends on the width alone, so that nothing flickers."""
        self._size.ensurePolished()
        measure = self._size.fontMetrics().horizontalAdvance
        margins = self._below.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        full = round(_ICON * self._appearance.scale)
        # Walking through parts of usual sizes, nothing jumps either.
        one_line = max(measure(_USUAL_SIZE), measure(self._size_words))
        narrow = one_line + _GAP + _tools_width(full) > room
        directions = QBoxLayout.Direction
        self._below.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._size.setText(self._size_words)
        self._size.setWordWrap(narrow)
        # Broken between the sides and the volume rather than anywhere, if that does.
        joined = self._size_words.replace(" ", _JOINT).replace(f"·{_JOINT}", "· ")
        if measure(self._size_words) > room >= max(measure(part) for part in joined.split(" ")):
            self._size.setText(joined)
        # The tools grow with the text where there is room for it.
        side = full
        while side > _ICON and _tools_width(side) > room:
            side -= 1
        self._draw_tools(min(side, full))

    def _draw_tools(self, side: int) -> None:
        drawn = side, self._appearance.colours.muted
        if drawn == self._drawn_tools:
            return
        self._drawn_tools = drawn
        for name, button in self._buttons.items():
            button.setIcon(icon(name, self._appearance.colours.muted, size=side))
            button.setIconSize(QSize(side, side))
            button.setFixedSize(side + _AROUND_ICON, side + _AROUND_ICON)

    def _fill_below(self) -> None:
        self._below.setContentsMargins(6, 0, 2, 2)
        self._below.setSpacing(2)
        # Ignored: the least width of the view is that of its tools, as small as they get.
        self._size.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._below.addWidget(self._size, stretch=1)
        self._below.addWidget(self._tools, alignment=Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BETWEEN_TOOLS)
        for name, text, tip, clicked in (
            ("scan-box", self.tr("Fit"), self.tr("Show the whole part (Home)"), self._fit),
            ("view-front", self.tr("Front"), self.tr("Look from the front"), lambda: self._look_from(FRONT)),
            ("view-top", self.tr("Top"), self.tr("Look from above"), lambda: self._look_from(TOP)),
            ("view-right", self.tr("Right"), self.tr("Look from the right"), lambda: self._look_from(RIGHT)),
            (
                "view-isometric",
                self.tr("Isometric"),
                self.tr("Look at three sides at once"),
                lambda: self._look_from(ISOMETRIC),
            ),
        ):
            button = QToolButton()
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)
            button.clicked.connect(clicked)
            row.addWidget(button)
            self._buttons[name] = button

    def _fit(self) -> None:
        self._navigation.fit()

    def _look_from(self, direction: Direction) -> None:
        self._navigation.look(direction)

    def _allow(self, turning: bool) -> None:
        for button in self._buttons.values():
            button.setEnabled(turning)

    def _wear(self) -> None:
        self._tools.setMinimumWidth(_tools_width(round(_ICON * min(1.0, self._appearance.scale))))
        self._arrange()


def _tools_width(side: int) -> int:
    return _TOOLS * (side + _AROUND_ICON) + (_TOOLS - 1) * _BETWEEN_TOOLS
