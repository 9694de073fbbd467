"""Data sets from the Hugging Face hub, as files on this computer."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from geoft_gui.data.desk.request import Request, Tell
from geoft_gui.data.readers.folders import COMPANIONS
from geoft_gui.data.rows import SUFFIXES
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

Progress = Callable[[float], None]
"""Called with the share that is done, from 0 to 1; with -1 while it is not known."""

_TIMEOUT: Final = 20.0
_ADDRESSES: Final = ("https://huggingface.co/datasets/", "huggingface.co/datasets/", "hf://datasets/")
"""People copy the address of a data set rather than its name."""


@dataclass(frozen=True)
class _HubFile:
    name: str
    size: int


class _Cancelled(Exception):
    """The user does not want the rest."""


def fetch(request: Request, tell: Tell) -> dict[str, Any]:
    """Download the data set `name` into `folder`, with the key `token` where there is one.

    Tells the `share` that is done, and answers the `path`.
    Done in a child: a server that has stopped answering cannot hold up anything else there.
    """
    folder = Path(request["folder"])
    path = fetch_dataset(
        request["name"],
        folder,
        lambda share: tell({"share": share}),
        lambda: False,
        token=request["token"],
    )
    return {"path": str(path)}


def fetch_dataset(
    dataset_id: str,
    folder: Path,
    on_progress: Progress,
    cancelled: Callable[[], bool],
    endpoint: str | None = None,
    token: str | None = None,
) -> Path:
    """Download the files with rows of a data set; what has been downloaded before is not again.

    Args:
        dataset_id: ``owner/name``, or the address of its page.
        folder: where a folder for this state of the data set is made.
        on_progress: hears how far it is.
        cancelled: asked between pieces.
        endpoint: another server than huggingface.co. No key that is stored on this computer is sent there.
        token: the key of an account; without it, the one that Hugging Face's own programs have stored.

    Returns:
        The folder, or the file where there is only one.

    Raises:
        UserError: the data set is not there, not given to everybody, has no rows, or does not fit on the
            disk; nobody answers; or it was cancelled.
    """
    # It takes a quarter of a second to load, and most of the time nothing is fetched.
    from huggingface_hub import HfApi, constants  # noqa: PLC0415

    name = _name(dataset_id)
    # Its faster way of downloading cannot be stopped half-way, and keeps a second copy of everything.
    constants.HF_HUB_DISABLE_XET = True
    api = HfApi(endpoint=endpoint, token=token or (None if endpoint is None else False))
    on_progress(-1)
    with _plain_words(name, api.endpoint):
        revision, files = _data_files(api, name)
        place = folder / f"{name.replace('/', '--')}-{revision[:8]}"
        total = sum(file.size for file in files)
        _refuse_what_does_not_fit(name, place, total)
        done = 0
        for file in files:
            if cancelled():
                raise _Cancelled
            _fetch(api, name, revision, file, place, _Meter(done, total, on_progress, cancelled))
            done += file.size
        on_progress(1)
    return place / files[0].name if len(files) == 1 else place


def _name(dataset_id: str) -> str:
    name = dataset_id.strip()
    for address in _ADDRESSES:
        if name.startswith(address):
            name = "/".join(name.removeprefix(address).split("?")[0].split("/")[:2])
    return name.strip("/")


def _data_files(api: "HfApi", name: str) -> tuple[str, list[_HubFile]]:
    """The state that the data set is in now, and its files with rows."""
    info = api.dataset_info(name, files_metadata=True, timeout=_TIMEOUT)
    siblings = info.siblings or ()
    files = [_HubFile(each.rfilename, each.size or 0) for each in siblings if _holds_rows(each.rfilename)]
    if not files or info.sha is None:
        raise UserError(
            f"The data set {name} has no files of rows that GeoFT reads.",
            f"Choose one with {', '.join(SUFFIXES[:6])} files.",
        )
    return info.sha, files


def _holds_rows(file_name: str) -> bool:
    path = PurePosixPath(file_name)
    # A name is what a stranger wrote; it must not lead out of the folder.
    leads_out = path.is_absolute() or ".." in path.parts or "\\" in file_name or ":" in file_name
    hidden = any(part.startswith(".") for part in path.parts)
    return (
        file_name.lower().endswith(SUFFIXES)
        and path.name.lower() not in COMPANIONS
        and not leads_out
        and not hidden
    )


def _refuse_what_does_not_fit(name: str, place: Path, total: int) -> None:
    place.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place).free
    if total > free:
        raise UserError(
            f"The data set {name} takes {total / 1e9:,.1f} GB, and only {free / 1e9:,.1f} GB are free here.",
            "Make room, or download some of its files in a browser and open them here.",
        )


class _Meter:
    """Counts what comes, for all files together, and stops the download when nobody wants it."""

    def __init__(self, before: int, total: int, on_progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._done = before
        self._total = total
        self._on_progress = on_progress
        self._cancelled = cancelled

    def add(self, amount: float) -> None:
        """So many bytes more have come; fewer than none where a file is begun again."""
        if self._cancelled():
            raise _Cancelled
        self._done += int(amount)
        self._on_progress(max(0.0, min(1.0, self._done / self._total)) if self._total else -1)


def _fetch(api: "HfApi", name: str, revision: str, file: _HubFile, place: Path, meter: _Meter) -> None:
    class Bar:
        """What the library takes for a bar on the terminal."""

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def __enter__(self) -> "Bar":
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            pass

        def update(self, amount: float | None = 1) -> None:
            meter.add(amount or 0)

    api.hf_hub_download(
        name,
        file.name,
        repo_type="dataset",
        revision=revision,
        local_dir=place,
        tqdm_class=Bar,
    )


@contextmanager
def _plain_words(name: str, server: str) -> Iterator[None]:
    """What can go wrong with a download, said to the user."""
    import httpx2  # noqa: PLC0415
    from huggingface_hub import errors  # noqa: PLC0415

    page = f"{server.removeprefix('https://')}/datasets/{name}"
    try:
        yield
    except _Cancelled:
        raise UserError("Fetching the data set was stopped.") from None
    except errors.HFValidationError as error:
        raise UserError(
            f"“{name[:80]}” is not the name of a data set.",
            "It looks like owner/name, as in the address huggingface.co/datasets/owner/name.",
        ) from error
    except errors.GatedRepoError as error:
        raise UserError(
            f"The data set {name} is only given to those who have asked for it.",
            f"Ask for it at {page}, then download its files there and open them here.",
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise UserError(
            f"There is no data set {name} on Hugging Face, or it is private.", "Check how its name is spelt."
        ) from error
    except (errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError, httpx2.TransportError) as error:
        raise UserError(
            "Hugging Face cannot be reached.",
            "Check the connection to the internet and try again.",
            details=str(error),
        ) from error
    except errors.HfHubHTTPError as error:
        raise UserError(
            f"Hugging Face did not give the data set {name} (error {error.response.status_code}).",
            "Try again in some minutes.",
            details=str(error),
        ) from error
    except OSError as error:
        raise UserError(
            f"The data set {name} cannot be saved: {error.strerror or _first_sentence(error)}.",
            "Check the connection and the room on the disk, and try again.",
            details=str(error),
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"What answers at {server} is not Hugging Face.",
            "Check the connection to the internet; a network that asks for a sign-in may be in between.",
            details=str(error),
        ) from error


def _first_sentence(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["it did not come whole"])[0].rstrip(".")
