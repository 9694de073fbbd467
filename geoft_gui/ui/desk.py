"""What every tab works with. Made once, in `app.py`, and handed on; nothing here is global."""

from dataclasses import dataclass

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.background import Background
from geoft_gui.ui.notices import Notices
from geoft_gui.ui.workbench import Workbench


@dataclass(frozen=True)
class Desk:
    """How the window looks, the channel for notices, the one way to background work, and the workbench."""

    appearance: Appearance
    notices: Notices
    background: Background
    workbench: Workbench
