"""Fields in which a value is filled in, by the kind of the value: numbers, choices, texts."""

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

_DECIMALS: Final = 8
_LARGEST: Final = 10_000_000
_TEXT_LINES: Final = 3
_TEXT_EDGE: Final = 22
_LETTERS: Final = 12
"""Of a number with its unit, for which there is room in any case."""
_TYPED_MILLISECONDS: Final = 600
"""So long nothing must have been typed into a text before it counts."""


class Editor(QObject):
    """A field for one value. `changed` tells that the user, not the program, has given it another one."""

    changed = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        # Whoever scrolls past it does not mean to change it.
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)
        self._fit()

    @property
    def value(self) -> Any:
        """What is filled in."""
        raise NotImplementedError

    def show(self, value: Any) -> None:
        """Fill this in. Nobody is told."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the place that is scrolled, unless the field is being used."""
        if event.type() is QEvent.Type.FontChange:
            self._fit()
        if event.type() is QEvent.Type.Wheel and not self.widget.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Take the room that text of this size needs."""
        if isinstance(self.widget, QAbstractSpinBox):
            # Qt would make it as wide as the longest number that is possible.
            self.widget.setMinimumWidth(_LETTERS * self.widget.fontMetrics().averageCharWidth())
            self.widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)


class IntegerEditor(Editor):
    """A whole number. `unset` are the words for none, where there may be none; `unit` follows the number."""

    def __init__(self, least: int, most: int, unit: str, unset: str) -> None:
        self.spin = QSpinBox()
        super().__init__(self.spin)
        self._has_none = bool(unset)
        self._least = least
        self.spin.setRange(least - 1 if unset else least, most)
        self.spin.setSpecialValueText(unset)
        self.spin.setSuffix(unit)
        self.spin.setKeyboardTracking(False)
        self.spin.setGroupSeparatorShown(True)
        self.spin.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.spin.valueChanged.connect(self.changed)

    @property
    def value(self) -> int | None:
        """The number; None where none is set."""
        number = self.spin.value()
        return None if self._has_none and number < self._least else number

    def show(self, value: int | None) -> None:
        """Fill this in, unless the user is typing. Nobody is told."""
        if _is_typed_in(self.spin):
            return
        with QSignalBlocker(self.spin):
            self.spin.setValue(self._least - 1 if value is None else value)


class DecimalEditor(Editor):
    """A number, small ones as people in the field write them: 0.0002, 2e-5."""

    def __init__(self, least: float, most: float, unit: str) -> None:
        self.spin = _DecimalSpin()
        super().__init__(self.spin)
        self.spin.setRange(least, most)
        self.spin.setSuffix(unit)
        self.spin.valueChanged.connect(self.changed)

    @property
    def value(self) -> float:
        """The number."""
        return float(f"{self.spin.value():.6g}")

    def show(self, value: float) -> None:
        """Fill this in, unless the user is typing. Nobody is told."""
        if _is_typed_in(self.spin):
            return
        with QSignalBlocker(self.spin):
            self.spin.setValue(value)


class _DecimalSpin(QDoubleSpinBox):
    """A field of decimals without zeros that say nothing, and that takes 2e-5 too."""

    def __init__(self) -> None:
        super().__init__()
        # A decimal point in every language, as in every text about training.
        self.setLocale(QLocale.c())
        self.setDecimals(_DECIMALS)
        self.setKeyboardTracking(False)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, val: float, /) -> str:
        """The number as it is written."""
        return f"{val:g}"

    def valueFromText(self, text: str, /) -> float:
        """The number that is written; the former one where it is none."""
        number = self._number(text)
        return self.value() if number is None else number

    def validate(self, input: str, pos: int, /) -> tuple[QValidator.State, str, int]:
        """Whether it is a number that is possible, or may become one."""
        number = self._number(input)
        if number is not None and self.minimum() <= number <= self.maximum():
            return QValidator.State.Acceptable, input, pos
        written = self._bare(input)
        possible = not set(written.lower()) - set("0123456789.,e-+")
        return (QValidator.State.Intermediate if possible else QValidator.State.Invalid), input, pos

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()

    def _number(self, text: str) -> float | None:
        try:
            number = float(self._bare(text).replace(",", "."))
        except ValueError:
            return None
        return number if math.isfinite(number) else None


class ChoiceEditor(Editor):
    """One of some values, each by its words."""

    def __init__(self, choices: Mapping[Any, str]) -> None:
        self.box = QComboBox()
        super().__init__(self.box)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, told in choices.items():
            self.box.addItem(told, value)
        widest = max(self.box.fontMetrics().horizontalAdvance(told) for told in choices.values())
        self.box.view().setMinimumWidth(widest + 40)
        self.box.activated.connect(self.changed)

    @property
    def value(self) -> Any:
        """The value that is chosen."""
        return self.box.currentData()

    def show(self, value: Any) -> None:
        """Choose this. Nobody is told."""
        self.box.setCurrentIndex(self.box.findData(value))


class SwitchEditor(Editor):
    """Yes or no."""

    def __init__(self, told: str) -> None:
        self.switch = QCheckBox(told)
        super().__init__(self.switch)
        self.switch.clicked.connect(self.changed)

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return self.switch.isChecked()

    def show(self, value: bool) -> None:
        """Tick it or not. Nobody is told."""
        self.switch.setChecked(value)


class TextEditor(Editor):
    """Some lines of text; none: no text at all."""

    def __init__(self, unset: str) -> None:
        self.text = QPlainTextEdit()
        super().__init__(self.text)
        self.text.setPlaceholderText(unset)
        self.text.setTabChangesFocus(True)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MILLISECONDS)
        self._typed.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typed.start)

    @property
    def value(self) -> str | None:
        """The text; None where there is none."""
        return self.text.toPlainText().strip() or None

    def show(self, value: str | None) -> None:
        """Fill this in. Nobody is told."""
        if value != self.value:
            with QSignalBlocker(self.text):
                self.text.setPlainText(value or "")

    def _fit(self) -> None:
        lines = _TEXT_LINES * self.widget.fontMetrics().lineSpacing()
        self.widget.setFixedHeight(lines + _TEXT_EDGE)


def _is_typed_in(spin: QAbstractSpinBox) -> bool:
    """Whether there is something in the field that does not count yet."""
    return spin.hasFocus() and spin.lineEdit().isModified()


def editor_for(field: FieldInfo, unit: str, unset: str, choices: Mapping[Any, str]) -> Editor:
    """The field for a setting. `unit` follows a number, `unset` says what None means, `choices` names the
    values of one that has only some."""
    kinds = set(get_args(field.annotation)) if get_origin(field.annotation) is not Literal else set()
    optional = type(None) in kinds
    kind = next(iter(kinds - {type(None)}), field.annotation) if optional else field.annotation
    if get_origin(kind) is Literal:
        return ChoiceEditor({value: choices.get(value, str(value)) for value in get_args(kind)})
    if kind is bool:
        return SwitchEditor(unit.strip())
    if kind is int:
        least, most = _bounds(field, 1)
        return IntegerEditor(int(least), int(most), unit, unset if optional else "")
    if kind is float:
        return DecimalEditor(*_bounds(field, 10.0**-_DECIMALS), unit)
    return TextEditor(unset)


def _bounds(field: FieldInfo, step: float) -> tuple[float, float]:
    """The least and the largest value that a field may have; those beside a limit are `step` from it."""
    least, most = 0.0, float(_LARGEST)
    for limit in field.metadata:
        least = max(least, getattr(limit, "ge", least), getattr(limit, "gt", least - step) + step)
        most = min(most, getattr(limit, "le", most), getattr(limit, "lt", most + step) - step)
    return least, most
