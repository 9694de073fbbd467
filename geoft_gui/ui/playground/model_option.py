"""A model that the Playground can ask."""

from dataclasses import dataclass
from pathlib import Path

from geoft_gui.ui.model_server import AnyModel
from geoft_gui.ui.moving.hosted_choice import HostedChoice


@dataclass(frozen=True)
class ModelOption:
    """A model that can be asked: one in a folder on this computer, or one at a provider.

    `base` is the untouched model that it was made from, where that is a folder on this computer; else
    `no_base` says why there is none to compare it with. `examples` is a file of rows to try it with, and
    `is_held_out` whether it is known that it has not been taught them. `place` is the folder of the model or,
    at a provider, of what a run knows of it; None for one that has only been named.
    """

    name: str
    model: AnyModel
    place: Path | None
    base: Path | None
    no_base: str
    examples: Path
    is_held_out: bool

    @property
    def identity(self) -> str:
        """What stays the same when it only gets another name, as by a new score."""
        if self.place is not None:
            return str(self.place)
        return self.model.reference if isinstance(self.model, HostedChoice) else str(self.model)

    @property
    def hosted(self) -> HostedChoice | None:
        """The model at a provider, if it is one."""
        return self.model if isinstance(self.model, HostedChoice) else None
