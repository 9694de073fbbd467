"""What is asked before a training: on which rows, from which model, how thoroughly, with which settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLabel

from geoft_gui import paths
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.presets import PRESETS
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.training.base_button import BaseButton
from geoft_gui.ui.training.settings_panel import SettingsPanel
from geoft_gui.ui.widgets.file_drop import readable_suffixes
from geoft_gui.ui.widgets.path_choice import PathChoice
from geoft_gui.ui.widgets.surfaces import Card, button, words


@dataclass(frozen=True)
class Asked:
    """A filled form: files of rows, what to start from as `geoft train --model` takes it, the preset, and
    what was set by hand instead of what it chooses, as `--set` takes it: `key=value`."""

    data: Path
    validation: Path | None
    model: str
    preset: str
    settings: tuple[str, ...] = ()


class TrainForm(Card):
    """The left side of the Train tab. `changed` tells that `asked` is another now."""

    changed = Signal()

    def __init__(self, desk: Desk, watcher: RunWatcher) -> None:
        super().__init__()
        self.column.addWidget(words(self.tr("Train a model"), "title"))
        self.column.addSpacing(6)
        bundled = paths.bundled_data()
        self._data = PathChoice(
            self.tr("Examples to learn from"),
            self.tr("Choose a file …"),
            lambda: self._ask_for_file(self.tr("Examples to learn from")),
            lambda path: (Path(path), None),
        )
        self._data.add(
            self.tr("The examples that come with GeoFT"),
            (bundled / "train_dataset.jsonl", bundled / "validation_dataset.jsonl"),
        )
        self._held_back = PathChoice(
            self.tr("Examples to score it with"),
            self.tr("Choose a file …"),
            lambda: self._ask_for_file(self.tr("Examples to score it with")),
            Path,
        )
        self._held_back.add(self.tr("Those that are held back for it"), None)
        self._rows = words("", "small")
        self._model = BaseButton(desk, watcher)
        self._settings = SettingsPanel(desk.appearance)
        self._advice = words("", "small")
        self._what = words("", "small")
        self._add(self.tr("E&xamples to learn from"), self._data)
        self._add(self.tr("Examples to score it wit&h"), self._held_back)
        self.column.addWidget(self._rows)
        self._label(self.tr("&Model to start from")).setBuddy(self._model)
        self.column.addWidget(self._model)
        self.column.addWidget(self._advice)
        self._label(self.tr("Where"))
        self.column.addWidget(words(self.tr("On this computer")))
        self._label(self.tr("How thoroughly"))
        self._presets = self._preset_buttons()
        self._preset = self.asked.preset
        self.column.addWidget(self._what)
        self.column.addSpacing(10)
        self.column.addWidget(self._settings)
        self.column.addStretch(1)
        for choice in (self._data, self._held_back):
            choice.chosen.connect(self._change_data)
        self._model.chosen.connect(self._change_model)
        self._settings.changed.connect(self._change_settings)
        self._tell()

    @property
    def asked(self) -> Asked:
        """What the form says now."""
        data, with_it = self._data.value
        validation = self._held_back.value or with_it
        preset = PRESETS[self._presets.checkedId()]
        return Asked(data, validation, self._model.value, preset, self._settings.assignments)

    def use_data(self, data: Path, validation: Path | None, called: str = "") -> None:
        """Learn from these rows: what is open in the Data tab is what people mean."""
        self._data.choose((data, validation), called or data.name, str(data))

    def show_rows(self, sentence: str) -> None:
        """Say how many rows there are."""
        self._rows.setText(sentence)
        self._rows.setVisible(bool(sentence))

    def show_plan(self, planned: Plan) -> None:
        """Fill in the settings that were chosen for what is asked."""
        self._settings.show_chosen(planned.spec.settings)

    def set_by_hand(self, change: Mapping[str, Any]) -> None:
        """Set these settings, as the way out of an error; what the user set otherwise stays."""
        self._settings.set_by_hand(change)

    def _ask_for_file(self, title: str) -> str:
        patterns = " ".join(f"*{suffix}" for suffix in readable_suffixes())
        kinds = self.tr("Files of examples ({patterns})").format(patterns=patterns)
        return QFileDialog.getOpenFileName(self, title, "", kinds)[0]

    def _add(self, label: str, choice: PathChoice) -> None:
        self._label(label).setBuddy(choice)
        self.column.addWidget(choice)

    def _label(self, text: str) -> QLabel:
        self.column.addSpacing(6)
        label = QLabel(text)
        self.column.addWidget(label)
        return label

    def _preset_buttons(self) -> QButtonGroup:
        group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(6)
        for number, text in enumerate((self.tr("&Quick"), self.tr("&Balanced"), self.tr("B&est"))):
            choice = button(text, self._change_preset)
            choice.setCheckable(True)
            group.addButton(choice, number)
            line.addWidget(choice, stretch=1)
        group.button(0).setChecked(True)
        self.column.addLayout(line)
        return group

    def _change_data(self) -> None:
        self._settings.choose_anew(self.tr("Other examples"))
        self._changed()

    def _change_model(self) -> None:
        self._settings.choose_anew(self.tr("Another model"))
        self._changed()

    def _change_settings(self) -> None:
        self._model.suit(self._settings.method_by_hand)
        self._changed()

    def _change_preset(self) -> None:
        if self.asked.preset == self._preset:
            return
        self._preset = self.asked.preset
        self._settings.choose_anew(self.tr("Another preset"))
        self._changed()

    def _changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._advice.setText(self._model.advice)
        self._advice.setVisible(bool(self._model.advice))
        told = (
            self.tr("A first model, soon."),
            self.tr("A better model; takes longer."),
            self.tr("The best that these examples give; takes the longest."),
        )
        self._what.setText(told[self._presets.checkedId()])
