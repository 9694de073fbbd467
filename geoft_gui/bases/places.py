"""Where the model lies on this computer that a training starts from."""

from pathlib import Path

from geoft_gui import paths
from geoft_gui.bases.cached import cached
from geoft_gui.runs.models import STARTER, is_hub_id


def folder_of(model: str) -> Path | None:
    """The folder of the model that a RunSpec names; None for one on the hub that is not downloaded.

    Of the starter and of folders it is not looked whether they are there.
    """
    if model == STARTER:
        return paths.starter_model()
    if is_hub_id(model) and not Path(model).exists():
        return cached(model)
    return Path(model)
