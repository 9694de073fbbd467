"""Downloading a model to start from: how far it is, and what went wrong."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from geoft_gui.bases.download import download
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.training.base_offers import Offer
from geoft_gui.ui.training.base_words import size_words
from geoft_gui.ui.widgets.surfaces import plain_tip, set_role, words

_PARTS: Final = 1000


class BaseDownload(QWidget):
    """Hidden while there is nothing to tell."""

    changed = Signal()
    """It begins or ends to work."""
    arrived = Signal(str)
    """The id of a model that is on this computer now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task[Path] | None = None
        self.was_stopped = False
        """A part of the model that is picked has come, and the rest is missing."""
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the download"))
        self.said = words("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.said)
        self.hide()

    @property
    def is_working(self) -> bool:
        """Whether something is being downloaded."""
        return self._task is not None

    def begin(self, offer: Offer) -> None:
        """Download it, or what is missing of it."""
        self.give_up()
        name = offer.reference

        def work(task: Task[Path]) -> Path:
            return download(
                name,
                lambda done, total: task.tell((done, total)),
                lambda: task.cancelled,
                token=self._desk.hub_key(),
            )

        def finish(folder: Path) -> None:
            self._task = None
            self.hide()
            self.changed.emit()
            self.arrived.emit(name)

        self._task = self._desk.background.run(work, finish, self._fail, self._tell)
        self.was_stopped = False
        self.bar.setRange(0, 0)
        self.bar.show()
        self._say(self.tr("Asking huggingface.co …"))
        self.show()
        self.changed.emit()

    def give_up(self) -> None:
        """Stop. What has come is kept."""
        if self._task is None:
            return
        self._task.cancel()
        self._task = None
        self.was_stopped = True
        self.bar.hide()
        self._say(self.tr("Stopped. What has come is kept; it goes on from there."))
        self.changed.emit()

    def forget(self) -> None:
        """Another model is looked at: what happened to the former one does not matter."""
        if not self.is_working:
            self.was_stopped = False
            self.hide()

    def _tell(self, news: tuple[int, int]) -> None:
        done, total = news
        if total <= 0:
            return
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(min(_PARTS, done * _PARTS // total))
        said = self.tr("{done} of {total} are here.")
        self._say(said.format(done=size_words(done), total=size_words(total)))

    def _fail(self, error: UserError) -> None:
        self._task = None
        self.was_stopped = True
        self.bar.hide()
        set_role(self.said, "bad")
        self.said.setText(str(error))
        self.said.setToolTip(plain_tip(error.details[:2000]))
        self.changed.emit()

    def _say(self, text: str) -> None:
        set_role(self.said, "small")
        self.said.setText(text)
        self.said.setToolTip("")
