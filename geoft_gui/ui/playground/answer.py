"""One answer of a model while it comes, and what is known of it once it is whole."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from geoft_gui.errors import UserError
from geoft_gui.geometry.verdict import CUT, verdict
from geoft_gui.ui.colours import Colours
from geoft_gui.ui.workbench import Look

State = Literal["loading", "writing", "checking", "done", "stopped", "failed"]


@dataclass(frozen=True)
class Words:
    """How something stands: an icon, the role that gives it its colour, a sentence, and remarks below it."""

    sign: str
    role: Literal["good", "warning", "bad", "muted"]
    sentence: str
    remarks: tuple[str, ...] = ()

    def colour(self, colours: Colours) -> str:
        """The colour of its icon."""
        shades = {
            "good": colours.good,
            "warning": colours.warning,
            "bad": colours.bad,
            "muted": colours.muted,
        }
        return shades[self.role]


class Answer(QObject):
    """What a model makes of a prompt. Whoever shows it is told by `changed`."""

    changed = Signal()

    def __init__(self, prompt: str, model: str, parent: QObject | None = None, *, provider: str = "") -> None:
        super().__init__(parent)
        self.prompt = prompt
        self.model = model
        """The name under which the model was chosen."""
        self.provider = provider
        """Who is asked; "" where the model is on this computer."""
        self.state: State = "loading"
        self.text = ""
        self.is_cut = False
        self.look: Look | None = None
        self.unstated: tuple[str, ...] = ()
        """Numbers of the part that the prompt does not state, as `height 12.5`."""
        self.error: UserError | None = None

    @property
    def is_open(self) -> bool:
        """Whether more of it will come."""
        return self.state in ("loading", "writing", "checking")

    @property
    def is_coming(self) -> bool:
        """Whether the model is still at work on it, and can be stopped."""
        return self.state in ("loading", "writing")

    @property
    def builds(self) -> bool:
        """Whether there is a part."""
        return self.look is not None and bool(self.look.report["builds"])

    @property
    def words(self) -> Words:
        """How it stands, in words."""
        if self.provider and self.is_coming and not self.text:
            return Words("ellipsis", "muted", self.tr("Asking {provider} …").format(provider=self.provider))
        if self.state == "loading":
            waiting = self.tr("Loading the model … This takes some seconds the first time.")
            return Words("ellipsis", "muted", waiting)
        if self.state == "writing" and not self.text:
            return Words("ellipsis", "muted", self.tr("Reading the prompt …"))
        if self.state == "writing":
            written = self.tr("Writing … {n} characters so far.").format(n=f"{len(self.text):,}")
            return Words("ellipsis", "muted", written)
        if self.state == "checking":
            return Words("ellipsis", "muted", self.tr("Building the part …"))
        if self.state == "stopped":
            return Words("circle-stop", "muted", self.tr("Stopped. Ask again for a whole answer."))
        if self.error is not None:
            return Words("circle-x", "bad", self.error.message, tuple(filter(None, [self.error.hint])))
        assert self.look is not None, "an answer that is done has been looked at"
        return self._verdict(self.look)

    def _verdict(self, look: Look) -> Words:
        found = verdict(look.report)
        remarks = [CUT] if self.is_cut else []
        if self.unstated:
            made_up = self.tr("Made up by the model, for the prompt does not say so: {numbers}.")
            remarks.append(made_up.format(numbers=", ".join(self.unstated)))
        if look.report["parses"] is None:
            return Words("triangle-alert", "warning", found.sentence, tuple(remarks))
        if not self.builds:
            # What is wrong stands where the part would be.
            return Words("circle-x", "bad", found.sentence, tuple(remarks))
        remarks += found.problems
        if remarks:
            return Words("triangle-alert", "warning", found.sentence, tuple(remarks))
        return Words("circle-check", "good", found.sentence)

    def write(self, text: str) -> None:
        """The model is writing; this is the whole text so far."""
        self.state, self.text = "writing", text
        self.changed.emit()

    def finish(self, text: str, *, is_cut: bool) -> None:
        """The model has written everything; it is being looked at."""
        self.state, self.text, self.is_cut = "checking", text, is_cut
        self.changed.emit()

    def judge(self, look: Look) -> None:
        """It has been looked at."""
        self.state, self.look = "done", look
        self.changed.emit()

    def remark(self, unstated: list[str]) -> None:
        """These numbers of the part are not in the prompt."""
        self.unstated = tuple(unstated)
        self.changed.emit()

    def stop(self) -> None:
        """The user wants no more of it."""
        self.state = "stopped"
        self.changed.emit()

    def fail(self, error: UserError) -> None:
        """No answer will come."""
        self.state, self.error = "failed", error
        self.changed.emit()
