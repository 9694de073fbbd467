"""A learning curve as a PNG: `python -m geoft_gui.ui.learning_picture OUT.png RUN_FOLDER …`.

The same widget as in the window, drawn without a screen by a process of its own.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Before Qt is imported, as in `plot_picture`.
if sys.platform == "linux":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "2"

from PySide6.QtCore import QBuffer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from geoft_gui.evaluation.learning_curve import learning_curve
from geoft_gui.evaluation.learning_words import learning_words
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.learning import learning_points
from geoft_gui.runs.writing import write_atomically
from geoft_gui.ui.plot_picture import HEIGHT, WIDTH, headed
from geoft_gui.ui.widgets.learning_plot import LearningPlot
from geoft_gui.ui.widgets.plot_colours import LIGHT


def main(argv: Sequence[str] | None = None) -> int:
    """Draws the picture; raises OSError when it cannot be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    arguments = parser.parse_args(argv)
    application = QApplication(sys.argv[:1])
    # Gone before the application is: Qt may crash at its end otherwise.
    _draw([RunFolder.open(path) for path in arguments.runs], arguments.out)
    application.quit()
    return 0


def _draw(runs: Sequence[RunFolder], out: Path) -> None:
    points = learning_points(runs)
    curve = learning_curve(points)
    plot = LearningPlot(LIGHT)
    plot.show_curve(points, curve)
    picture = QWidget()
    column: QVBoxLayout = headed(picture, "Would more rows help?", learning_words(curve), LIGHT)
    column.addWidget(plot, stretch=1)
    picture.resize(WIDTH, HEIGHT)
    written = QBuffer()
    picture.grab().save(written, "PNG")
    write_atomically(out, bytes(written.data().data()))


if __name__ == "__main__":
    sys.exit(main())
