"""Choosing the model that a training starts from: from the catalogue, of one's own, or any on the hub."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.errors import UserError
from geoft_gui.runs.models import is_hub_id
from geoft_gui.runs.spec import Method
from geoft_gui.ui.background import Task
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.training.base_details import BaseDetails
from geoft_gui.ui.training.base_download import BaseDownload
from geoft_gui.ui.training.base_list import BaseList
from geoft_gui.ui.training.base_offers import (
    METHODS,
    Offer,
    OwnModel,
    offer_folder,
    offer_of_hub,
    read_offers,
)
from geoft_gui.ui.training.base_words import BaseWords, size_words
from geoft_gui.ui.training.setting_texts import SettingWords
from geoft_gui.ui.widgets.surfaces import Card, button, plain_tip, set_role, words

_WIDTH: Final = 150
_HEIGHT: Final = 46
"""In average letters and lines, where the screen has room."""
_HUB: Final = "huggingface.co/"


class BaseDialog(QDialog):
    """Lists the models with what they take; one that is not on this computer is downloaded first."""

    chosen = Signal(str, str, str)
    """Start from this: what `geoft train --model` takes, its name, and a line of advice."""

    def __init__(
        self,
        desk: Desk,
        watcher: RunWatcher,
        chosen: str,
        method: Method | None,
        folders: list[Path],
        parent: QWidget | None = None,
    ) -> None:
        """`method`: the one that the user has set; None: it is chosen to suit the model. `folders` are
        those chosen earlier, and a new one is added to them."""
        super().__init__(parent)
        self._desk = desk
        self._folders = folders
        self._wanted = chosen
        self._offers: list[Offer] = []
        self._looking: Task[Any] | None = None
        self._own = [
            OwnModel(state.folder.path, state.name, state.folder.model_dir)
            for state in watcher.states
            if state.has_model
        ]
        self.setWindowTitle(self.tr("Model to start from"))
        self.list = BaseList(desk.appearance)
        self.details = BaseDetails(desk.appearance)
        self.method = QComboBox()
        self.here_only = QCheckBox(self.tr("&On this computer only"))
        self.hub = QLineEdit()
        self.look_up = button(self.tr("&Look it up"), self._look_up)
        self.folder = button(self.tr("Choose a &folder …"), self._choose_folder)
        self.download = BaseDownload(desk)
        self.said = words("", "small")
        self.cancel = button(self.tr("Cancel"), self.reject)
        self.go = button("", self._go, "primary")
        self._lay_out(method)
        self._connect()
        self._say(self.tr("Looking which models there are …"))
        self._run(lambda task: read_offers(self._own, self._folders), self._show_all)

    def sizeHint(self) -> QSize:
        """Large: many models are compared in it. As large as the screen allows, at most."""
        letters, lines = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        return QSize(_WIDTH * letters, _HEIGHT * lines).boundedTo(self.screen().availableSize() * 0.94)

    def reject(self) -> None:
        """Stop what is being downloaded; where nothing is, close the dialog."""
        if self.download.is_working:
            self.download.give_up()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Whatever way it is closed, nothing goes on."""
        self.download.give_up()
        if self._looking is not None:
            self._looking.cancel()
        super().done(result)

    # ---- laying out

    def _lay_out(self, method: Method | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(8)
        column.addWidget(words(self.tr("Which model to start from?"), "title"))
        about = self.tr(
            "A larger one knows more language and understands more ways to ask. It takes more memory and "
            "more time."
        )
        column.addWidget(words(about, "muted"))
        column.addLayout(self._filters(method))
        sides = QHBoxLayout()
        sides.setSpacing(14)
        card = Card()
        card.column.addWidget(self.details)
        sides.addWidget(self.list, stretch=6)
        sides.addWidget(card, stretch=5)
        column.addLayout(sides, stretch=1)
        column.addLayout(self._others())
        column.addWidget(self.download)
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for each in (self.cancel, self.go):
            foot.addWidget(each)
        column.addLayout(foot)
        for each in (self.look_up, self.folder, self.cancel, self.go):
            each.setAutoDefault(False)
        self.go.setEnabled(False)
        self.go.setText(self.tr("Start from this model"))
        self.list.setFocus()
        self.resize(self.sizeHint())

    def _filters(self, method: Method | None) -> QHBoxLayout:
        told = SettingWords().choices("method")
        self.method.addItem(self.tr("the way that suits it best"), None)
        for each in METHODS:
            self.method.addItem(told[each], each)
        self.method.setCurrentIndex(0 if method is None else 1 + METHODS.index(method))
        self.method.setToolTip(self.tr("Whether a model fits depends on how much of it learns."))
        label = words(self.tr("Whether it fits, with"), wrap=False)
        label.setBuddy(self.method)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.method)
        row.addStretch(1)
        row.addWidget(self.here_only)
        return row

    def _others(self) -> QHBoxLayout:
        self.hub.setPlaceholderText(self.tr("Any other on huggingface.co: owner/name"))
        self.hub.setAccessibleName(self.tr("Name of a model on huggingface.co"))
        self.folder.setToolTip(self.tr("A folder with a model in it, such as a merged one"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.hub, stretch=1)
        row.addWidget(self.look_up)
        row.addSpacing(12)
        row.addWidget(self.folder)
        return row

    def _connect(self) -> None:
        self.list.picked.connect(self._show_picked)
        self.list.taken.connect(self._go)
        self.method.currentIndexChanged.connect(self._list_anew)
        self.here_only.toggled.connect(self._list_anew)
        self.hub.returnPressed.connect(self._look_up)
        self.hub.textChanged.connect(self._show_state)
        self.download.changed.connect(self._show_state)
        self.download.arrived.connect(self._take_downloaded)
        self._show_state()

    # ---- what there is

    @property
    def _told(self) -> BaseWords:
        return BaseWords(self.method.currentData())

    def _show_all(self, offers: tuple[Offer, ...]) -> None:
        self._offers = list(offers)
        self._say("")
        self._list_anew()

    def _list_anew(self) -> None:
        picked = self.list.offer
        shown = [offer for offer in self._offers if offer.is_here or not self.here_only.isChecked()]
        groups = (
            (self.tr("Chosen by you"), ("folder", "hub")),
            (self.tr("To begin with"), ("catalogue",)),
            (self.tr("Trained by you"), ("run",)),
            (self.tr("Downloaded earlier"), ("cached",)),
        )
        self.list.show_offers(
            [(title, [offer for offer in shown if offer.kind in kinds]) for title, kinds in groups],
            self._told,
            picked.reference if picked else self._wanted,
        )
        self._show_picked(self.list.offer)

    def _add(self, offer: Offer) -> None:
        """List one more, and pick it."""
        self._say("")
        known = next((each for each in self._offers if each.reference == offer.reference), None)
        if known is None or known.kind == "hub":
            self._offers = [offer, *(each for each in self._offers if each is not known)]
        self.here_only.setChecked(self.here_only.isChecked() and offer.is_here)
        self._list_anew()
        self.list.pick(offer.reference)

    def _show_picked(self, offer: Offer | None) -> None:
        self.details.show_offer(offer, self._told)
        self.download.forget()
        self._show_state()

    # ---- others

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"))
        if chosen:
            self._run(lambda task: offer_folder(Path(chosen)), self._add_folder)

    def _add_folder(self, offer: Offer) -> None:
        folder = Path(offer.reference)
        if offer.refusal is None and folder not in self._folders:
            self._folders.insert(0, folder)
        self._add(offer)

    def _look_up(self) -> None:
        name = self._hub_id()
        if not name:
            return
        self._say(self.tr("Asking huggingface.co for {name} …").format(name=name))
        self._run(lambda task: offer_of_hub(name, self._desk.hub_key), self._add)

    def _hub_id(self) -> str:
        """The id that is typed, or is in the address that is; "" where there is none."""
        typed = self.hub.text().strip()
        typed = typed.partition(_HUB)[2] if _HUB in typed else typed
        name = "/".join(typed.strip("/").split("/")[:2])
        return name if is_hub_id(name) else ""

    def _run(self, work: Callable[[Task[Any]], Any], done: Callable[[Any], None]) -> None:
        if self._looking is not None:
            self._looking.cancel()

        def finish(answer: Any) -> None:
            self._looking = None
            done(answer)
            self._show_state()

        def fail(error: UserError) -> None:
            self._looking = None
            self._say(str(error), error.details, bad=True)
            self._show_state()

        self._looking = self._desk.background.run(work, finish, fail)
        self._show_state()

    # ---- taking one

    def _go(self) -> None:
        offer = self.list.offer
        if offer is None or not self.go.isEnabled():
            return
        if offer.is_here:
            self._take(offer)
        else:
            self.download.begin(offer)

    def _take_downloaded(self, reference: str) -> None:
        offer = next((each for each in self._offers if each.reference == reference), None)
        if offer is not None:
            self._take(offer)

    def _take(self, offer: Offer) -> None:
        self.chosen.emit(offer.reference, offer.name, offer.advice or self._told.facts(offer))
        self.accept()

    def _say(self, text: str, details: str = "", *, bad: bool = False) -> None:
        set_role(self.said, "bad" if bad else "small")
        self.said.setText(text)
        self.said.setToolTip(plain_tip(details[:2000]))
        self.said.setVisible(bool(text))

    def _show_state(self) -> None:
        """What can be pressed, and what the buttons say."""
        offer, busy = self.list.offer, self.download.is_working
        for each in (self.list, self.method, self.here_only, self.hub, self.folder):
            each.setEnabled(not busy)
        looks = self._looking is not None
        self.look_up.setEnabled(bool(self._hub_id()) and not busy and not looks)
        missing = self.tr("Type the name of a model first: owner/name")
        self.look_up.setToolTip("" if self._hub_id() else missing)
        self.cancel.setText(self.tr("Stop") if busy else self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("What has come is kept; it goes on from there.") if busy else "")
        possible = offer is not None and offer.refusal is None and not busy
        self.go.setEnabled(possible)
        self.go.setToolTip("")
        if offer is not None and offer.refusal is not None:
            self.go.setToolTip(plain_tip(str(offer.refusal)))
        if offer is None or offer.is_here:
            self.go.setText(self.tr("Start from this model"))
        elif self.download.was_stopped:
            self.go.setText(self.tr("Go on downloading"))
        elif offer.bytes:
            self.go.setText(self.tr("Download {size}").format(size=size_words(offer.bytes)))
        else:
            self.go.setText(self.tr("Download"))
