"""Whether there can be a window, and what is said when there is none."""

import os
import traceback

from PySide6.QtWidgets import QMessageBox

from geoft_gui.errors import UserError
from geoft_gui.ui.notices import safe_details


def has_screen() -> bool:
    """Whether a window has somewhere to be shown, on Linux."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(("xcb", "wayland")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def say_that_it_failed(fault: Exception) -> None:
    """Tell, in a box of its own, why the window could not be made."""
    message, hint = (
        "GeoFT's window could not be made.",
        "Install GeoFT again; if that does not help, report it.",
    )
    if isinstance(fault, UserError):
        message, hint = fault.message, fault.hint
    box = QMessageBox(QMessageBox.Icon.Critical, "GeoFT", message)
    box.setInformativeText(hint)
    box.setDetailedText(safe_details("".join(traceback.format_exception(fault))))
    box.exec()
