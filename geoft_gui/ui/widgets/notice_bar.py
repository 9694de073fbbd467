"""Notices on the screen, the newest below the others, until they are read."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon, pixmap
from geoft_gui.ui.notices import Notice, Notices, safe_details
from geoft_gui.ui.widgets.surfaces import button, words

MOST_SHOWN: Final = 3
INFO_MILLISECONDS: Final = 12_000
_ICONS: Final = {"info": "circle-check", "warning": "triangle-alert", "error": "circle-x"}


class NoticeBar(QWidget):
    """Shows what is posted, and has it read out. Good news leaves by itself; the rest until it is closed.

    The same notice twice is shown once. What is about a file leaves with it.
    """

    def __init__(self, notices: Notices, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 0)
        self._column.setSpacing(6)
        self._shown: list[NoticeCard] = []
        self.hide()
        notices.posted.connect(self.show_notice)
        notices.outdated.connect(self._forget)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; the oldest goes when there are too many."""
        for card in self._shown:
            if card.notice == notice:
                return
        if len(self._shown) >= MOST_SHOWN:
            # Good news makes room first; an error that nobody has read does not make room for it.
            news = [card for card in self._shown if card.notice.level == "info"]
            rest = [card for card in self._shown if card.notice.level == "warning"]
            for card in (news or rest)[:1]:
                self._take_away(card)
        card = NoticeCard(notice, self._appearance)
        card.closed.connect(lambda: self._take_away(card))
        self._shown.append(card)
        self._column.addWidget(card)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(card, card.accessibleName()))

    @property
    def shown(self) -> list[Notice]:
        """The notices on the screen, oldest first."""
        return [card.notice for card in self._shown]

    def _forget(self, about: Path) -> None:
        for card in [card for card in self._shown if card.notice.about == about]:
            self._take_away(card)

    def _take_away(self, card: "NoticeCard") -> None:
        if card in self._shown:
            self._shown.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.setVisible(bool(self._shown))


class NoticeCard(QFrame):
    """One notice with what can be done about it."""

    closed = Signal()

    def __init__(self, notice: Notice, appearance: Appearance) -> None:
        super().__init__()
        self.notice = notice
        self._appearance = appearance
        self.setProperty("surface", "card" if notice.level == "info" else "notice")
        self.setAccessibleName(f"{notice.message} {notice.hint}".rstrip())
        self._sign = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(words(f"{notice.message} {notice.hint}".rstrip()), stretch=1)
        if notice.step is not None:
            step = notice.step
            go = button(step.words, step.go)
            go.clicked.connect(self.closed)
            row.addWidget(go)
        if notice.details:
            row.addWidget(
                button(
                    self.tr("Copy details"),
                    lambda: QGuiApplication.clipboard().setText(_report(notice)),
                    "quiet",
                    self.tr("Copies what a developer would want to know, without keys and names."),
                )
            )
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close this notice"))
        self._close.setToolTip(self.tr("Close this notice"))
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close)
        appearance.changed.connect(self._colour)
        self._colour()
        if notice.level == "info" and notice.step is None:
            QTimer.singleShot(INFO_MILLISECONDS, self, self.closed.emit)

    def _colour(self) -> None:
        colours = self._appearance.colours
        colour = {"info": colours.good, "warning": colours.warning, "error": colours.bad}[self.notice.level]
        self._sign.setPixmap(pixmap(_ICONS[self.notice.level], colour))
        self._close.setIcon(icon("x", colours.muted, size=16))


def _report(notice: Notice) -> str:
    return safe_details(f"{notice.message}\n{notice.hint}\n\n{notice.details}")
