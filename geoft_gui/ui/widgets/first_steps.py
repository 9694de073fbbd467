"""The card that greets a new user: three steps to a first part."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon, put_icon
from geoft_gui.ui.widgets.surfaces import Card, button, words


class FirstSteps(QWidget):
    """Each step is a button that goes there; one that is done has a tick."""

    see_wanted = Signal()
    train_wanted = Signal()
    ask_wanted = Signal()
    hidden_for_good = Signal()
    """The user has read it, and wants to see it no more."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._done = [False, False, False]
        card = Card()
        card.column.setContentsMargins(18, 10, 10, 10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(words(self.tr("Three steps to a part of your own"), "heading", wrap=False))
        row.addSpacing(12)
        self._steps: list[QPushButton] = []
        for text, signal, tip in (
            (
                self.tr("See the data"),
                self.see_wanted,
                self.tr("Opens the examples that come with GeoFT: no key, no download, no account."),
            ),
            (
                self.tr("Train the starter model"),
                self.train_wanted,
                self.tr("Takes some minutes on this computer; nothing leaves it."),
            ),
            (
                self.tr("Ask for a part"),
                self.ask_wanted,
                self.tr("Tell your model what to make, and save the part."),
            ),
        ):
            step = button(text, signal.emit, "quiet", tip)
            self._steps.append(step)
            row.addWidget(step)
        row.addStretch(1)
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Hide the three steps"))
        self._close.setToolTip(self.tr("Hide the three steps"))
        self._close.clicked.connect(self.hidden_for_good)
        row.addWidget(self._close)
        card.column.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 2)
        column.addWidget(card)
        appearance.changed.connect(self._colour)
        self._colour()

    def set_done(self, *, seen: bool, trained: bool, asked: bool) -> None:
        """Tick what has been done; a tick is never taken away while the window is open."""
        done = [before or now for before, now in zip(self._done, (seen, trained, asked), strict=True)]
        if done != self._done:
            self._done = done
            self._colour()

    def _colour(self) -> None:
        colours = self._appearance.colours
        self._close.setIcon(icon("x", colours.muted, size=16))
        following = self._done.index(False) if False in self._done else -1
        for number, (step, done) in enumerate(zip(self._steps, self._done, strict=True)):
            if done:
                put_icon(step, "circle-check", colours.good)
            elif number == following:
                put_icon(step, "arrow-right", colours.on_accent)
            else:
                put_icon(step, "circle", colours.muted)
            state = self.tr("done") if done else self.tr("to do")
            step.setAccessibleName(f"{number + 1}. {step.text()} ({state})")
            step.setProperty("kind", "primary" if number == following else "quiet")
            step.style().unpolish(step)
            step.style().polish(step)
