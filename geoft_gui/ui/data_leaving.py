"""Whether the open rows may be closed, which is asked where edits would be lost."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from geoft_gui.ui.data_work.edit_bar import EditBar
from geoft_gui.ui.edits import Edits


def may_leave(edits: Edits, bar: EditBar, then: Callable[[], object], owner: QWidget) -> bool:
    """Whether it may be done now. `then` is called once they are saved, where the user wants that first."""
    if not edits:
        return True
    if bar.is_saving:
        bar.save_edits(then)  # they are, and what is wanted comes after
        return False
    from geoft_gui.ui.widgets.leaving_dialog import LeavingDialog  # noqa: PLC0415

    dialog = LeavingDialog(edits.edited, len(edits.left_out), owner)
    left = dialog.exec() == LeavingDialog.DialogCode.Accepted
    saves = dialog.saves
    dialog.deleteLater()
    if saves:
        bar.save_edits(then)
    return left and not saves
