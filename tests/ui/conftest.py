"""What tests of the window share: a desk like the one that `app.py` makes, cleared away afterwards."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from geoft_gui.keys import HUGGING_FACE, Keys
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.background import Background
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Notices
from geoft_gui.ui.workbench import Workbench


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    """The light theme with text of the usual size; the application looks as before afterwards."""
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    made = Appearance(qapp)
    made.choose("light", 100)
    yield made
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def desk(appearance: Appearance) -> Iterator[Desk]:
    """Everything that a tab works with. Its threads and its child are gone afterwards."""
    notices = Notices()
    background = Background(notices)
    workbench = Workbench()
    keys = Keys()
    yield Desk(appearance, notices, background, workbench, lambda: keys.get(HUGGING_FACE))
    background.close()
    workbench.close()
    # Before the next test begins, which would meet what is still on its way.
    for left in (background, workbench, notices):
        left.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
