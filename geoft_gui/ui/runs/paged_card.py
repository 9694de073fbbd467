"""A card that shows one of several pages."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from geoft_gui.ui.widgets.surfaces import Card


class PagedCard(Card):
    """As high at least as the page that it shows needs to be at the width that it has.

    Qt would count every row of words or buttons as one line, however many it breaks into.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pages = QStackedWidget()
        self.column.addWidget(self.pages)
        self.pages.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing is cut off."""
        least = super().minimumSizeHint()
        page = self.pages.currentWidget()
        if page is None:
            return least
        around = self.column.contentsMargins()
        width = max(self.width(), least.width()) - around.left() - around.right()
        layout = page.layout()
        if layout is None:
            height = page.heightForWidth(width)
        elif layout.hasHeightForWidth():
            height = layout.totalMinimumHeightForWidth(width)
        else:
            height = layout.totalMinimumSize().height()
        return QSize(least.width(), height + around.top() + around.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width it needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
