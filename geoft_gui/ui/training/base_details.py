"""Everything about one model to start from: what it is good for, its terms, and whether it fits."""

from html import escape

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from geoft_gui.runs.models import STARTER, is_hub_id
from geoft_gui.runs.spec import Method
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.training.base_offers import METHODS, Offer
from geoft_gui.ui.training.base_words import BaseWords, size_words
from geoft_gui.ui.training.setting_texts import SettingWords
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import words

_HUB = "https://huggingface.co/"
_SIGN_PIXELS = 16


class BaseDetails(Scrolled):
    """Shows one offer."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._offer: Offer | None = None
        self._told = BaseWords(None)
        self.column.setContentsMargins(4, 0, 8, 0)
        self.column.setSpacing(6)
        self.setAccessibleName(self.tr("About this model"))
        appearance.changed.connect(self._refresh)

    def show_offer(self, offer: Offer | None, told: BaseWords) -> None:
        """Say what is known of it; nothing where none is picked."""
        self._offer, self._told = offer, told
        self._refresh()

    def _refresh(self) -> None:
        while (item := self.column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        offer = self._offer
        if offer is not None:
            self._fill(offer)
        self.column.addStretch(1)

    def _fill(self, offer: Offer) -> None:
        self.column.addWidget(words(offer.name, "heading"))
        if offer.is_recommended:
            self.column.addWidget(words(self.tr("Recommended for this computer"), "good"))
        if offer.advice:
            self.column.addWidget(words(offer.advice))
        for remark in offer.remarks:
            self.column.addWidget(self._signed("triangle-alert", self._appearance.colours.warning, remark))
        if offer.refusal is not None:
            bad = self._appearance.colours.bad
            self.column.addWidget(self._signed("circle-x", bad, offer.refusal.message))
            self.column.addWidget(words(offer.refusal.hint, "muted"))
        self.column.addSpacing(6)
        self.column.addWidget(self._facts(offer))
        if offer.refusal is None:
            self.column.addSpacing(8)
            self.column.addWidget(words(self.tr("On this computer"), "heading"))
            self.column.addWidget(self._fits(offer))

    def _facts(self, offer: Offer) -> QWidget:
        lines = [
            (self.tr("Size"), self._told.parameters(offer.parameters)),
            (
                self.tr("On the disk") if offer.is_here else self.tr("Download"),
                size_words(offer.bytes) if offer.bytes else "",
            ),
            (self.tr("Reads at once"), self._context(offer)),
            (self.tr("Access"), "" if offer.refusal else self._told.access(offer)),
            (self.tr("Where"), offer.note),
        ]
        table = QWidget()
        grid = _grid(table)
        for name, value in lines:
            if value:
                row = grid.rowCount()
                grid.addWidget(words(name, "muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(words(value), row, 1)
        links = [(self.tr("Licence"), offer.licence, offer.licence_url)]
        if is_hub_id(offer.reference) and offer.reference != STARTER and offer.kind != "folder":
            links.append((self.tr("Page"), f"huggingface.co/{offer.reference}", _HUB + offer.reference))
        for name, value, address in links:
            if value:
                row = grid.rowCount()
                grid.addWidget(words(name, "muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(_link(value, address) if address else words(value), row, 1)
        return table

    def _context(self, offer: Offer) -> str:
        if not offer.context:
            return ""
        return self.tr("up to {n} tokens").format(n=f"{offer.context:,}")

    def _fits(self, offer: Offer) -> QWidget:
        if not offer.fits:
            said = self.tr("Whether it fits is known as soon as it is downloaded.")
            return words(said, "muted")
        table = QWidget()
        grid = _grid(table)
        titles = SettingWords().choices("method")
        for method in METHODS:
            if method in offer.fits:
                self._add_fit(grid, offer, method, titles[method])
        return table

    def _add_fit(self, grid: QGridLayout, offer: Offer, method: Method, title: str) -> None:
        colours = self._appearance.colours
        fit = offer.fits[method].fit
        sign, colour = {
            "fits": ("check", colours.good),
            "tight": ("triangle-alert", colours.warning),
            "too_large": ("circle-x", colours.bad),
        }[fit]
        said = self._told.memory(offer, method)
        if method in offer.unsuitable:
            sign, colour = "triangle-alert", colours.warning
            said = self.tr("{memory}. Not advised: this model learns badly like this.").format(memory=said)
        row = grid.rowCount()
        grid.addWidget(words(title), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._signed(sign, colour, said), row, 1)

    def _signed(self, sign: str, colour: str, text: str) -> QWidget:
        line = QWidget()
        grid = _grid(line)
        grid.setHorizontalSpacing(8)
        picture = QLabel()
        picture.setPixmap(pixmap(sign, colour, _SIGN_PIXELS))
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words(text), 0, 1)
        return line


def _grid(widget: QWidget) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    return grid


def _link(text: str, address: str) -> QLabel:
    """Words that open a page in the browser. The address is GeoFT's own or made from an id."""
    label = QLabel(f'<a href="{escape(address)}">{escape(text)}</a>')
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    )
    label.setWordWrap(True)
    label.setToolTip(escape(address))
    label.linkActivated.connect(lambda url: QDesktopServices.openUrl(QUrl(url)))
    return label
