"""What can be done with the rows that are open: mend, split, add to, export, count and weigh them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from geoft_gui.ui.dataset import OpenDataset
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.widgets.surfaces import button


class DataTools(QObject):
    """Buttons, each with its dialog. Dialogs belong to `owner`, the tab that they stand on."""

    made = Signal(object, object)
    """Rows were made of those that are open: open this Path, with these rows (a Path or None) held back."""
    made_alone = Signal(object)
    """Rows were made that have nothing to do with those that are open: open this Path."""
    begins = Signal()
    """Something is about to be done with the rows: what is still being typed shall count."""
    statistics_wanted = Signal(bool)
    """Show the statistics, or hide them."""
    more_rows_asked = Signal()
    """Would more rows help? The runs that tell are known elsewhere."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk = desk
        self._owner = owner
        self._dataset: OpenDataset | None = None
        self._held = False
        self.mend_button = button(
            self.tr("Mend…"),
            self.mend_all,
            tip=self.tr("Mend what can be mended, in a new version of the rows."),
        )
        self.split_button = button(
            self.tr("Split…"),
            self.split,
            tip=self.tr("Hold some rows back to measure with, so that none is like one that is learnt."),
        )
        self.make_button = button(
            self.tr("Make rows…"),
            self.make_rows,
            tip=self.tr("Have GeoFT make examples by rule, alone or together with these."),
        )
        self.export_button = button(
            self.tr("Export…"), self.export, tip=self.tr("Write these rows to a file, in the form you need.")
        )
        self.statistics_button = button(
            self.tr("Statistics"),
            lambda: self.statistics_wanted.emit(self.statistics_button.isChecked()),
            tip=self.tr("What kinds of parts there are, how large and how long. A bar shows its rows."),
        )
        self.statistics_button.setCheckable(True)
        self.more_rows_button = button(
            self.tr("Would more rows help?"),
            self.more_rows_asked.emit,
            tip=self.tr("What your finished trainings say of learning from more rows."),
        )

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """In the order in which they stand."""
        return (
            self.mend_button,
            self.split_button,
            self.make_button,
            self.export_button,
            self.statistics_button,
            self.more_rows_button,
        )

    def use(self, dataset: OpenDataset | None) -> None:
        """Work on these rows."""
        self._dataset = dataset

    def hold(self, held: bool) -> None:
        """Do nothing with the rows for now: they are being saved, and another file will be open then."""
        self._held = held

    def mend_all(self) -> None:
        """Let the user mend all that can be mended without a person's judgement."""
        self.mend(())

    def mend(self, fixes: Sequence[str], finding: str = "") -> None:
        """Let the user choose what is mended; `fixes` are chosen at first, () being the usual ones.

        Of a `finding` the rows that it is about are mended; rows that are missing can only be made.
        """
        from geoft_gui.ui.data_work.mend_dialog import MendDialog  # noqa: PLC0415

        if finding and set(fixes) == {"add_plain_rows"}:
            self.make_rows()
        elif self._begin() and self._dataset is not None:
            rows = self._dataset.rows_with(finding) if finding else ()
            dialog = MendDialog(self._desk, self._dataset, fixes, self._owner, rows=rows)
            dialog.made.connect(lambda path: self.made.emit(path, None))
            self._run(dialog)

    def split(self) -> None:
        """Let the user divide the rows into those that are learnt and those that measure."""
        from geoft_gui.ui.data_work.split_dialog import SplitDialog  # noqa: PLC0415

        if self._begin() and self._dataset is not None:
            dialog = SplitDialog(self._desk, self._dataset, self._owner)
            dialog.made.connect(self.made)
            self._run(dialog)

    def make_rows(self) -> None:
        """Let the user have rows made, which works without any that are open."""
        from geoft_gui.ui.data_work.make_rows_dialog import MakeRowsDialog  # noqa: PLC0415

        if not self._begin():
            return
        dialog = MakeRowsDialog(self._desk, self._dataset, self._owner)
        dialog.made.connect(lambda path: self.made.emit(path, None))
        dialog.made_alone.connect(self.made_alone)
        self._run(dialog)

    def export(self) -> None:
        """Let the user write the rows to a file."""
        from geoft_gui.ui.data_work.export_dialog import ExportDialog  # noqa: PLC0415

        if self._begin() and self._dataset is not None:
            self._run(ExportDialog(self._desk, self._dataset, self._owner))

    def _begin(self) -> bool:
        """Whether something can be done with the rows now."""
        if self._held:
            self._desk.notices.info(
                self.tr("The changed rows are being saved."), self.tr("Try again when that is done.")
            )
            return False
        self.begins.emit()
        return True

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
