"""Entering a key."""

from typing import Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QWidget

from geoft_gui.errors import UserError
from geoft_gui.key_store import KeyStoreError
from geoft_gui.keys import Keys, StoreState
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.settings_pages.issuer import Issuer
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import button, set_role, words

_LONGEST: Final = 20_000


class KeyDialog(QDialog):
    """Asks for the key of an issuer and has it kept: by the system's store, or for this session only."""

    kept = Signal()

    def __init__(
        self, desk: Desk, keys: Keys, issuer: Issuer, store: StoreState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keys = keys
        self._issuer = issuer
        self._store = store
        self._keeping: Task[None] | None = None
        self.setWindowTitle(self.tr("Key of {issuer}").format(issuer=issuer.title))
        self._column = column_in(self)
        self._column.addWidget(words(issuer.title, "heading"))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(_LONGEST)
        self.field.setAccessibleName(self.tr("Key"))
        self.field.setPlaceholderText(self.tr("Paste the key here"))
        self.field.textChanged.connect(self._show_state)
        self._column.addWidget(self.field)
        below = QHBoxLayout()
        self._shown = QCheckBox(self.tr("&Show the key"))
        self._shown.toggled.connect(self._show_key)
        below.addWidget(self._shown)
        below.addStretch(1)
        if issuer.keys_url:
            page = button(self.tr("Where do I get one?"), self._open_page, "quiet", issuer.keys_url)
            page.setAutoDefault(False)
            below.addWidget(page)
        self._column.addLayout(below)
        self.said = words("", "muted")
        self._column.addWidget(self.said)
        self._say_where_it_goes()
        self.cancel = button(self.tr("Cancel"), self.reject, "quiet")
        self.for_session = button(
            self.tr("Keep for this session only"),
            lambda: self._keep(session_only=True),
            "" if store.works else "primary",
            self.tr("GeoFT forgets the key when it is closed."),
        )
        self.keep = button(self.tr("Keep"), lambda: self._keep(session_only=False), "primary")
        self.keep.setVisible(store.works)
        (self.keep if store.works else self.for_session).setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for each in (self.cancel, self.for_session, self.keep):
            buttons.addWidget(each)
        self._column.addSpacing(6)
        self._column.addLayout(buttons)
        self.field.setFocus()
        self._show_state()

    def done(self, result: int) -> None:
        """Whatever way it is closed: the key stays in no field."""
        if self._keeping is not None:
            self._keeping.cancel()
            self._keeping = None
        self.field.clear()
        super().done(result)

    def _say_where_it_goes(self) -> None:
        if self._store.works:
            where = self.tr("It is kept by {store}, and never in a file of GeoFT's.")
            self.said.setText(where.format(store=self._store.name))
        else:
            self.said.setText(
                self._store.problem
                + " "
                + self.tr("GeoFT can keep the key until it is closed; it is never written to a file.")
            )

    def _keep(self, *, session_only: bool) -> None:
        secret = self.field.text()
        name = self._issuer.name
        self._keeping = self._desk.background.run(
            lambda task: self._keys.set(name, secret, session_only=session_only), self._kept, self._fail
        )
        set_role(self.said, "muted")
        self.said.setText(self.tr("Keeping it … Your system may ask for your password."))
        self._show_state()

    def _kept(self, nothing: None) -> None:
        self._keeping = None
        self.accept()
        self.kept.emit()

    def _fail(self, error: UserError) -> None:
        self._keeping = None
        set_role(self.said, "bad")
        if isinstance(error, KeyStoreError):
            self.said.setText(error.message + " " + self.tr("You can keep it for this session only."))
        else:
            self.said.setText(str(error))
        self._show_state()
        self.field.setFocus()

    def _show_key(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._issuer.keys_url))

    def _show_state(self) -> None:
        busy = self._keeping is not None
        entered = bool(self.field.text().strip())
        self.field.setEnabled(not busy)
        self.keep.setToolTip("" if entered else self.tr("Paste the key first."))
        for each in (self.keep, self.for_session):
            each.setEnabled(entered and not busy)
        fit(self, self._column)
