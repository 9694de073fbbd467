"""Which version of a file is open, how it came about, and the way back to the original."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from geoft_gui.data.versions import Version, history, version_of
from geoft_gui.row_ranges import rows_in
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon, put_icon
from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.surfaces import button, plain_tip, words

_MOST_LISTED: Final = 20
"""The latest versions; all of them are in the folder."""
_Found = tuple[Version | None, tuple[Version, ...], Mapping[int, Path]]
"""The version that a file is, all of its original, and of splits, by number, the rows to measure with."""


class VersionBar(QFrame):
    """Says which version of a file is open. Hidden where a file has no versions."""

    open_wanted = Signal(Path)
    """Open this file: the original, or another version."""
    known = Signal(object)
    """What was asked of `show_file`: the Version that the file is, or None."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._looking: Task[_Found] | None = None
        self._original: Path | None = None
        self.setProperty("surface", "card")
        self.sentence = words()
        self.back = button(
            self.tr("Back to the original"),
            self._go_back,
            tip=self.tr("Open the file that all versions were made from. This version is kept."),
        )
        self.others = QPushButton(self.tr("All versions"))
        self.others.setToolTip(self.tr("Open another version of this file."))
        self.others.setMenu(_MenuBelow(self.others))
        self.others.menu().setToolTipsVisible(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.sentence, stretch=1)
        for each in (self.back, self.others):
            row.addWidget(each)
        desk.appearance.changed.connect(self._wear)
        self._wear()
        self.hide()

    def show_file(self, path: Path | None) -> None:
        """Look whether this file is a version of another or has versions; None: nothing is open."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.hide()
        if path is not None:
            self._looking = self._desk.background.run(
                lambda task: _found(path), lambda found: self._show(path, *found)
            )

    def _show(
        self,
        path: Path,
        version: Version | None,
        versions: tuple[Version, ...],
        held_back: Mapping[int, Path],
    ) -> None:
        self._looking = None
        self.known.emit(version)
        if not versions:
            return
        self._original = version.original if version is not None else path
        self.sentence.setText(self._said(path, version, len(versions)))
        self.back.setVisible(version is not None and self._original is not None)
        self._list(path, version, versions, held_back)
        self.show()

    def _said(self, path: Path, version: Version | None, count: int) -> str:
        if version is None:
            one, many = self.tr("This file has 1 version."), self.tr("This file has {n} versions.")
            return one if count == 1 else many.format(n=count)
        if version.original is None:
            said = self.tr("Version {number} of rows made by GeoFT.")
            return said.format(number=version.number)
        said = self.tr("Version {number} of {name}, {how}. The original is unchanged.")
        if version.what == "split":
            said += " " + (
                self.tr("These are the rows to learn from.")
                if path.name == version.rows.name
                else self.tr("These are the rows to measure with.")
            )
        name = short_name(version.original.name)
        return said.format(number=version.number, name=name, how=self._how(version)) + self._counts(version)

    def _counts(self, version: Version) -> str:
        """What was done by hand, where the card says it: older ones do not."""
        edited, left_out = version.report.get("edited"), version.report.get("left_out")
        if version.what != "edited" or not isinstance(edited, list) or not isinstance(left_out, str):
            return ""
        counts = {"edited": len(edited), "out": len(rows_in(left_out))}
        if not counts["out"]:
            said = self.tr("{edited} edited by hand.")
        elif not counts["edited"]:
            said = self.tr("{out} left out by hand.")
        else:
            said = self.tr("{edited} edited, {out} left out by hand.")
        return " " + said.format(**{name: f"{count:,}" for name, count in counts.items()})

    def _how(self, version: Version) -> str:
        return {
            "edited": self.tr("made by editing"),
            "mended": self.tr("made by mending"),
            "split": self.tr("made by splitting"),
            "made": self.tr("with rows made by GeoFT"),
            "downloaded": self.tr("downloaded"),
        }[version.what]

    def _list(
        self,
        path: Path,
        current: Version | None,
        versions: tuple[Version, ...],
        held_back: Mapping[int, Path],
    ) -> None:
        opened = path.absolute()
        menu = self.others.menu()
        menu.clear()
        if self._original is not None:
            self._offer(menu, self.tr("Original"), self._original, is_open=current is None)
        for version in reversed(versions[-_MOST_LISTED:]):
            made = version.made.astimezone()
            said = self.tr("Version {number}, {how}, {day}").format(
                number=version.number, how=self._how(version), day=f"{made:%Y-%m-%d %H:%M}"
            )
            measuring = held_back.get(version.number)
            if measuring is None:
                self._offer(menu, said, version.rows, is_open=current == version)
                continue
            sides = (
                (self.tr("{version}: rows to learn from"), version.rows),
                (self.tr("{version}: rows to measure with"), measuring),
            )
            for words_of, side in sides:
                self._offer(menu, words_of.format(version=said), side, is_open=opened == side.absolute())

    def _offer(self, menu: QMenu, said: str, path: Path, *, is_open: bool) -> None:
        action = QAction(said, menu)
        action.setToolTip(plain_tip(str(path)))
        if is_open:
            action.setIcon(icon("check", self._desk.appearance.colours.muted))
        action.setEnabled(not is_open)
        action.triggered.connect(lambda: self.open_wanted.emit(path))
        menu.addAction(action)

    def _go_back(self) -> None:
        if self._original is not None:
            self.open_wanted.emit(self._original)

    def _wear(self) -> None:
        put_icon(self.back, "chevron-left", self._desk.appearance.colours.text)


class _MenuBelow(QMenu):
    """Opens below its button with the same right edge: the button stands at that of the window."""

    def __init__(self, below: QPushButton) -> None:
        super().__init__(below)
        self._below = below

    def showEvent(self, event: QShowEvent) -> None:
        """Move there, as far as the screen reaches to the left."""
        super().showEvent(event)
        right = self._below.mapToGlobal(self._below.rect().bottomRight()).x()
        left = self._below.screen().availableGeometry().left()
        self.move(max(left, right - self.width() + 1), self.y())


def _found(path: Path) -> _Found:
    """Looked up on another thread."""
    versions = history(path)
    held_back: dict[int, Path] = {}
    if any(version.what == "split" for version in versions):
        from geoft_gui.data.splitting.frozen import VALIDATION_FILE  # noqa: PLC0415

        for version in versions:
            other = version.rows.with_name(VALIDATION_FILE)
            if version.what == "split" and other.exists():
                held_back[version.number] = other
    return version_of(path), versions, held_back
