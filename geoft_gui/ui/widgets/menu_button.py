"""A button that is a picture and opens a menu: for what is needed now and then beside something else."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolButton

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import SIZE, icon


class MenuButton(QToolButton):
    """Shows the icon `picture`. `name` is what a screen reader says, `tip` the help text."""

    def __init__(self, appearance: Appearance, picture: str, name: str, tip: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._picture = picture
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        # The sign of a menu would stand on the picture.
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        appearance.changed.connect(self._wear)
        self._wear()

    def _wear(self) -> None:
        self.setIcon(icon(self._picture, self._appearance.colours.muted))
