"""What is asked before a training: on which rows, from which model, how thoroughly."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton

from geoft_gui import paths
from geoft_gui.backends.presets import PRESETS
from geoft_gui.runs.models import STARTER
from geoft_gui.ui.widgets.surfaces import Card, words

_CHOOSE: Final = "choose"


@dataclass(frozen=True)
class Asked:
    """A filled form: files of rows, what to start from as `geoft train --model` takes it, and the preset."""

    data: Path
    validation: Path | None
    model: str
    preset: str


class TrainForm(Card):
    """The left side of the Train tab. `changed` tells that `asked` is another now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._data_before = self._model_before = 0
        self.column.addWidget(words(self.tr("Train a model"), "title"))
        self.column.addSpacing(6)
        self._data = self._combo(self.tr("&Examples to learn from"))
        data = paths.bundled_data()
        self._add_data(
            self.tr("The examples that come with GeoFT"),
            data / "train_dataset.jsonl",
            data / "validation_dataset.jsonl",
        )
        self._data.addItem(self.tr("Choose a file …"), _CHOOSE)
        self._rows = words("", "small")
        self.column.addWidget(self._rows)
        self._model = self._combo(self.tr("&Model to start from"))
        self._model.addItem(self.tr("The starter model"), STARTER)
        self._model.addItem(self.tr("Choose a model folder …"), _CHOOSE)
        self._advice = words("", "small")
        self.column.addWidget(self._advice)
        self._label(self.tr("Where"))
        self.column.addWidget(words(self.tr("On this computer")))
        self._label(self.tr("How thoroughly"))
        self._presets = self._preset_buttons()
        self._what = words("", "small")
        self.column.addWidget(self._what)
        self.column.addStretch(1)
        self._data.activated.connect(self._data_chosen)
        self._model.activated.connect(self._model_chosen)
        self._tell()

    @property
    def asked(self) -> Asked:
        """What the form says now."""
        data, validation = self._data.currentData()
        return Asked(data, validation, self._model.currentData(), PRESETS[self._presets.checkedId()])

    def use_data(self, data: Path, validation: Path | None) -> None:
        """Learn from these rows: what is open in the Data tab is what people mean."""
        for index in range(self._data.count()):
            if self._data.itemData(index) == (data, validation):
                self._choose_data(index)
                return
        self._choose_data(self._add_data(data.name, data, validation))

    def show_rows(self, sentence: str) -> None:
        """Say how many rows there are."""
        self._rows.setText(sentence)
        self._rows.setVisible(bool(sentence))

    def _combo(self, label: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(label.replace("&", ""))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._label(label).setBuddy(combo)
        self.column.addWidget(combo)
        return combo

    def _label(self, text: str) -> QLabel:
        self.column.addSpacing(8)
        label = QLabel(text)
        self.column.addWidget(label)
        return label

    def _preset_buttons(self) -> QButtonGroup:
        group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(6)
        for number, text in enumerate((self.tr("&Quick"), self.tr("&Balanced"), self.tr("B&est"))):
            choice = QPushButton(text)
            choice.setCheckable(True)
            group.addButton(choice, number)
            line.addWidget(choice, stretch=1)
        group.button(0).setChecked(True)
        group.idClicked.connect(self._changed)
        self.column.addLayout(line)
        return group

    def _add_data(self, text: str, data: Path, validation: Path | None) -> int:
        index = max(0, self._data.count() - 1)
        self._data.insertItem(index, text, (data, validation))
        self._data.setItemData(index, str(data), Qt.ItemDataRole.ToolTipRole)
        return index

    def _choose_data(self, index: int) -> None:
        self._data.setCurrentIndex(index)
        self._data_before = index
        self._changed()

    def _data_chosen(self, index: int) -> None:
        if self._data.itemData(index) != _CHOOSE:
            self._choose_data(index)
            return
        self._data.setCurrentIndex(self._data_before)
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Examples to learn from"),
            "",
            self.tr("Examples (*.jsonl *.ndjson *.json *.csv *.tsv)"),
        )
        if chosen:
            self.use_data(Path(chosen), None)

    def _model_chosen(self, index: int) -> None:
        if self._model.itemData(index) == _CHOOSE:
            self._model.setCurrentIndex(self._model_before)
            chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"))
            if not chosen:
                return
            index = self._model.count() - 1
            self._model.insertItem(index, Path(chosen).name, chosen)
            self._model.setItemData(index, chosen, Qt.ItemDataRole.ToolTipRole)
        self._model.setCurrentIndex(index)
        self._model_before = index
        self._changed()

    def _changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        starts = self._model.currentData() == STARTER
        self._advice.setText(
            self.tr("Small enough to learn in minutes. It can copy numbers, and has never seen a part.")
            if starts
            else self.tr("It keeps what it knows; a small adapter learns beside it.")
        )
        told = (
            self.tr("A first model, in minutes."),
            self.tr("A better model; takes two to three times as long."),
            self.tr("The best that these examples give; takes the longest."),
        )
        self._what.setText(told[self._presets.checkedId()])
