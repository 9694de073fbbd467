"""Draws a part on canvases with and without OpenGL: `python gl_pictures.py FOLDER`, on a display.

Writes software.png, and opengl.png, beside.png and moved.png: of two views in one window, and of one of them
after it has moved to another window and so to another context.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.part_view.camera import Camera
from geoft_gui.ui.part_view.gl_canvas import GlCanvas
from geoft_gui.ui.part_view.scene import Scene
from geoft_gui.ui.part_view.software_canvas import SoftwareCanvas
from tests.geometry import examples
from tests.ui.part_view.shown import drawing_of

SIZE = 300


def main(folder: Path) -> None:
    """Draw, and write the pictures."""
    application = QApplication(sys.argv)
    appearance = Appearance(application)
    appearance.choose("light", 100)
    drawing = drawing_of(examples.FLANGE.text)
    scene = Scene.of(drawing)
    camera = Camera().around(drawing.bounds).fit(drawing.vertices, SIZE, SIZE)
    software, canvas, beside = SoftwareCanvas(appearance), GlCanvas(appearance), GlCanvas(appearance)
    window, other = QWidget(), QWidget()
    row, other_row = QHBoxLayout(window), QHBoxLayout(other)
    for shown in (software, canvas, beside):
        shown.setFixedSize(SIZE, SIZE)
        shown.show_scene(scene)
        shown.look_from(camera)
        row.addWidget(shown)
    window.show()
    other.show()

    def first() -> None:
        software.grab().save(str(folder / "software.png"))
        canvas.grabFramebuffer().save(str(folder / "opengl.png"))
        beside.grabFramebuffer().save(str(folder / "beside.png"))
        other_row.addWidget(beside)
        wait_until(beside.isVisible, second)

    def second() -> None:
        beside.grabFramebuffer().save(str(folder / "moved.png"))
        for shown in (window, other):
            shown.close()
            shown.deleteLater()
        QTimer.singleShot(0, application.quit)

    wait_until(lambda: software.is_fine and canvas.isValid() and beside.isValid(), first)
    application.exec()


def wait_until(condition: Callable[[], bool], then: Callable[[], None]) -> None:
    """Call `then` as soon as `condition` holds."""
    QTimer.singleShot(50, lambda: then() if condition() else wait_until(condition, then))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
