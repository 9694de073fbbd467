"""Rows as they are and as they would be: prompt, answer and part, side by side, one row at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.data.fixes.catalogue import FIXES
from geoft_gui.ui.data_work.changed_text import ChangedText
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.icons import icon
from geoft_gui.ui.part_view.part_view import PartView
from geoft_gui.ui.widgets.clamped_label import ClampedLabel
from geoft_gui.ui.widgets.json_view import JsonView
from geoft_gui.ui.widgets.surfaces import button, set_role, words

_LEAST_LINES: Final = 12
"""Of an answer with its tabs: where there is less room, the preview is scrolled."""

ChangedRow = Mapping[str, Any]
"""One of the `rows` that `data.desk.mending.preview` answers."""


class MendPreview(QWidget):
    """Walks through the rows that change; a fix can be chosen whose rows are walked through."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._all: Sequence[ChangedRow] = ()
        self._rows: Sequence[ChangedRow] = ()
        self._place = 0
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("Rows that are shown"))
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.by.setMinimumContentsLength(18)
        self.by.currentIndexChanged.connect(self._filter)
        self.which = words("", "muted", wrap=False)
        self.back = self._step(self.tr("Row before"), -1)
        self.on = self._step(self.tr("Next row"), 1)
        self.did = ClampedLabel(1)
        set_role(self.did, "small")
        self.prompt = ChangedText(desk.appearance, self.tr("Prompt before"), self.tr("Prompt after"))
        self.answers = (JsonView(desk.appearance), JsonView(desk.appearance))
        self.answers[0].setAccessibleName(self.tr("Answer before"))
        self.answers[1].setAccessibleName(self.tr("Answer after"))
        self.parts = _Parts(desk)
        self.tabs = QTabWidget()
        self._lay_out()
        desk.appearance.changed.connect(self._wear)
        self._wear()
        self.show_rows(())

    def show_rows(self, rows: Sequence[ChangedRow]) -> None:
        """Walk through these from now on; the row in sight stays in sight where it is among them."""
        self._all = rows
        chosen = self.by.currentData()
        self.by.blockSignals(True)
        self.by.clear()
        self.by.addItem(self.tr("All rows that change"), None)
        for code, fix in FIXES.items():
            if any(code in row["codes"] for row in rows):
                self.by.addItem(fix.title, code)
        self.by.setCurrentIndex(max(0, self.by.findData(chosen)))
        self.by.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        number = self._rows[self._place]["number"] if self._rows else None
        code = self.by.currentData()
        self._rows = [row for row in self._all if code is None or code in row["codes"]]
        places = [place for place, row in enumerate(self._rows) if row["number"] == number]
        self._go(places[0] if places else 0)

    def _go(self, place: int) -> None:
        self._place = place
        row = self._rows[place] if self._rows else None
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place + 1 < len(self._rows))
        if row is None:
            self.which.setText(self.tr("No row changes."))
            self.did.show_words("")
            prompt = answer = ("", "")
        else:
            said = self.tr("Row {number} · {place} of {n}")
            self.which.setText(
                said.format(number=row["number"], place=f"{place + 1:,}", n=f"{len(self._rows):,}")
            )
            self.did.show_words(" · ".join(FIXES[code].title for code in row["codes"]))
            prompt, answer = tuple(row["prompt"]), tuple(row["answer"])
        self.prompt.show_texts(*prompt)
        for view, text in zip(self.answers, answer, strict=True):
            view.show_text(text)
        self.parts.show_texts(*answer)

    def _step(self, name: str, by: int) -> QPushButton:
        made = button("", lambda: self._go(self._place + by), "quiet", name)
        made.setAccessibleName(name)
        return made

    def _lay_out(self) -> None:
        walk = QHBoxLayout()
        walk.setSpacing(6)
        walk.addWidget(self.by, stretch=1)
        walk.addStretch(1)
        walk.addWidget(self.which)
        walk.addWidget(self.back)
        walk.addWidget(self.on)
        heads = QGridLayout()
        heads.setContentsMargins(0, 0, 0, 0)
        for place, text in enumerate((self.tr("Before"), self.tr("After"))):
            heads.addWidget(words(text, "small"), 0, place)
            heads.setColumnStretch(place, 1)
        answers = QWidget()
        row = QHBoxLayout(answers)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(10)
        for view in self.answers:
            row.addWidget(view)
        self.tabs.addTab(answers, self.tr("Answer"))
        self.tabs.addTab(self.parts, self.tr("Part"))
        for each in (self.tabs, self.tabs.tabBar()):
            each.setAccessibleName(self.tr("What is shown of the row"))
        self.tabs.setStyleSheet(
            "QTabBar::tab { padding: 5px 12px 3px 12px; } QTabWidget::tab-bar { left: 0; }"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(5)
        column.addLayout(walk)
        column.addWidget(self.did)
        column.addLayout(heads)
        column.addWidget(self.prompt)
        column.addWidget(self.tabs, stretch=1)

    def _wear(self) -> None:
        colour = self._desk.appearance.colours.text
        self.back.setIcon(icon("chevron-left", colour))
        self.on.setIcon(icon("chevron-right", colour))
        self.tabs.setMinimumHeight(_LEAST_LINES * self.fontMetrics().lineSpacing())


class _Parts(QWidget):
    """Two parts that turn together. Built only while they are in sight."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._texts = ("", "")
        self._views: tuple[PartView, PartView] | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 6, 0, 0)
        self._row.setSpacing(10)

    def show_texts(self, before: str, after: str) -> None:
        """Show the parts of these answers."""
        self._texts = (before, after)
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Now they are wanted."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if self._views is None:
            self._views = (PartView(self._desk.appearance), PartView(self._desk.appearance))
            for view in self._views:
                self._row.addWidget(view)
            self._views[0].follow(self._views[1])
        for view, text in zip(self._views, self._texts, strict=True):
            if text.strip():
                self._desk.workbench.look(text, view.show_look, of=view)
            else:
                self._desk.workbench.forget(view)
                view.clear(self.tr("There is no answer, and no part."))
