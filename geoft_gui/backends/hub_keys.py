"""The user's key of Hugging Face, for the runs whose model has yet to be downloaded, and for no others."""

from collections.abc import Callable

from geoft_gui.bases.pinning import pinned
from geoft_gui.bases.places import folder_of
from geoft_gui.engine.given import hub_token_line
from geoft_gui.runs.folder import RunFolder

HubKey = Callable[[], str | None]
"""Gives the key of Hugging Face, or None. It may wait for the system's store of keys."""


def no_hub_key() -> None:
    """For whoever has none: the hub is asked as anybody asks it."""


def needs_hub_key(folder: RunFolder) -> bool:
    """Whether a run starts from a model of the hub that is not here: it may be given only to some.

    Raises UserError when the run cannot be read.
    """
    return folder_of(folder.spec.model, pinned(folder)) is None


def given_key(folder: RunFolder, hub_key: HubKey) -> bytes:
    """What the trainer of a run is given on its standard input: nothing where it needs no key or has none.

    Raises UserError when the run cannot be read.
    """
    token = hub_key() if needs_hub_key(folder) else None
    return hub_token_line(token) if token else b""
