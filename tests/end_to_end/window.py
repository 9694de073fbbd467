"""The real program in a window of its own, on whatever screen it is given."""

import sys
from pathlib import Path

import psutil

from geoft_gui.runs.folder import RunFolder
from tests.end_to_end.desktop import Desktop

TITLE = "GeoFT"


class Window:
    """The real program on the screen. `more` is what stands in its environment beside what all have."""

    def __init__(self, desktop: Desktop, home: Path, **more: str) -> None:
        self.desktop = desktop
        self.home = home
        self._more = more
        self.process = self.open()

    def open(self) -> "psutil.Popen":
        command = [sys.executable, "-P", "-m", "geoft_gui"]
        process = self.desktop.start(command, GEOFT_HOME=str(self.home), **self._more)
        self.desktop.wait_for("page tab", "Data")
        self.desktop.focus_window(TITLE)
        return process

    def train(self) -> RunFolder:
        """Start a training of the starter on the rows that are open; the Runs tab shows it."""
        self.desktop.click("push button", "2. Train the starter model")
        self.desktop.wait_for("label", "About")
        self.desktop.click("push button", "Start training")
        self.desktop.wait_until(self.runs, "a run folder")
        (folder,) = self.runs()
        return folder

    def runs(self) -> list[RunFolder]:
        return [RunFolder(path.parent) for path in sorted((self.home / "runs").glob("*/run.json"))]
