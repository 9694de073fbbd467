"""A label of one line that gives way where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from geoft_gui.ui.widgets.surfaces import Role, plain_tip, set_role


class ElidedLabel(QLabel):
    """Shows the beginning of a text that is too long, and all of it in its tooltip."""

    def __init__(self, role: Role = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, role)

    def show_words(self, text: str) -> None:
        """Show this text from now on, as much of it as there is room for."""
        self._whole = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """It asks for height only."""
        return QSize(1, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """The same: who has room gives it."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text in anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))
