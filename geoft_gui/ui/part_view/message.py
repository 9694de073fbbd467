"""What stands where a part cannot be drawn: why, in words."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import pixmap
from geoft_gui.ui.widgets.surfaces import words

_PROBLEMS_SHOWN: Final = 3
_SIGN_SIZE: Final = 32


class Message(QWidget):
    """One sentence, or what is wrong with a text."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._sign = QLabel()
        self._heading = words("", "heading")
        self._sentences = words("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addStretch(2)
        for label in (self._sign, self._heading, self._sentences):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(3)
        appearance.changed.connect(self._wear)
        self._wear()

    def show_sentence(self, sentence: str) -> None:
        """Show this and nothing else."""
        self._show("", [sentence])

    def show_problems(self, report: dict[str, Any]) -> None:
        """Say why the text of this report (`geometry.check.check`) is no part that can be drawn."""
        if report["parses"] is None:
            heading = self.tr("This part could not be built")
        elif not report["matches_schema"]:
            heading = self.tr("This is not a part")
        elif not report["builds"]:
            heading = self.tr("This part cannot be built")
        else:
            heading = self.tr("This part cannot be drawn")
        errors = [problem["message"] for problem in report["problems"] if problem["severity"] == "error"]
        sentences = errors[:_PROBLEMS_SHOWN]
        if len(errors) > _PROBLEMS_SHOWN:
            more = len(errors) - _PROBLEMS_SHOWN
            sentences.append(self.tr("… and {n} more problems.").format(n=more))
        self._show(heading, sentences)

    def _show(self, heading: str, sentences: list[str]) -> None:
        self._sign.setVisible(bool(heading))
        self._heading.setVisible(bool(heading))
        self._heading.setText(heading)
        self._sentences.setText("\n".join(sentences))

    def _wear(self) -> None:
        side = round(_SIGN_SIZE * self._appearance.scale)
        self._sign.setPixmap(pixmap("triangle-alert", self._appearance.colours.warning, size=side))
