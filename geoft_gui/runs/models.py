"""Which model a reference means: a run, a folder, or the starter. Paths only, no weights are read."""

import re
from pathlib import Path

from geoft_gui.errors import UserError

STARTER = "starter"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def find_model(reference: str, runs_root: Path, starter: Path) -> Path:
    """The folder of a model that can be asked: `starter`, a run's id or folder, or a model's own folder.

    Raises UserError when there is none, or the run has no result yet.
    """
    if reference == STARTER:
        return _existing_starter(starter)
    for run in (runs_root / reference, Path(reference)):
        if reference and (run / "run.json").is_file():
            return _result_of(run.resolve())
    if is_model(Path(reference)):
        return Path(reference).resolve()
    raise UserError(
        f"There is no model '{reference}'.",
        "Choose 'starter', one of your runs, or the folder of a model.",
    )


def find_base(reference: str, runs_root: Path, starter: Path) -> str:
    """What training starts from, as a RunSpec names it: `starter`, an absolute folder, or a hub id as it is.

    Raises UserError when it is none of these.
    """
    if reference == STARTER:
        _existing_starter(starter)
        return STARTER
    if is_hub_id(reference) and not Path(reference).exists():
        return reference
    return str(find_model(reference, runs_root, starter))


def _existing_starter(starter: Path) -> Path:
    if not is_model(starter):
        raise UserError(
            "The starter model is not in this installation.", "Install GeoFT again.", f"looked in {starter}"
        )
    return starter


def _result_of(run: Path) -> Path:
    model = run / "model"
    if not is_model(model):
        raise UserError(
            f"The run {run.name} has no model yet.",
            f"See how far it is in Runs, or with: geoft runs show {run.name}",
        )
    return model


def is_model(path: Path) -> bool:
    """Whether a folder looks like a model or an adapter."""
    return (path / "config.json").is_file() or (path / "adapter_config.json").is_file()


def is_hub_id(reference: str) -> bool:
    """Whether a reference has the form of an id on the Hugging Face hub: `owner/name`."""
    return _HUB_ID.fullmatch(reference) is not None
