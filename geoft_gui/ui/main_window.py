"""The window: four tabs, the gear, what there is to say, and the strip of the running training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QTabWidget, QToolButton, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon

USUAL_SIZE = QSize(1280, 820)
SMALLEST_SIZE = QSize(960, 620)


@dataclass(frozen=True)
class Page:
    """A tab: its word, its icon, and what makes it. It is made when it is first seen."""

    word: str
    icon: str
    make: Callable[[], QWidget]


class MainWindow(QMainWindow):
    """Holds the tabs and knows nothing of what is on them.

    `bands` stand above the tabs, `strip` below them. `state` keeps size and place between two starts.
    """

    settings_wanted = Signal()
    closing = Signal(QCloseEvent)
    """The user closes the window: whoever must not be interrupted ignores the event."""

    def __init__(
        self,
        appearance: Appearance,
        pages: Sequence[Page],
        bands: Sequence[QWidget],
        strip: QWidget,
        state: QSettings,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._pages = pages
        self._state = state
        self._made: dict[int, QWidget] = {}
        self._places: list[QVBoxLayout] = []
        self.setWindowTitle("GeoFT")
        self.setMinimumSize(SMALLEST_SIZE)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(QSize(20, 20))
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of GeoFT"))
        for page in pages:
            place = QWidget()
            room = QVBoxLayout(place)
            room.setContentsMargins(0, 0, 0, 0)
            self._places.append(room)
            self.tabs.addTab(place, page.word)
        self._gear = QToolButton()
        self._gear.setText(self.tr("Settings"))
        self._gear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._gear.setToolTip(self.tr("Settings"))
        self._gear.setAccessibleName(self.tr("Settings"))
        self._gear.clicked.connect(self.settings_wanted)
        corner = QWidget()
        beside = QHBoxLayout(corner)
        beside.setContentsMargins(0, 4, 16, 4)
        beside.addWidget(self._gear)
        self.tabs.setCornerWidget(corner)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for band in bands:
            column.addWidget(band)
        column.addWidget(self.tabs, stretch=1)
        column.addWidget(strip)
        self.setCentralWidget(middle)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Preferences), self, self.settings_wanted.emit)
        appearance.changed.connect(self._colour)
        self._colour()
        self._restore()
        self.tabs.currentChanged.connect(self._make)

    def page(self, index: int) -> QWidget:
        """What is on a tab; it is made if it was never seen."""
        self._make(index)
        return self._made[index]

    def go_to(self, index: int) -> QWidget:
        """Bring a tab to the front."""
        page = self.page(index)
        self.tabs.setCurrentIndex(index)
        return page

    def made(self, index: int) -> QWidget | None:
        """What is on a tab, if it was ever seen."""
        return self._made.get(index)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the tab in front: not before, because what makes it may want to know the window."""
        super().showEvent(event)
        self._make(self.tabs.currentIndex())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep size and place, and ask whoever listens."""
        self._state.setValue("window/geometry", self.saveGeometry())
        self._state.setValue("window/tab", self.tabs.currentIndex())
        self._state.sync()
        self.closing.emit(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons anew on a finer screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._colour()

    def _make(self, index: int) -> None:
        if index in self._made or index < 0:
            return
        page = self._pages[index].make()
        self._made[index] = page
        self._places[index].addWidget(page)

    def _colour(self) -> None:
        colours = self._appearance.colours
        for index, page in enumerate(self._pages):
            self.tabs.setTabIcon(index, icon(page.icon, colours.muted, colours.accent))
        self._gear.setIcon(icon("settings", colours.muted))

    def _restore(self) -> None:
        self.resize(USUAL_SIZE)
        geometry = self._state.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        tab = self._state.value("window/tab", 0, int)
        if isinstance(tab, int) and 0 <= tab < len(self._pages):
            self.tabs.setCurrentIndex(tab)
