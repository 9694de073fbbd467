"""A quiet button that opens a page of the web in the system's own browser."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import put_icon
from geoft_gui.ui.widgets.surfaces import button, plain_tip


def web_button(text: str, address: str, appearance: Appearance) -> QPushButton:
    """`address` is what the button opens, and its tooltip."""
    made = button(
        text, lambda: QDesktopServices.openUrl(QUrl(address)), "quiet", plain_tip(address)
    )
    put_icon(made, "external-link", appearance.colours.muted)
    return made
