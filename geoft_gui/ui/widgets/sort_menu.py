"""What the rows are sorted by, for those who do not click on headers."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.row_model import Column
from geoft_gui.ui.row_search import Order
from geoft_gui.ui.widgets.menu_button import MenuButton

_FALLING: Final = True
_RISING: Final = False


class SortMenu(MenuButton):
    """A button with a menu of orders."""

    chosen = Signal(object)
    """An `Order`; None: as in the file."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(
            appearance,
            "arrow-up-down",
            self.tr("Sort"),
            self.tr("Sort the rows. A click on the head of a column does so too."),
        )
        self._group = QActionGroup(self)
        self._actions: dict[Order | None, QAction] = {}
        for order, text in (
            (None, self.tr("As in the file")),
            (Order(Column.VERDICT, _FALLING), self.tr("Worst verdict first")),
            (Order(Column.PROMPT, _RISING), self.tr("Shortest prompt first")),
            (Order(Column.PROMPT, _FALLING), self.tr("Longest prompt first")),
            (Order(Column.TOKENS, _RISING), self.tr("Fewest tokens first")),
            (Order(Column.TOKENS, _FALLING), self.tr("Most tokens first")),
            (Order(Column.KIND, _RISING), self.tr("By the kind of part")),
        ):
            action = self.menu().addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, order=order: self.chosen.emit(order))
            self._group.addAction(action)
            self._actions[order] = action
        self.show_order(None)

    def show_order(self, order: Order | None) -> None:
        """Mark the order that the rows have."""
        for each, action in self._actions.items():
            action.setChecked(each == order)
