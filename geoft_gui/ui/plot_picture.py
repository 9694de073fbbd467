"""The curves of a run as a PNG: `python -m geoft_gui.ui.plot_picture RUN_FOLDER OUT.png`.

The same widget as in the window, drawn without a screen by a process of its own.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Before Qt is imported: twice the pixels, so that the picture is sharp in a report. Only Linux may lack a
# screen, and elsewhere the platform without one finds no fonts.
if sys.platform == "linux":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "2"

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.summary import Summary, summarise
from geoft_gui.runs.words import parts_of_ten, state_words
from geoft_gui.runs.writing import write_atomically
from geoft_gui.ui.widgets.loss_plot import LossPlot
from geoft_gui.ui.widgets.plot_colours import DARK, LIGHT, PlotColours

WIDTH: Final = 1200
HEIGHT: Final = 700


def main(argv: Sequence[str] | None = None) -> int:
    """Draws the picture; raises OSError when it cannot be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args(argv)
    application = QApplication(sys.argv[:1])
    # Gone before the application is: Qt may crash at its end otherwise.
    Picture(RunFolder.open(arguments.run), DARK if arguments.dark else LIGHT).save(arguments.out)
    application.quit()
    return 0


class Picture(QWidget):
    """A title, one sentence, and the curves of one run."""

    def __init__(self, folder: RunFolder, colours: PlotColours) -> None:
        super().__init__()
        events = list(folder.events())
        plot = LossPlot(colours)
        plot.set_run(events)
        column = headed(self, folder.spec.name, _sentence(summarise(events)), colours)
        column.addWidget(plot, stretch=1)
        self.resize(WIDTH, HEIGHT)

    def save(self, path: Path) -> None:
        """Write the PNG as a whole or not at all. Raises OSError when it cannot be written."""
        picture = QBuffer()
        self.grab().save(picture, "PNG")
        write_atomically(path, bytes(picture.data().data()))


def headed(picture: QWidget, title: str, sentence: str, colours: PlotColours) -> QVBoxLayout:
    """Give a picture its background, a title and a sentence; what else is in it comes below them."""
    picture.setObjectName("picture")
    picture.setStyleSheet(f"#picture {{ background: {colours.background}; }}")
    column = QVBoxLayout(picture)
    column.setContentsMargins(32, 26, 24, 20)
    column.setSpacing(6)
    for text, style in (
        (title, f"color: {colours.text}; font-size: 22px; font-weight: 600;"),
        (sentence, f"color: {colours.muted}; font-size: 14px;"),
    ):
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setStyleSheet(style)
        column.addWidget(label)
    column.addSpacing(10)
    return column


def _sentence(summary: Summary) -> str:
    best = summary.best_scores
    if best is None:
        return f"{state_words(summary).capitalize()}."
    return f"The best model, of step {best.step:,}, gets {parts_of_ten(best.correct)} parts right."


if __name__ == "__main__":
    sys.exit(main())
