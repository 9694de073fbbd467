"""What the Hugging Face hub has of a model, and whether it could be trained, before anything is fetched."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

from huggingface_hub import constants

from geoft_gui.bases.catalogue import Gate
from geoft_gui.bases.hub_words import only_for_some, plain_words
from geoft_gui.bases.refusal import needs_own_code
from geoft_gui.bases.weights import INDEX, PICKLED, SINGLE
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

_DESCRIPTION: Final = ("*.json", "*.jinja", "*.model", "*.txt")
"""Configuration and tokenizer. Pickled weights and program code are never fetched."""
_NAME: Final = re.compile(r"[^/\\:]+")
_SHARD: Final = re.compile(r"model.*\.safetensors")
_CONTENT: Final = re.compile(r"[0-9a-f]{40,64}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_TIMEOUT: Final = 20.0
_GATES: Final[dict[object, Gate]] = {"auto": "click", "manual": "manual"}


@dataclass(frozen=True)
class HubFile:
    """A file of a model: its size in bytes, and the name of its content. `sha256` of large ones only."""

    name: str
    size: int
    content: str
    sha256: bool


@dataclass(frozen=True)
class Listing:
    """The state that a model is in on the hub now. `refusal`: why it cannot be trained, if that is known."""

    id: str
    commit: str
    gate: Gate
    description: tuple[HubFile, ...]
    weights: tuple[HubFile, ...]
    refusal: UserError | None

    @property
    def bytes(self) -> int:
        """Of all that is fetched."""
        return sum(file.size for file in (*self.description, *self.weights))


def look(model_id: str, commit: str | None = None, token: str | None = None) -> Listing:
    """Ask the hub what there is of a model: now, or in the state of a `commit`.

    Without a `token`, the hub's own library looks for one in the environment and where it keeps its own.
    Raises UserError when it has none of that name, no such state, or cannot be asked.
    """
    # It takes half a second to load, and most of the time nothing is fetched.
    from huggingface_hub import HfApi  # noqa: PLC0415

    with plain_words(model_id):
        info = HfApi(token=token).model_info(model_id, revision=commit, files_metadata=True, timeout=_TIMEOUT)
        # Files in folders are the same weights in other formats.
        files = {file.rfilename: _file(file) for file in info.siblings or () if "/" not in file.rfilename}
        if info.sha is None or _COMMIT.fullmatch(info.sha) is None:
            raise ValueError("no commit is named")
        names = set(files)
        weights = _weights(model_id, info.sha, names, token)
    needs_code = needs_own_code(
        (info.config or {}).get("model_type"), brings_code=any(name.endswith(".py") for name in names)
    )
    description = (file for name, file in files.items() if any(fnmatch(name, each) for each in _DESCRIPTION))
    return Listing(
        id=model_id,
        commit=info.sha,
        gate=_GATES.get(info.gated, "open"),
        description=tuple(sorted(description, key=lambda file: file.name)),
        weights=tuple(files[name] for name in weights if name in names),
        refusal=_refusal(model_id, files, weights, info, token, needs_code=needs_code),
    )


def _file(found: "RepoSibling") -> HubFile:
    content = found.lfs.sha256 if found.lfs is not None else found.blob_id
    # Both become names on this disk; what a stranger wrote must not lead out of the folder.
    if _NAME.fullmatch(found.rfilename) is None or _CONTENT.fullmatch(str(content)) is None:
        raise ValueError(f"a file is called {found.rfilename}")
    return HubFile(found.rfilename, found.size or 0, str(content), sha256=found.lfs is not None)


def _weights(model_id: str, commit: str, names: set[str], token: str | None) -> list[str]:
    """The files that the libraries load the weights from: a single one, else those that an index names.

    Where the index is not given to everybody, those that are usually called so.
    """
    from huggingface_hub import errors, get_session  # noqa: PLC0415
    from huggingface_hub.file_download import hf_hub_url  # noqa: PLC0415
    from huggingface_hub.utils._headers import build_hf_headers  # noqa: PLC0415
    from huggingface_hub.utils._http import hf_raise_for_status  # noqa: PLC0415

    if SINGLE in names:
        return [SINGLE]
    if INDEX not in names:
        return []
    try:
        answer = get_session().get(
            hf_hub_url(model_id, INDEX, revision=commit),
            headers=build_hf_headers(token=token),
            timeout=_TIMEOUT,
        )
        hf_raise_for_status(answer)
    except errors.GatedRepoError:
        return sorted(name for name in names if _SHARD.fullmatch(name))
    return sorted({str(name) for name in answer.json()["weight_map"].values()})


def _refusal(
    model_id: str,
    files: dict[str, HubFile],
    weights: list[str],
    info: "ModelInfo",
    token: str | None,
    *,
    needs_code: bool,
) -> UserError | None:
    """What can be known without fetching anything; the rest is known from the files."""
    from huggingface_hub import get_token  # noqa: PLC0415

    names = set(files)
    if "adapter_config.json" in names and "config.json" not in names:
        base = (getattr(info, "card_data", None) or {}).get("base_model")
        return UserError(
            f"{model_id} is an adapter to another model, and training starts from whole models.",
            f"Start from {base} instead." if isinstance(base, str) else "Start from its base model instead.",
        )
    if any(name.endswith(".gguf") for name in names) and not weights:
        return UserError(
            f"{model_id} is in the GGUF format, which is made for asking and cannot be trained.",
            "Choose the same model in the safetensors format, from which this one was made.",
        )
    if "config.json" not in names:
        return UserError(f"{model_id} is no language model.", "Choose another model to start from.")
    if needs_code:
        return UserError(
            f"The model {model_id} needs program code of its own, which GeoFT never runs.",
            "Choose another model to start from.",
        )
    if not weights:
        pickled = any(name.endswith(PICKLED) for name in names)
        why = "are pickled, which can hide harmful code" if pickled else "are not there as safetensors"
        return UserError(f"The weights of {model_id} {why}.", "Choose a model in the safetensors format.")
    lacking = [name for name in weights if name not in names]
    if lacking:
        return UserError(
            f"The weights of {model_id} are incomplete on Hugging Face: {lacking[0]} is missing.",
            "Choose another model to start from.",
            ", ".join(lacking),
        )
    if info.gated and (token or get_token()) is None:
        return only_for_some(model_id)
    largest = max(files[name].size for name in weights)
    if largest > constants.MAX_HTTP_DOWNLOAD_SIZE:
        return UserError(
            f"{model_id} has a file of {largest / 1e9:.0f} GB, and Hugging Face gives files of more than "
            f"{constants.MAX_HTTP_DOWNLOAD_SIZE / 1e9:.0f} GB only to its own program.",
            f"Download it with: hf download {model_id}",
        )
    return None
