"""The top of the Data tab: what is open, how good it is, and what can be done with it."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.widgets.ceiling_line import CeilingLine
from geoft_gui.ui.widgets.column_roles import ColumnRoles
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import Role, set_role, words

_BETWEEN: Final = 16
"""Pixels, between the words and what stands beside them."""
_ICONS: Final[dict[Role, str]] = {"good": "circle-check", "warning": "triangle-alert", "bad": "circle-x"}


class DataHeader(QWidget):
    """Says things in words. `opening` stands to the right of them; `tools` stand below it, or in a line of
    their own where that leaves the words too little room.
    """

    def __init__(
        self,
        appearance: Appearance,
        opening: QWidget,
        tools: tuple[QPushButton, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.title = words(role="title")
        self.verdict = words()
        self.remark = words(role="small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of reading and checking"))
        self.bar.setMaximumWidth(220)
        self.columns = ColumnRoles()
        self.ceiling = CeilingLine(appearance)
        self._picture = QLabel()
        self._said = ""
        self._is_edited = False
        self._tools = QWidget()
        self._below = QVBoxLayout()
        flow = FlowLayout(self._tools)
        for tool in tools:
            flow.addWidget(tool)
        self._lay_out(opening)
        appearance.changed.connect(self._wear)
        self.show_nothing_open()

    def show_nothing_open(self) -> None:
        """Nothing is open."""
        self.title.setText(self.tr("Examples to learn from"))
        self.remark.hide()
        self.bar.hide()
        self.columns.show_columns(None)
        self.ceiling.show_ceiling(None)
        self._tools.hide()
        self._is_edited = False
        self._say("", "")

    def show_opening(self, title: str) -> None:
        """Something else is opened."""
        self.show_nothing_open()
        self.title.setText(title)

    def show_title(self, title: str) -> None:
        """Say what is open."""
        self.title.setText(title)
        self._tools.show()
        self._place_tools()

    def show_progress(self, sentence: str, done: int, total: int) -> None:
        """Say how far reading or checking has come; a `total` of 0: it is not known how far that is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self._say(sentence, "muted")

    def show_unchecked(self) -> None:
        """Say that it is not known how good the rows are."""
        self.bar.hide()
        self._say(self.tr("These rows could not be checked."), "bad")

    def show_report(self, report: Mapping[str, Any], doubtful: int) -> None:
        """Say how good the rows are. `doubtful`: how many of those that can be used are worth a look."""
        self.bar.hide()
        self._say(*self._verdict(report["rows"], report["usable"], doubtful))
        self.ceiling.show_ceiling(report.get("ceiling"))

    def show_edited(self, edited: bool) -> None:
        """Say whether rows were edited, which what was found before does not know of."""
        self._is_edited = edited
        self._write()

    def place_versions(self, bar: QWidget) -> None:
        """Have this between what is open and how good it is: what comes late does not move it."""
        self._column.insertWidget(self._column.indexOf(self.columns), bar)

    def show_held_back(self, rows: int) -> None:
        """Say how many rows of another file are there to score with."""
        said = self.tr("{n} more examples are held back, to score the trained model with.")
        self._remark(said.format(n=f"{rows:,}") if rows else "", "small")

    def show_refusal(self, refusal: UserError) -> None:
        """Say why what was dropped is not opened; what is open stays."""
        self._remark(str(refusal), "bad")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tools beside the words, or below them."""
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        title = self.title.fontMetrics().horizontalAdvance(self.title.text())
        beside = title + _BETWEEN + self._tools.sizeHint().width() <= self.width()
        place = self._actions if beside else self._below
        if place.indexOf(self._tools) < 0:
            (self._below if beside else self._actions).removeWidget(self._tools)
            place.addWidget(self._tools)

    def _remark(self, sentence: str, role: Role) -> None:
        self.remark.setText(sentence)
        set_role(self.remark, role)
        self.remark.setVisible(bool(sentence))

    def _verdict(self, rows: int, usable: int, doubtful: int) -> tuple[str, Role]:
        if usable == 0:
            said = (
                self.tr("The only row cannot be used.")
                if rows == 1
                else self.tr("None of the {total} rows can be used.")
            )
            role: Role = "bad"
        elif usable < rows:
            one = self.tr("{n} of {total} rows can be trained on; 1 has a problem.")
            many = self.tr("{n} of {total} rows can be trained on; {bad} have problems.")
            said, role = one if rows - usable == 1 else many, "warning"
        elif doubtful:
            one = self.tr("All {total} rows can be trained on; 1 of them is worth a look.")
            many = self.tr("All {total} rows can be trained on; {doubtful} of them are worth a look.")
            said, role = one if doubtful == 1 else many, "warning"
            if rows == 1:
                said = self.tr("The only row can be trained on, but is worth a look.")
        else:
            said = self.tr("The only row is good.") if rows == 1 else self.tr("All {total} rows are good.")
            role = "good"
        numbers = {"n": usable, "total": rows, "bad": rows - usable, "doubtful": doubtful}
        return said.format(**{name: f"{number:,}" for name, number in numbers.items()}), role

    def _say(self, sentence: str, role: Role) -> None:
        self._said = sentence
        self._write()
        set_role(self.verdict, role)
        self._wear()

    def _write(self) -> None:
        edited = self.tr("This was found before your edits: save them as a new version to have it checked.")
        self.verdict.setText(f"{self._said} {edited}" if self._is_edited and self._said else self._said)

    def _wear(self) -> None:
        role = self.verdict.property("role")
        name = _ICONS.get(role)
        self._picture.setVisible(name is not None)
        if name is not None:
            self._picture.setPixmap(pixmap(name, getattr(self._appearance.colours, role)))
        self._place_tools()

    def _lay_out(self, opening: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._picture)
        line.addWidget(self.bar, stretch=1)
        line.addWidget(self.verdict, stretch=2)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.title)
        said.addLayout(line)
        said.addWidget(self.remark)
        said.addStretch(1)
        self._actions = QVBoxLayout()
        self._actions.setSpacing(8)
        self._actions.addWidget(opening, alignment=Qt.AlignmentFlag.AlignRight)
        self._actions.addWidget(self._tools)
        top = QHBoxLayout()
        top.setSpacing(_BETWEEN)
        top.addLayout(said, stretch=1)
        top.addLayout(self._actions)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(top)
        self._column.addLayout(self._below)
        self._column.addWidget(self.columns)
        self._column.addWidget(self.ceiling)
