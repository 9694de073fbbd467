import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geoft_gui.backends import keeping
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.runs import tail
from geoft_gui.runs.events import Event, Phase, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import identity_of, running, started, wait_for_step
from tests.runs.sample_runs import sample_run

Supervise = Callable[[str], Supervisor]


def statuses(folder: RunFolder) -> list[str]:
    return [event.status for event in folder.events() if isinstance(event, Status)]


def test_several_runs_are_asked_first_and_waited_for_after(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    folders = [started(supervisor, spec) for _ in range(2)]
    for folder in folders:
        wait_for_step(folder)
    assert [supervisor.request_stop(folder, keep=True) for folder in folders] == [True, True]
    assert [supervisor.wait_for_stop(folder, keep=True) for folder in folders] == ["stopped", "stopped"]
    assert all(folder.model_dir.is_dir() for folder in folders)
    assert not supervisor.request_stop(folders[0], keep=True)
    assert not folders[0].control_json.exists()


def test_a_run_of_another_computer_is_never_said_to_have_ended(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SAVING_SECONDS", 0.1)
    monkeypatch.setattr(keeping, "LEAVING_SECONDS", 0.1)
    supervisor = supervise("wait")
    folder = running(supervisor, host="workshop")
    for keep in (True, False):
        with pytest.raises(UserError, match="works on workshop and has not ended"):
            supervisor.stop(folder, keep=keep)
    assert statuses(folder) == ["running"]
    assert supervisor.stop(folder, keep=True, given_up=lambda: True) == "running"


def test_it_is_known_which_computer_a_run_works_on(supervise: Supervise) -> None:
    supervisor = supervise("wait")
    draft, here, there = sample_run(supervisor.root), running(supervisor), running(supervisor, "workshop")
    assert [supervisor.is_here(folder) for folder in (draft, here, there)] == [True, True, False]
    assert supervisor.host_of(draft) is None
    assert supervisor.host_of(here) == identity_of(here).host
    assert supervisor.host_of(there) == "workshop"


def test_a_run_that_ends_by_itself_at_the_last_moment_keeps_its_end(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LEAVING_SECONDS", 0.1)
    supervisor = supervise("wait")
    folder = running(supervisor)

    def too_late(identity: processes.ProcessIdentity, *, grace_seconds: float) -> None:
        with folder.writer() as writer:
            writer.write(Status(status="succeeded"))

    monkeypatch.setattr(processes, "end_tree", too_late)
    assert supervisor.stop(folder, keep=False) == "succeeded"
    assert statuses(folder) == ["running", "succeeded"]


def test_waiting_reads_each_event_once(supervise: Supervise, monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = supervise("wait")
    folder = running(supervisor)
    with folder.writer() as writer:
        for _ in range(99):
            writer.write(Phase(name="training"))
    read: list[str] = []
    from_line = tail.from_line

    def counted(line: str) -> Event:
        read.append(line)
        return from_line(line)

    monkeypatch.setattr(tail, "from_line", counted)
    monkeypatch.setattr(keeping, "_LOOK_SECONDS", 0.01)
    looks = iter([False] * 5)
    assert supervisor.wait_for_stop(folder, keep=True, given_up=lambda: next(looks, True)) == "running"
    assert len(read) == 100


@pytest.mark.parametrize("damage", ["{", "{}", "[]", '{"pid": -1, "created": 1.0, "host": "%s"}'])
def test_a_damaged_process_json_is_told_whoever_looks(supervise: Supervise, damage: str) -> None:
    supervisor = supervise("wait")
    folder = running(supervisor)
    text = damage.replace("%s", identity_of(folder).host)
    folder.process_json.write_text(text, encoding="utf-8")
    for look in (supervisor.watch, supervisor.reconcile, supervisor.is_here, supervisor.host_of):
        with pytest.raises(UserError, match="is damaged or cannot be read"):
            look(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there it looks like a lock that is held")
def test_an_orphan_that_cannot_be_marked_is_told_in_words(supervise: Supervise, tmp_path: Path) -> None:
    supervisor = supervise("wait")
    folder = running(supervisor)
    folder.process_json.unlink()
    lock = folder.events_path.with_suffix(".lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(UserError, match="cannot be written down"):
        supervisor.watch(folder)
