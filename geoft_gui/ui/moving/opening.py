"""Opens the dialog that moves hosted models, from wherever the user asks for it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.moving.hosted_choice import HostedChoice, choices_of_runs
from geoft_gui.ui.moving.move_dialog import MoveDialog

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate


def move_runs(
    desk: Desk,
    key_of: Callable[[str], str | None],
    folders: Sequence[RunFolder],
    window: QWidget,
    moved: Callable[[Path], object],
) -> None:
    """Offer to move the hosted models of these runs; the first of them is chosen.

    Args:
        desk: what the window works with.
        key_of: gives the key of a provider's id; called on another thread.
        folders: the runs, those without a hosted model too.
        window: in front of which the dialog stands.
        moved: called with the file of rows that the user wants to see.
    """

    def show(choices: list[HostedChoice]) -> None:
        if choices:
            move_models(desk, key_of, choices, window, moved)
        else:
            desk.notices.info(
                translate("MoveRuns", "No run has a model at a provider yet."),
                translate(
                    "MoveRuns",
                    "One that was made elsewhere can be named in the Playground, and moved there.",
                ),
            )

    desk.background.run(lambda task: choices_of_runs(folders), show)


def move_models(
    desk: Desk,
    key_of: Callable[[str], str | None],
    choices: Sequence[HostedChoice],
    window: QWidget,
    moved: Callable[[Path], object],
) -> MoveDialog:
    """Show the dialog for these models. The window can be used meanwhile: asking takes its time."""
    dialog = MoveDialog(desk, key_of, choices, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.moved.connect(moved)
    dialog.show()
    return dialog
