"""What is asked before a run is stopped or deleted: every choice with its consequence."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.runs.models import is_model
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.widgets.surfaces import Kind, button, words

_WIDTH_EMS = 34


class StopDialog(QDialog):
    """Asks how a run shall stop. `keep` is None while, and when, it shall go on."""

    def __init__(self, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keep: bool | None = None
        self.setWindowTitle(self.tr("Stop the training"))
        self._column = _column_in(self)
        self._column.addWidget(words(self.tr("Stop this training?"), "heading"))
        self._column.addWidget(words(state.name, "muted"))
        self._column.addSpacing(6)
        summary = state.summary
        if summary.step:
            kept = self.tr(
                "The model as it is after this step is judged and saved, and the best one so far becomes "
                "your model. That may take a minute."
            )
        else:
            kept = self.tr("It has not taken a step yet: nothing has been learnt that could be kept.")
        self._add(True, self.tr("Stop and keep"), kept, "primary", possible=bool(summary.step))
        lost = self.tr("It stops at once and makes no model.")
        if summary.step and summary.best_step is not None:
            lost += " " + self.tr(
                "What it learnt since its last checkpoint is lost; you can resume it from there later."
            )
        elif summary.step:
            lost += " " + self.tr("What it learnt and did not put into a checkpoint yet is lost.")
        self._add(False, self.tr("Stop and throw away"), lost, "danger")
        self._column.addSpacing(4)
        self.go_on_button = button(self.tr("Go on training"), self.reject, "quiet")
        self._column.addWidget(self.go_on_button)
        _fit(self, self._column)

    def _add(self, keep: bool, text: str, consequence: str, kind: Kind, *, possible: bool = True) -> None:
        def choose() -> None:
            self.keep = keep
            self.accept()

        choice = button(text, choose, kind, consequence)
        choice.setEnabled(possible)
        choice.setAccessibleDescription(consequence)
        choice.setAutoDefault(keep)
        self._column.addWidget(choice)
        self._column.addWidget(words(consequence, "small"))
        self._column.addSpacing(4)


class DeleteDialog(QDialog):
    """Asks whether a run shall be deleted, and says what is lost with it."""

    def __init__(self, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Delete a run"))
        column = _column_in(self)
        column.addWidget(words(self.tr("Delete this run?"), "heading"))
        column.addWidget(words(state.name, "muted"))
        column.addSpacing(6)
        if is_model(state.folder.model_dir):
            lost = self.tr(
                "Its model, its checkpoints, its curves and its log are deleted from this computer. "
                "You cannot ask this model any more."
            )
        else:
            lost = self.tr(
                "Its checkpoints, its curves and its log are deleted from this computer. "
                "It cannot be resumed any more."
            )
        column.addWidget(words(lost))
        column.addWidget(words(self.tr("The file that its rows came from stays as it is."), "muted"))
        column.addSpacing(10)
        row = QHBoxLayout()
        row.addStretch()
        stay = button(self.tr("Keep it"), self.reject)
        stay.setDefault(True)
        row.addWidget(stay)
        self.delete_button = button(self.tr("Delete"), self.accept, "danger")
        self.delete_button.setAutoDefault(False)
        row.addWidget(self.delete_button)
        column.addLayout(row)
        _fit(self, column)


def _column_in(dialog: QDialog) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(26, 22, 26, 22)
    column.setSpacing(6)
    return column


def _fit(dialog: QDialog, column: QVBoxLayout) -> None:
    """As high as its words are at this width: Qt would guess, and pull the lines apart."""
    width = _WIDTH_EMS * 2 * dialog.fontMetrics().averageCharWidth()
    dialog.setMinimumWidth(width)
    dialog.resize(width, column.totalHeightForWidth(width))
