"""One run on disk: its files, its events as they come, and requests to the process that works on it."""

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from geoft_gui.errors import UserError
from geoft_gui.paths import runs_root
from geoft_gui.runs.events import ENDED, Event, Status, StatusName
from geoft_gui.runs.spec import Provenance, RunSpec, read_provenance, read_spec
from geoft_gui.runs.tail import EventTail
from geoft_gui.runs.writing import EventWriter, runs_written, write_json

RequestName = Literal["stop", "stop_now", "pause"]
POLL_SECONDS = 0.2
_END_OF_TIME = 1e12
"""Later than any process is created, in seconds since 1970."""
_SEE_RUNS = "See which there are in Runs, or with: geoft runs list"


@dataclass(frozen=True)
class Request:
    """What the user asks of the process that works on a run."""

    id: str
    request: RequestName


class RunFolder:
    """A run folder. Cheap to make; everything is read from disk when asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run_json = path / "run.json"
        self.events_path = path / "events.jsonl"
        self.process_json = path / "process.json"
        self.control_json = path / "control.json"
        self.data_dir = path / "data"
        self.train_data = self.data_dir / "train.jsonl"
        self.validation_data = self.data_dir / "validation.jsonl"
        self.checkpoints_dir = path / "checkpoints"
        self.model_dir = path / "model"
        self.log_path = path / "log.txt"
        self.picture = path / "loss.png"

    @classmethod
    def create(cls, root: Path, spec: RunSpec, provenance: Provenance) -> "RunFolder":
        """Make a new run folder under `root`. When its id is taken, `-2`, `-3`, … is added to it.

        Raises UserError, and leaves no folder behind, when it cannot be written.
        """
        with runs_written(root):
            root.mkdir(parents=True, exist_ok=True)
            number = 1
            while True:
                named = spec if number == 1 else spec.model_copy(update={"id": f"{spec.id}-{number}"})
                try:
                    (root / named.id).mkdir()
                    break
                except FileExistsError:
                    number += 1
            folder = cls(root / named.id)
            try:
                folder.data_dir.mkdir()
                folder.checkpoints_dir.mkdir()
                record = {**named.model_dump(mode="json"), "provenance": provenance.model_dump(mode="json")}
                write_json(folder.run_json, record)
            except BaseException:
                shutil.rmtree(folder.path, ignore_errors=True)
                raise
        return folder

    @classmethod
    def open(cls, path: Path) -> "RunFolder":
        """The run in an existing folder. Raises UserError when there is no `run.json` in it."""
        folder = cls(path)
        if not folder.run_json.is_file():
            raise UserError(f"{path} is not a run folder.", _SEE_RUNS)
        return folder

    @classmethod
    def find(cls, reference: str, root: Path) -> "RunFolder":
        """The run with this id under `root`, or in this folder. Raises UserError when there is none."""
        if reference and (root / reference / "run.json").is_file():
            return cls(root / reference)
        if (Path(reference) / "run.json").is_file():
            return cls(Path(reference).resolve())
        raise UserError(f"There is no run '{reference}' in {root}.", _SEE_RUNS)

    @property
    def reference(self) -> str:
        """What to call this run in a command: its id where that is enough, else its folder."""
        return self.path.name if self.path.parent == runs_root().resolve() else str(self.path)

    @property
    def spec(self) -> RunSpec:
        """What was asked. Raises UserError when `run.json` is damaged or of a newer GeoFT."""
        return read_spec(self._run_record(), self.path)

    @property
    def provenance(self) -> Provenance:
        """Where it came from. Raises UserError when `run.json` is damaged."""
        return read_provenance(self._run_record(), self.path)

    def writer(self, patience: float = 10.0) -> EventWriter:
        """The one writer of this run's events, for a with statement.

        Entering it raises RunIsBusyError when another one is at work for longer than `patience` seconds.
        """
        return EventWriter(self.events_path, patience)

    def events(self, after_seq: int = 0) -> Iterator[Event]:
        """Every whole event so far with a higher `seq`; the rest of a torn last line is left out."""
        for event in EventTail(self.events_path):
            if _is_new(event, after_seq):
                yield event

    def follow(self, stop: Callable[[], bool], after_seq: int = 0) -> Iterator[Event]:
        """Events as they are written, until the run has ended or `stop()` says so.

        `stop` is asked at each look, five times a second; after it has said yes, what was written up to then
        still comes.
        """
        tail = EventTail(self.events_path)
        ended = stopping = False
        while True:
            for event in tail:
                if isinstance(event, Status):
                    ended = event.status in ENDED
                if _is_new(event, after_seq):
                    yield event
            if ended or stopping:
                return
            stopping = stop()
            if not stopping:
                time.sleep(POLL_SECONDS)

    def status(self) -> StatusName | None:
        """The last status written; None for a folder in which nothing has started yet."""
        last: StatusName | None = None
        for event in self.events():
            if isinstance(event, Status):
                last = event.status
        return last

    def request(self, request: RequestName) -> Request:
        """Ask the process that works on this run to stop or pause; it looks at each step.

        Raises UserError when the request cannot be written.
        """
        asked = Request(uuid.uuid4().hex, request)
        with runs_written(self.path.parent):
            write_json(self.control_json, {"id": asked.id, "request": asked.request})
        return asked

    def take_request(self) -> Request | None:
        """For the process that works on this run: the request waiting, if any; it is deleted by this."""
        taken = self.control_json.with_name("control.taken.json")
        try:
            # Moved first: a newer request that comes between reading and deleting must not get lost.
            os.replace(self.control_json, taken)
        except FileNotFoundError:
            return None
        except PermissionError:
            # Windows: the file is just being written; it is there at the next look.
            return None
        raw = json.loads(taken.read_text(encoding="utf-8"))
        taken.unlink()
        if raw.get("request") not in get_args(RequestName):
            raise ValueError(f"unknown request in control.json: {raw.get('request')!r}")
        return Request(str(raw.get("id", "")), raw["request"])

    def drop_request(self) -> None:
        """Forget a request that no process has taken."""
        self.control_json.unlink(missing_ok=True)

    @property
    def process(self) -> dict[str, Any] | None:
        """Who works, or worked last, on this run: pid, its creation time, host. None: nobody yet.

        Raises UserError when the file that says so cannot be read or is damaged in any way.
        """
        try:
            raw = json.loads(self.process_json.read_text(encoding="utf-8"))
            if not _names_a_process(raw):
                raise ValueError(f"this names no process: {raw!r}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise UserError(
                f"The file {self.process_json} is damaged or cannot be read.",
                "If it stays so, delete this file and resume the run.",
                str(error),
            ) from error
        return cast(dict[str, Any], raw)

    @process.setter
    def process(self, identity: Mapping[str, Any]) -> None:
        write_json(self.process_json, identity)

    def _run_record(self) -> dict[str, Any]:
        try:
            raw = json.loads(self.run_json.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UserError(
                f"The file {self.run_json} cannot be read.", "Start a new run.", str(error)
            ) from error
        return raw if isinstance(raw, dict) else {}


def _names_a_process(raw: object) -> bool:
    if not isinstance(raw, dict):
        return False
    pid, created, host = raw.get("pid"), raw.get("created"), raw.get("host")
    # By type, because a bool is an int too; by comparison, because NaN is nowhere between two numbers.
    is_number = type(pid) is int and pid > 0
    is_moment = (type(created) is int or type(created) is float) and 0 <= created < _END_OF_TIME
    return is_number and is_moment and isinstance(host, str)


def _is_new(event: Event, after_seq: int) -> bool:
    # A damaged line has no number of its own; it is shown rather than dropped.
    return event.seq > after_seq or event.seq == 0
