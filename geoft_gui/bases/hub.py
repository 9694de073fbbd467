"""The files of a model on the Hugging Face hub are fetched, and nothing is fetched twice.

The hub's own library begins a file anew when the program that fetched it has ended; a file of some gigabytes
must go on where it stopped. What is fetched lies where that library, and every program that uses it, looks.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

from filelock import FileLock, Timeout
from huggingface_hub import constants

from geoft_gui.bases.cached import repository_of
from geoft_gui.bases.hub_words import plain_words
from geoft_gui.bases.listing import HubFile, look
from geoft_gui.errors import UserError

Tell = Callable[[int, int], None]
"""Hears how many bytes are here, and how many there are."""

_PIECE: Final = 1_000_000
_LOOK_SECONDS: Final = 0.5


def fetch(
    model_id: str,
    tell: Tell,
    *,
    weights: bool = True,
    commit: str | None = None,
    token: str | None = None,
) -> Path:
    """Fetch a model, or only what describes it, and return its folder. What is here is not fetched again.

    It comes in the state that it is in now, or in that of a `commit`. While another program fetches it,
    `tell` hears how far that one is. `token` is as in `listing.look`.

    Raises UserError when it is not there, not given to this user, of no use for a training, or does not come.
    """
    listing = look(model_id, commit, token)
    if listing.refusal is not None:
        raise listing.refusal
    files = (*listing.description, *(listing.weights if weights else ()))
    repository = repository_of(model_id)
    folder = repository / "snapshots" / listing.commit
    main = repository / "refs" / "main"
    # Two programs that write the same file would spoil it; the second one finds all there.
    lock = repository.parent / ".locks" / repository.name / "geoft.lock"
    with plain_words(model_id):
        folder.mkdir(parents=True, exist_ok=True)
        lock.parent.mkdir(parents=True, exist_ok=True)
        with _locked(lock, lambda: tell(_here(repository, folder, files), sum(each.size for each in files))):
            _refuse_what_does_not_fit(model_id, repository, folder, files)
            _fetch_all(model_id, listing.commit, files, repository, folder, tell, token)
            if weights and (commit is None or not main.exists()):
                _write(main, listing.commit)
    return folder


@contextmanager
def _locked(lock: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock that another program may have for hours; `wait` is called again and again until then."""
    held = FileLock(lock)
    while True:
        try:
            held.acquire(timeout=_LOOK_SECONDS)
            break
        except Timeout:
            wait()
    try:
        yield
    finally:
        held.release()


def _refuse_what_does_not_fit(
    model_id: str, repository: Path, folder: Path, files: tuple[HubFile, ...]
) -> None:
    lacking = sum(file.size for file in files) - _here(repository, folder, files)
    free = shutil.disk_usage(folder).free
    if lacking > free:
        raise UserError(
            f"The model {model_id} takes {lacking / 1e9:,.1f} GB more, and {free / 1e9:,.1f} GB are free.",
            "Make room, or let HF_HOME name a folder on another disk.",
        )


def _fetch_all(
    model_id: str,
    commit: str,
    files: tuple[HubFile, ...],
    repository: Path,
    folder: Path,
    tell: Tell,
    token: str | None,
) -> None:
    total = sum(file.size for file in files)
    done = 0
    tell(done, total)
    for file in files:
        if not _is_here(folder, file):
            _fetch(model_id, commit, file, repository, _part_of(tell, done, total), token)
            _show(repository / "blobs" / file.content, folder / file.name)
        done += file.size
        tell(done, total)


def _part_of(tell: Tell, before: int, total: int) -> Callable[[int], None]:
    return lambda here: tell(before + here, total)


def _fetch(
    model_id: str,
    commit: str,
    file: HubFile,
    repository: Path,
    tell: Callable[[int], None],
    token: str | None,
) -> None:
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
            headers=build_hf_headers(token=token),
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


def _here(repository: Path, folder: Path, files: tuple[HubFile, ...]) -> int:
    """Bytes that have come, of whole files and of those that are not."""

    def here(file: HubFile) -> int:
        whole = _is_here(folder, file) or _size(repository / "blobs" / file.content) == file.size
        return file.size if whole else min(file.size, _size(_partial(repository, file)))

    return sum(here(file) for file in files)


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
