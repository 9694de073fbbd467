"""Parts to be shown, and what a picture of one shows."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from geoft_gui.geometry.check import check
from geoft_gui.geometry.drawing import Drawing, draw
from geoft_gui.geometry.reading import read_document
from geoft_gui.geometry.resolved import resolve
from geoft_gui.geometry.solid import build_solid
from geoft_gui.ui.look import Look


def drawing_of(text: str) -> Drawing:
    """The drawing of a document that builds."""
    document = read_document(text).document
    assert document is not None
    return draw(build_solid(resolve(document).body))


def look_at(text: str) -> Look:
    """What the workbench would answer."""
    report = check(text)
    return Look(text, report, drawing_of(text) if report["builds"] else None)


def pixels(image: QImage) -> NDArray[np.int64]:
    """The colours of a picture, shape (height, width, 3): red, green, blue."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., :3].astype(np.int64)


def is_part(colours: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a light picture shows the part's faces: bluish, which neither the ground nor the lines are."""
    blueness = colours[..., 2] - colours[..., 0]
    return np.asarray((blueness > 20) & (blueness < 65) & (colours.sum(axis=-1) > 200))
