"""Where the model lies on this computer that a training starts from."""

from pathlib import Path

from geoft_gui import paths
from geoft_gui.bases.cached import cached
from geoft_gui.runs.models import STARTER, is_hub_id


def folder_of(model: str, commit: str | None = None) -> Path | None:
    """The folder of the model that a RunSpec names; None for one on the hub that is not downloaded.

    With `commit`, a model of the hub is taken in that state and in no other. Of the starter and of folders it
    is not looked whether they are there.
    """
    if model == STARTER:
        return paths.starter_model()
    return cached(model, commit) if is_from_hub(model) else Path(model)


def is_from_hub(model: str) -> bool:
    """Whether a RunSpec that names this model means one on the hub, and no folder of that name."""
    return is_hub_id(model) and not Path(model).exists()
