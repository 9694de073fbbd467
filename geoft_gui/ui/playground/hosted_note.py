"""What there is to know of a model at a provider: who reads the questions, and what they cost."""

from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from geoft_gui.ui.moving.hosted_choice import HostedChoice
from geoft_gui.ui.widgets.surfaces import button, words

_USUAL_QUESTION: Final = 60
_USUAL_ANSWER: Final = 120
"""Tokens of a prompt and a part as people usually ask for them."""
_SCHEMA: Final = 6_000
"""Tokens of the form of an answer, which a model that has not learnt it is sent with each question."""

translate = QCoreApplication.translate


class HostedNote(QWidget):
    """Stands below the choice of the model while that is at a provider."""

    move_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = words(role="small")
        self._lifetime = words(role="warning")
        self._move = button(
            self.tr("Move to this computer…"),
            self.move_wanted.emit,
            tip=self.tr("Its answers become rows to train a model of your own on."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        for widget in (self._said, self._lifetime, self._move):
            column.addWidget(widget)
        self.hide()

    def show_choice(self, choice: HostedChoice | None) -> None:
        """Tell of this model; of none, nothing."""
        self.setVisible(choice is not None)
        if choice is not None:
            self._said.setText(cost_said(choice))
            self._lifetime.setText(choice.lifetime)
            self._lifetime.setVisible(bool(choice.lifetime))
            # What anybody can ask is nothing that would be lost.
            self._move.setVisible(choice.provider.model(choice.model) is None)


def cost_said(choice: HostedChoice) -> str:
    """Who reads a question, and what it costs, in a sentence or two."""
    provider = choice.provider
    if provider.is_here:
        sent = translate("HostedNote", "What you ask goes to a server on this computer.")
    else:
        sent = translate("HostedNote", "What you ask is sent to {provider}.").format(provider=provider.called)
    model = provider.model_behind(choice.model)
    if model is not None and model.input_price is not None and model.output_price is not None:
        read = _USUAL_QUESTION + (0 if choice.is_taught or not provider.json_schema else _SCHEMA)
        amount = (read * model.input_price + _USUAL_ANSWER * model.output_price) / 1e6
        costs = translate("HostedNote", "A question costs about ${amount}.").format(amount=_short(amount))
    elif provider.is_here:
        return sent
    else:
        costs = translate("HostedNote", "What a question costs there, GeoFT does not know.")
    return f"{sent} {costs}"


def _short(amount: float) -> str:
    """One digit that means something: 0.0003, 0.02."""
    text = f"{amount:.1g}"
    return f"{float(text):.6f}".rstrip("0").rstrip(".") or "0"
