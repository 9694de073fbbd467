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
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon
from geoft_gui.ui.look import Look
from geoft_gui.ui.part_view.camera import FRONT, ISOMETRIC, RIGHT, TOP, Camera, Direction
from geoft_gui.ui.part_view.gl_canvas import GlCanvas
from geoft_gui.ui.part_view.message import Message
from geoft_gui.ui.part_view.navigation import Navigation
from geoft_gui.ui.part_view.probe import graphics_card_draws
from geoft_gui.ui.part_view.scene import Scene
from geoft_gui.ui.part_view.size_words import size_words
from geoft_gui.ui.part_view.software_canvas import SoftwareCanvas
from geoft_gui.ui.widgets.surfaces import words

_LEAST_SIDE: Final = 120
_ICON: Final = 20


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
        size = size_words(look.report)
        self._size.setText(size)
        self._arrange()
        self._canvas.setAccessibleDescription(size)
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
        canvas.setAccessibleDescription(self._size.text())
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
        self._size.clear()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the size stands above the tools."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self._size.sizeHint().width() + self._tools.sizeHint().width() + 2 * _ICON
        directions = QBoxLayout.Direction
        self._below.setDirection(directions.TopToBottom if needed > self.width() else directions.LeftToRight)

    def _fill_below(self) -> None:
        self._below.setContentsMargins(6, 0, 2, 2)
        self._below.setSpacing(2)
        # Ignored: the least width of the view is that of its tools.
        self._size.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._below.addWidget(self._size, stretch=1)
        self._below.addWidget(self._tools)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
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
        row.addStretch(1)

    def _fit(self) -> None:
        self._navigation.fit()

    def _look_from(self, direction: Direction) -> None:
        self._navigation.look(direction)

    def _allow(self, turning: bool) -> None:
        for button in self._buttons.values():
            button.setEnabled(turning)

    def _wear(self) -> None:
        side = round(_ICON * self._appearance.scale)
        for name, button in self._buttons.items():
            button.setIcon(icon(name, self._appearance.colours.muted, size=side))
            button.setIconSize(QSize(side, side))
