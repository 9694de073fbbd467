"""What is asked before a training: on which rows, where, from which model, with which settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui import paths
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.presets import PRESETS
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.models import STARTER
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.training.base_button import BaseButton
from geoft_gui.ui.training.hosted_model import HostedModelChoice
from geoft_gui.ui.training.hosted_settings import HostedSettingsPanel
from geoft_gui.ui.training.settings_panel import SettingsPanel
from geoft_gui.ui.training.where_choice import WhereChoice
from geoft_gui.ui.widgets.file_drop import readable_suffixes
from geoft_gui.ui.widgets.path_choice import PathChoice
from geoft_gui.ui.widgets.surfaces import Card, button, words


@dataclass(frozen=True)
class Asked:
    """A filled form: files of rows, what to start from as `geoft train --model` takes it, the preset, and
    what was set by hand instead of what it chooses, as `--set` takes it: `key=value`.

    `provider` is who trains; None: this computer. A provider knows no preset.
    """

    data: Path
    validation: Path | None
    model: str
    preset: str
    settings: tuple[str, ...] = ()
    provider: Provider | None = None


class TrainForm(Card):
    """The left side of the Train tab. `changed` tells that `asked` is another now."""

    changed = Signal()
    place_chosen = Signal()
    """Another place is to train, or more is known of it."""

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
        self._where = WhereChoice()
        self._label(self.tr("&Where to train")).setBuddy(self._where)
        self.column.addWidget(self._where)
        self._presets = QButtonGroup(self)
        self._here, here = _group(self.column)
        self._label(self.tr("&Model to start from"), here).setBuddy(self._model)
        here.addWidget(self._model)
        here.addWidget(self._advice)
        self._label(self.tr("How thoroughly"), here)
        here.addLayout(self._preset_buttons())
        here.addWidget(self._what)
        here.addSpacing(10)
        here.addWidget(self._settings)
        self._hosted_model = HostedModelChoice()
        self._hosted_settings = HostedSettingsPanel()
        self._there, there = _group(self.column)
        self._label(self.tr("&Model to start from"), there).setBuddy(self._hosted_model.list)
        there.addWidget(self._hosted_model)
        there.addSpacing(10)
        there.addWidget(self._hosted_settings)
        self._there.hide()
        self._preset = self.asked.preset
        self.column.addStretch(1)
        for choice in (self._data, self._held_back):
            choice.chosen.connect(self._change_data)
        self._model.chosen.connect(self._change_model)
        self._settings.changed.connect(self._change_settings)
        self._where.chosen.connect(self._change_place)
        self._hosted_model.chosen.connect(self._changed)
        self._hosted_settings.changed.connect(self._changed)
        self._tell()

    @property
    def asked(self) -> Asked:
        """What the form says now."""
        data, with_it = self._data.value
        validation = self._held_back.value or with_it
        provider = self._where.provider
        if provider is not None:
            model, settings = self._hosted_model.value, self._hosted_settings.assignments
            return Asked(data, validation, model, "", settings, provider)
        preset = PRESETS[self._presets.checkedId()]
        return Asked(data, validation, self._model.value, preset, self._settings.assignments)

    def use_data(self, data: Path, validation: Path | None, called: str = "") -> None:
        """Learn from these rows: what is open in the Data tab is what people mean."""
        self._data.choose((data, validation), called or data.name, str(data))

    def show_providers(self, providers: Sequence[Provider]) -> None:
        """Offer these places beside this computer."""
        self._where.show_providers(providers, date.today())

    def train_here(self) -> None:
        """Choose this computer, and the starter model: nothing is sent, and nothing paid."""
        self._model.choose(STARTER, "")
        self._where.choose_here()

    def show_place(self) -> None:
        """Put the focus on where the training takes place."""
        self._where.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_models(self, provider: Provider, names: Sequence[str]) -> None:
        """Offer what a server has answered that it has."""
        self._hosted_model.offer(provider, names)

    def show_rows(self, sentence: str) -> None:
        """Say how many rows there are."""
        self._rows.setText(sentence)
        self._rows.setVisible(bool(sentence))

    def show_plan(self, planned: Plan) -> None:
        """Fill in the settings that were chosen for what is asked."""
        if planned.spec.hosted is None:
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

    def _label(self, text: str, column: QVBoxLayout | None = None) -> QLabel:
        column = column or self.column
        column.addSpacing(6)
        label = QLabel(text)
        column.addWidget(label)
        return label

    def _preset_buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        for number, text in enumerate((self.tr("&Quick"), self.tr("&Balanced"), self.tr("B&est"))):
            choice = button(text, self._change_preset)
            choice.setCheckable(True)
            self._presets.addButton(choice, number)
            line.addWidget(choice, stretch=1)
        self._presets.button(0).setChecked(True)
        return line

    def _change_data(self) -> None:
        self._settings.choose_anew(self.tr("Other examples"))
        self._changed()

    def _change_place(self) -> None:
        provider = self._where.provider
        self._here.setVisible(provider is None)
        self._there.setVisible(provider is not None)
        if provider is not None:
            self._hosted_model.show_provider(provider, date.today())
            self._hosted_settings.show_provider(provider)
        self._changed()
        self.place_chosen.emit()

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


def _group(column: QVBoxLayout) -> tuple[QWidget, QVBoxLayout]:
    """What is shown or hidden together, and the column in it."""
    group = QWidget()
    inside = QVBoxLayout(group)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(column.spacing())
    column.addWidget(group)
    return group, inside
