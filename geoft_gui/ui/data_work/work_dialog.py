"""What dialogs have in common that have a child do something to the open file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.desk.request import columns_as_json
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_work.child import Answer, run_in_child
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.edits import Edits
from geoft_gui.ui.widgets.surfaces import button, plain_tip, words

if TYPE_CHECKING:
    from geoft_gui.data.desk.request import Stamp


class OpenFile(Protocol):
    """What a dialog wants to know of the open file (`ui.dataset.OpenDataset`)."""

    path: Path
    validation: Path | None
    columns: ColumnMapping | None
    model: str
    edits: Edits
    stamp: "Stamp | None"

    def __len__(self) -> int: ...


def request_for(dataset: OpenFile, do: str, **wishes: object) -> dict[str, Any]:
    """A request about the open rows as the user sees them: with the edits that are not saved yet,
    and without those that are left out."""
    return {
        "do": do,
        "path": str(dataset.path),
        "columns": columns_as_json(dataset.columns),
        "model": dataset.model,
        "stamp": dataset.stamp,
        "edits": dataset.edits.as_request(),
        "left_out": row_ranges(dataset.edits.left_out),
        "rows": len(dataset) - len(dataset.edits.left_out),
        **wishes,
    }


class WorkDialog(QDialog):
    """A dialog with a foot: how far the work is, what went wrong, and the buttons.

    Heirs lay out `column`, call `add_foot` last, and `begin` when it is to be done. While something is being
    done, the dialog's Cancel button stops it, and so does closing the dialog.
    """

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._task: Task[Answer] | None = None
        self._said = ""
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 18)
        self.column.setSpacing(8)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.state = words("", "small")
        self.failure = words("", "bad")
        self.cancel = button(self.tr("Cancel"), self.reject)
        self.cancel.setAutoDefault(False)

    @property
    def is_working(self) -> bool:
        """Whether something is being done."""
        return self._task is not None

    def add_foot(self, *actions: QPushButton) -> None:
        """The last lines; the last of the buttons is what Enter presses."""
        self.column.addSpacing(4)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.state)
        self.column.addWidget(self.failure)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        for action in actions:
            action.setAutoDefault(False)
            row.addWidget(action)
        actions[-1].setDefault(True)
        self.column.addLayout(row)
        self._rest()

    def begin(self, request: Mapping[str, Any], said: str, done: Callable[[Answer], None]) -> None:
        """Have this done; what was being done is given up. `said` tells what goes on, such as “Splitting”."""
        self.give_up()
        self._said = said
        self.failure.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.state.setText(f"{said} …")
        self.state.show()
        self._task = run_in_child(
            self.desk.background, request, lambda answer: self._finish(answer, done), self._fail, self._tell
        )
        self.work_changed()

    def give_up(self) -> None:
        """Nobody wants any more what is being done."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._rest()
            self.work_changed()

    def work_changed(self) -> None:
        """Something begins or ends to be done: heirs enable and disable what they have."""

    def reject(self) -> None:
        """Close it, and stop what is being done."""
        self.give_up()
        super().reject()

    def fail(self, error: UserError) -> None:
        """Say what went wrong, beside the buttons."""
        self.failure.setText(str(error))
        self.failure.setToolTip(plain_tip(error.details[:2000]))
        self.failure.show()

    def _tell(self, news: Mapping[str, Any]) -> None:
        done, total = news["done"], news.get("total")
        # A file that is still being read may turn out to have more rows than were known.
        if total is None or done > total:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
        said = self.tr("{what}: {n} rows so far …")
        self.state.setText(said.format(what=self._said, n=f"{done:,}"))

    def _finish(self, answer: Answer, done: Callable[[Answer], None]) -> None:
        self._task = None
        self._rest()
        self.work_changed()
        done(answer)

    def _fail(self, error: UserError) -> None:
        self._task = None
        self._rest()
        self.work_changed()
        self.fail(error)

    def _rest(self) -> None:
        self.bar.hide()
        self.state.hide()
        self.failure.hide()


def heading(dialog: WorkDialog, text: str, sentence: str) -> None:
    """What a dialog is for, at its head."""
    dialog.column.addWidget(words(text, "title"))
    dialog.column.addWidget(words(sentence, "muted"))
    dialog.column.addSpacing(6)


def labelled(label: str, field: QWidget) -> QVBoxLayout:
    """A field below its words, which Alt and their letter reach."""
    above = words(label, wrap=False)
    above.setTextFormat(Qt.TextFormat.AutoText)
    above.setBuddy(field)
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addWidget(above)
    column.addWidget(field)
    return column
