"""What is known of a hosted run's files and job: `hosted.json` in its folder, written before it matters."""

import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import write_json

_FILE: Final = "hosted.json"


class SentFile(BaseModel):
    """One file of rows: what it is called at the provider, and its id there once it has arrived."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str
    bytes: int
    id: str | None = None
    deleted: bool = False
    """Whether GeoFT has deleted it there since."""


class HostedState(BaseModel):
    """How far a hosted run has come.

    `run` goes with the job, so that it is known again. `address` is where the provider was when it was first
    spoken to, `model` what it calls the model that is trained.

    `asked` is set before the provider is asked for a job and taken back when it has not made one, as far as
    its answer or its list tells; `unclear`: for one of these questions only the list told it, and a job may
    appear there late. `before` are the jobs with the same file and without a mark that were there before
    anything was unclear. `settled`: the list was looked at once more after the creation. `twins` are the
    jobs that were made beside ours, and dealt with. `over`: the job was seen to have ended,
    or is gone. `missing`: when it was looked for last, the provider knew of no such job.
    """

    model_config = ConfigDict(frozen=True)

    run: str
    provider: str
    address: str = ""
    model: str | None = None
    train: SentFile | None = None
    validation: SentFile | None = None
    asked: datetime | None = None
    unclear: bool = False
    before: tuple[str, ...] = ()
    job: str | None = None
    settled: bool = False
    twins: tuple[str, ...] = ()
    over: bool = False
    missing: bool = False
    paused: bool = False
    uploads_deleted: bool = False

    @property
    def may_go_on(self) -> bool:
        """Whether there is, or may be, a job whose end nobody has seen."""
        return not self.over and (self.job is not None or self.asked is not None)


class Record:
    """The state of one run, on disk before anything goes on from it."""

    def __init__(self, path: Path, state: HostedState) -> None:
        self._path = path
        self.state = state

    @classmethod
    def of(cls, folder: RunFolder, provider: str) -> Self:
        """The record of a run; a new one, with a mark of its own, where there is none yet.

        Raises UserError when it is damaged: without it a job could be started a second time.
        """
        path = folder.path / _FILE
        if not path.exists():
            record = cls(path, HostedState(run=uuid.uuid4().hex, provider=provider))
            record.change()
            return record
        return cls(path, _read(path))

    @classmethod
    def existing(cls, folder: RunFolder) -> Self | None:
        """The record of a run that has one. Raises UserError when it is damaged."""
        path = folder.path / _FILE
        return cls(path, _read(path)) if path.exists() else None

    def require_address(self, provider: Provider) -> None:
        """Note where the provider is. Raises UserError where the run has a job, or rows, at another address:
        neither its ids nor the key are for whoever answers there now."""
        state, now = self.state, provider.base_url.rstrip("/")
        if state.address and state.address != now:
            if state.job is None and state.asked is None and state.train is None:
                self.change(address=now)
                return
            raise UserError(
                f"This run belongs to {state.address}, but the address of {provider.called} is {now} now.",
                f"Give {provider.called} the address {state.address} again in Settings → Keys, then go on.",
            )
        if not state.address:
            self.change(address=now)

    def change(self, **changes: Any) -> None:
        """Note what is known now."""
        self.state = self.state.model_copy(update=changes)
        write_json(self._path, self.state.model_dump(mode="json"))


def others(folder: RunFolder) -> Iterator[tuple[Path, HostedState]]:
    """The folders and states of the other hosted runs beside this one, but for those that are damaged."""
    for path in folder.path.parent.glob(f"*/{_FILE}"):
        if path.parent != folder.path:
            with suppress(UserError):
                yield path.parent, _read(path)


def jobs_of_others(folder: RunFolder) -> frozenset[str]:
    """The jobs that belong to the other runs beside this one. A record that is damaged tells nothing."""
    return frozenset(state.job for _, state in others(folder) if state.job)


def _read(path: Path) -> HostedState:
    try:
        return HostedState.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise UserError(
            f"The file {path} is damaged or cannot be read.",
            "See at the provider whether the training goes on there, and start a new run if it does not.",
            str(error),
        ) from error
