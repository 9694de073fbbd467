"""Which column of a table is the prompt and which the answer, as it was understood; to be changed here."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from geoft_gui.ui.short_name import short_name
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import words

if TYPE_CHECKING:
    from geoft_gui.data.columns import ColumnMapping

_PLAIN: Final = {
    "prompt": frozenset({"input_text", "prompt", "input"}),
    "answer": frozenset({"expected_output_json", "completion", "output"}),
}
"""Names that say what a column is: nobody has to be asked about these."""
_LETTERS: Final = 16


class ColumnRoles(QWidget):
    """A drop-down for each of prompt and answer. Hidden where nothing had to be guessed."""

    chosen = Signal(object)
    """The `ColumnMapping` that the user wants instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapping: ColumnMapping | None = None
        self._fields: dict[str, QComboBox] = {}
        flow = FlowLayout(self)
        for role, text in (("prompt", self.tr("Prompt:")), ("answer", self.tr("Answer:"))):
            field = QComboBox()
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text)
            field.setToolTip(self.tr("Which column this is. If it was guessed wrong, choose another."))
            field.setPlaceholderText(self.tr("Choose a column"))
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.setMinimumContentsLength(_LETTERS)
            field.activated.connect(lambda place, role=role: self._choose(role))
            self._fields[role] = field
            for widget in (label, field):
                flow.addWidget(widget)
        self.remark = words(role="small", wrap=False)
        flow.addWidget(self.remark)
        self.hide()

    def show_columns(self, mapping: "ColumnMapping | None") -> None:
        """Show how columns are understood; None: the file has none."""
        self._mapping = mapping
        if mapping is None or self._is_plain(mapping):
            self.hide()
            return
        for role, field in self._fields.items():
            field.clear()
            for name in mapping.names:
                field.addItem(short_name(name), name)
            # -1, an empty field, where there is none.
            field.setCurrentIndex(field.findData(getattr(mapping, role)))
        others = len(mapping.unused)
        self.remark.setText(
            self.tr("1 more column is kept beside the rows.")
            if others == 1
            else self.tr("{n} more columns are kept beside the rows.").format(n=others)
        )
        self.remark.setVisible(others > 0 and mapping.complete)
        self.show()

    def _is_plain(self, mapping: "ColumnMapping") -> bool:
        if mapping.messages is not None and mapping.prompt is None:
            return True
        return all(getattr(mapping, role) in names for role, names in _PLAIN.items())

    def _choose(self, role: str) -> None:
        from geoft_gui.data.columns import with_roles  # noqa: PLC0415

        mapping = self._mapping
        assert mapping is not None, "there is something to choose"
        name = self._fields[role].currentData()
        roles = {role: name}
        (other,) = set(self._fields) - {role}
        if name == getattr(mapping, other):
            # They change places.
            roles[other] = getattr(mapping, role)
        mapping = with_roles(mapping, roles)
        if mapping.complete:
            self.chosen.emit(mapping)
        else:
            self.show_columns(mapping)
