"""How many rows are edited and not saved, and what can be done with them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_work.child import Answer, run_in_child
from geoft_gui.ui.data_work.row_numbers import shortened
from geoft_gui.ui.data_work.work_dialog import OpenFile, request_for
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.surfaces import button, words


class EditBar(QFrame):
    """Undo, redo, discard, or save as a new version. Hidden while there is nothing to undo, redo or save.

    It tells of all rows, and stands best where it is always in sight.
    """

    made = Signal(Path)
    """The edits were saved as this new version, and are forgotten, but for any that came meanwhile."""
    saving_changed = Signal(bool)
    """The edits begin or cease to be saved. What is edited in between would be in no version."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dataset: OpenFile | None = None
        self._saving: Task[Answer] | None = None
        self._saved_up_to = 0
        self._then: Callable[[], object] | None = None
        """What is done when the edits are saved, instead of telling which version was `made`."""
        self.keep_typed: Callable[[], None] = lambda: None
        """Has what is still being typed counted among the edits, before they are saved."""
        self.setProperty("surface", "notice")
        self.count = words()
        self.undo = button(
            self.tr("Undo"), self._undo, "quiet", self.tr("Take the last change back (Ctrl+Z).")
        )
        self.redo = button(self.tr("Redo"), self._redo, "quiet", self.tr("Make it again (Ctrl+Y)."))
        self.discard = button(
            self.tr("Discard"),
            self._discard,
            "quiet",
            self.tr("All rows become as they are in the file. This cannot be undone."),
        )
        self.save = button(
            self.tr("Save as a new version"),
            self._save,
            "primary",
            self.tr("Write all rows with your edits to a new file. The open one stays as it is."),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.count, stretch=1)
        for each in (self.undo, self.redo, self.discard, self.save):
            row.addWidget(each)
        self._undo_key = self._shortcut(QKeySequence.StandardKey.Undo, "", self._undo)
        self._redo_key = self._shortcut(QKeySequence.StandardKey.Redo, "Ctrl+Y", self._redo)
        self.set_dataset(None)

    def set_dataset(self, dataset: OpenFile | None) -> None:
        """Whose edits these are; None: no file is open."""
        if self._saving is not None:
            self._saving.cancel()
            self._then = None
            self._take_saving(None)
        if self._dataset is not None:
            self._dataset.edits.stack.indexChanged.disconnect(self._follow)
        self._dataset = dataset
        if dataset is not None:
            dataset.edits.stack.indexChanged.connect(self._follow)
        self._follow()

    def save_edits(self, then: Callable[[], object] | None = None) -> None:
        """Save them as a new version. `then` is done after that, once, instead of telling that it is `made`;
        it may find new edits.
        """
        self._then = then
        if self._dataset is None or self.is_saving:
            return
        self.keep_typed()
        self._saved_up_to = self._dataset.edits.stack.index()
        request = request_for(self._dataset, "save_edits")
        self._take_saving(run_in_child(self._desk.background, request, self._tell_end, self._fail))
        self._follow()

    @property
    def is_saving(self) -> bool:
        """Whether the edits are being saved."""
        return self._saving is not None

    def _take_saving(self, saving: Task[Answer] | None) -> None:
        self._saving = saving
        self.saving_changed.emit(saving is not None)

    def _shortcut(self, standard: QKeySequence.StandardKey, more: str, does: Callable[[], None]) -> QShortcut:
        # Where the row is shown; a text field that is being typed in has its own.
        keys = {key.toString(): key for key in QKeySequence.keyBindings(standard)}
        if more:
            keys.setdefault(more, QKeySequence(more))
        shortcut = QShortcut(self)
        shortcut.setKeys(list(keys.values()))
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(does)
        return shortcut

    def _follow(self) -> None:
        edits = None if self._dataset is None else self._dataset.edits
        saves = self._saving is not None
        count = 0 if edits is None else len(edits)
        undoes = edits is not None and edits.stack.canUndo() and not saves
        redoes = edits is not None and edits.stack.canRedo() and not saves
        self.undo.setEnabled(undoes)
        self.redo.setEnabled(redoes)
        self.discard.setEnabled(count > 0 and not saves)
        self.save.setEnabled(count > 0 and not saves)
        self._undo_key.setEnabled(undoes)
        self._redo_key.setEnabled(redoes)
        if saves:
            said = self.tr("Saving …")
        elif edits is None or count == 0:
            said = self.tr("No row is changed any more.")
        else:
            said = self._said(edits.edited, len(edits.left_out))
        self.count.setText(said)
        self.setVisible(bool(count) or undoes or redoes)

    def _said(self, edited: int, left_out: int) -> str:
        if not left_out:
            one = self.tr("1 row is changed and not saved.")
            many = self.tr("{n} rows are changed and not saved.")
            return (one if edited == 1 else many).format(n=f"{edited:,}")
        if not edited:
            one = self.tr("1 row is left out, which is not saved yet.")
            many = self.tr("{n} rows are left out, which is not saved yet.")
            return (one if left_out == 1 else many).format(n=f"{left_out:,}")
        said = self.tr("Not saved yet: {edited} edited, {out} left out.")
        return said.format(edited=f"{edited:,}", out=f"{left_out:,}")

    def _save(self) -> None:
        self.save_edits()

    def _undo(self) -> None:
        if self._dataset is not None:
            self._dataset.edits.stack.undo()

    def _redo(self) -> None:
        if self._dataset is not None:
            self._dataset.edits.stack.redo()

    def _discard(self) -> None:
        if self._dataset is not None:
            self._dataset.edits.discard()

    def _tell_end(self, answer: Answer) -> None:
        self._take_saving(None)
        made, left_behind = Path(answer["path"]), answer["report"]["left_behind"]
        if left_behind:
            one = self.tr("Line {rows} holds no example and is not in the new version.")
            many = self.tr("Lines {rows} hold no example and are not in the new version.")
            said = one if left_behind.isdecimal() else many
            self._desk.notices.warning(said.format(rows=shortened(left_behind)), about=made)
        assert self._dataset is not None, "a save is cancelled when its file is closed"
        edits = self._dataset.edits
        if edits.stack.index() == self._saved_up_to:
            edits.discard()
        self._follow()
        then, self._then = self._then, None
        if then is None:
            self.made.emit(made)
            return
        self._desk.notices.info(self.tr("Your edits are saved as a new version."))
        then()

    def _fail(self, error: UserError) -> None:
        self._then = None
        self._take_saving(None)
        self._follow()
        self._desk.notices.error(error, about=None if self._dataset is None else self._dataset.path)
