"""Models on the Hugging Face hub: what there is of one, and its files, of which nothing is fetched twice.

The hub's own library begins a file anew when the program that fetched it has ended; a file of some gigabytes
must go on where it stopped. What is fetched lies where that library, and every program that uses it, looks.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, cast

from filelock import FileLock
from huggingface_hub import constants

from geoft_gui.bases.cached import repository_of
from geoft_gui.bases.catalogue import Gate
from geoft_gui.bases.refusal import needs_own_code
from geoft_gui.bases.weights import INDEX, PICKLED, SINGLE
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

Tell = Callable[[int, int], None]
"""Hears how many bytes are here, and how many there are."""

_DESCRIPTION: Final = ("*.json", "*.jinja", "*.model", "*.txt")
"""Configuration and tokenizer. Pickled weights and program code are never fetched."""
_NAME: Final = re.compile(r"[^/\\:]+")
_CONTENT: Final = re.compile(r"[0-9a-f]{40,64}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_TIMEOUT: Final = 20.0
_PIECE: Final = 1_000_000
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
    needs_code: bool
    refusal: UserError | None

    @property
    def bytes(self) -> int:
        """Of all that is fetched."""
        return sum(file.size for file in (*self.description, *self.weights))


def look(model_id: str) -> Listing:
    """Ask the hub what there is of a model.

    Raises UserError when it has none of that name, or cannot be asked.
    """
    # It takes half a second to load, and most of the time nothing is fetched.
    from huggingface_hub import HfApi  # noqa: PLC0415

    with _plain_words(model_id):
        info = HfApi().model_info(model_id, files_metadata=True, timeout=_TIMEOUT)
        # Files in folders are the same weights in other formats.
        files = {file.rfilename: _file(file) for file in info.siblings or () if "/" not in file.rfilename}
        if info.sha is None or _COMMIT.fullmatch(info.sha) is None:
            raise ValueError("no commit is named")
    names = set(files)
    needs_code = needs_own_code(
        (info.config or {}).get("model_type"), brings_code=any(name.endswith(".py") for name in names)
    )
    description = (file for name, file in files.items() if any(fnmatch(name, each) for each in _DESCRIPTION))
    return Listing(
        id=model_id,
        commit=info.sha,
        gate=_GATES.get(info.gated, "open"),
        description=tuple(sorted(description, key=lambda file: file.name)),
        weights=tuple(files[name] for name in _weights(names)),
        needs_code=needs_code,
        refusal=_refusal(model_id, names, info, needs_code=needs_code),
    )


def fetch(model_id: str, tell: Tell, *, weights: bool = True) -> Path:
    """Fetch a model, or only what describes it, and return its folder. What is here is not fetched again.

    Raises UserError when it is not there, not given to this user, of no use for a training, or does not come.
    """
    listing = look(model_id)
    if listing.refusal is not None:
        raise listing.refusal
    files = (*listing.description, *(listing.weights if weights else ()))
    repository = repository_of(model_id)
    folder = repository / "snapshots" / listing.commit
    # Two programs that write the same file would spoil it; the second one finds all there.
    lock = repository.parent / ".locks" / repository.name / "geoft.lock"
    with _plain_words(model_id):
        folder.mkdir(parents=True, exist_ok=True)
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock):
            _refuse_what_does_not_fit(model_id, repository, folder, files)
            _fetch_all(model_id, listing.commit, files, repository, folder, tell)
            if weights:
                _write(repository / "refs" / "main", listing.commit)
    return folder


def _file(found: "RepoSibling") -> HubFile:
    content = found.lfs.sha256 if found.lfs is not None else found.blob_id
    # Both become names on this disk; what a stranger wrote must not lead out of the folder.
    if _NAME.fullmatch(found.rfilename) is None or _CONTENT.fullmatch(str(content)) is None:
        raise ValueError(f"a file is called {found.rfilename}")
    return HubFile(found.rfilename, found.size or 0, str(content), sha256=found.lfs is not None)


def _weights(names: set[str]) -> list[str]:
    """The files that the libraries load the weights from: a single one, else those that an index names."""
    if SINGLE in names:
        return [SINGLE]
    if INDEX not in names:
        return []
    # Beside them, some repositories hold the same weights once more, as `consolidated`.
    return sorted(name for name in names if name.startswith("model") and name.endswith(".safetensors"))


def _refusal(model_id: str, names: set[str], info: "ModelInfo", *, needs_code: bool) -> UserError | None:
    """What can be known without fetching anything; the rest is known from the files."""
    if "adapter_config.json" in names and "config.json" not in names:
        base = (getattr(info, "card_data", None) or {}).get("base_model")
        return UserError(
            f"{model_id} is an adapter to another model, and training starts from whole models.",
            f"Start from {base} instead." if isinstance(base, str) else "Start from its base model instead.",
        )
    if any(name.endswith(".gguf") for name in names) and not _weights(names):
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
    if not _weights(names):
        pickled = any(name.endswith(PICKLED) for name in names)
        why = "are pickled, which can hide harmful code" if pickled else "are not there as safetensors"
        return UserError(f"The weights of {model_id} {why}.", "Choose a model in the safetensors format.")
    return None


def _refuse_what_does_not_fit(
    model_id: str, repository: Path, folder: Path, files: tuple[HubFile, ...]
) -> None:
    lacking = sum(
        file.size - _size(_partial(repository, file)) for file in files if not _is_here(folder, file)
    )
    free = shutil.disk_usage(folder).free
    if lacking > free:
        raise UserError(
            f"The model {model_id} takes {lacking / 1e9:,.1f} GB more, and {free / 1e9:,.1f} GB are free.",
            "Make room, or let HF_HOME name a folder on another disk.",
        )


def _fetch_all(
    model_id: str, commit: str, files: tuple[HubFile, ...], repository: Path, folder: Path, tell: Tell
) -> None:
    total = sum(file.size for file in files)
    done = 0
    tell(done, total)
    for file in files:
        if not _is_here(folder, file):
            _fetch(model_id, commit, file, repository, _part_of(tell, done, total))
            _show(repository / "blobs" / file.content, folder / file.name)
        done += file.size
        tell(done, total)


def _part_of(tell: Tell, before: int, total: int) -> Callable[[int], None]:
    return lambda here: tell(before + here, total)


def _fetch(model_id: str, commit: str, file: HubFile, repository: Path, tell: Callable[[int], None]) -> None:
    """Put the content of a file among the blobs, going on from where an earlier attempt stopped."""
    from huggingface_hub.file_download import hf_hub_url, http_get  # noqa: PLC0415
    from huggingface_hub.utils._headers import build_hf_headers  # noqa: PLC0415

    blob = repository / "blobs" / file.content
    if _size(blob) == file.size and blob.is_file():
        return
    # Smaller than usual, so that a bar moves and little is lost where the connection breaks.
    constants.DOWNLOAD_CHUNK_SIZE = _PIECE
    partial = _partial(repository, file)
    partial.parent.mkdir(parents=True, exist_ok=True)
    if _size(partial) > file.size:
        partial.unlink()
    here = _size(partial)
    with partial.open("ab") as opened:
        http_get(
            hf_hub_url(model_id, file.name, revision=commit),
            opened,
            resume_size=here,
            headers=build_hf_headers(),
            expected_size=file.size,
            tqdm_class=cast(Any, _bar(here, tell)),
        )
    if file.sha256 and _sha256(partial) != file.content:
        partial.unlink()
        raise OSError("what came is not what was announced")
    partial.replace(blob)


def _bar(here: int, tell: Callable[[int], None]) -> type:
    class Bar:
        """What the library takes for a bar on the terminal."""

        def __init__(self, *_: object, **__: object) -> None:
            self._here = here

        def __enter__(self) -> "Bar":
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            pass

        def update(self, amount: float | None = 1) -> None:
            self._here += int(amount or 0)
            tell(self._here)

    return Bar


def _show(blob: Path, name: Path) -> None:
    """Let a blob be found by its name. Windows lets only some people make links: there it is moved."""
    name.unlink(missing_ok=True)
    try:
        name.symlink_to(os.path.relpath(blob, name.parent))
    except OSError:
        blob.replace(name)


def _is_here(folder: Path, file: HubFile) -> bool:
    return (folder / file.name).is_file() and _size(folder / file.name) == file.size


def _partial(repository: Path, file: HubFile) -> Path:
    # Not the name that the hub's library gives to such a file: it would take it for one of its own.
    return repository / "blobs" / f"{file.content}.geoft"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.geoft")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


@contextmanager
def _plain_words(model_id: str) -> Iterator[None]:
    """What can go wrong with a download, said to the user."""
    import httpx2  # noqa: PLC0415
    from huggingface_hub import errors  # noqa: PLC0415

    try:
        yield
    except errors.HFValidationError as error:
        raise UserError(
            f"“{model_id[:80]}” is not the name of a model.",
            "It looks like owner/name, as in the address huggingface.co/owner/name.",
        ) from error
    except errors.GatedRepoError as error:
        raise UserError(
            f"The model {model_id} is only given to people who accepted its terms.",
            f"Accept them at https://huggingface.co/{model_id}, make a token there under Settings, Access "
            "Tokens, and start GeoFT again with the environment variable HF_TOKEN set to it.",
            str(error),
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise UserError(
            f"There is no model {model_id} on Hugging Face, or it is private.",
            "Check how its name is spelt; for a private one, set HF_TOKEN to a token of yours.",
            str(error),
        ) from error
    except errors.OfflineModeIsEnabled as error:
        raise UserError(
            f"The model {model_id} is not on this computer, and HF_HUB_OFFLINE forbids to download it.",
            "Unset HF_HUB_OFFLINE and start GeoFT again, or choose a model that is here.",
            str(error),
        ) from error
    except httpx2.TransportError as error:
        raise UserError(
            "Hugging Face cannot be reached, or the connection broke.",
            "Check the connection to the internet and try again: what has come is kept.",
            str(error),
        ) from error
    except errors.HfHubHTTPError as error:
        raise UserError(
            f"Hugging Face did not give the model {model_id} (error {error.response.status_code}).",
            "Try again in some minutes: what has come is kept.",
            str(error),
        ) from error
    except OSError as error:
        raise UserError(
            f"The model {model_id} cannot be saved: {error.strerror or str(error).strip().split('.')[0]}.",
            "Check the connection and the room on the disk, and try again.",
            str(error),
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"What answers at {constants.ENDPOINT} is not Hugging Face.",
            "Check the connection to the internet; a network that asks for a sign-in may be in between.",
            str(error),
        ) from error
