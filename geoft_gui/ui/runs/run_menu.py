"""What can be done to a run of the list, as a menu."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu, QWidget

from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.hosted_words import resume_words
from geoft_gui.ui.runs.possible import Action, possible
from geoft_gui.ui.runs.run_actions import Doing

_NOT_ELSEWHERE: Final[frozenset[Action]] = frozenset({"pause", "stop"})


class RunMenu(QMenu):
    """Offers what makes sense for this run now; `do` hears what was chosen."""

    def __init__(
        self, state: RunState, doing: Doing | None, do: Callable[[Action], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        texts: dict[Action, str] = {
            "pause": self.tr("Pause"),
            "resume": resume_words(state),
            "stop": self.tr("Stop …"),
            "earlier": self.tr("Start earlier"),
            "later": self.tr("Start later"),
            "take_out": self.tr("Take out of the queue"),
            "try": self.tr("Try it"),
            "export": self.tr("Take it away …"),
            "move": self.tr("Move to this computer …"),
            "elsewhere": self.tr("Run it elsewhere …"),
            "folder": self.tr("Open folder"),
            "delete_uploads": self.tr("Delete the uploaded files …"),
            "delete": self.tr("Delete …"),
        }
        can = possible(state)
        leaving = state.summary.status in {"stopping", "pausing"}
        for action, text in texts.items():
            if action in can:
                entry = self.addAction(text)
                entry.triggered.connect(partial(self._choose, do, action))
                barred = action in _NOT_ELSEWHERE and (bool(state.elsewhere) or leaving)
                barred |= action == "earlier" and state.place == 1
                barred |= action == "later" and state.is_last
                entry.setEnabled(not barred and (doing is None or action == "folder"))

    @staticmethod
    def _choose(do: Callable[[Action], object], action: Action, *checked: bool) -> None:
        do(action)
