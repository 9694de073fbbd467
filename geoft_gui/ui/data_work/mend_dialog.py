"""Mending the open rows: which fixes, what each does, what the rows become, and what a model gains."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QSplitter, QTabWidget, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges
from geoft_gui.ui.data_work.child import Answer
from geoft_gui.ui.data_work.fix_list import FixList
from geoft_gui.ui.data_work.mend_effect import MendEffect
from geoft_gui.ui.data_work.mend_preview import MendPreview
from geoft_gui.ui.data_work.set_aside_list import SetAsideList
from geoft_gui.ui.data_work.work_dialog import OpenFile, WorkDialog, request_for
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import Card, button, words

_PAUSE_MILLISECONDS: Final = 350
"""So long nobody must have ticked anything before the fixes are tried again."""
_WIDTH: Final = 196
_HEIGHT: Final = 66
"""In average letters and lines, where the screen has room."""


class MendDialog(WorkDialog):
    """Tries the ticked fixes on the rows and shows what comes of it; makes a new version on wish.

    Args:
        desk: the desk.
        dataset: the open file.
        fixes: the codes of those that are ticked at first; none for the usual ones.
        parent: what it stands on.
        rows: the numbers of the rows that a finding is about, which alone are mended until the user wants
            all; none where it is about no finding, or about all rows.
    """

    made = Signal(Path)
    """A new version is made: open it."""

    def __init__(
        self,
        desk: Desk,
        dataset: OpenFile,
        fixes: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        rows: Sequence[int] = (),
    ) -> None:
        super().__init__(desk, self.tr("Mend rows"), parent)
        self._dataset = dataset
        self._mends = False
        self._tried: list[object] | None = None
        self._rows = rows
        one = self.tr("Only the row that the finding is about")
        many = self.tr("Only the {n} rows that the finding is about")
        self.only = QCheckBox(one if len(rows) == 1 else many.format(n=f"{len(rows):,}"))
        self.only.setToolTip(self.tr("All other rows go into the new version as they are."))
        self.only.setChecked(bool(rows))
        self.only.setVisible(bool(rows))
        self.only.toggled.connect(self._follow_choice)
        self.fixes = FixList(fixes)
        self.effect = MendEffect()
        self.preview = MendPreview(desk)
        self.set_aside = SetAsideList(desk.appearance)
        self.tabs = QTabWidget()
        self.go = button(self.tr("Make a new version"), self._mend, "primary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._try)
        self.fixes.changed.connect(self._follow_choice)
        self._lay_out()
        self.resize(self.sizeHint())
        self._follow_choice()
        self._try()

    def sizeHint(self) -> QSize:
        """Large: rows are compared in it. As large as the screen allows, at most."""
        letters, lines = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.94
        return QSize(_WIDTH * letters, _HEIGHT * lines).boundedTo(room)

    def work_changed(self) -> None:
        """What can be chosen and pressed."""
        self.fixes.setEnabled(not self._mends)
        self.only.setEnabled(not self._mends)
        missing = "" if self.fixes.ticked else self.tr("Tick at least one fix.")
        self.go.setEnabled(not missing and not self._mends)
        self.go.setToolTip(missing or self.tr("The open file stays as it is."))

    def _follow_choice(self) -> None:
        self.work_changed()
        self._pause.start()

    def _try(self) -> None:
        chosen = self._chosen()
        self._pause.stop()
        if self._mends or list(chosen.values()) == self._tried:
            return
        self._tried = list(chosen.values())
        request = request_for(self._dataset, "preview_fixes", **chosen)
        self.begin(request, self.tr("Trying these fixes"), self._show_preview)

    def _chosen(self) -> dict[str, object]:
        """What is to be done, and to which rows."""
        return {
            "chosen": self.fixes.ticked,
            "only": row_ranges(self._rows) if self.only.isChecked() else None,
        }

    def _show_preview(self, answer: Answer) -> None:
        report = answer["report"]
        counts = {code: done["count"] for code, done in report["changes"].items()}
        for left_out in report["set_aside"]:
            counts[left_out["code"]] = counts.get(left_out["code"], 0) + 1
        if report["added"]:
            counts["add_plain_rows"] = report["added"]
        self.fixes.show_counts(counts)
        self.effect.show_effect(report, answer["cost"], complete=answer["complete"])
        self.preview.show_rows(answer["rows"])
        self.set_aside.show_rows(report["set_aside"], answer["prompts"])
        self.tabs.setTabText(0, self.tr("Before and after ({n})").format(n=f"{report['changed']:,}"))
        count = len(report["set_aside"])
        self.tabs.setTabText(1, self.tr("Set aside ({n})").format(n=f"{count:,}"))

    def _mend(self) -> None:
        self._pause.stop()
        self._mends = True
        request = request_for(self._dataset, "fix", **self._chosen())
        self.begin(request, self.tr("Mending"), self._tell_end)

    def fail(self, error: UserError) -> None:
        """Say what went wrong; it can be tried again."""
        self._mends = False
        self._tried = None
        super().fail(error)
        self.work_changed()

    def _tell_end(self, answer: Answer) -> None:
        report: dict[str, Any] = answer["report"]
        said = self.tr("A new version with {n} rows is made.").format(
            n=f"{report['kept'] + report['added']:,}"
        )
        left_out = sum(report["set_aside"].values())
        hint = ""
        if left_out == 1:
            hint = self.tr("1 row was set aside; the original still has it.")
        elif left_out:
            hint = self.tr("{n} rows were set aside; the original still has them.").format(n=f"{left_out:,}")
        self.desk.notices.info(said, hint)
        self.accept()
        self.made.emit(Path(answer["path"]))

    def _lay_out(self) -> None:
        left = Card()
        left.column.addWidget(words(self.tr("What to mend"), "heading"))
        left.column.addWidget(
            words(
                self.tr("Everything is written to a new version. The file that is open stays as it is."),
                "small",
            )
        )
        left.column.addWidget(self.only)
        left.column.addLayout(self.fixes.choices)
        left.column.addWidget(self.fixes, stretch=1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.effect)
        column.addWidget(self.tabs, stretch=1)
        scrolled = Scrolled()
        scrolled.column.addWidget(self.preview)
        self.tabs.addTab(scrolled, self.tr("Before and after"))
        self.tabs.addTab(self.set_aside, self.tr("Set aside"))
        for each in (self.tabs, self.tabs.tabBar()):
            each.setAccessibleName(self.tr("What the fixes do to the rows"))
        self.tabs.setStyleSheet(
            "QTabWidget::tab-bar { left: 0; } QTabBar::tab { padding: 7px 14px 5px 12px; }"
        )
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 7)
        # Of words that can be broken anywhere, Qt would make a column as narrow as they allow.
        split.setSizes([4000, 7000])
        self.column.addWidget(split, stretch=1)
        self.add_foot(self.go)
