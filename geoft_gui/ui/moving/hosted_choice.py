"""A model at a provider, as the window knows it: by its name there, and by the run that made it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.errors import UserError
from geoft_gui.hosted.notices import lifetime
from geoft_gui.hosted.providers import Provider, provider
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import hosted_system_prompt, read_hosted

if TYPE_CHECKING:
    from geoft_gui.chat.hosted import HostedModel


@dataclass(frozen=True)
class HostedChoice:
    """A model that a provider can be asked for.

    Attributes:
        name: what people call it here.
        provider: who answers.
        model: its name there.
        run: the run that made it; None for one that only has been named.
    """

    name: str
    provider: Provider
    model: str
    run: Path | None = None

    @property
    def reference(self) -> str:
        """What tells it from every other one: `openai:ft:…`."""
        return f"{self.provider.id}:{self.model}"

    @property
    def is_taught(self) -> bool:
        """Whether it has learnt to write parts: one that has is asked as it was taught."""
        return self.run is not None or self.model.startswith("ft:") or "-LoRa:" in self.model

    @property
    def lifetime(self) -> str:
        """Until when it can be asked, in a sentence; "" where nobody has named a day."""
        return lifetime(self.provider, self.model, date.today())

    def hosted_model(self) -> "HostedModel":
        """The same for the room that asks; loads the library of the protocol, so call it in a worker."""
        from geoft_gui.chat.hosted import HostedModel  # noqa: PLC0415

        # The user may have given another address since.
        return HostedModel(provider(self.provider.id), self.model)

    def system_prompt(self) -> str | None:
        """What it was trained with, where a run knows that. Reads a file, so call it in a worker."""
        return None if self.run is None else hosted_system_prompt(RunFolder(self.run).model_dir)


def choice_of_run(folder: RunFolder, name: str) -> HostedChoice | None:
    """The hosted model of a run; None where it has another one, or none yet. Reads files.

    Raises:
        UserError: what says so is damaged, or its provider is not known any more.
    """
    result = read_hosted(folder.model_dir)
    if result is None:
        return None
    return HostedChoice(name, provider(result.provider), result.model, folder.path)


def choices_of_runs(folders: Iterable[RunFolder]) -> list[HostedChoice]:
    """The hosted models of runs; a run that cannot be read has none. Reads files."""
    found = []
    for folder in folders:
        try:
            choice = choice_of_run(folder, folder.spec.name)
        except (UserError, OSError, ValueError):
            continue
        if choice is not None:
            found.append(choice)
    return found
