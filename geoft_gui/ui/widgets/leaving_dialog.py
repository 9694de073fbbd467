"""The question before edits are lost."""

from PySide6.QtWidgets import QWidget

from geoft_gui.ui.widgets.choice_dialog import ChoiceDialog


class LeavingDialog(ChoiceDialog):
    """Accepted when so many edited rows, and rows that are left out, may be left: lost, or saved first."""

    def __init__(self, edited: int, left_out: int, parent: QWidget | None = None) -> None:
        self.saves = False
        """Whether they are to be saved first."""
        super().__init__(
            self.tr("Edited rows"),
            self.tr("Your edits are not saved"),
            " ".join(self._said(edited, left_out)),
            parent,
        )
        self.offer(
            self.tr("Save as a new version"),
            self.tr("The rows as you changed them are written to a new file; the open one stays as it is."),
            self._save,
            "primary",
        )
        self.offer(
            self.tr("Lose the edits"),
            self.tr("The rows are left as they are in the file."),
            lambda: None,
            "danger",
        )
        self.offer_to_leave(self.tr("Go back"))

    def _said(self, edited: int, left_out: int) -> list[str]:
        said = []
        if edited:
            one, many = self.tr("You have edited 1 row."), self.tr("You have edited {n} rows.")
            said.append(one if edited == 1 else many.format(n=f"{edited:,}"))
        if left_out:
            one, many = self.tr("You have left out 1 row."), self.tr("You have left out {n} rows.")
            said.append(one if left_out == 1 else many.format(n=f"{left_out:,}"))
        return said

    def _save(self) -> None:
        self.saves = True
