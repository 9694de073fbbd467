"""The settings of a training at a provider: how often the rows are gone through, and what else it takes."""

from typing import Final

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QDoubleValidator, QIntValidator, QValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.hosted import HostedSettings
from geoft_gui.ui.training.setting_editors import IntegerEditor
from geoft_gui.ui.widgets.surfaces import button, plain_tip, words

ADVANCED: Final = ("batch_size", "learning_rate_multiplier", "learning_rate", "suffix")
_TYPED_MILLISECONDS: Final = 600
_LARGEST: Final = 10_000_000


class HostedSettingsPanel(QWidget):
    """Only what the provider takes is shown; what is left empty, the provider chooses."""

    changed = Signal()
    """`assignments` are others now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._provider: Provider | None = None
        self._kept: dict[str, str] = {}
        """What was filled in, by the name of the setting: it stays with another provider that takes it."""
        self.epochs = IntegerEditor(1, 50, "", "")
        self.epochs.show(HostedSettings().epochs)
        self.epochs.changed.connect(self.changed)
        self.fields: dict[str, QWidget] = {}
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MILLISECONDS)
        self._typed.timeout.connect(self.changed)
        heading = words(self.tr("Settings"), "heading", wrap=False)
        self.more = button(
            self.tr("More"), self._show_more, "quiet", self.tr("What else can be set at this provider")
        )
        self.more.setCheckable(True)
        head = QHBoxLayout()
        head.addWidget(heading, stretch=1)
        head.addWidget(self.more)
        times = words(self.tr("Passes over the rows"))
        times.setBuddy(self.epochs.widget)
        help_text = HostedSettings.model_fields["epochs"].description or ""
        self.epochs.widget.setAccessibleName(self.tr("Passes over the rows"))
        self.epochs.widget.setAccessibleDescription(help_text)
        self.epochs.widget.setToolTip(plain_tip(help_text))
        line = QHBoxLayout()
        line.addWidget(times, stretch=5)
        line.addWidget(self.epochs.widget, stretch=4)
        self._advanced = QWidget()
        self._advanced.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addLayout(line)
        self._column.addWidget(words(help_text, "small"))
        self._column.addWidget(self._advanced)

    @property
    def assignments(self) -> tuple[str, ...]:
        """What is filled in, as `key=value`."""
        usual = HostedSettings.model_fields["epochs"].default
        told = [] if self.epochs.value == usual else [f"epochs={self.epochs.value}"]
        told += [f"{name}={value}" for name in self.fields if (value := self._value(name))]
        return tuple(told)

    def show_provider(self, provider: Provider) -> None:
        """Offer what this provider takes."""
        self._provider = provider
        self._kept |= {name: self._value(name) for name in self.fields}
        self._column.removeWidget(self._advanced)
        self._advanced.deleteLater()
        self._advanced = QWidget()
        grid = QGridLayout(self._advanced)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)
        self.fields = {}
        for name in ADVANCED:
            if name in provider.hyperparameters:
                self._add(grid, name, provider)
        self._column.addWidget(self._advanced)
        self.more.setVisible(bool(self.fields))
        self._show_more()

    def _add(self, grid: QGridLayout, name: str, provider: Provider) -> None:
        title = self._title(name)
        choices = provider.choices.get(name)
        field = self._list(name, choices) if choices else self._line(name, provider)
        help_text = HostedSettings.model_fields[name].description or ""
        field.setAccessibleName(title)
        field.setAccessibleDescription(help_text)
        field.setToolTip(plain_tip(help_text))
        label = words(title)
        label.setBuddy(field)
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)
        self.fields[name] = field

    def _line(self, name: str, provider: Provider) -> QLineEdit:
        field = QLineEdit()
        if name == "suffix":
            field.setPlaceholderText(self.tr("none"))
            field.setMaxLength(64)
        else:
            field.setPlaceholderText(self.tr("chosen there"))
            field.setValidator(_number(name, field))
        field.setText(self._kept.get(name, ""))
        field.textEdited.connect(self._note_typing)
        return field

    def _list(self, name: str, choices: tuple[int | float, ...]) -> QComboBox:
        field = QComboBox()
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.addItem(self.tr("chosen there"), "")
        for choice in choices:
            field.addItem(f"{choice:g}", f"{choice:g}")
        field.setCurrentIndex(max(0, field.findData(self._kept.get(name, ""))))
        field.activated.connect(self.changed)
        return field

    def _note_typing(self, text: str) -> None:
        self._typed.start()

    def _value(self, name: str) -> str:
        field = self.fields[name]
        if isinstance(field, QComboBox):
            return str(field.currentData())
        assert isinstance(field, QLineEdit)
        text = field.text().strip()
        return text if name == "suffix" or field.hasAcceptableInput() else ""

    def _title(self, name: str) -> str:
        return {
            "batch_size": self.tr("Rows at a time"),
            "learning_rate_multiplier": self.tr("Learning rate, times the usual"),
            "learning_rate": self.tr("Learning rate"),
            "suffix": self.tr("Word in the model's name"),
        }[name]

    def _show_more(self) -> None:
        self._advanced.setVisible(self.more.isChecked() and bool(self.fields))


def _number(name: str, parent: QLineEdit) -> QValidator:
    if name == "batch_size":
        return QIntValidator(1, _LARGEST, parent)
    made = QDoubleValidator(0.0, 1.0 if name == "learning_rate" else 1000.0, 8, parent)
    # A decimal point in every language, as in every text about training.
    made.setLocale(QLocale.c())
    return made
