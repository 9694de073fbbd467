"""The keys in the settings: one row for each provider and one for Hugging Face."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.keys import Keys, KeyState, StoreState
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.settings_pages.issuer import Issuer, issuers
from geoft_gui.ui.settings_pages.key_dialog import KeyDialog
from geoft_gui.ui.settings_pages.key_row import KeyRow
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import button, plain_tip, set_role, words


@dataclass(frozen=True)
class _Found:
    """What there is at one moment."""

    store: StoreState
    keys: list[tuple[Issuer, KeyState]]


class KeysPage(QWidget):
    """The system's store is asked only when the page is seen: it may ask its user for a password."""

    def __init__(self, desk: Desk, keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keys = keys
        self._store: StoreState | None = None
        self._tasks: list[Task[Any]] = []
        self.rows: dict[str, KeyRow] = {}
        self._wanted = ""
        self._sought: KeyRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self.about = words(self.tr("Looking for keys …"), "muted")
        self.again = button(self.tr("Look again"), lambda: self.refresh(again=True))
        self.again.setAutoDefault(False)
        self.again.hide()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.about, stretch=1)
        head.addWidget(self.again)
        column.addLayout(head)
        self._scrolled = Scrolled()
        self._scrolled.column.setSpacing(8)
        self._scrolled.column.addStretch(1)
        self._scrolled.verticalScrollBar().rangeChanged.connect(self._seek_soon)
        column.addWidget(self._scrolled, stretch=1)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what there is, the first time that the page is seen."""
        super().showEvent(event)
        if self._store is None and not self._tasks:
            self.refresh()

    def go_to(self, name: str) -> None:
        """Bring the row of this issuer into sight, with the focus on what is missing, once it is there."""
        self._wanted = name

    def refresh(self, *, again: bool = False) -> None:
        """Look what there is. `again`: ask also a store of keys that its user did not open the last time."""
        keys = self._keys

        def look(task: Task[_Found]) -> _Found:
            store = keys.store(again=again)
            return _Found(store, [(issuer, keys.state(issuer.name)) for issuer in issuers()])

        self.run(look, self._show, self._fail)

    def run(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> Task[Any]:
        """As `Background.run`, until `stop`."""
        task = self._desk.background.run(work, done, failed)
        self._tasks.append(task)
        return task

    def stop(self) -> None:
        """The page goes: what it has begun is finished unseen."""
        for task in self._tasks:
            task.cancel()

    def _show(self, found: _Found) -> None:
        self._store = store = found.store
        if store.works:
            set_role(self.about, "muted")
            text = self.tr("Keys are kept by {store}, never in a file of GeoFT's.")
            self.about.setText(text.format(store=store.name))
        else:
            set_role(self.about, "warning")
            text = self.tr(
                "GeoFT can keep keys for this session only, and takes those in environment variables."
            )
            self.about.setText(f"{store.problem} {text}")
        self.about.setToolTip(plain_tip(store.details))
        self.again.setVisible(not store.works)
        for issuer, state in found.keys:
            if issuer.name not in self.rows:
                self._add_row(issuer)
            self.rows[issuer.name].show_state(issuer, state)
        if self._wanted in self.rows:
            self._sought, self._wanted = self.rows[self._wanted], ""
            self._sought.begin()
            self._seek_soon()

    def _seek_soon(self) -> None:
        if self._sought is not None:
            QTimer.singleShot(0, self, self._seek)

    def _seek(self) -> None:
        row = self._sought
        # Until the page has grown to what is new in it, the rows are squeezed into what there was.
        if row is not None and row.height() >= row.column.minimumHeightForWidth(row.width()):
            self._sought = None
            self._scrolled.ensureWidgetVisible(row)

    def _add_row(self, issuer: Issuer) -> None:
        row = KeyRow(self._keys, issuer, self.run)
        row.set_wanted.connect(self._enter)
        row.changed.connect(self.refresh)
        self.rows[issuer.name] = row
        self._scrolled.column.insertWidget(self._scrolled.column.count() - 1, row)

    def _fail(self, error: UserError) -> None:
        set_role(self.about, "bad")
        self.about.setText(str(error))
        self.again.show()

    def _enter(self, issuer: Issuer) -> None:
        assert self._store is not None
        dialog = KeyDialog(self._desk, self._keys, issuer, self._store, self)
        row = self.rows[issuer.name]
        told = self.tr("The key is kept. Test shows whether it is accepted.")
        dialog.kept.connect(lambda: row.say(told, "muted"))
        dialog.exec()
        dialog.deleteLater()
        # It may be kept although the dialog was left before it said so.
        self.refresh()
