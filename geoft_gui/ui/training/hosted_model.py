"""Which model of a provider is trained: one of those that GeoFT knows of, or any by its name there."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from geoft_gui.hosted.providers import Provider, TrainableModel
from geoft_gui.hosted.refusal_words import day_in_words
from geoft_gui.ui.widgets.surfaces import words

_TYPED_MILLISECONDS: Final = 600


class HostedModelChoice(QWidget):
    """A list of models, each with the day until which it can be asked; its last entry takes a name."""

    chosen = Signal()
    """Another model is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QComboBox()
        self.list.setAccessibleName(self.tr("Model to start from"))
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the model at the provider"))
        self.name.setPlaceholderText(self.tr("Its name there, such as ft:…"))
        self._provider: Provider | None = None
        self._today = date.today()
        self._id = words("", "small")
        self._id.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.list, self.name, self._id):
            column.addWidget(widget)
        self.setFocusProxy(self.list)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MILLISECONDS)
        self._typed.timeout.connect(self.chosen)
        self.name.textEdited.connect(self._note_typing)
        self.list.activated.connect(self._take)

    @property
    def value(self) -> str:
        """The model by its name at the provider; "" where none is named yet."""
        known: str | None = self.list.currentData()
        return self.name.text().strip() if known is None else known

    def show_provider(self, provider: Provider, today: date) -> None:
        """Offer the models of this provider. What was chosen stays where it is among them."""
        before = self.value
        self._provider, self._today = provider, today
        with QSignalBlocker(self.list):
            self.list.clear()
            for model in provider.models:
                self.list.addItem(_told(self, model, today), model.id)
            self.list.addItem(self.tr("Another, by its name …"))
            usual = provider.reckons_with or next((model.id for model in provider.models), "")
            known = [model.id for model in provider.models]
            wanted = before if before in known else usual
            self.list.setCurrentIndex(known.index(wanted) if wanted in known else len(known))
            if before not in known and self.list.currentData() is not None:
                self.name.clear()
        self.list.setVisible(bool(provider.models))
        self._show()

    def offer(self, provider: Provider, names: Sequence[str]) -> None:
        """Offer what the server of a provider answers that it has, where GeoFT knows of no model there.

        None of them is chosen by itself; a name that was typed stays.
        """
        if provider != self._provider or provider.models or not names:
            return
        typed = self.name.text().strip()
        with QSignalBlocker(self.list):
            self.list.clear()
            if typed not in names:
                self.list.addItem(self.tr("Choose one of its models ({n})").format(n=f"{len(names):,}"), "")
            for name in names:
                self.list.addItem(name, name)
            self.list.addItem(self.tr("Another, by its name …"))
            if typed in names:
                self.list.setCurrentIndex(names.index(typed))
            elif typed:
                self.list.setCurrentIndex(self.list.count() - 1)
        had_focus = self.name.hasFocus()
        self.list.show()
        self._show()
        if had_focus and self.name.isHidden():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_typing(self, text: str) -> None:
        self._typed.start()

    def _take(self) -> None:
        self._show()
        if self.list.currentData() is None:
            self.name.setFocus()
        self.chosen.emit()

    def _show(self) -> None:
        known = self.list.currentData()
        self.name.setVisible(known is None)
        self._id.setVisible(bool(known) and known != self.list.currentText())
        self._id.setText(known or "")


def _told(widget: HostedModelChoice, model: TrainableModel, today: date) -> str:
    name = model.name or model.id
    if model.shutdown is None:
        return name
    day = day_in_words(model.shutdown)
    if model.shutdown <= today:
        return widget.tr("{name}: shut down on {day}").format(name=name, day=day)
    return widget.tr("{name}: until {day}").format(name=name, day=day)
