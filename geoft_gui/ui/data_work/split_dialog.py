"""Holding rows back that a model is judged by: a share of the open ones, or those of another file."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from geoft_gui.data.rows import SUFFIXES
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.ui.data_work.child import Answer
from geoft_gui.ui.data_work.row_numbers import shortened
from geoft_gui.ui.data_work.work_dialog import OpenFile, WorkDialog, heading, request_for
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.choice_dialog import fit
from geoft_gui.ui.widgets.surfaces import Card, button, plain_tip, words

_PERCENT: Final = 10
_INDENT: Final = 26
_MOST_KINDS: Final = 12


class SplitDialog(WorkDialog):
    """Splits the open rows into those to learn from and those to measure with, and shows what came of it."""

    made = Signal(Path, Path)
    """The split is made, and the user wants it open: the rows to learn from, and those to measure with."""

    def __init__(self, desk: Desk, dataset: OpenFile, parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Split rows"), parent)
        self._dataset = dataset
        self._file: Path | None = None
        self._paths: tuple[Path, Path] | None = None
        heading(
            self,
            self.tr("Hold rows back to measure with"),
            self.tr(
                "A model is judged by rows that it did not learn from. Rows that are alike stay on the same "
                "side, and every kind is on both sides where it can be. The split is frozen, so that every "
                "later run can name it."
            ),
        )
        self.share = QRadioButton(self.tr("A &share of these rows"))
        self.by_file = QRadioButton(self.tr("The rows of another &file"))
        self.percent = QSpinBox()
        self.seed = QSpinBox()
        self.about = words("", "small")
        self.file_name = words(self.tr("No file is chosen."), "muted")
        self.choose = button(self.tr("Choose a file…"), self._choose)
        self.go = button(self.tr("Split"), self._split, "primary")
        self._asked = self._questions()
        self.column.addWidget(self._asked)
        self.column.addStretch(1)
        self.add_foot(self.go)
        self.work_changed()
        fit(self, self.column)

    def work_changed(self) -> None:
        """What can be chosen, and whether it can begin."""
        by_share = self.share.isChecked()
        for field in (self.percent, self.seed):
            field.setEnabled(by_share and not self.is_working)
        self.choose.setEnabled(not by_share and not self.is_working)
        for choice in (self.share, self.by_file):
            choice.setEnabled(not self.is_working)
        missing = "" if by_share or self._file is not None else self.tr("Choose a file of rows first.")
        self.go.setEnabled(not missing and not self.is_working)
        self.go.setToolTip(missing)
        rows = len(self._dataset)
        held = max(1, round(rows * self.percent.value() / 100))
        self.about.setText(
            self.tr("About {held} of {rows} rows are held back.").format(held=f"{held:,}", rows=f"{rows:,}")
        )

    def _questions(self) -> QWidget:
        page = QWidget()
        self.percent.setRange(1, 50)
        self.percent.setValue(_PERCENT)
        self.percent.setSuffix(self.tr(" %"))
        self.percent.setAccessibleName(self.tr("Share of the rows that is held back, in percent"))
        self.seed.setRange(0, 999_999)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("Another number holds other rows back; the same one always the same."))
        self.share.setChecked(True)
        group = QButtonGroup(self)
        for choice in (self.share, self.by_file):
            group.addButton(choice)
            choice.toggled.connect(self.work_changed)
        self.percent.valueChanged.connect(self.work_changed)
        numbers = QHBoxLayout()
        numbers.setContentsMargins(_INDENT, 0, 0, 0)
        numbers.setSpacing(8)
        numbers.addWidget(self.percent)
        numbers.addSpacing(10)
        numbers.addWidget(words(self.tr("Seed"), wrap=False))
        numbers.addWidget(self.seed)
        numbers.addStretch(1)
        self.about.setContentsMargins(_INDENT, 0, 0, 0)
        files = QHBoxLayout()
        files.setContentsMargins(_INDENT, 0, 0, 0)
        files.setSpacing(10)
        files.addWidget(self.choose)
        files.addWidget(self.file_name, stretch=1)
        explained = words(
            self.tr("Rows here that are like one there are not learnt from; you will see which they are."),
            "small",
        )
        explained.setContentsMargins(_INDENT, 0, 0, 0)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self.share)
        column.addLayout(numbers)
        column.addWidget(self.about)
        column.addSpacing(8)
        column.addWidget(self.by_file)
        column.addLayout(files)
        column.addWidget(explained)
        return page

    def _choose(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = self.tr("Files of examples ({patterns})").format(patterns=patterns)
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Rows to measure with"), str(self._dataset.path.parent), kinds
        )
        if chosen:
            self._file = Path(chosen)
            self.file_name.setText(short_name(self._file.name))
            self.file_name.setToolTip(plain_tip(chosen))
            self.work_changed()

    def _split(self) -> None:
        if self._paths is not None:
            self.accept()
            self.made.emit(*self._paths)
            return
        by_file = self.by_file.isChecked()
        request = request_for(
            self._dataset,
            "split",
            fraction=self.percent.value() / 100,
            seed=self.seed.value(),
            validation=str(self._file) if by_file else None,
        )
        self.begin(request, self.tr("Splitting"), self._show_result)

    def _show_result(self, answer: Answer) -> None:
        self._paths = Path(answer["train"]), Path(answer["validation"])
        self._asked.hide()
        result = self._result(answer["report"])
        self.column.insertWidget(self.column.indexOf(self._asked), result)
        # Shown, it knows its fonts: the dialog is made as high as it.
        result.show()
        self.cancel.setText(self.tr("Close"))
        self.go.setText(self.tr("Open the split"))
        self.go.setFocus()
        fit(self, self.column)

    def _result(self, report: Answer) -> QWidget:
        page = Card()
        said = self.tr("{train} rows to learn from, {validation} to measure with.")
        page.column.addWidget(
            words(
                said.format(train=f"{report['train']:,}", validation=f"{report['validation']:,}"), "heading"
            )
        )
        for sentence in self._remarks(report):
            page.column.addWidget(words(sentence, "muted"))
        table = QGridLayout()
        table.setHorizontalSpacing(28)
        table.setVerticalSpacing(3)
        heads = (self.tr("Kind"), self.tr("To learn from"), self.tr("To measure with"))
        most = sorted(report["kinds"].items(), key=lambda item: -sum(item[1]))[:_MOST_KINDS]
        rows = [
            heads,
            *(
                (KIND_WORDS.get(kind, kind).capitalize(), f"{train:,}", f"{held:,}")
                for kind, (train, held) in most
            ),
        ]
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                table.addWidget(words(cell, "" if line else "small", wrap=False), line, place)
        table.setColumnStretch(len(heads), 1)
        page.column.addSpacing(4)
        page.column.addLayout(table)
        page.column.addStretch(1)
        return page

    def _remarks(self, report: Answer) -> list[str]:
        said = []
        if 0 < report["groups"] < report["train"] + report["validation"]:
            said.append(
                self.tr("Rows that are alike were kept together: they form {n} groups.").format(
                    n=f"{report['groups']:,}"
                )
            )
        if report["in_validation"]:
            said.append(
                self.tr("Like one to measure with, so not learnt from: {rows}.").format(
                    rows=shortened(report["in_validation"])
                )
            )
        if report["same_pattern"]:
            said.append(
                self.tr("{n} rows differ from one to measure with in their numbers only.").format(
                    n=f"{report['same_pattern']:,}"
                )
            )
        if report["one_sided"]:
            said.append(
                self.tr("On one side only: {kinds}.").format(
                    kinds=", ".join(KIND_WORDS.get(kind, kind) for kind in report["one_sided"])
                )
            )
        if report["unusable"]:
            said.append(
                self.tr("Without a prompt or without a part, so on neither side: {rows}.").format(
                    rows=shortened(report["unusable"])
                )
            )
        return said
