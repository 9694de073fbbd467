"""What a training at a provider left: the model by its name there, until when, and what lies there still."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import put_icon
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.hosted_words import lifetime_words
from geoft_gui.ui.runs.possible import Action, possible
from geoft_gui.ui.runs.run_actions import Doing
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import Card, button, words
from geoft_gui.ui.widgets.web_button import web_button


class HostedResultCard(Card):
    """Hidden for runs of this computer, and while nothing came of a hosted one and nothing lies there."""

    wanted = Signal(str)
    """The Action that a button asks for."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._state: RunState | None = None
        self.column.setContentsMargins(18, 12, 18, 12)
        self.column.setSpacing(4)
        self._heading = words("", "heading")
        self.model = words()
        self.model.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._lifetime = words("", "muted")
        self._deploy = words("", "muted")
        self._scores = words("", "muted")
        # On a line of its own: within a sentence it would be broken between its hyphens.
        self._judging = words("", "muted")
        self._judging.setTextInteractionFlags(self.model.textInteractionFlags())
        self._uploads = words("", "muted")
        texts = (self.model, self._lifetime, self._deploy, self._scores, self._judging, self._uploads)
        for label in (self._heading, *texts):
            self.column.addWidget(label)
        self.copy_button = button(
            self.tr("Copy its name"), self._copy, "", self.tr("For other programs, and to keep it.")
        )
        self.delete_button = button(
            self.tr("Delete the uploaded files …"),
            lambda: self.wanted.emit("delete_uploads"),
            "",
            self.tr("Asks first. The model and this run stay."),
        )
        self.move_button = button(
            self.tr("Move to this computer …"),
            lambda: self.wanted.emit("move"),
            "",
            self.tr("Has it answer prompts, and makes of them rows that a model of your own learns from."),
        )
        self._actions = QWidget()
        self._flow = FlowLayout(self._actions)
        self._flow.addWidget(self.copy_button)
        self._flow.addWidget(self.move_button)
        self._flow.addWidget(self.delete_button)
        self._link: QWidget | None = None
        self._address = ""
        self.column.addSpacing(6)
        self.column.addWidget(self._actions)
        appearance.changed.connect(self._wear)
        self._wear()
        self.hide()

    def show_state(self, state: RunState | None, doing: Doing | None) -> None:
        """Show what is known of a run; None: nothing yet."""
        self._state = state
        hosted = state.hosted if state is not None else None
        can: frozenset[Action] = possible(state) if state is not None else frozenset()
        waits_there = state is not None and state.may_go_on_elsewhere and bool(hosted and hosted.has_uploads)
        has_rows = "delete_uploads" in can or waits_there
        if state is None or hosted is None or (hosted.result is None and not has_rows):
            self.hide()
            return
        result, provider = hosted.result, hosted.provider
        self._heading.setText(
            self.tr("Your model at {name}").format(name=hosted.called)
            if result
            else self.tr("At {name}").format(name=hosted.called)
        )
        self._say(self.model, result.model if result else "")
        self._say(self._lifetime, lifetime_words(result, date.today()) if result else "")
        self._say(self._deploy, provider.deploy if result and provider else "")
        told = self.tr(
            "{name} does not judge it by parts. To know how many it gets right, ask it in the Playground, or "
            "have it judged in a terminal:"
        )
        self._say(self._scores, told.format(name=hosted.name) if result else "")
        self._say(self._judging, f"geoft eval --model {state.folder.path.name}" if result else "")
        if waits_there:
            uploaded = self.tr("The rows lie at {name}. You can delete them when the training has ended.")
        elif hosted.has_uploads:
            uploaded = self.tr("The rows that were sent lie at {name} until you delete them.")
        else:
            uploaded = self.tr("Whether the rows arrived at {name} is not known. You can delete them.")
        self._say(self._uploads, uploaded.format(name=hosted.called) if has_rows else "")
        self.copy_button.setVisible(result is not None)
        self.move_button.setVisible(result is not None)
        self.delete_button.setVisible("delete_uploads" in can)
        self.delete_button.setEnabled(doing is None)
        self._show_link(provider.deploy_link if result and provider else "")
        self.show()

    def _show_link(self, address: str) -> None:
        if address == self._address:
            return
        self._address = address
        if self._link is not None:
            self._flow.removeWidget(self._link)
            self._link.deleteLater()
            self._link = None
        if address:
            self._link = web_button(self.tr("How to deploy it"), address, self._appearance)
            self._flow.addWidget(self._link)
            self._link.show()

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.model.text())

    def _wear(self) -> None:
        put_icon(self.copy_button, "copy", self._appearance.colours.muted)
