"""How much memory the window keeps when it was opened and closed, forty times.

    python benchmarks/reopening.py [--times 40]

The whole window with all four tabs, on a screen in memory, in one process; against a bare Qt window. The
first five times are not counted: libraries are loaded, caches are filled. The goal: less than 5 MB more, and
no thread, process or widget left.
"""

import argparse
import gc
import json
import os
import tempfile
import threading
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from geoft_gui.app import Studio, Tab

WARM_UP = 5
LOOK_MILLISECONDS = 300


def wait(milliseconds: int) -> None:
    """Let the window live for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def clear_away() -> None:
    """Let Qt and Python forget what nobody needs any more."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def open_and_close_ours(application: QApplication) -> None:
    """Open the window, look at each tab, close it."""
    studio = Studio(application)
    studio.show()
    for tab in Tab:
        studio.window.go_to(tab)
        wait(LOOK_MILLISECONDS)
    studio.window.close()
    studio.discard()
    clear_away()


def open_and_close_bare(application: QApplication) -> None:
    """Open a window with a word on it, and close it."""
    bare = QLabel("a bare window")
    bare.show()
    wait(LOOK_MILLISECONDS)
    bare.close()
    bare.deleteLater()
    clear_away()


def growth(cycle: Callable[[], None], times: int) -> dict[str, object]:
    """Megabytes kept by `times` cycles, and what else is left."""
    for _ in range(WARM_UP):
        cycle()
    me = psutil.Process()
    before = me.memory_full_info().uss
    for _ in range(times):
        cycle()
    return {
        "megabytes": round((me.memory_full_info().uss - before) / 1e6, 2),
        "threads": threading.active_count() - 1,
        "processes": len(me.children()),
        "widgets": len(QApplication.allWidgets()),
    }


def main() -> None:
    """Print the growth of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as home:
        os.environ["GEOFT_HOME"] = home
        application = QApplication([])
        application.setQuitOnLastWindowClosed(False)
        bare = growth(lambda: open_and_close_bare(application), times)
        ours = growth(lambda: open_and_close_ours(application), times)
    print(json.dumps({"bare": bare, "GeoFT": ours, "times": times}, indent=2))


if __name__ == "__main__":
    main()
