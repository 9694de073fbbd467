"""Names a model at a provider that no run here knows of."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QWidget

from geoft_gui.hosted.providers import Provider
from geoft_gui.ui.data_work.work_dialog import labelled
from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import button, words


class HostedDialog(QDialog):
    """Asks for the provider and the model's name there. `openai:ft:…`, as commands take it, is understood."""

    named = Signal(object)
    """The HostedChoice that the user wants."""

    def __init__(self, providers: Sequence[Provider], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers = [provider for provider in providers if provider.chat_url]
        self.setWindowTitle(self.tr("A model at a provider"))
        column = column_in(self)
        column.addWidget(words(self.tr("Which model?"), "heading"))
        about = self.tr(
            "What you ask is sent to the provider, which bills its answers. Its key is that of the settings."
        )
        column.addWidget(words(about, "muted"))
        column.addSpacing(6)
        self.provider = QComboBox()
        self.provider.setAccessibleName(self.tr("Provider"))
        for provider in self._providers:
            self.provider.addItem(provider.name)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("such as ft:gpt-4.1-mini-2025-04-14:…"))
        self.name.setAccessibleName(self.tr("Name of the model"))
        column.addLayout(labelled(self.tr("&Provider"), self.provider))
        column.addLayout(labelled(self.tr("&Name of the model there"), self.name))
        self.use = button(self.tr("Choose it"), self._choose, "primary")
        self.use.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        leave = button(self.tr("Cancel"), self.reject)
        leave.setAutoDefault(False)
        for each in (leave, self.use):
            buttons.addWidget(each)
        column.addSpacing(6)
        column.addLayout(buttons)
        self.name.textChanged.connect(self._follow)
        self._follow()
        fit(self, column)
        self.name.setFocus()

    def _follow(self) -> None:
        for place, provider in enumerate(self._providers):
            if self.name.text().startswith(f"{provider.id}:"):
                self.provider.setCurrentIndex(place)
        named = bool(self._model)
        self.use.setEnabled(named)
        self.use.setToolTip("" if named else self.tr("Type the name of a model first."))

    @property
    def _model(self) -> str:
        provider = self._providers[self.provider.currentIndex()]
        return self.name.text().strip().removeprefix(f"{provider.id}:").strip()

    def _choose(self) -> None:
        provider, model = self._providers[self.provider.currentIndex()], self._model
        self.accept()
        self.named.emit(HostedChoice(model, provider, model))
