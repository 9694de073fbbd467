"""What Return does in a question."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from geoft_gui.ui.widgets.leaving_dialog import LeavingDialog


def test_return_never_loses_edits(qtbot: QtBot) -> None:
    dialog = LeavingDialog(2, 0)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert dialog.saves
