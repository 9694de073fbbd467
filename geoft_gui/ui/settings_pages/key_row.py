"""One key in the settings: where it is, and what can be done with it."""

from collections.abc import Callable
from typing import Any, Final, Protocol

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from geoft_gui.errors import UserError
from geoft_gui.hosted.hosted_error import HostedError
from geoft_gui.hosted.providers import write_address
from geoft_gui.keys import DAYS_UNTIL_OLD, HUGGING_FACE, Keys, KeyState
from geoft_gui.ui.settings_pages.issuer import Issuer
from geoft_gui.ui.widgets.choice_dialog import ChoiceDialog
from geoft_gui.ui.widgets.surfaces import Card, Role, button, set_role, words

_DOTS: Final = "•••• "


class Run(Protocol):
    """As `Background.run`, for as long as the page is there."""

    def __call__(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> object:
        """Begin it."""


class KeyRow(Card):
    """The key of one issuer. It is asked for nothing before `show_state` was called."""

    set_wanted = Signal(object)
    """A key of this Issuer is to be entered."""
    changed = Signal()
    """A key or an address is another by now: look again."""

    def __init__(self, keys: Keys, issuer: Issuer, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._issuer = issuer
        self._run = run
        self._state: KeyState | None = None
        self._busy = False
        self._at_work: QPushButton | None = None
        """What was pressed, while it is being done: disabled, it would lose the focus to another field."""
        self.column.setContentsMargins(16, 11, 12, 12)
        self.column.setSpacing(5)
        head = QHBoxLayout()
        name = words(issuer.title, "heading", wrap=False)
        head.addWidget(name, stretch=1)
        self.test = button(self.tr("Test"), self._test)
        self.enter = button("", lambda: self.set_wanted.emit(self._issuer))
        self.delete = button(self.tr("Delete"), self._ask_to_delete, "quiet")
        for each in (self.test, self.enter, self.delete):
            each.setAutoDefault(False)
            head.addWidget(each)
        self.column.addLayout(head)
        self.where = words("", "muted")
        self.column.addWidget(self.where)
        self.address = QLineEdit()
        if issuer.address is not None:
            self._add_address()
        self.old = words("", "warning")
        self.said = words("", "muted")
        for label in (self.old, self.said):
            label.hide()
            self.column.addWidget(label)
        for action, what in (
            (self.test, self.tr("Test the key of {issuer}")),
            (self.delete, self.tr("Delete the key of {issuer}")),
        ):
            action.setAccessibleName(what.format(issuer=issuer.title))
        self._show()

    def show_state(self, issuer: Issuer, state: KeyState) -> None:
        """Show where the key is now."""
        self._issuer = issuer
        self._state = state
        self.where.setText(self._place(state))
        self.old.setVisible(state.is_old)
        self.old.setText(
            self.tr("It is older than {days} days. Make a new one at {issuer}, and replace this one.").format(
                days=DAYS_UNTIL_OLD, issuer=issuer.title
            )
        )
        if issuer.address is not None and not self.address.isModified():
            self.address.setText(issuer.address)
        self._show()

    def begin(self) -> None:
        """Put the focus on what is missing: the address, else the key."""
        needs_address = self._issuer.address == ""
        (self.address if needs_address else self.enter).setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, role: Role) -> None:
        """What came of something, below everything else."""
        set_role(self.said, role)
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _add_address(self) -> None:
        line = QHBoxLayout()
        label = words(self.tr("Address"), wrap=False)
        label.setBuddy(self.address)
        example = "https://NAME.openai.azure.com/openai/v1" if self._issuer.name == "azure" else ""
        self.address.setPlaceholderText(example or "https://api.example.com/v1")
        name = self.tr("Address of {issuer}").format(issuer=self._issuer.title)
        self.address.setAccessibleName(name)
        self.address.setToolTip(
            self.tr("Up to and with /v1. Plain http:// is for a server on this computer only.")
        )
        self.keep_address = button(self.tr("Keep"), self._keep_address)
        keep = self.tr("Keep the address of {issuer}").format(issuer=self._issuer.title)
        self.keep_address.setAccessibleName(keep)
        self.keep_address.setAutoDefault(False)
        self.address.textChanged.connect(self._show)
        self.address.returnPressed.connect(self.keep_address.click)
        line.addWidget(label)
        line.addWidget(self.address, stretch=1)
        line.addWidget(self.keep_address)
        self.column.addLayout(line)

    def _place(self, state: KeyState) -> str:
        ending = f"{_DOTS}{state.last_four}" if state.last_four else _DOTS.strip()
        if state.place == "environment":
            text = self.tr("{key}, from the environment variable {variable}, which comes before others")
            return text.format(key=ending, variable=state.variable)
        if state.place == "session":
            return self.tr("{key}, kept for this session only").format(key=ending)
        if state.place == "store":
            if state.set_on is None:
                return self.tr("{key}, kept on this computer").format(key=ending)
            day = QLocale().toString(QDate(*state.set_on.timetuple()[:3]), "d MMMM yyyy")
            return self.tr("{key}, kept on this computer since {day}").format(key=ending, day=day)
        if state.name == HUGGING_FACE:
            return self.tr(
                "No key here. Where Hugging Face's own programs have stored one here, that is used."
            )
        return self.tr("No key.") if self._issuer.needs_key else self.tr("No key, and it needs none.")

    def _show(self) -> None:
        state, issuer = self._state, self._issuer
        there = state is not None and state.place != "none"
        self.enter.setText(self.tr("Replace …") if there else self.tr("Set …"))
        what = self.tr("Replace the key of {issuer}") if there else self.tr("Set a key of {issuer}")
        self.enter.setAccessibleName(what.format(issuer=issuer.title))
        self._allow(self.enter, state is not None)
        missing = ""
        if issuer.address == "":
            missing = self.tr("Enter the address first.")
        elif issuer.needs_key and not there:
            missing = self.tr("Set a key first.")
        self._allow(self.test, state is not None and not missing)
        self.test.setToolTip(
            missing or self.tr("Shows the key to {issuer}; it costs nothing.").format(issuer=issuer.title)
        )
        fixed = state is not None and state.place == "environment"
        self._allow(self.delete, there and not fixed)
        if fixed:
            self.delete.setToolTip(self.tr("It stands in the environment, which GeoFT cannot change."))
        else:
            self.delete.setToolTip("" if there else self.tr("There is no key to delete."))
        if issuer.address is not None:
            is_other = self.address.text().strip() != issuer.address
            self._allow(self.keep_address, is_other and bool(self.address.text().strip()))
            self.keep_address.setToolTip("" if is_other else self.tr("This address is kept already."))

    def _allow(self, action: QPushButton, possible: bool) -> None:
        if self._busy:
            action.setEnabled(action is self._at_work)
            return
        if not possible and action.hasFocus():
            # Qt would give it to whatever comes next, such as the field of the address.
            self.enter.setFocus()
        action.setEnabled(possible)

    def _begin(self, text: str, action: QPushButton) -> None:
        self._busy = True
        self._at_work = action
        self.say(text, "muted")
        self._show()

    def _end(self, text: str, role: Role) -> None:
        self._busy = False
        self._at_work = None
        self.say(text, role)
        self._show()

    def _fail(self, error: UserError) -> None:
        text = str(error)
        if isinstance(error, HostedError) and error.kind == "key":
            # Its hint says where to go: here.
            hint = self.tr("See whether it was copied whole and is still valid, and set it anew above.")
            text = f"{error.message} {hint}"
        self._end(text, "bad")

    def _test(self) -> None:
        if self._busy:
            return
        issuer, keys = self._issuer, self._keys
        self._begin(self.tr("Asking {issuer} …").format(issuer=issuer.title), self.test)
        self._run(
            lambda task: issuer.check(keys.get(issuer.name)), lambda said: self._end(said, "good"), self._fail
        )

    def _ask_to_delete(self) -> None:
        if self._busy:
            return
        question = self.tr("Delete the key of {issuer}?").format(issuer=self._issuer.title)
        subject = self.tr("Those who issue keys show each one only once: you would need a new one.")
        dialog = ChoiceDialog(self.tr("Delete a key"), question, subject, self)
        dialog.offer(
            self.tr("Delete the key"), self.tr("It is forgotten on this computer."), self._delete, "danger"
        )
        dialog.offer_to_leave(self.tr("Keep it"))
        dialog.exec()
        dialog.deleteLater()

    def _delete(self) -> None:
        name, keys = self._issuer.name, self._keys
        self._begin(self.tr("Deleting it …"), self.delete)
        self._run(lambda task: keys.delete(name), lambda nothing: self._deleted(), self._fail)

    def _deleted(self) -> None:
        self._end(self.tr("The key is deleted."), "muted")
        self.changed.emit()

    def _keep_address(self) -> None:
        if self._busy:
            return
        name, address = self._issuer.name, self.address.text()
        self._begin(self.tr("Keeping the address …"), self.keep_address)
        self._run(lambda task: write_address(name, address), lambda kept: self._address_kept(), self._fail)

    def _address_kept(self) -> None:
        self.address.setModified(False)
        there = self._state is not None and self._state.place != "none"
        said = self.tr("The address is kept.")
        self._end(said + " " + self.tr("The key is sent there from now on.") if there else said, "muted")
        self.changed.emit()
