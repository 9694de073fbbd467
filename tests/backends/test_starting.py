import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from geoft_gui.backends.base import Estimate, Problem, StartGivenUpError, StartRefusedError
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import prepared

Supervise = Callable[[str], Supervisor]


def folders(supervisor: Supervisor) -> list[str]:
    return [path.name for path in supervisor.root.iterdir() if path.is_dir()]


def full_for(*names: str) -> Callable[[Any, Any], None]:
    """`os.replace` on a disk that is full when one of these files is written."""
    replace = os.replace

    def on_full_disk(source: Path, target: Path) -> None:
        if Path(target).name in names:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    return on_full_disk


def test_a_start_given_up_during_the_check_leaves_nothing(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = ("-c", "import time; time.sleep(60)")
    supervisor = supervise("succeed")
    monkeypatch.setattr("geoft_gui.backends.row_check.TRAINER", slow)

    def checking() -> bool:
        return any(slow[1] in child.cmdline() for child in psutil.Process().children())

    with pytest.raises(StartGivenUpError):
        supervisor.start(spec, prepared(spec), given_up=checking)
    assert not checking()
    assert folders(supervisor) == []


def test_a_start_given_up_at_the_last_moment_launches_nothing(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("succeed")
    heard: list[Estimate] = []
    monkeypatch.setattr(LocalBackend, "start", lambda *arguments, **named: pytest.fail("it was launched"))
    with pytest.raises(StartGivenUpError):
        supervisor.start(spec, prepared(spec), announce=heard.append, given_up=lambda: bool(heard))
    assert folders(supervisor) == []


def test_a_start_that_is_refused_offers_what_would_mend_it(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("error", "It does not fit.", "Take fewer rows at a time.", change={"batch_size": 4})
    monkeypatch.setattr(LocalBackend, "check", lambda *given, **named: [problem])
    supervisor = supervise("succeed")
    with pytest.raises(StartRefusedError, match="It does not fit") as refused:
        supervisor.start(spec, prepared(spec))
    assert refused.value.change == {"batch_size": 4}
    assert refused.value.hint == "Take fewer rows at a time."
    assert folders(supervisor) == []


@pytest.mark.parametrize(
    "name", ["draft.json", "run.json", "train.jsonl", "validation.jsonl", "tokens.json", "process.json"]
)
def test_a_full_disk_is_told_in_words_and_leaves_nothing(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    supervisor = supervise("wait")
    preparation = prepared(spec)
    launched: list[processes.ProcessIdentity] = []
    start = processes.start

    def noted(*arguments: Any, **named: Any) -> processes.ProcessIdentity:
        launched.append(start(*arguments, **named))
        return launched[-1]

    monkeypatch.setattr(processes, "start", noted)
    monkeypatch.setattr(os, "replace", full_for(name))
    with pytest.raises(UserError, match=r"Runs cannot be written to .*: No space left on device") as told:
        supervisor.start(spec, preparation)
    assert told.value.hint == "Free some space, or choose another folder for the runs."
    assert folders(supervisor) == []
    assert not any(processes.alive(process) for process in launched)


def test_rows_that_are_gone_by_now_are_not_taken_for_a_full_disk(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    preparation = prepared(spec)
    spec.data.unlink()
    with pytest.raises(UserError, match=spec.data.name):
        supervisor.draft(spec, preparation)
    assert folders(supervisor) == []


def test_a_folder_of_runs_that_cannot_be_made_is_told(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = Supervisor(spec.data / "runs", {"local": LocalBackend()})
    with pytest.raises(UserError, match="Runs cannot be written to"):
        supervisor.draft(spec, prepared(spec))
