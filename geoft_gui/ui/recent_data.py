"""What was opened before, under the names that people know it by."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from geoft_gui.ui.background import Task
from geoft_gui.ui.data_name import data_name
from geoft_gui.ui.data_opening import OpenButtons
from geoft_gui.ui.data_places import DataPlaces
from geoft_gui.ui.desk import Desk


class RecentData(QObject):
    """Offers it in the menu of the open button, and where nothing is open yet."""

    def __init__(self, desk: Desk, buttons: OpenButtons, places: DataPlaces) -> None:
        super().__init__(buttons)
        self._desk = desk
        self._buttons = buttons
        self._places = places
        self._naming: Task[dict[Path, str]] | None = None

    def show(self, recent: Sequence[Path]) -> None:
        """Offer these to be opened again, the latest first."""
        if self._naming is not None:
            self._naming.cancel()
        self._offer({path: path.name for path in recent})
        # Those of versions are all alike: what they are versions of is looked up.

        def name(task: Task[dict[Path, str]]) -> dict[Path, str]:
            from geoft_gui.data.versions import version_of  # noqa: PLC0415

            return {path: data_name(path, version_of(path)) for path in recent}

        self._naming = self._desk.background.run(name, self._offer)

    def _offer(self, names: Mapping[Path, str]) -> None:
        self._buttons.show_recent(names)
        self._places.show_recent(names)
