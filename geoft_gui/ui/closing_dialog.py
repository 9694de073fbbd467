"""What the window asks when it is closed while a training runs."""

from typing import Literal

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from geoft_gui.ui.widgets.surfaces import button, words

Answer = Literal["background", "keep", "throw_away"]


class ClosingDialog(QDialog):
    """Three ways to leave, each with its consequence, and one to stay. `answer` is None for the last."""

    def __init__(self, names: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Answer | None = None
        self.setWindowTitle(self.tr("A training is running"))
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 22)
        column.setSpacing(6)
        column.addWidget(words(self.tr("What shall become of the training?"), "heading"))
        column.addWidget(words(", ".join(names), "muted"))
        column.addSpacing(10)
        self._add(
            "background",
            self.tr("Keep training in the background"),
            self.tr("GeoFT closes, the training goes on. You find it again when you open GeoFT."),
        )
        self._add(
            "keep",
            self.tr("Stop and keep the result"),
            self.tr("What it has learnt so far becomes your model. GeoFT closes when it is saved."),
        )
        self._add(
            "throw_away",
            self.tr("Stop at once"),
            self.tr("What it learnt since its last checkpoint is lost; it can be resumed from there."),
        )
        column.addSpacing(4)
        stay = button(self.tr("Do not close"), self.reject, "quiet")
        column.addWidget(stay)
        self.setMinimumWidth(460)

    def _add(self, answer: Answer, text: str, consequence: str) -> None:
        def choose() -> None:
            self.answer = answer
            self.accept()

        choice = button(text, choose, "primary" if answer == "background" else "")
        choice.setDefault(answer == "background")
        choice.setAccessibleDescription(consequence)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(choice)
        layout.addWidget(words(consequence, "small"))
