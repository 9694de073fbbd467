import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from geoft_gui.backends import removal
from geoft_gui.backends.elsewhere import DraftingSupervisor
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Status
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.writing import write_json
from tests.backends.fake_runs import prepared, running
from tests.runs.sample_runs import sample_run

Supervise = Callable[[str], Supervisor]
ERASE = shutil.rmtree


def folders(supervisor: Supervisor) -> list[str]:
    return [path.name for path in supervisor.root.iterdir() if path.is_dir()]


def in_use(times: int) -> Callable[[Path, Path], Path]:
    """`Path.rename` as Windows has it while a file inside the folder is open, for so many tries."""
    rename = Path.rename
    left = [times]

    def tried(source: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] >= 0:
            raise PermissionError(13, "Access is denied")
        return rename(source, target)

    return tried


def refuse(path: Path, ignore_errors: bool = False) -> None:
    """`shutil.rmtree` where one file cannot be deleted."""
    if not ignore_errors:
        raise OSError(5, "Input/output error")


def test_a_folder_that_is_in_use_for_a_moment_is_deleted_after_it(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    folder = sample_run(supervisor.root)
    monkeypatch.setattr(Path, "rename", in_use(2))
    supervisor.delete(folder)
    assert folders(supervisor) == []


def test_a_folder_that_stays_in_use_is_told_and_left_whole(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    folder = sample_run(supervisor.root)
    monkeypatch.setattr(removal, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(Path, "rename", in_use(100))
    with pytest.raises(UserError, match="is in use by another program"):
        supervisor.delete(folder)
    assert folder.run_json.is_file()


def test_files_that_stay_are_told_and_go_with_the_next_run(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    first, second = sample_run(supervisor.root), sample_run(supervisor.root)
    supervisor.list()
    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(UserError, match="not all of its files: Input/output error"):
        supervisor.delete(first)
    assert [run.path for run in supervisor.list()] == [second.path]
    monkeypatch.setattr(shutil, "rmtree", ERASE)
    supervisor.delete(second)
    assert folders(supervisor) == []


def test_what_was_left_goes_when_runs_are_listed(supervise: Supervise) -> None:
    supervisor = supervise("wait")
    folder = sample_run(supervisor.root)
    folder.path.rename(supervisor.root / ".deleted-run")
    assert supervisor.list() == []
    assert folders(supervisor) == []


def test_drafts_of_a_process_that_was_killed_go_and_those_of_others_stay(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("succeed")
    mine, left, away, begun, kept = (supervisor.draft(spec, prepared(spec)) for _ in range(5))
    gone = ProcessIdentity(1, 1.0, socket.gethostname()).as_dict()
    for folder in (left, begun):
        write_json(folder.path / "draft.json", gone)
    write_json(away.path / "draft.json", {**gone, "host": "workshop"})
    (left.path / "rehearsal").mkdir()
    with begun.writer() as writer:
        writer.write(Status(status="queued"))
    removal.unmark_draft(kept)
    assert [run.path for run in supervisor.list()] == [f.path for f in (mine, away, begun, kept)]


def test_a_run_that_was_started_stays_when_its_starter_ends(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    drafting = DraftingSupervisor(supervisor.root, {"local": LocalBackend()})
    assert not (drafting.start(spec, prepared(spec)).path / "draft.json").exists()


def test_listing_does_not_fail_for_what_cannot_be_swept(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    sample_run(supervisor.root).path.rename(supervisor.root / ".deleted-run")
    monkeypatch.setattr(shutil, "rmtree", refuse)
    assert supervisor.list() == []


def test_two_that_sweep_at_the_same_time_do_not_disturb_each_other(
    supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swept_meanwhile(path: Path, ignore_errors: bool = False) -> None:
        ERASE(path, ignore_errors)
        if not ignore_errors:
            raise FileNotFoundError(2, "No such file or directory")

    supervisor = supervise("wait")
    folder = sample_run(supervisor.root)
    monkeypatch.setattr(shutil, "rmtree", swept_meanwhile)
    supervisor.delete(folder)
    assert folders(supervisor) == []


def test_a_run_that_is_gone_already_is_told(supervise: Supervise) -> None:
    supervisor = supervise("wait")
    folder = sample_run(supervisor.root)
    shutil.rmtree(folder.path)
    with pytest.raises(UserError, match="cannot be deleted"):
        supervisor.delete(folder)


def test_a_running_run_says_what_to_do_first(supervise: Supervise) -> None:
    supervisor = supervise("wait")
    with pytest.raises(UserError) as told:
        supervisor.delete(running(supervisor))
    assert told.value.hint == "Stop it first."
