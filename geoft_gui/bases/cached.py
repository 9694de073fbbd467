"""Which models of the Hugging Face hub lie on this computer, whoever downloaded them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huggingface_hub import constants

from geoft_gui.bases.weights import ADAPTER, is_whole, wanted_weights
from geoft_gui.runs.models import is_hub_id

_PREFIX: Final = "models--"
_TOKENIZERS: Final = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")


@dataclass(frozen=True)
class Cached:
    """A downloaded model, with the bytes that it takes on the disk."""

    id: str
    bytes: int
    folder: Path


def cached(model_id: str, commit: str | None = None) -> Path | None:
    """The folder of a model of the hub; None unless all that a training needs of it is there.

    The state that was downloaded last is taken, an older one where that is not whole; with `commit`, only
    that one.
    """
    repository = repository_of(model_id)
    if commit is not None:
        folder = repository / "snapshots" / commit
        return folder if _is_complete(folder) else None
    snapshots = [folder for folder in _children(repository / "snapshots") if _is_complete(folder)]
    main = _main(repository)
    return max(snapshots, key=lambda folder: (folder.name == main, folder.stat().st_mtime), default=None)


def all_cached() -> tuple[Cached, ...]:
    """Every model of the hub that could be trained without a download, by name."""
    found = []
    for repository in _children(Path(constants.HF_HUB_CACHE)):
        if not repository.name.startswith(_PREFIX):
            continue
        model_id = repository.name.removeprefix(_PREFIX).replace("--", "/")
        folder = cached(model_id) if is_hub_id(model_id) else None
        if folder is not None:
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            found.append(Cached(model_id, size, folder))
    return tuple(sorted(found, key=lambda model: model.id.lower()))


def repository_of(model_id: str) -> Path:
    """Where the hub's own programs keep what they download of a model."""
    return Path(constants.HF_HUB_CACHE).expanduser() / (_PREFIX + model_id.replace("/", "--"))


def _is_complete(folder: Path) -> bool:
    names = wanted_weights(folder)
    return (
        bool(names)
        and names != (ADAPTER,)
        and all(is_whole(folder / name) for name in names)
        and (folder / "config.json").is_file()
        and any((folder / name).is_file() for name in _TOKENIZERS)
    )


def _main(repository: Path) -> str:
    try:
        return (repository / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(child for child in folder.iterdir() if child.is_dir())
    except OSError:
        return []
