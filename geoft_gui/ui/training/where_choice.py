"""Where a training takes place: on this computer, or at one of the providers."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox

from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refusal_words import day_in_words
from geoft_gui.ui.widgets.surfaces import plain_tip


class WhereChoice(QComboBox):
    """This computer first, until `show_providers` names the others."""

    chosen = Signal()
    """Another place is chosen, or what is known of the chosen one has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._providers: tuple[Provider, ...] = ()
        self._current = 0
        self.setAccessibleName(self.tr("Where to train"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem(self.tr("This computer"))
        self.activated.connect(self._take)

    @property
    def provider(self) -> Provider | None:
        """Who trains; None: this computer."""
        return self._providers[self._current - 1] if self._current else None

    def show_providers(self, providers: Sequence[Provider], today: date) -> None:
        """Offer these beside this computer; the one that is chosen stays so."""
        before = self.provider
        self._providers = tuple(providers)
        names = [provider.id for provider in providers]
        self._current = names.index(before.id) + 1 if before is not None and before.id in names else 0
        with QSignalBlocker(self):
            while self.count() > 1:
                self.removeItem(1)
            for number, provider in enumerate(self._providers, start=1):
                self.addItem(self._told(provider, today))
                tip = provider.base_url or self.tr("GeoFT does not know its address yet: see Settings, Keys.")
                self.setItemData(number, plain_tip(tip), Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(self._current)
        if self.provider != before:
            self.chosen.emit()

    def choose_here(self) -> None:
        """Choose this computer."""
        self.setCurrentIndex(0)
        self._take(0)

    def _told(self, provider: Provider, today: date) -> str:
        if provider.trains_until is None:
            return provider.name
        if provider.trains(today):
            told = self.tr("{name}: until {day}")
        else:
            told = self.tr("{name}: trained until {day}")
        return told.format(name=provider.name, day=day_in_words(provider.trains_until))

    def _take(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self.chosen.emit()
