"""How long one frame of the loss plot takes, against pyqtgraph's own downsampling of the same points.

    python benchmarks/loss_plot.py

A frame is `draw` and the painting of 1000 x 500 pixels, without a screen. The goals are less than 20 ms
at a million points and less than 60 ms at ten million. CPU time of the process is counted.
"""

import os
import time
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QWidget

from geoft_gui.ui.widgets.loss_plot import LossPlot

SIZE = (1000, 500)
FRAMES = 7


def frame_milliseconds(widget: QWidget, draw: Callable[[], object]) -> float:
    """CPU milliseconds of the quickest of some frames."""
    widget.resize(*SIZE)
    widget.grab()
    times = []
    for _ in range(FRAMES):
        start = time.process_time()
        draw()
        widget.grab()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def ours(x: np.ndarray, y: np.ndarray) -> float:
    """The loss plot of a run with these losses."""
    plot = LossPlot()
    plot._loss._values, plot._loss._count = np.stack([x, y]), len(x)
    plot._total_steps = len(x)
    return frame_milliseconds(plot, plot.draw)


def pyqtgraph_alone(x: np.ndarray, y: np.ndarray) -> float:
    """A plain plot with downsampling by peaks."""
    plot = pg.PlotWidget()
    line = plot.plot(x, y, pen=pg.mkPen("b", width=1), antialias=True)
    line.setDownsampling(auto=True, method="peak")
    return frame_milliseconds(plot, lambda: line.setData(x, y))


def main() -> None:
    """Print a table: points, our frame, pyqtgraph's, the ratio."""
    application = QApplication([])
    print(f"{'points':>12}{'frame ms':>12}{'pyqtgraph':>12}{'ratio':>8}")
    for count in (1_000, 100_000, 1_000_000, 10_000_000):
        x = np.arange(1, count + 1, dtype=float)
        y = 1 + np.random.default_rng(0).random(count)
        mine, theirs = ours(x, y), pyqtgraph_alone(x, y)
        print(f"{count:12,}{mine:12.1f}{theirs:12.1f}{theirs / mine:8.1f}")
    application.quit()


if __name__ == "__main__":
    main()
