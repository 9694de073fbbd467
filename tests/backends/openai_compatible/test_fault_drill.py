"""Whatever network, provider and computer do: one job for each Start, every event once and in order."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from geoft_gui.backends.openai_compatible.api import Api, HostedFile, Job
from geoft_gui.backends.openai_compatible.life import Life
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.events import Checkpoint, Event, Status, StatusName, Step
from geoft_gui.runs.folder import RequestName, RunFolder
from geoft_gui.runs.hosted import read_hosted
from geoft_gui.runs.writing import EventWriter
from tests.backends.openai_compatible.hosted_runs import KEY, Time, hosted_folder, said, small_provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer, JobFailure
from tests.hosted_server.faults import SLOW

SCHEDULES: Final = 150
STEPS: Final = 6
UNMARKED_SCHEDULES: Final = 40
CREATE: Final = ("POST", "/fine_tuning/jobs")
PATIENT_SECONDS: Final = 4.0
HOURS: Final = 3 * 3600.0
QUICK: Final = tuple(kind for kind in Fault if kind is not Fault.NONE and kind not in SLOW)
_MOST_LIVES: Final = 12


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, not even its clean-up of what it was at."""


class Fate:
    """At which of the moments that matter each process of a run is killed; most of them never."""

    def __init__(self, chance: random.Random, kills: int) -> None:
        self._lives = [chance.randrange(1, 90) for _ in range(kills)]
        self._left: int | None = None
        self.begin()

    def begin(self) -> None:
        """Another process begins."""
        self._left = self._lives.pop() if self._lives else None

    def moment(self) -> None:
        """One of these moments: before and after anything is written or asked for."""
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                raise Killed


class MortalApi(Api):
    """May not live to hear the answer."""

    def __init__(self, connection: Connection, provider: Provider, fate: Fate) -> None:
        super().__init__(connection.once, provider)
        self._fate = fate
        # The half minute in which a list settles takes no time here: the server is not to act after it.
        self._patient = Api(connection.once.with_options(timeout=PATIENT_SECONDS), provider)

    def create(self, request: Mapping[str, Any]) -> Job:
        self._fate.moment()
        made = self._patient.create(request)
        self._fate.moment()
        return made

    def upload(self, path: Path, name: str, tell: Callable[[int], object]) -> HostedFile:
        made = super().upload(path, name, tell)
        self._fate.moment()
        return made


class MortalWriter:
    """May be torn in the middle of a line."""

    def __init__(self, writer: EventWriter, folder: RunFolder, fate: Fate) -> None:
        self._writer = writer
        self._path = folder.events_path
        self._fate = fate

    def write(self, event: Event) -> Event:
        try:
            self._fate.moment()
        except Killed:
            with self._path.open("ab") as file:
                file.write(b'{"seq": 9999, "type": "st')
            raise
        written = self._writer.write(event)
        self._fate.moment()
        return written


@contextmanager
def mortal_records(fate: Fate) -> Iterator[None]:
    """Processes may be killed right before and after they note something."""
    change = Record.change

    def noting(record: Record, **changes: Any) -> None:
        fate.moment()
        change(record, **changes)
        fate.moment()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Record, "change", noting)
        yield


class Drill:
    """One run under one schedule."""

    def __init__(
        self, seed: int, root: Path, server: HostedServer, connection: Connection, *, keeps_marks: bool = True
    ) -> None:
        self.chance = random.Random(seed)
        self.server = server
        self.connection = connection
        self.folder = hosted_folder(root, f"run-{seed}", rows=12)
        self.wish: RequestName | None = {7: "stop", 8: "stop_now", 9: "pause"}.get(seed % 10)  # type: ignore[assignment]
        self.fails = seed % 10 == 6
        self.time = Time(at=self._later)
        self._wish_at = self.chance.randrange(1, 60)
        self._moments = 0
        self.fate = Fate(self.chance, seed % 3)
        # Seconds until a job that was made is in the list; less than a run waits for that.
        self._lag = self.chance.choice([0.0, 0.0, 12.0] if keeps_marks else [12.0, 45.0])
        self._keeps_marks = keeps_marks
        self._first_seen: dict[str, float] = {}
        server.begin_anew(
            faults=self._faults(seed),
            steps=STEPS,
            polls_per_stage=self.chance.choice([0.25, 1]),
            results=self.chance.choice(["plain", "base64", "none"]),
            failure=JobFailure.internal() if self.fails else None,
            listed_after=1e9 if self._lag else 0.0,
        )

    def _faults(self, seed: int) -> FaultSchedule:
        if self._keeps_marks:
            return FaultSchedule(seed, kinds=QUICK) if seed % 10 else FaultSchedule(seed)
        unclear = self.chance.choice([Fault.RESET_AFTER, Fault.GATEWAY_TIMEOUT, Fault.RESET_BEFORE])
        then = self.chance.choice([[], [Fault.RATE_LIMIT], [Fault.RATE_LIMIT_TOLD, Fault.RESET_AFTER]])
        return FaultSchedule(seed, kinds=QUICK, first={CREATE: [unclear, *then]})

    def run(self) -> StatusName:
        """Start it, and resume it as often as its process is killed."""
        for _ in range(_MOST_LIVES):
            try:
                status = self._live()
            except Killed:
                self.fate.begin()
                continue
            if status not in {"paused", "interrupted"}:
                return status
        raise AssertionError("it never ends")

    def _live(self) -> StatusName:
        provider = small_provider(self.server.url, keeps_metadata=self._keeps_marks)
        with self.folder.writer() as writer, mortal_records(self.fate):
            mortal: Any = MortalWriter(writer, self.folder, self.fate)
            api = MortalApi(self.connection, provider, self.fate)
            return Life(self.folder, mortal, api, provider, "", self.time.pace).live()

    def _later(self, seconds: float) -> None:
        self._moments += 1
        for job in list(self.server.jobs.values()):
            if not self._keeps_marks:
                job.metadata = None
            if seconds - self._first_seen.setdefault(job.id, seconds) >= self._lag:
                job.listed_from = 0.0
        if self._moments == self._wish_at and self.wish is not None:
            self.folder.request(self.wish)
        if self.chance.random() < 0.01:
            # The lid was closed.
            self.time.seconds += HOURS


@pytest.fixture(scope="module")
def server() -> Iterator[HostedServer]:
    """One server for all schedules; each begins anew on it."""
    with HostedServer() as running:
        yield running


@pytest.fixture(scope="module")
def connection(server: HostedServer) -> Iterator[Connection]:
    """One connection: to make one takes longer than a whole run."""
    with Connection(small_provider(server.url), KEY, timeout=0.3) as made:
        yield made


@pytest.mark.parametrize("tens", range(SCHEDULES // 10))
def test_one_job_and_every_event_once_and_in_order(
    tens: int, tmp_path: Path, server: HostedServer, connection: Connection
) -> None:
    for seed in range(10 * tens, 10 * tens + 10):
        drill = Drill(seed, tmp_path, server, connection)
        status = drill.run()
        judge(seed, drill, status)


def judge(seed: int, drill: Drill, status: StatusName) -> None:
    """The three promises."""
    folder, server = drill.folder, drill.server
    jobs = list(server.jobs.values())
    told = said(folder)
    events = list(folder.events())
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), seed
    last = [event for event in events if isinstance(event, Status)][-1]
    assert last.status == status, seed
    if drill.wish in {"stop", "stop_now"} and not jobs:
        assert (status, told) == ("stopped", []), seed
        return
    assert len(jobs) == 1, f"{seed}: {len(jobs)} jobs"
    [job] = jobs
    expected = [event["id"] for event in job.events]
    if drill.wish == "stop_now" and status == "stopped":
        assert told == expected[: len(told)], seed
    else:
        assert told == expected, seed
        steps = [event.step for event in events if isinstance(event, Step)]
        assert steps == list(range(1, len(steps) + 1)), seed
        kept = [event.source for event in events if isinstance(event, Checkpoint)]
        assert kept == [checkpoint["id"] for checkpoint in job.checkpoints], seed
    assert server.files[job.training_file].content == (folder.data_dir / "upload-train.jsonl").read_bytes(), (
        seed
    )
    assert status == {"succeeded": "succeeded", "failed": "failed", "cancelled": "stopped"}[job.status], seed
    result = read_hosted(folder.model_dir)
    if status == "succeeded":
        assert result is not None and result.model == job.fine_tuned_model, seed
    if status == "failed":
        assert result is None, seed


@pytest.mark.parametrize("tens", range(UNMARKED_SCHEDULES // 10))
def test_one_job_stays_where_marks_get_lost_and_the_list_is_late(
    tens: int, tmp_path: Path, server: HostedServer, connection: Connection
) -> None:
    for seed in range(1000 + 10 * tens, 1010 + 10 * tens):
        # Each on its own: the server counts its jobs anew, and one of a run beside this is none of ours.
        drill = Drill(seed, tmp_path / str(seed), server, connection, keeps_marks=False)
        status = drill.run()
        judge_unmarked(seed, drill, status)


def judge_unmarked(seed: int, drill: Drill, status: StatusName) -> None:
    """What was made twice, before anybody could see it, is cancelled; of the one that stays all is told."""
    jobs = drill.server.jobs
    known = Record.of(drill.folder, "openai").state.job
    told = [(one.id, one.status) for one in jobs.values()]
    going_on = [one.id for one in jobs.values() if one.status not in {"cancelled", "failed"}]
    if known is None:
        assert status == "stopped" and drill.wish in {"stop", "stop_now"}, f"{seed}: {told}"
        return
    kept = jobs[known]
    assert going_on == ([known] if status == "succeeded" else []), f"{seed}: {status}, {known} of {told}"
    if status != "stopped":
        ours = {event["id"] for event in kept.events}
        assert [one for one in said(drill.folder) if one in ours] == [one["id"] for one in kept.events], seed
        assert kept.status == status, seed
