"""The values at one step, in a small box beside the pointer."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from geoft_gui.ui.widgets.plot_colours import PlotColours

_DISTANCE: Final = 14
"""Pixels between the pointer and the box."""


@dataclass(frozen=True)
class Reading:
    """What the curves say at one step; None where a curve has nothing there.

    `loss` None: the loss was no number. `judged` is the step nearest to it at which the model was judged.
    """

    step: float
    loss: float | None
    smoothed: float | None
    judged: float | None
    held_out: float | None
    correct_percent: float | None


class PlotReadout(QLabel):
    """Shows a reading over a plot. It never takes the mouse away from what lies below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()
        self._colours: PlotColours | None = None

    def set_colours(self, colours: PlotColours) -> None:
        """Draw in these colours from now on."""
        self._colours = colours
        self.setStyleSheet(
            f"PlotReadout {{ color: {colours.text}; background: {colours.background};"
            f" border: 1px solid {colours.grid}; border-radius: 6px; padding: 6px 9px; }}"
        )

    def show_at(self, reading: Reading, pointer: QPoint) -> None:
        """Show this reading beside the pointer, on the side where there is room."""
        self.setText("<br>".join(self._lines(reading)))
        self.adjustSize()
        room = self._over.rect()
        x = pointer.x() + _DISTANCE
        if x + self.width() > room.right():
            x = pointer.x() - _DISTANCE - self.width()
        y = min(max(pointer.y() - self.height() // 2, room.top()), room.bottom() - self.height())
        self.move(max(x, room.left()), y)
        self.show()

    def _lines(self, reading: Reading) -> list[str]:
        assert self._colours is not None
        colours = self._colours
        lines = [f"<b>{self.tr('Step {step}').format(step=f'{reading.step:,.0f}')}</b>"]
        if reading.loss is None:
            lines.append(self._line(colours.trouble, self.tr("The loss was not a number"), ""))
        else:
            lines.append(self._line(colours.loss_faint, self.tr("Training loss"), f"{reading.loss:.3g}"))
        if reading.smoothed is not None:
            lines.append(self._line(colours.loss, self.tr("Smoothed"), f"{reading.smoothed:.3g}"))
        if reading.judged is not None and (
            reading.held_out is not None or reading.correct_percent is not None
        ):
            if reading.judged != reading.step:
                lines.append(f"<b>{self.tr('Step {step}').format(step=f'{reading.judged:,.0f}')}</b>")
            if reading.held_out is not None:
                value = f"{reading.held_out:.3g}"
                lines.append(self._line(colours.held_out, self.tr("Held-out loss"), value))
            if reading.correct_percent is not None:
                value = f"{reading.correct_percent:.0f} %"
                lines.append(self._line(colours.correct, self.tr("Parts right"), value))
        return lines

    @staticmethod
    def _line(colour: str, name: str, value: str) -> str:
        # Only our own words and numbers come here: nothing of a file or a model could be markup.
        return f'<span style="color:{colour}">■</span> {name} <b>{value}</b>'
