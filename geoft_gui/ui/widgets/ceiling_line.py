"""The best that any model could do with the open rows: one number, its reasons, and what mends them."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.surfaces import button, words

_GOOD: Final = 0.95
_POOR: Final = 0.6


class CeilingLine(QFrame):
    """A number, a sentence and two buttons. Hidden as long as there is nothing to say."""

    mend_wanted = Signal()
    """Mend all that can be mended."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._share = 1.0
        self.setProperty("surface", "card")
        self.number = words(role="title", wrap=False)
        self.sentence = words()
        self.after = words(role="small")
        self.reasons = words(role="small")
        self.why = button(self.tr("Why?"), self._turn, "quiet", self.tr("What keeps a model from more."))
        self.why.setCheckable(True)
        self.mend = button(
            self.tr("Mend all…"),
            self.mend_wanted.emit,
            "primary",
            self.tr("See what would be changed, and make a new version. Your file stays as it is."),
        )
        said = QVBoxLayout()
        said.setSpacing(1)
        for label in (self.sentence, self.after):
            said.addWidget(label)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.number)
        line.addLayout(said, stretch=1)
        line.addWidget(self.why)
        line.addWidget(self.mend)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 7, 8, 7)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.reasons)
        appearance.changed.connect(self._wear)
        self.show_ceiling(None)

    def show_ceiling(self, ceiling: Mapping[str, Any] | None) -> None:
        """Say it as a report has it: `now`, `after_fixes` and `reasons`; None: it is not known."""
        self.setVisible(ceiling is not None)
        if ceiling is None:
            return
        now, after = ceiling["now"], ceiling["after_fixes"]
        self._share = now
        self.number.setText(percent(now))
        self.sentence.setText(
            self.tr("of the parts is what a perfect model would get right: each follows from its prompt.")
            if now == 1
            else self.tr(
                "of the parts is what a perfect model would get right with these rows as they are: the "
                "others do not follow from their prompts."
            )
        )
        better = after > now and percent(after) != percent(now)
        self.after.setText(self.tr("After the fixes: {share}.").format(share=percent(after)))
        self.after.setVisible(better)
        self.reasons.setText("\n".join(f"•  {reason['sentence']}" for reason in ceiling["reasons"]))
        self.why.setVisible(bool(ceiling["reasons"]))
        self.why.setChecked(False)
        self.mend.setVisible(better)
        self._turn()
        self._wear()

    def _wear(self) -> None:
        colours = self._appearance.colours
        good = colours.good if self._share >= _GOOD else colours.warning
        colour = good if self._share >= _POOR else colours.bad
        self.number.setStyleSheet(f"color: {colour}")

    def _turn(self) -> None:
        self.reasons.setVisible(self.why.isChecked())


def percent(share: float) -> str:
    """A share of all parts for people: never 100 % where one is missing, nor 0 % where one is right."""
    rounded = round(100 * share)
    if rounded in {0, 100} and share not in {0.0, 1.0}:
        return "> 99 %" if rounded else "< 1 %"
    return f"{rounded} %"
