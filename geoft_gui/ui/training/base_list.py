"""The list of models to start from: what each is, and whether this computer can train it."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.training.base_offers import Offer
from geoft_gui.ui.training.base_words import BaseWords

_MARGIN: Final = 10
_ICON_PIXELS: Final = 16
_Index = QModelIndex | QPersistentModelIndex
OFFER: Final = Qt.ItemDataRole.UserRole


class BaseListModel(QAbstractListModel):
    """Offers under their headings; a heading cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Offer | str] = []
        self.words = BaseWords(None)

    def show(self, groups: Sequence[tuple[str, Sequence[Offer]]], told: BaseWords) -> None:
        """List these; groups without an offer are left out."""
        self.beginResetModel()
        self.words = told
        self._lines = []
        for title, offers in groups:
            if offers:
                self._lines += [title, *offers]
        self.endResetModel()

    def row_of(self, reference: str) -> int | None:
        """Where an offer stands."""
        found = (
            row
            for row, line in enumerate(self._lines)
            if isinstance(line, Offer) and line.reference == reference
        )
        return next(found, None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines there are, headings included."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings are only read."""
        if isinstance(self._lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name, the offer itself, or all that is painted as words."""
        line = self._lines[index.row()]
        if isinstance(line, str):
            return line if role in {Qt.ItemDataRole.DisplayRole, OFFER} else None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        if role == OFFER:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            badge, _ = self.words.badge(line)
            return ". ".join(filter(None, (line.name, badge, self.words.facts(line))))
        return None


class BaseList(QListView):
    """Models to choose from. `picked` tells of another one; `taken` that it was double-clicked or Enter was
    pressed on it."""

    picked = Signal(object)
    taken = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers = BaseListModel()
        self.setModel(self.offers)
        self.setItemDelegate(_OfferDelegate(appearance, self))
        self.setAccessibleName(self.tr("Models to start from"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.activated.connect(lambda index: self.taken.emit())

    @property
    def offer(self) -> Offer | None:
        """What is picked."""
        line = self.currentIndex().data(OFFER)
        return line if isinstance(line, Offer) else None

    def show_offers(
        self, groups: Sequence[tuple[str, Sequence[Offer]]], told: BaseWords, chosen: str
    ) -> None:
        """List these, and pick the one with this reference."""
        self.offers.show(groups, told)
        self.pick(chosen)

    def pick(self, reference: str) -> None:
        """Pick this one; the first where there is none like it."""
        row = self.offers.row_of(reference)
        index = self.offers.index(1 if row is None else row)
        self.setCurrentIndex(index)
        # The heading above the first one is seen, too.
        self.scrollTo(self.offers.index(0) if index.row() == 1 else index)

    def currentChanged(self, current: _Index, previous: _Index, /) -> None:
        """Tell what is picked."""
        super().currentChanged(current, previous)
        self.picked.emit(self.offer)


class _OfferDelegate(QStyledItemDelegate):
    """Paints an offer in two lines: its name and a badge; what it is."""

    def __init__(self, appearance: Appearance, parent: BaseList) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._offers = parent.offers

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Two lines of text, one for a heading."""
        line = option.fontMetrics.lineSpacing()
        if isinstance(index.data(OFFER), str):
            return QSize(0, line + 14)
        return QSize(0, 2 * line + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One line of the list."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        line = index.data(OFFER)
        if isinstance(line, str):
            self._paint_heading(painter, room, line)
        else:
            self._paint_offer(painter, option, room, line)
        painter.restore()

    def _paint_heading(self, painter: QPainter, room: QRect, text: str) -> None:
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.colours.muted))
        painter.drawText(room.adjusted(0, 0, 0, -3), Qt.AlignmentFlag.AlignBottom, text)

    def _paint_offer(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, offer: Offer
    ) -> None:
        colours = self._appearance.colours
        state = option.state
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if chosen else colours.hover))
            painter.drawRoundedRect(option.rect.adjusted(3, 1, -3, -1), 6, 6)
        told = self._offers.words
        font = QFont(option.font)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.92)
        first = QRect(room.left(), room.top() + 7, room.width(), QFontMetrics(font).lineSpacing())
        below = QRect(room.left(), first.bottom() + 3, room.width(), QFontMetrics(small).lineSpacing())
        badge, fit = told.badge(offer)
        if badge:
            colour = {"fits": colours.good, "tight": colours.warning}.get(fit, colours.bad)
            width = self._paint_badge(painter, small, first, badge, colour)
            first.setRight(first.right() - width - 8)
        if offer.is_here:
            picture = pixmap("hard-drive", colours.muted, _ICON_PIXELS, painter.device().devicePixelRatioF())
            top = below.top() + (below.height() - _ICON_PIXELS) // 2
            painter.drawPixmap(QPoint(below.left(), top), picture)
            below.setLeft(below.left() + _ICON_PIXELS + 5)
        font.setBold(offer.is_recommended)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if offer.refusal else colours.text))
        metrics = QFontMetrics(font)
        name = metrics.elidedText(told.title(offer), Qt.TextElideMode.ElideMiddle, first.width())
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        facts = QFontMetrics(small).elidedText(told.facts(offer), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, facts)

    def _paint_badge(self, painter: QPainter, font: QFont, room: QRect, text: str, colour: str) -> int:
        """At the right end of the room; returns how wide it is."""
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(text) + 16
        pill = QRectF(room.right() - width, room.top() - 1, width, metrics.height() + 4)
        veil = QColor(colour)
        veil.setAlpha(28)
        painter.setBrush(veil)
        painter.setPen(QColor(colour))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return width
