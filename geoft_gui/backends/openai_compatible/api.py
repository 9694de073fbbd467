"""The calls of a provider that a hosted run makes: one request each, answers checked, failures in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geoft_gui.backends.openai_compatible.upload import WatchedFile
from geoft_gui.hosted.catalogue import trainable_id
from geoft_gui.hosted.failures import HostedError, telling
from geoft_gui.hosted.providers import Provider

if TYPE_CHECKING:
    from openai import OpenAI

MARK: Final = "geoft_run"
"""Under this name a job's metadata holds which run it belongs to."""
TERMINAL: Final = frozenset({"succeeded", "failed", "cancelled"})
KNOWN: Final = TERMINAL | {"validating_files", "queued", "running", "paused", "pausing", "resuming"}
_ALSO_CALLED: Final = {
    "canceled": "cancelled",
    "completed": "succeeded",
    "error": "failed",
    "expired": "failed",
}
"""What some providers call the ends of a job."""
_PAGE: Final = 100
_MOST_PAGES: Final = 10
"""So many pages of other people's jobs and files are looked through for our own."""


@dataclass(frozen=True)
class HostedFile:
    """A file at the provider. `bytes` is 0 where the provider does not say."""

    id: str
    name: str
    bytes: int
    status: str
    details: str


@dataclass(frozen=True)
class Job:
    """A job at the provider, as it stands. `ends`: when the provider expects it to be over; None: unknown."""

    id: str
    status: str
    created: float
    model: str
    training_file: str
    metadata: Mapping[str, str]
    fine_tuned_model: str | None
    error: Mapping[str, Any]
    result_files: tuple[str, ...]
    epochs: int | None
    has_finished: bool = False
    ends: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it goes on no more. A status that nobody knows yet does not end it, though the job may say
        that it `has_finished`."""
        return self.status in TERMINAL


@dataclass(frozen=True)
class JobEvent:
    """Something that a job has said."""

    id: str
    created: float
    level: str
    message: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class JobCheckpoint:
    """A state of a job's model that can be asked."""

    id: str
    step: int
    model: str
    metrics: Mapping[str, Any]


class _MalformedError(Exception):
    """An answer that is torn, or is no answer of this interface."""


class Api:
    """One provider, spoken to with one key. Every call may raise HostedError, and none is repeated here."""

    def __init__(self, client: "OpenAI", provider: Provider) -> None:
        self._client = client.with_options(max_retries=0)
        self._provider = provider
        self._oldest_first: dict[str, bool] = {}

    def files(self, name: str) -> list[HostedFile]:
        """Those with this name among the newest files for training."""
        with self._told():
            pages = _pages(lambda after: self._client.files.list(purpose="fine-tune", limit=_PAGE, **after))
            return [file for page in pages for file in map(_file, page) if file.name == name]

    def upload(self, path: Path, name: str, tell: Callable[[int], object]) -> HostedFile:
        """Send a file; `tell` hears how many bytes have left."""
        with self._told(), WatchedFile(path, tell) as file:
            return _file(self._client.files.create(file=(name, file), purpose="fine-tune"))

    def file(self, file_id: str) -> HostedFile:
        """How a file stands."""
        with self._told():
            return _file(self._client.files.retrieve(file_id))

    def delete_file(self, file_id: str) -> bool:
        """Delete a file at the provider; False: it was gone already."""
        try:
            with self._told():
                self._client.files.delete(file_id)
        except HostedError as error:
            if error.kind != "not_found":
                raise
            return False
        return True

    def content(self, file_id: str) -> bytes:
        """What is in a file."""
        with self._told():
            return self._client.files.content(file_id).read()

    def create(self, request: Mapping[str, Any]) -> Job:
        """Ask for a job. Whether there is one after a failure, only the error's `outcome_known` says."""
        with self._told():
            return _job(self._client.fine_tuning.jobs.create(**request))

    def trainable_id(self, model: str) -> str:
        """What a request for a training has to call a model; HostedError where it cannot be trained."""
        with self._told():
            return trainable_id(self._client, self._provider, model)

    def jobs(self, run: str | None) -> list[Job]:
        """The newest jobs; with `run`, only those marked with it, where the provider can tell them apart."""
        marked: dict[str, Any] = {} if run is None else {"metadata": {MARK: run}}
        with self._told():
            listed = self._client.fine_tuning.jobs.list
            return [
                job
                for page in _pages(lambda after: listed(limit=_PAGE, **marked, **after))
                for job in map(_job, page)
            ]

    def job(self, job_id: str) -> Job:
        """How a job stands."""
        with self._told():
            return _job(self._client.fine_tuning.jobs.retrieve(job_id))

    def cancel(self, job_id: str) -> Job:
        """End a job; what it has learnt may stay in its checkpoints."""
        with self._told():
            return _job(self._client.fine_tuning.jobs.cancel(job_id))

    def pause(self, job_id: str) -> Job:
        """Let a job wait."""
        with self._told():
            return _job(self._client.fine_tuning.jobs.pause(job_id))

    def resume(self, job_id: str) -> Job:
        """Let a waiting job go on."""
        with self._told():
            return _job(self._client.fine_tuning.jobs.resume(job_id))

    def events(self, job_id: str, is_known: Callable[[str], bool]) -> list[JobEvent]:
        """What a job has said, oldest first: all that is not known, and perhaps some that is.

        Those of one second are in the provider's order: their ids say nothing of it.
        """
        found: list[JobEvent] = []
        with self._told():
            listed = self._client.fine_tuning.jobs.list_events
            for page in _pages(lambda after: listed(job_id, limit=_PAGE, **after), most=None):
                found += map(_event, page)
                if found[0].created != found[-1].created:
                    self._oldest_first[job_id] = found[0].created < found[-1].created
                if not self._oldest_first.get(job_id, False) and is_known(found[-1].id):
                    break
        if not self._oldest_first.get(job_id, False):
            found.reverse()
        return sorted(found, key=lambda event: event.created)

    def checkpoints(self, job_id: str) -> list[JobCheckpoint]:
        """The checkpoints of a job that are kept, by their steps."""
        with self._told():
            listed = self._client.fine_tuning.jobs.checkpoints.list
            pages = _pages(lambda after: listed(job_id, limit=_PAGE, **after))
            found = [checkpoint for page in pages for checkpoint in map(_checkpoint, page)]
        return sorted(found, key=lambda checkpoint: checkpoint.step)

    def shutdown(self, model: str) -> date | None:
        """The day from which a model answers no longer, where the provider says so."""
        with self._told():
            said = getattr(self._client.models.retrieve(model), "shutdown_date", None)
            try:
                return date.fromisoformat(said) if isinstance(said, str) else None
            except ValueError as error:
                raise _MalformedError(f"no date: {said}") from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with telling(self._provider):
                yield
        except _MalformedError as error:
            raise HostedError(
                f"The answer of {self._provider.called} is not what was asked for.",
                "Try again; a network that asks you to log in first may be in the way.",
                str(error),
                kind="server",
                outcome_known=False,
            ) from error


def _pages(fetch: Callable[[dict[str, Any]], Any], most: int | None = _MOST_PAGES) -> Iterator[list[Any]]:
    """The items of one page after the other, each item once. Ends also where a provider knows no pages."""
    seen: set[str] = set()
    after: dict[str, Any] = {}
    count = 0
    while most is None or count < most:
        count += 1
        page = fetch(after)
        items = getattr(page, "data", None)
        if not isinstance(items, list):
            raise _MalformedError("a list without its items")
        new = [item for item in items if _text(item, "id") not in seen]
        if not new:
            return
        yield new
        seen.update(_text(item, "id") for item in new)
        if getattr(page, "has_more", None) is False:
            return
        after = {"after": _text(items[-1], "id")}


def _job(raw: Any) -> Job:
    metadata = getattr(raw, "metadata", None)
    result_files = getattr(raw, "result_files", None)
    status = _text(raw, "status")
    return Job(
        id=_text(raw, "id"),
        status=_ALSO_CALLED.get(status.lower(), status),
        created=_number(getattr(raw, "created_at", None)) or 0.0,
        model=str(getattr(raw, "model", "")),
        training_file=str(getattr(raw, "training_file", "")),
        metadata=dict(metadata) if isinstance(metadata, Mapping) else {},
        fine_tuned_model=getattr(raw, "fine_tuned_model", None) or None,
        error=_fields(getattr(raw, "error", None)),
        result_files=tuple(map(str, result_files)) if isinstance(result_files, list) else (),
        epochs=_epochs(raw),
        has_finished=bool(getattr(raw, "finished_at", None)),
        ends=_moment(getattr(raw, "estimated_finish", None)),
    )


def _event(raw: Any) -> JobEvent:
    return JobEvent(
        id=_text(raw, "id"),
        created=_number(getattr(raw, "created_at", None)) or 0.0,
        level=str(getattr(raw, "level", "info")),
        message=str(getattr(raw, "message", "") or ""),
        data=_fields(getattr(raw, "data", None)),
    )


def _checkpoint(raw: Any) -> JobCheckpoint:
    step = getattr(raw, "step_number", None)
    return JobCheckpoint(
        id=_text(raw, "id"),
        step=step if isinstance(step, int) else 0,
        model=str(getattr(raw, "fine_tuned_model_checkpoint", "") or ""),
        metrics=_fields(getattr(raw, "metrics", None)),
    )


def _file(raw: Any) -> HostedFile:
    size = getattr(raw, "bytes", None)
    return HostedFile(
        id=_text(raw, "id"),
        name=str(getattr(raw, "filename", "") or ""),
        bytes=size if isinstance(size, int) else 0,
        status=str(getattr(raw, "status", "") or ""),
        details=str(getattr(raw, "status_details", "") or ""),
    )


def _text(raw: Any, name: str) -> str:
    value = getattr(raw, name, None)
    if not isinstance(value, str) or not value:
        raise _MalformedError(f"an answer without its {name}")
    return value


def _fields(raw: Any) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        return dict(raw)
    return dict(raw.to_dict()) if hasattr(raw, "to_dict") else {}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _moment(value: Any) -> datetime | None:
    seconds = _number(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _epochs(raw: Any) -> int | None:
    epochs = getattr(getattr(raw, "hyperparameters", None), "n_epochs", None)
    return epochs if isinstance(epochs, int) else None
