"""Which model a training starts from: a button with its name, that opens the dialog to choose another."""

from pathlib import Path

from PySide6.QtCore import Signal

from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import Method
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import put_icon
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.widgets.surfaces import Button, plain_tip

_LONGEST = 40
"""Characters of a name on the button; the rest is in its tooltip."""


class BaseButton(Button):
    """Shows what is chosen, the starter at first."""

    chosen = Signal()
    """Another model is chosen."""

    def __init__(self, desk: Desk, watcher: RunWatcher) -> None:
        super().__init__()
        self._desk = desk
        self._watcher = watcher
        self._method: Method | None = None
        self._folders: list[Path] = []
        """Folders of the user's own choice, newest first."""
        self._advice = ""
        self.value = STARTER
        """As `geoft train --model` takes it."""
        self.setProperty("kind", "")
        self.setStyleSheet("QPushButton { text-align: left; }")
        self.clicked.connect(self._ask)
        desk.appearance.changed.connect(self._wear)
        self._wear()
        self._say(self.tr("The starter model"), self.tr("Choose another model to start from"))

    @property
    def advice(self) -> str:
        """One line on the model; "" where nothing is known of it."""
        if self.value == STARTER:
            return self.tr(
                "Small enough to learn in minutes. It can copy numbers, and has never seen a part."
            )
        return self._advice

    def choose(self, reference: str, name: str, advice: str = "") -> None:
        """Start from this model: `starter`, a run's or a model's folder, or an id on the hub."""
        self._advice = advice
        self.value = reference
        self._say(self.tr("The starter model") if reference == STARTER else name, reference)
        self.chosen.emit()

    def suit(self, method: Method | None) -> None:
        """The method that a model has to be small enough for; None: it is chosen to suit the model."""
        self._method = method

    def _say(self, name: str, tip: str) -> None:
        self.setText((name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…").replace("&", "&&"))
        self.setAccessibleName(self.tr("Model to start from: {name}").format(name=name))
        self.setToolTip(plain_tip(tip))

    def _ask(self) -> None:
        # Only who wants another model needs the list of them.
        from geoft_gui.ui.training.base_dialog import BaseDialog  # noqa: PLC0415

        dialog = BaseDialog(self._desk, self._watcher, self.value, self._method, self._folders, self.window())
        dialog.chosen.connect(self.choose)
        dialog.exec()
        dialog.deleteLater()

    def _wear(self) -> None:
        put_icon(self, "box", self._desk.appearance.colours.muted)
