"""The follower as a process of its own: the key reaches it by a pipe and nothing else."""

import io
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from geoft_gui.backends.openai_compatible import follower
from geoft_gui.backends.openai_compatible.api import Api, JobEvent
from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend
from geoft_gui.backends.openai_compatible.uploads import delete_uploads
from geoft_gui.backends.pausing import pause
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import Provider, write_custom
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings, read_hosted
from tests.backends.openai_compatible.hosted_runs import Time, hosted_folder
from tests.hosted_server import HostedServer, JobFailure
from tests.waiting import wait_for

MARKER = "marker-key-7f3a9c"


@pytest.fixture
def server() -> Iterator[HostedServer]:
    """One that wants the marker as its key, and goes on only when it is told to."""
    with HostedServer(key=MARKER, steps=4, polls_per_stage=0) as running:
        yield running


@pytest.fixture
def custom(server: HostedServer) -> Provider:
    """The server as a place of the user's own choice."""
    return write_custom(server.url)


def supervisor(root: Path, custom: Provider) -> Supervisor:
    """One that knows only this place."""
    return Supervisor(root, {"custom": OpenAICompatibleBackend(custom, lambda: MARKER)})


def run_at(root: Path) -> RunFolder:
    """A drafted run for the user's own place."""
    folder = hosted_folder(root)
    text = folder.run_json.read_text(encoding="utf-8")
    folder.run_json.write_text(text.replace('"backend": "openai"', '"backend": "custom"'), encoding="utf-8")
    assert folder.spec.hosted == HostedSettings(epochs=3)
    return folder


def test_a_killed_follower_is_taken_up_again_and_no_key_is_left_anywhere(
    tmp_path: Path, server: HostedServer, custom: Provider, own_home: Path
) -> None:
    folder, runs = run_at(tmp_path), supervisor(tmp_path, custom)
    runs.launch(folder)
    wait_for(lambda: bool(server.jobs), 60)
    process = psutil.Process((folder.process or {})["pid"])
    assert MARKER not in " ".join([*process.cmdline(), *process.environ().values()])
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, 20)
    # Its threads may outlive it for a moment, and with them its hold on the run.
    wait_for(lambda: runs.reconcile(folder) == "interrupted", 20)
    [job] = server.jobs.values()
    server.move(job.id, 20)
    runs.resume(folder)
    wait_for(lambda: runs.reconcile(folder) == "succeeded", 60)
    assert len(server.jobs) == 1
    result = read_hosted(folder.model_dir)
    assert result is not None and result.model == job.fine_tuned_model
    for file in [*tmp_path.rglob("*"), *own_home.rglob("*")]:
        assert not file.is_file() or MARKER.encode() not in file.read_bytes(), file


def test_a_key_that_the_provider_repeats_is_written_nowhere(
    tmp_path: Path, custom: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = JobFailure("end", "server_error", f"Whoever came with {MARKER} is unknown.")
    with HostedServer(key=MARKER, steps=4, failure=failure) as server:
        monkeypatch.setattr(follower, "provider", lambda _: replace(custom, base_url=server.url))
        monkeypatch.setattr(follower, "_draw", lambda _: None)
        said = JobEvent("ftevent-0", 0.0, "warn", f"The key {MARKER} is about to expire.", {})
        monkeypatch.setattr(Api, "events", lambda *_: [said])
        folder = run_at(tmp_path)
        line = io.StringIO(follower.key_line(MARKER, None, None).decode())
        assert follower.follow(folder, line, Time().pace) == 0
    assert folder.status() == "failed"
    told = folder.events_path.read_text(encoding="utf-8")
    assert "is about to expire" in told and "is unknown" in told and MARKER not in told


def test_a_run_is_paused_where_its_provider_can(
    tmp_path: Path, server: HostedServer, custom: Provider
) -> None:
    folder, runs = run_at(tmp_path), supervisor(tmp_path, custom)
    runs.launch(folder)
    wait_for(lambda: folder.status() == "running", 60)
    assert pause(runs, folder) == "paused"
    [job] = server.jobs.values()
    assert job.status == "paused"
    runs.resume(folder)
    wait_for(lambda: job.status != "paused", 60)
    assert runs.stop(folder, keep=False) == "stopped"
    never = supervisor(tmp_path, replace(custom, can_pause=False))
    with pytest.raises(UserError, match="is not running"):
        pause(never, folder)


def test_uploads_are_deleted_when_the_run_has_ended(
    tmp_path: Path, server: HostedServer, custom: Provider
) -> None:
    folder = run_at(tmp_path)
    with Connection(custom, MARKER) as connection:
        with pytest.raises(UserError, match="has sent no rows"):
            delete_uploads(folder, connection)
        runs = supervisor(tmp_path, custom)
        runs.launch(folder)
        wait_for(lambda: bool(server.jobs), 60)
        with pytest.raises(UserError, match="is running"):
            delete_uploads(folder, connection)
        assert runs.stop(folder, keep=False) == "stopped"
        assert [job.status for job in server.jobs.values()] == ["cancelled"]
        assert delete_uploads(folder, connection) == 2
        assert not server.files
        assert delete_uploads(folder, connection) == 0
