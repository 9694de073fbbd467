"""The settings of a training: what the preset chose, and what the user set instead."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from geoft_gui.runs.spec import Method, TrainingSettings
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.training.setting_field import SettingField
from geoft_gui.ui.training.setting_texts import ADAPTER_ONLY, SIMPLE, SettingWords
from geoft_gui.ui.widgets.surfaces import button, words

_HELP_LINES: Final = 2


class SettingsPanel(QWidget):
    """Five settings in "Simple", every one in "Advanced". What is set by hand stays until it is reset."""

    changed = Signal()
    """`assignments` are others now."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = SettingWords()
        self._by_hand: dict[str, Any] = {}
        self._chosen: dict[str, Any] = {}
        """What the preset chose last, of what is not set by hand."""
        self.fields = {name: SettingField(name, appearance, self) for name in TrainingSettings.model_fields}
        self._why = words("", "small")
        self.counter = words("", "small")
        self.kept = words("", "small")
        self.reset_all = button(self.tr("Reset all"), self.reset, "quiet", self.tr("As the preset chooses"))
        self._depth = QButtonGroup(self)
        self._advanced = QWidget()
        self._fields = QWidget()
        # Nothing is chosen yet.
        self._fields.hide()
        self._lay_out()
        for field in self.fields.values():
            field.changed.connect(self._take)
            field.reset_wanted.connect(lambda name: self.reset((name,)))
        self._show()

    @property
    def assignments(self) -> tuple[str, ...]:
        """What was set by hand, as `key=value`."""
        return tuple(f"{name}={_written(value)}" for name, value in self._by_hand.items())

    @property
    def method_by_hand(self) -> Method | None:
        """What learns, where the user has set it."""
        return self._by_hand.get("method")

    @property
    def is_advanced(self) -> bool:
        """Whether every setting is shown."""
        return self._depth.checkedId() == 1

    def show_chosen(self, settings: TrainingSettings) -> None:
        """Fill in what a plan chose; what is set by hand stays."""
        for name, field in self.fields.items():
            if name not in self._by_hand:
                self._chosen[name] = getattr(settings, name)
                field.editor.show(self._chosen[name])
        self._fields.show()
        self._show()

    def set_by_hand(self, change: Mapping[str, Any]) -> None:
        """Set these as if the user had filled them in, such as the way out of an error."""
        for name, value in change.items():
            self.fields[name].editor.show(value)
            self._keep(name)
        self.kept.hide()
        self._show()
        self.changed.emit()

    def choose_anew(self, subject: str) -> None:
        """The preset, the model or the rows are others: what is chosen is not known before the next plan.

        `subject` names what is another, to say that what is set by hand stays.
        """
        self._forget_chosen()
        told = ", ".join(self._told(name) for name in self._by_hand)
        said = self.tr("{subject}: what you set stays: {settings}.")
        self.kept.setText(said.format(subject=subject, settings=told))
        self.kept.setVisible(bool(told))

    def reset(self, names: Iterable[str] | bool = ()) -> None:
        """Let the preset choose these again; all of them where none is named."""
        for name in tuple(names) if not isinstance(names, bool) and names else tuple(self._by_hand):
            self._by_hand.pop(name, None)
            if name in self._chosen:
                self.fields[name].editor.show(self._chosen[name])
        self.kept.hide()
        self._show()
        self.changed.emit()

    def show_all(self, *, advanced: bool) -> None:
        """Show every setting, or the five that matter to everybody."""
        self._depth.button(int(advanced)).setChecked(True)
        self._advanced.setVisible(advanced)

    def _take(self, name: str) -> None:
        self._keep(name)
        self.kept.hide()
        self._show()
        self.changed.emit()

    def _keep(self, name: str) -> None:
        value = self.fields[name].editor.value
        if name == "method":
            self._forget_chosen(but="method")
        if name in self._chosen and value == self._chosen[name]:
            self._by_hand.pop(name, None)
        else:
            self._by_hand[name] = value

    def _forget_chosen(self, but: str = "") -> None:
        """What the preset would choose instead of what was set by hand may be something else now."""
        for name in self._by_hand.keys() - {but}:
            self._chosen.pop(name, None)

    def _show(self) -> None:
        for name, field in self.fields.items():
            field.mark(by_hand=name in self._by_hand)
        method = self.fields["method"].editor.value
        no_adapter = self.tr("All of the model learns: there is no adapter.")
        for name in ADAPTER_ONLY & self.fields.keys():
            self.fields[name].allow(no_adapter if method == "all_weights" else "")
        self._why.setText(self._words.consequence(method))
        count = len(self._by_hand)
        if self._fields.isHidden():
            said = self.tr("They are chosen as soon as the rows are looked at.")
        elif count == 0:
            said = self.tr("All as the preset chose.")
        elif count == 1:
            said = self.tr("1 differs from the preset.")
        else:
            said = self.tr("{n} differ from the preset.").format(n=count)
        self.counter.setText(said)
        titles = "\n".join(self._told(name) for name in self._by_hand)
        self.counter.setToolTip(titles)
        self.reset_all.setVisible(count > 0)

    def _told(self, name: str) -> str:
        texts, value = self._words.texts(name), self._by_hand[name]
        if value is None:
            told = texts.unset
        else:
            told = self._words.choices(name).get(value, _written(value)) + texts.unit
        return f"{texts.title} {told if len(told) <= 40 else told[:39] + '…'}"

    # ---- laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(words(self.tr("Settings"), "heading", wrap=False), stretch=1)
        for number, (text, tip) in enumerate(
            (
                (self.tr("Simple"), self.tr("Five settings that everybody may want to change")),
                (self.tr("Advanced"), self.tr("Every setting of the training")),
            )
        ):
            choice = button(text, lambda: self.show_all(advanced=self.is_advanced), "quiet", tip)
            choice.setCheckable(True)
            self._depth.addButton(choice, number)
            head.addWidget(choice)
        column.addLayout(head)
        count = QHBoxLayout()
        count.addWidget(self.counter, stretch=1)
        count.addWidget(self.reset_all)
        column.addLayout(count)
        self.kept.hide()
        column.addWidget(self.kept)
        column.addWidget(self._fields)
        inside = QVBoxLayout(self._fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._why_it_is_asked(SIMPLE, self.tr("What the preset chooses suits most people.")))
        below = QVBoxLayout(self._advanced)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        for group in self._words.groups():
            below.addSpacing(8)
            title = words(group.title)
            title.setStyleSheet("font-weight: 600;")
            below.addWidget(title)
            below.addWidget(self._why_it_is_asked(group.names, group.about))
        inside.addWidget(self._advanced)
        self.show_all(advanced=False)

    def _why_it_is_asked(self, names: Iterable[str], about: str) -> QWidget:
        """Fields, and above them a place that tells what they are about, or what the one in use is for."""
        group = QWidget()
        help_text = _HelpLabel(about)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)
        for name in names:
            field = self.fields[name]
            field.add_to(grid)
            field.entered.connect(help_text.setText)
            if name == "method":
                grid.addWidget(self._why, grid.rowCount(), 0, 1, 3)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(grid)
        column.addWidget(help_text)
        return group


class _HelpLabel(QLabel):
    """Small words below fields, with room for most help texts, so that what follows does not jump."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "small")
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fit()

    def changeEvent(self, event: QEvent, /) -> None:
        """Keep the room where the text becomes larger or smaller."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(_HELP_LINES * self.fontMetrics().lineSpacing())


def _written(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
