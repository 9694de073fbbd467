"""What every tab works with. Made once, in `app.py`, and handed on; nothing here is global."""

from collections.abc import Callable
from dataclasses import dataclass

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.background import Background
from geoft_gui.ui.notices import Notices
from geoft_gui.ui.workbench import Workbench


@dataclass(frozen=True)
class Desk:
    """How the window looks, the channel for notices, the one way to background work, and the workbench.

    `hub_key` returns the user's key of Hugging Face, or None. It may wait for the system's store of keys: it
    is called on another thread than the window's.
    """

    appearance: Appearance
    notices: Notices
    background: Background
    workbench: Workbench
    hub_key: Callable[[], str | None] = lambda: None
