"""What is asked before a run is stopped or deleted: every choice with its consequence."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from geoft_gui.runs.summary import Summary
from geoft_gui.ui.hosted_view import HostedView
from geoft_gui.ui.run_watcher import RunState
from geoft_gui.ui.runs.hosted_words import delete_words, drop_words, keep_words
from geoft_gui.ui.widgets.choice_dialog import ChoiceDialog, column_in, fit
from geoft_gui.ui.widgets.surfaces import button, words

translate = QCoreApplication.translate


class StopDialog(ChoiceDialog):
    """Asks how a run shall stop. `keep` is None while, and when, it shall go on."""

    def __init__(self, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Stop the training"), self.tr("Stop this training?"), state.name, parent)
        self.keep: bool | None = None
        if state.hosted is not None:
            self._offer_at_provider(state.hosted)
            return
        self.offer(
            self.tr("Stop and keep"),
            kept_words([state.summary]),
            lambda: self._choose(True),
            "primary",
            possible=bool(state.summary.step),
        )
        self.offer(
            self.tr("Stop and throw away"),
            lost_words([state.summary]),
            lambda: self._choose(False),
            "danger",
        )
        self.offer_to_leave(self.tr("Go on training"))

    def _offer_at_provider(self, hosted: HostedView) -> None:
        self.offer(
            self.tr("Cancel and keep its last checkpoint"),
            keep_words(hosted),
            lambda: self._choose(True),
            "primary",
            possible=hosted.has_job and hosted.has_checkpoints,
        )
        self.offer(
            self.tr("Cancel and keep nothing"), drop_words(hosted), lambda: self._choose(False), "danger"
        )
        self.offer_to_leave(self.tr("Go on training"))

    def _choose(self, keep: bool) -> None:
        self.keep = keep


def kept_words(summaries: Sequence[Summary]) -> str:
    """What comes of trainings that are stopped and kept."""
    if not any(summary.step for summary in summaries):
        return translate("StopDialog", "No step was taken yet: nothing has been learnt that could be kept.")
    return translate(
        "StopDialog",
        "The model as it is after this step is judged and saved, and the best one so far becomes your model. "
        "That may take a minute.",
    )


def lost_words(summaries: Sequence[Summary]) -> str:
    """What is lost of trainings that are stopped at once."""
    told = translate("StopDialog", "It stops at once and makes no model.")
    if all(summary.best_step is not None for summary in summaries):
        return f"{told} " + translate(
            "StopDialog",
            "What was learnt since the last checkpoint is lost; you can resume it from there later.",
        )
    if any(summary.step for summary in summaries):
        return f"{told} " + translate("StopDialog", "What was learnt and is in no checkpoint yet is lost.")
    return told


class DeleteDialog(QDialog):
    """Asks whether a run shall be deleted, and says what is lost with it."""

    def __init__(self, state: RunState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Delete a run"))
        column = column_in(self)
        column.addWidget(words(self.tr("Delete this run?"), "heading"))
        column.addWidget(words(state.name, "muted"))
        column.addSpacing(6)
        if state.hosted is not None:
            lost = delete_words(state, state.hosted)
        elif state.has_model:
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
        if state.may_go_on_elsewhere:
            self.delete_button.setEnabled(False)
            self.delete_button.setToolTip(self.tr("Stop the training first."))
        self.delete_button.setAutoDefault(False)
        row.addWidget(self.delete_button)
        column.addLayout(row)
        fit(self, column)


class DeleteUploadsDialog(QDialog):
    """Asks whether the rows that lie at a provider shall be deleted there."""

    def __init__(self, state: RunState, hosted: HostedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Delete the uploaded files"))
        column = column_in(self)
        question = self.tr("Delete the rows that lie at {name}?")
        column.addWidget(words(question.format(name=hosted.called), "heading"))
        column.addWidget(words(state.name, "muted"))
        column.addSpacing(6)
        told = self.tr(
            "Every copy of the rows of this run is deleted there. The model stays, and your own files stay "
            "as they are."
        )
        column.addWidget(words(told))
        column.addSpacing(10)
        row = QHBoxLayout()
        row.addStretch()
        stay = button(self.tr("Keep them"), self.reject)
        stay.setDefault(True)
        row.addWidget(stay)
        self.delete_button = button(self.tr("Delete them"), self.accept, "danger")
        self.delete_button.setAutoDefault(False)
        row.addWidget(self.delete_button)
        column.addLayout(row)
        fit(self, column)
