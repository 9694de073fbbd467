import hashlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from geoft_gui.backends import keeping
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec, rows_in
from tests.backends.fake_runs import identity_of, prepared, started, wait_for_step
from tests.runs.sample_runs import sample_run
from tests.waiting import wait_for

Supervise = Callable[[str], Supervisor]


def followed(supervisor: Supervisor, folder: RunFolder) -> str | None:
    def watch() -> bool:
        supervisor.watch(folder)
        return False

    for _ in folder.follow(watch):
        pass
    return folder.status()


def test_a_run_goes_from_rows_to_a_model(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    folder = supervisor.start(spec, prepared(spec))
    assert followed(supervisor, folder) == "succeeded"
    statuses = [event.status for event in folder.events() if isinstance(event, Status)]
    assert statuses == ["queued", "preparing", "running", "succeeded"]
    assert (folder.model_dir / "config.json").is_file()
    assert supervisor.list()[0].path == folder.path


def test_the_run_keeps_exactly_the_rows_it_used(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    folder = started(supervisor, spec)
    followed(supervisor, folder)
    provenance = folder.provenance
    assert provenance.data.sha256 == hashlib.sha256(spec.data.read_bytes()).hexdigest()
    assert "torch" in provenance.packages
    original = {row.number: row for row in read_rows(spec.data) if isinstance(row, Row)}
    sides = []
    for path, numbers in (
        (folder.train_data, provenance.train_rows),
        (folder.validation_data, provenance.validation_rows),
    ):
        kept = [row for row in read_rows(path) if isinstance(row, Row)]
        assert [row.messages for row in kept] == [original[number].messages for number in rows_in(numbers)]
        sides.append({skeleton(row.prompt) for row in kept})
    assert sides[0].isdisjoint(sides[1])
    assert json.loads(folder.run_json.read_text("utf-8"))["provenance"]["machine"]["cores"] >= 1


def test_a_process_that_is_gone_without_an_end_is_an_interruption(
    supervise: Supervise, spec: RunSpec
) -> None:
    supervisor = supervise("vanish")
    folder = started(supervisor, spec)
    assert followed(supervisor, folder) == "interrupted"
    assert supervisor.reconcile(folder) == "interrupted"


def test_an_interrupted_run_is_resumed_where_it_was(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("vanish")
    folder = started(supervisor, spec)
    followed(supervisor, folder)
    supervise("succeed").resume(folder)
    assert followed(supervisor, folder) == "succeeded"
    assert [event.step for event in folder.events() if isinstance(event, Step)] == [1, 2, 3, 4]
    with pytest.raises(UserError, match="nothing left"):
        supervisor.resume(folder)


def test_stopping_keeps_what_was_learnt(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    with pytest.raises(UserError, match="is running"):
        supervisor.delete(folder)
    with pytest.raises(UserError, match="is running"):
        supervisor.resume(folder)
    assert supervisor.stop(folder, keep=True) == "stopped"
    assert folder.model_dir.is_dir()
    with pytest.raises(UserError, match="not running"):
        supervisor.stop(folder, keep=True)


def test_stopping_at_once_keeps_nothing(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    assert supervisor.stop(folder, keep=False) == "stopped"
    assert not folder.model_dir.exists()


def test_a_run_that_does_not_listen_is_ended_by_force(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LEAVING_SECONDS", 0.5)
    supervisor = supervise("ignore")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    assert supervisor.stop(folder, keep=False) == "stopped"
    assert not processes.alive(identity_of(folder))
    assert not folder.control_json.exists()


def test_a_killed_trainer_is_noticed_and_its_run_can_be_deleted(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    processes.end_tree(identity_of(folder), grace_seconds=0)
    assert supervisor.reconcile(folder) == "interrupted"
    supervisor.delete(folder)
    assert supervisor.list() == []
    assert not folder.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")
@pytest.mark.parametrize(
    ("ended_by", "said"),
    [
        ("SIGKILL", "probably because there was not enough memory"),
        ("SIGSEGV", "has crashed (SIGSEGV)"),
        ("SIGTERM", "was ended by another program (SIGTERM)"),
    ],
)
def test_how_the_system_ended_a_trainer_is_said(
    supervise: Supervise, spec: RunSpec, ended_by: str, said: str
) -> None:
    supervisor = supervise("wait")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    identity = identity_of(folder)
    os.kill(identity.pid, signal.Signals[ended_by])
    wait_for(lambda: not processes.alive(identity))
    assert supervisor.reconcile(folder) == "interrupted"
    last = [event for event in folder.events() if isinstance(event, Status)][-1]
    assert said in last.message
    # A new process has an end of its own.
    supervise("succeed").resume(folder)
    assert not (folder.path / "exit.json").exists()
    assert followed(supervisor, folder) == "succeeded"


def test_a_number_that_belongs_to_another_process_by_now_is_no_life_sign(
    supervise: Supervise, tmp_path: Path
) -> None:
    supervisor = supervise("wait")
    folder = sample_run(tmp_path / "runs")
    me = psutil.Process()
    with folder.writer() as writer:
        writer.write(Status(status="running"))
    folder.process = ProcessIdentity(os.getpid(), me.create_time() - 60, socket.gethostname()).as_dict()
    assert supervisor.reconcile(folder) == "interrupted"


def test_a_run_of_another_computer_is_left_alone(supervise: Supervise, tmp_path: Path) -> None:
    supervisor = supervise("wait")
    folder = sample_run(tmp_path / "runs")
    with folder.writer() as writer:
        writer.write(Status(status="running"))
    folder.process = ProcessIdentity(1, 0.0, "another computer").as_dict()
    assert supervisor.reconcile(folder) == "running"


def test_a_run_that_is_being_written_is_not_taken_for_an_orphan(supervise: Supervise, tmp_path: Path) -> None:
    supervisor = supervise("wait")
    folder = sample_run(tmp_path / "runs")
    with folder.writer() as writer:
        writer.write(Status(status="queued"))
        assert supervisor.reconcile(folder) == "queued"
    assert supervisor.reconcile(folder) == "interrupted"


def test_an_old_request_does_not_stop_a_resumed_run(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("vanish")
    folder = started(supervisor, spec)
    followed(supervisor, folder)
    folder.request("stop")
    supervise("succeed").resume(folder)
    assert not folder.control_json.exists()
    assert followed(supervisor, folder) == "succeeded"


def test_a_start_that_is_refused_leaves_no_folder(supervise: Supervise, spec: RunSpec, starter: Path) -> None:
    supervisor = supervise("succeed")
    (starter / "config.json").unlink()
    with pytest.raises(UserError, match="no model"):
        supervisor.start(spec, prepared(spec))
    assert supervisor.list() == []


def test_an_unknown_place_to_train_is_told(supervise: Supervise, spec: RunSpec) -> None:
    with pytest.raises(UserError, match="no place to train called 'moon'"):
        supervise("succeed").start(spec.model_copy(update={"backend": "moon"}), prepared(spec))


def test_a_run_that_vanished_on_a_full_disk_says_so(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("vanish")
    folder = started(supervisor, spec)
    monkeypatch.setattr("geoft_gui.engine.machine.free_disk", lambda path: 0)
    assert followed(supervisor, folder) == "interrupted"
    last = [event for event in folder.events() if isinstance(event, Status)][-1]
    assert last.message == "The disk is full: free some space, then resume the run."


def test_of_two_resumes_at_once_one_starts(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("vanish")
    folder = started(supervisor, spec)
    followed(supervisor, folder)
    second = supervise("wait")
    # Both have seen that it was interrupted.
    monkeypatch.setattr(Supervisor, "reconcile", lambda self, folder: "interrupted")
    second.resume(folder)
    with pytest.raises(UserError, match="is running"):
        second.resume(folder)
    monkeypatch.undo()
    supervisor.request_stop(folder, keep=False)
    wait_for(lambda: folder.status() == "stopped")
