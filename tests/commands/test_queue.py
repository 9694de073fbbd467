"""`geoft runs queue` and `geoft runs pause`, and putting a run into the queue."""

import argparse
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.backends import queue as queueing
from geoft_gui.backends.plan import plan
from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.commands import pausing, queue
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import prepared, started, wait_for_step
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_spec
from tests.waiting import wait_for

Supervise = Callable[[str], Supervisor]
RUNNER = str(Path(__file__).parents[1] / "backends" / "queue_with_fake_trainer.py")


class Said:
    """What a command printed."""

    def __init__(self, *, as_json: bool = True) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.terminal = Terminal(as_json, self.out, self.err)

    @property
    def json(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.out.getvalue())
        return answer


def geoft(root: Path, *words: str, as_json: bool = True, said: Said | None = None) -> Said:
    """`geoft runs WORDS`, in this process."""
    parser = argparse.ArgumentParser()
    actions = parser.add_subparsers()
    queue.add(actions)
    pausing.add(actions)
    arguments = parser.parse_args([*words, "--runs", str(root)])
    said = said or Said(as_json=as_json)
    assert arguments.run(arguments, said.terminal) == 0
    return said


@pytest.fixture
def spec(tmp_path: Path) -> RunSpec:
    """A run over a small file of rows."""
    return sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"))


@pytest.fixture
def waiting(supervise: Supervise, spec: RunSpec) -> list[str]:
    """Three runs in the queue, which nobody works through."""
    supervisor = supervise("succeed")
    folders = [supervisor.draft(spec, prepared(spec)) for _ in range(3)]
    for folder in folders:
        RunQueue(supervisor.root).add(folder)
    return [folder.path.name for folder in folders]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_the_queue_is_shown_and_says_that_nobody_works_through_it(waiting: list[str], root: Path) -> None:
    assert geoft(root, "queue").json == {"running": None, "waiting": waiting, "is_running": False}
    text = geoft(root, "queue", as_json=False).out.getvalue()
    assert text.splitlines()[0] == f"1. {waiting[0]}"
    assert "geoft runs queue --go" in text


def test_an_empty_queue_says_how_to_fill_it(root: Path) -> None:
    assert "geoft train --queue" in geoft(root, "queue", as_json=False).out.getvalue()
    assert not root.exists()


def test_runs_are_moved_and_taken_out(waiting: list[str], root: Path) -> None:
    first, second, third = waiting
    assert geoft(root, "queue", "--up", third).json["waiting"] == [first, third, second]
    assert geoft(root, "queue", "--up", first).json["waiting"] == [first, third, second]
    assert geoft(root, "queue", "--down", first).json["waiting"] == [third, first, second]
    assert geoft(root, "queue", "--down", second).json["waiting"] == [third, first, second]
    assert geoft(root, "queue", "--remove", first).json["waiting"] == [third, second]
    for option in ("--up", "--remove"):
        with pytest.raises(UserError, match="is not in the queue"):
            geoft(root, "queue", option, first)


def test_after_a_restart_it_goes_on_when_told_to(
    waiting: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "RUNNER", (RUNNER,))
    for run in waiting[1:]:
        RunQueue(root).remove(run)
    assert geoft(root, "queue", "--go").json["is_running"]
    wait_for(lambda: not RunQueue(root).is_running)
    assert RunFolder(root / waiting[0]).status() == "succeeded"


def test_a_planned_run_is_checked_and_told_its_place(
    waiting: list[str], root: Path, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    planned = plan(data=spec.data, validation=None, model="starter", preset="quick", runs_root=root)
    said = Said()
    assert queue.enqueue(root, planned, said.terminal) == 0
    assert said.json["status"] == "queued"
    assert said.json["before"] == 3
    assert RunQueue(root).ids == (*waiting, Path(said.json["run"]).name)
    assert "Note: 3 rows are long." in said.err.getvalue()


def test_a_run_is_paused_and_the_way_on_is_told(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    folder = started(supervisor, spec)
    wait_for_step(folder)
    said = geoft(supervisor.root, "pause", folder.path.name, as_json=False)
    assert folder.status() == "paused"
    assert f"geoft runs resume {folder.reference}" in said.out.getvalue()
    assert "Pausing after this step" in said.err.getvalue()
    again = Said()
    with pytest.raises(UserError, match="is not running: paused"):
        geoft(supervisor.root, "pause", folder.path.name, said=again)
    assert again.err.getvalue() == ""


def test_a_run_that_waits_cannot_be_paused(waiting: list[str], root: Path) -> None:
    with pytest.raises(UserError, match="waits in the queue"):
        geoft(root, "pause", waiting[0])
