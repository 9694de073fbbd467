"""The question before edits are lost."""

from PySide6.QtWidgets import QWidget

from geoft_gui.ui.widgets.choice_dialog import ChoiceDialog


class LeavingDialog(ChoiceDialog):
    """Accepted when the edits of so many rows may be lost."""

    def __init__(self, edited: int, parent: QWidget | None = None) -> None:
        one, many = self.tr("You have edited 1 row."), self.tr("You have edited {n} rows.")
        super().__init__(
            self.tr("Edited rows"),
            self.tr("Your edits are not saved"),
            one if edited == 1 else many.format(n=f"{edited:,}"),
            parent,
        )
        self.offer(
            self.tr("Lose the edits"),
            self.tr("The rows are left as they are in the file."),
            lambda: None,
            "danger",
        )
        self.offer_to_leave(self.tr("Go back, to save them"))
