"""Making rows by rule: what they shall be like, ten of them to look at, and then as many as are wanted."""

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from geoft_gui.errors import UserError
from geoft_gui.ui.background import Task
from geoft_gui.ui.data_work.child import Answer, run_in_child
from geoft_gui.ui.data_work.made_rows import MadeRows
from geoft_gui.ui.data_work.row_numbers import shortened
from geoft_gui.ui.data_work.wish_form import WishForm
from geoft_gui.ui.data_work.work_dialog import OpenFile, WorkDialog, heading, labelled, request_for
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.scrolled import Scrolled
from geoft_gui.ui.widgets.surfaces import button

_PAUSE_MILLISECONDS: Final = 250
"""So long nothing must have been chosen before ten rows are made."""
_ROWS: Final = 1000
_MOST_ROWS: Final = 1_000_000
_MOST_SEED: Final = 999_999
_WIDTH: Final = 160
_HEIGHT: Final = 58
"""In average letters and lines, where the screen has room."""


class MakeRowsDialog(WorkDialog):
    """Makes rows as a new version, on their own or after the open ones, and shows ten beforehand.

    While they are made, the button that closes the dialog stops that, and the dialog stays.
    """

    made = Signal(Path)
    """The rows are made, together with the open ones or where none are open: open them."""
    made_alone = Signal(Path)
    """They are made without the open ones, and without what was edited in those: open them."""

    def __init__(self, desk: Desk, dataset: OpenFile | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, self.tr("Make rows"), parent)
        self._dataset = dataset
        self._trial: Task[Answer] | None = None
        self.form = WishForm()
        self.preview = MadeRows(desk)
        self.rows = QSpinBox()
        self.seed = QSpinBox()
        self.together = QRadioButton()
        self.alone = QRadioButton(self.tr("As rows of their &own"))
        self.go = button("", self._make, "primary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._make_ten)
        heading(
            self,
            self.tr("Make rows by rule"),
            self.tr(
                "GeoFT writes prompts and parts by itself: each number of a part is said in its prompt, "
                "and each part builds. Where nothing is chosen, they are as people usually ask."
            ),
        )
        self._lay_out()
        self.add_foot(self.go)
        self.form.changed.connect(self._follow)
        self.seed.valueChanged.connect(self._follow)
        self.rows.valueChanged.connect(self.work_changed)
        self.preview.others_wanted.connect(self._want_others)
        self.work_changed()
        self.preview.say_why_empty(self.tr("Making ten rows …"))
        self._make_ten()
        # Qt would ask its layout how high it is at this width, which is lower than is comfortable.
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Large: parts are looked at in it. As large as the screen allows, at most."""
        letters, lines = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        room = self.screen().availableSize() * 0.94
        return QSize(_WIDTH * letters, _HEIGHT * lines).boundedTo(room)

    def work_changed(self) -> None:
        """What can be chosen and pressed, and what the buttons say."""
        rests = not self.is_working
        for field in (self.form, self.rows, self.seed, self.together, self.alone, self.preview.others):
            field.setEnabled(rests)
        count = self.rows.value()
        self.go.setText(
            self.tr("Make 1 row") if count == 1 else self.tr("Make {n} rows").format(n=f"{count:,}")
        )
        self.go.setEnabled(rests and self.form.is_possible)
        self.go.setToolTip(
            self.tr("The open file stays as it is: this makes a new version.")
            if self.form.is_possible
            else self.tr("No part is all that at once: choose something else first.")
        )
        self.preview.others.setEnabled(rests and self.form.is_possible)
        self.cancel.setText(self.tr("Cancel") if rests else self.tr("Stop"))
        self.cancel.setToolTip("" if rests else self.tr("Nothing is kept of what is made so far."))

    def reject(self) -> None:
        """Stop what is being made; where nothing is, close the dialog."""
        if self.is_working:
            self.give_up()
            return
        self._forget_trial()
        super().reject()

    def _lay_out(self) -> None:
        left = Scrolled()
        left.column.setContentsMargins(0, 0, 10, 0)
        left.column.setSpacing(14)
        left.column.addWidget(self.form)
        left.column.addLayout(self._numbers())
        left.column.addLayout(self._places())
        left.column.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(left, stretch=5)
        sides.addWidget(self.preview, stretch=4)
        self.column.addLayout(sides, stretch=1)

    def _numbers(self) -> QHBoxLayout:
        self.rows.setRange(1, _MOST_ROWS)
        self.rows.setSingleStep(100)
        self.rows.setValue(_ROWS)
        self.rows.setGroupSeparatorShown(True)
        self.rows.setAccessibleName(self.tr("How many rows"))
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setValue(1)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("Another number makes other rows; the same one always the same."))
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(labelled(self.tr("How &many rows"), self.rows))
        row.addLayout(labelled(self.tr("&Seed"), self.seed))
        row.addStretch(1)
        return row

    def _places(self) -> QVBoxLayout:
        """Where the rows go: there is nothing to choose while no file is open."""
        column = QVBoxLayout()
        column.setSpacing(4)
        group = QButtonGroup(self)
        for choice in (self.together, self.alone):
            group.addButton(choice)
            choice.toggled.connect(self.work_changed)
            column.addWidget(choice)
            choice.setVisible(self._dataset is not None)
        self.alone.setChecked(self._dataset is None)
        if self._dataset is not None:
            self.together.setChecked(True)
            name = short_name(self._dataset.path.name).replace("&", "&&")
            said = self.tr("&After the {n} rows of {file}").format(n=f"{len(self._dataset):,}", file=name)
            self.together.setText(said)
            self.together.setToolTip(self.tr("No prompt of these rows is made again."))
        return column

    # ---- ten rows to look at

    def _follow(self) -> None:
        self.work_changed()
        self._pause.start()

    def _want_others(self) -> None:
        self.seed.setValue((self.seed.value() + 1) % (_MOST_SEED + 1))

    def _make_ten(self) -> None:
        self._pause.stop()
        self._forget_trial()
        if not self.form.is_possible:
            self.preview.say_why_empty(self.tr("No part is all that at once."))
            return
        request = self._request(preview=True)
        self._trial = run_in_child(self.desk.background, request, self._show_ten, self._fail_ten)

    def _show_ten(self, answer: Answer) -> None:
        self._trial = None
        self.preview.show_rows(answer["rows"])

    def _fail_ten(self, error: UserError) -> None:
        self._trial = None
        self.preview.say_why_empty(error.message)

    def _forget_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial = None

    # ---- all of them

    def _make(self) -> None:
        self.begin(self._request(), self.tr("Making rows"), self._tell_end)

    def _request(self, *, preview: bool = False) -> dict[str, Any]:
        wishes: dict[str, Any] = {
            "rows": self.rows.value(),
            "seed": self.seed.value(),
            "wish": self.form.wish.as_dict(),
            "preview": preview,
        }
        if preview or self._dataset is None or not self.together.isChecked():
            return {"do": "make_rows", **wishes}
        return request_for(self._dataset, "make_rows", **wishes)

    def _tell_end(self, answer: Answer) -> None:
        report: dict[str, Any] = answer["report"]
        said = self.tr("A new version with {n} rows is made; {made} of them are new.")
        hint = ""
        if report["left_behind"]:
            hint = self.tr("Without an example, so left behind: {rows}.").format(
                rows=shortened(report["left_behind"])
            )
        self.desk.notices.info(said.format(n=f"{report['rows']:,}", made=f"{report['made']:,}"), hint)
        self.accept()
        with_all = self._dataset is None or self.together.isChecked()
        (self.made if with_all else self.made_alone).emit(Path(answer["path"]))
