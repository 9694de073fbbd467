"""What a training will do and why, before it is started; or what is in its way."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from geoft_gui.backends.plan import Plan
from geoft_gui.errors import UserError
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.notices import safe_details
from geoft_gui.ui.training.remedy import remedy_of, remedy_words
from geoft_gui.ui.widgets.ceiling_line import percent
from geoft_gui.ui.widgets.surfaces import Card, button, words

_WARNINGS_SHOWN: Final = 5


class TrainPreview(Card):
    """The right side of the Train tab."""

    again_wanted = Signal()
    """The user has mended what was in the way."""
    remedy_wanted = Signal(object)
    """Settings, by name, that would mend what is in the way."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._shown: Plan | UserError | None = None
        self._noted: tuple[Path, tuple[str, ...], float | None] | None = None
        self._content = QWidget()
        self._content.setProperty("surface", "clear")
        # Made first: what reads the screen out says first what is planned.
        planned = QWidget()
        self._column = QVBoxLayout(planned)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._above = QVBoxLayout()
        self._below = QVBoxLayout()
        outer = QVBoxLayout(self._content)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.addLayout(self._above)
        outer.addWidget(planned)
        outer.addLayout(self._below)
        outer.addStretch(1)
        self._scrolled = QScrollArea()
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scrolled.setWidget(self._content)
        self._scrolled.setAccessibleName(self.tr("What the training will do"))
        self.column.addWidget(self._scrolled)
        appearance.changed.connect(self._refresh)
        self._refresh()

    def add_above(self, widget: QWidget) -> None:
        """Show this over what is planned, in the same scrolled place."""
        self._above.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Show this under what is planned, in the same scrolled place."""
        self._below.addWidget(widget)

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll to a widget that was added below, as soon as it has its place."""
        QTimer.singleShot(0, widget, lambda: self._scrolled.ensureWidgetVisible(widget, 0, 0))

    def take_focus(self) -> None:
        """Put the focus on what is said here, as when a button that was pressed here goes."""
        self._scrolled.setFocus(Qt.FocusReason.OtherFocusReason)

    def note_warnings(self, data: Path, warnings: Sequence[str], ceiling: float | None = None) -> None:
        """Keep what is wrong with the rows of a file, to be said where a plan is to learn from them.

        `ceiling` is the share of the parts that even a perfect model gets right, where it is known.
        """
        self._noted = (data, tuple(warnings), ceiling)
        self._refresh()

    def show_plan(self, planned: Plan) -> None:
        """Say what was chosen and why, and what is odd about the rows."""
        self._shown = planned
        self._refresh()

    def show_error(self, error: UserError) -> None:
        """Say what is in the way, and what to do."""
        self._shown = error
        self._refresh()
        self._scrolled.verticalScrollBar().setValue(0)

    def _refresh(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        shown = self._shown
        if isinstance(shown, UserError):
            self._fill_with_error(shown)
        elif shown is not None:
            self._fill_with_plan(shown)
        else:
            self._column.addWidget(words(self.tr("Looking at the rows …"), "muted"))

    def _fill_with_error(self, error: UserError) -> None:
        self._column.addWidget(words(self.tr("What is in the way"), "heading"))
        self._add_line("circle-x", self._appearance.colours.bad, error.message)
        self._column.addWidget(words(error.hint, "muted"))
        actions = QWidget()
        row = QHBoxLayout(actions)
        row.setContentsMargins(0, 6, 0, 0)
        if change := remedy_of(error):
            row.addWidget(button(remedy_words(change), lambda: self.remedy_wanted.emit(change), "primary"))
        row.addWidget(button(self.tr("Try again"), self.again_wanted.emit))
        if error.details:
            copy = button(
                self.tr("Copy details"),
                lambda: QGuiApplication.clipboard().setText(safe_details(f"{error}\n\n{error.details}")),
            )
            row.addWidget(copy)
        row.addStretch(1)
        self._column.addWidget(actions)

    def _fill_with_plan(self, planned: Plan) -> None:
        colours = self._appearance.colours
        is_hosted = planned.spec.hosted is not None
        if planned.reasons or not is_hosted:
            self._column.addWidget(words(self.tr("What will happen, and why"), "heading"))
        for reason in planned.reasons:
            if is_hosted:
                # What is left to the provider, or was set by hand: nothing that GeoFT has found good.
                self._column.addWidget(words(reason, "muted"))
            else:
                self._add_line("check", colours.good, reason)
        if ceiling := self._ceiling(planned):
            self._add_line("triangle-alert", colours.warning, ceiling)
        for warning in self._warnings(planned):
            self._add_line("triangle-alert", colours.warning, warning)
        if planned.spec.hosted is not None:
            return
        settings = planned.spec.settings
        asked = min(settings.score_prompts, len(planned.preparation.split.validation))
        if settings.evaluations and asked:
            told = self.tr(
                "{times} times on the way, the model is asked for {parts} parts that it has never seen, and "
                "the right ones are counted. The best model is kept."
            )
            self._add_line("check", colours.good, told.format(times=settings.evaluations, parts=asked))

    def _ceiling(self, planned: Plan) -> str:
        """What even a perfect model gets right, where that is known and not all."""
        share = self._noted[2] if self._is_noted(planned) and self._noted else None
        if share is None or share == 1:
            return ""
        told = self.tr("With these rows even a perfect model gets {share} right. Mend them in Data.")
        return told.format(share=percent(share))

    def _is_noted(self, planned: Plan) -> bool:
        return self._noted is not None and self._noted[0].resolve() == planned.spec.data

    def _warnings(self, planned: Plan) -> list[str]:
        """What the check says of the rows that are learnt, the first things only: Data has all of them."""
        if self._noted is None or not self._is_noted(planned):
            return []
        warnings = list(self._noted[1])
        if len(warnings) > _WARNINGS_SHOWN:
            more = len(warnings) - _WARNINGS_SHOWN + 1
            said = self.tr("{n} more things are worth a look, and many can be mended: see Data.")
            warnings[_WARNINGS_SHOWN - 1 :] = [said.format(n=more)]
        return warnings

    def _add_line(self, sign: str, colour: str, text: str) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        picture = QLabel()
        picture.setPixmap(pixmap(sign, colour, 18))
        picture.setAccessibleName(
            {
                "circle-x": self.tr("What is in the way"),
                "triangle-alert": self.tr("What is odd"),
                "check": self.tr("What was chosen"),
            }[sign]
        )
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(text), stretch=1)
        self._column.addWidget(line)
