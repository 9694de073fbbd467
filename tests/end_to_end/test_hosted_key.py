"""A key of a provider is nowhere but where its user has put it: a whole hosted training is searched for it.

The key is of no form that keys are known to have, and the server repeats it wherever it can.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from geoft_gui.runs.events import Error_, Step, Warning_
from geoft_gui.runs.folder import RunFolder
from tests.end_to_end.cubes import write_rows
from tests.end_to_end.secret_search import Marker, SecretSearch
from tests.end_to_end.secret_service import needs_a_keyring
from tests.end_to_end.test_keyring import Session, session
from tests.hosted_server import Fault, FaultSchedule, HostedServer, JobFailure
from tests.hosted_server.platform import Refused
from tests.waiting import wait_for

pytestmark = needs_a_keyring

ROOT = Path(__file__).parents[2]
FOLLOWER = "-m geoft_gui.backends "
DONE = 40
"""Stages, more than a job has."""


class Terminal:
    """GeoFT in a terminal of a user whose every file, process and line is searched."""

    def __init__(self, user: Session, search: SecretSearch) -> None:
        self.home = user.home
        self.search = search
        self.environment = user.environment | {
            # Whatever is put aside for a moment is searched as well.
            "TMPDIR": str(user.home / "tmp"),
            # The provider's library says as much as it can.
            "OPENAI_LOG": "debug",
        }

    def geoft(self, *arguments: str, given: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        """A command to its end."""
        done = subprocess.run(
            _command(*arguments),
            input=given,
            capture_output=True,
            text=True,
            env=self.environment | more,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
        for where, text in (("output", done.stdout), ("errors", done.stderr)):
            self.search.look_at_text(f"{where} of {arguments[:2]}", text)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """A command that goes on."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            _command(*arguments), stdout=pipe, stderr=pipe, text=True, env=self.environment, cwd=ROOT
        )

    def said(self, process: "subprocess.Popen[str]") -> str:
        """All that it has printed by its end."""
        text = "".join(process.communicate(timeout=60))
        self.search.look_at_text("output", text)
        assert "Traceback" not in text
        return text

    def newest(self) -> RunFolder:
        """The run that was started last."""
        runs = sorted((self.home / "geoft" / "runs").glob("*/run.json"), key=lambda run: run.stat().st_ctime)
        return RunFolder(runs[-1].parent)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "geoft_gui", *arguments]


@contextmanager
def searched(
    home: Path, marker: Marker, given_to: tuple[str, ...] = ()
) -> Iterator[tuple[Terminal, SecretSearch]]:
    with session(home, unlocked=True) as user, SecretSearch(marker, [home], given_to) as search:
        (home / "tmp").mkdir()
        yield Terminal(user, search), search


def test_a_key_in_the_system_store_is_nowhere_else(tmp_path: Path) -> None:
    marker = Marker()
    rows = str(write_rows(tmp_path / "cubes.jsonl", sides=25))
    training = ("train", "--backend", "custom", "--model", "some-model", "--data", rows)
    with (
        HostedServer(key=marker.value, steps=6, polls_per_stage=0) as server,
        searched(tmp_path / "home", marker) as (terminal, search),
    ):
        geoft = terminal.geoft
        assert geoft("keys", "custom", server.url).returncode == 0
        assert geoft("keys", "set", "custom", given=marker.value).returncode == 0
        assert geoft("keys", "list").stdout.count(marker.value[-4:]) == 1

        looked = geoft(*training, "--dry-run", "--json")
        told = json.loads(looked.stdout)
        assert told["rows"] + told["validation_rows"] == 100
        assert server.requests == []

        # Trouble on the way, and the process that follows the training dies.
        server.faults = FaultSchedule.planned(
            {
                ("POST", "/files"): [Fault.RESET_BEFORE, Fault.RESET_AFTER],
                ("POST", "/fine_tuning/jobs"): [Fault.RATE_LIMIT_TOLD],
                ("GET", "/fine_tuning/jobs/*/events"): [Fault.TORN_RESPONSE],
            }
        )
        process = terminal.start(*training)
        wait_for(lambda: server.jobs)
        (job,) = server.jobs.values()
        job.say(f"Your key {marker.value} was accepted")
        job.say(f"Your key {marker.value} is old", "warn")
        run = terminal.newest()
        wait_for(lambda: any(isinstance(event, Warning_) for event in run.events()))
        assert run.process is not None
        psutil.Process(run.process["pid"]).kill()
        assert "interrupted" in terminal.said(process)
        assert process.returncode == 1

        # Followed again, it is done.
        server.move(job.id, DONE)
        resumed = geoft("runs", "resume", run.path.name)
        assert resumed.returncode == 0, resumed.stderr
        assert run.status() == "succeeded"
        assert [event.step for event in run.events() if isinstance(event, Step)] == [*range(1, 7)]
        assert [job.status for job in server.jobs.values()] == ["succeeded"]
        assert geoft("ask", "--model", run.path.name, "Create a 20mm cube").returncode == 0
        assert geoft("runs", "show", run.path.name, "--json").returncode == 0
        assert "2 files" in geoft("runs", "delete-uploads", run.path.name).stdout

        assert any(FOLLOWER in command for command in search.processes)
        assert search.rounds > 50
        assert all(marker.value not in str((sent.path, sent.query, sent.body)) for sent in server.requests)
    assert search.found == set()


def test_an_error_that_repeats_the_key_is_told_without_it(tmp_path: Path) -> None:
    marker = Marker()
    rows = str(write_rows(tmp_path / "cubes.jsonl", sides=25))
    training = ("train", "--backend", "custom", "--model", "some-model", "--data", rows)
    message = f"The key {marker.value} has no credit left."

    def refuse(messages: object, model: str) -> str:
        raise Refused(400, message, code="strange")

    with (
        HostedServer(
            key=marker.value,
            polls_per_stage=0.05,
            failure=JobFailure("end", "strange", message),
            answer=refuse,
        ) as server,
        searched(tmp_path / "home", marker) as (terminal, search),
    ):
        server.platform.put_model("some-model")
        geoft = terminal.geoft
        geoft("keys", "custom", server.url)
        geoft("keys", "set", "custom", given=marker.value)
        failed = geoft(*training)
        assert failed.returncode == 1
        assert "has no credit left" in failed.stderr
        run = terminal.newest()
        assert [event for event in run.events() if isinstance(event, Error_)]
        refused = geoft("ask", "--model", "custom:some-model", "Create a 20mm cube")
        assert refused.returncode == 1
        assert "has no credit left" in refused.stderr

        # Another key by now: the old one is refused, and is not told either.
        server.begin_anew(key="another")
        for arguments in (("keys", "test", "custom"), training):
            refused = geoft(*arguments)
            assert refused.returncode == 1
            assert "key" in refused.stderr
    assert search.found == set()


def test_a_key_in_the_environment_stays_with_whom_it_was_given(tmp_path: Path) -> None:
    marker = Marker()
    home = tmp_path / "home"
    rows = str(write_rows(tmp_path / "cubes.jsonl", sides=25))
    training = ("train", "--backend", "custom", "--model", "some-model", "--data", rows)
    given_to = " ".join(_command(*training))
    with (
        HostedServer(key=marker.value, steps=4, polls_per_stage=0.05) as server,
        searched(home, marker, (given_to,)) as (terminal, search),
    ):
        terminal.geoft("keys", "custom", server.url)
        own = home / "geoft" / "providers.toml"
        own.write_text(own.read_text() + '\nkey_variable = "CUSTOM_API_KEY"\n', encoding="utf-8")
        done = terminal.geoft(*training, CUSTOM_API_KEY=marker.value)
        assert done.returncode == 0, done.stderr
        assert terminal.newest().status() == "succeeded"
        assert {given_to} < search.processes
        assert any(FOLLOWER in command for command in search.processes)
    assert search.found == set()
