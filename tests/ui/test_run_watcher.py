import errno
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Event, Phase, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import EventWriter
from geoft_gui.ui.run_watcher import AT_ONCE, RunWatcher
from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_run, sample_spec, write_events

__all__ = ["starter", "supervise"]


def step(number: int) -> Step:
    return Step(step=number, total_steps=5000, epoch=0, loss=1 / number, learning_rate=1e-3)


@pytest.fixture
def watch() -> Iterator[Callable[[Supervisor], RunWatcher]]:
    watchers: list[RunWatcher] = []

    def started(supervisor: Supervisor) -> RunWatcher:
        watcher = RunWatcher(supervisor)
        watchers.append(watcher)
        watcher.broke.connect(lambda error: pytest.fail(f"the watcher broke: {error!r}"))
        watcher.start()
        return watcher

    yield started
    for watcher in watchers:
        watcher.close()


Watch = Callable[[Supervisor], RunWatcher]


def test_runs_are_known_newest_first_and_drafts_are_not(qtbot: QtBot, tmp_path: Path, watch: Watch) -> None:
    old = sample_run(tmp_path, id="20260101-000000-old")
    new = sample_run(tmp_path, id="20261122-000000-new")
    sample_run(tmp_path, id="20261123-000000-draft")
    for folder in (old, new):
        write_events(folder, Status(status="succeeded"))
    watcher = watch(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: [state.folder.path for state in watcher.states] == [new.path, old.path])
    assert not watcher.states[0].active


def test_a_run_that_comes_grows_and_goes_is_noticed(qtbot: QtBot, tmp_path: Path, watch: Watch) -> None:
    supervisor = Supervisor(tmp_path, {})
    watcher = watch(supervisor)
    folder = sample_run(tmp_path)
    write_events(folder, Status(status="running"), Phase(name="loading"))
    watcher.look_now()
    qtbot.waitUntil(lambda: watcher.state_of(folder) is not None)
    write_events(folder, *(step(number) for number in range(1, 101)), Status(status="succeeded"))
    qtbot.waitUntil(lambda: (state := watcher.state_of(folder)) is not None and not state.active)
    state = watcher.state_of(folder)
    assert state is not None
    assert (state.summary.step, state.phase) == (100, list(folder.events())[1])
    assert state.losses[0] > state.losses[-1] > 0
    assert len(state.losses) <= 60
    supervisor.delete(folder)
    watcher.look_now()
    qtbot.waitUntil(lambda: watcher.states == ())


def test_the_followed_run_is_told_from_its_first_event_in_order_and_once(
    qtbot: QtBot, tmp_path: Path, watch: Watch
) -> None:
    folder, other = sample_run(tmp_path, id="20261122-a"), sample_run(tmp_path, id="20261122-b")
    for run in (folder, other):
        write_events(run, Status(status="running"), *(step(number) for number in range(1, 2 * AT_ONCE)))
    watcher = watch(Supervisor(tmp_path, {}))
    told: list[tuple[str, RunFolder, list[Event]]] = []
    watcher.opened.connect(lambda run, events: told.append(("opened", run, events)))
    watcher.came.connect(lambda run, events: told.append(("came", run, events)))
    qtbot.waitUntil(lambda: len(watcher.states) == 2)
    watcher.follow(folder)
    qtbot.waitUntil(lambda: sum(len(events) for _, _, events in told) == 2 * AT_ONCE)
    write_events(folder, step(2 * AT_ONCE), Status(status="stopped"))
    qtbot.waitUntil(lambda: sum(len(events) for _, _, events in told) == 2 * AT_ONCE + 2)
    assert [kind for kind, _, _ in told] == ["opened"] + ["came"] * (len(told) - 1)
    assert {run.path for _, run, _ in told} == {folder.path}
    heard = [event for _, _, events in told for event in events]
    assert heard == list(folder.events())


def test_a_followed_run_that_was_just_started_is_opened_empty(
    qtbot: QtBot, tmp_path: Path, watch: Watch
) -> None:
    watcher = watch(Supervisor(tmp_path, {}))
    folder = sample_run(tmp_path)
    with qtbot.waitSignal(watcher.opened) as opened:
        watcher.follow(folder)
    assert opened.args == [folder, []]
    with qtbot.waitSignal(watcher.came) as came:
        write_events(folder, Status(status="queued"))
    assert came.args is not None
    assert [event.status for event in came.args[1]] == ["queued"]


def test_a_damaged_run_is_shown_with_its_reason(qtbot: QtBot, tmp_path: Path, watch: Watch) -> None:
    folder = sample_run(tmp_path)
    folder.run_json.write_text("{torn", encoding="utf-8")
    watcher = watch(Supervisor(tmp_path, {}))
    qtbot.waitUntil(lambda: len(watcher.states) == 1)
    state = watcher.states[0]
    assert (state.spec, state.name) == (None, folder.path.name)
    assert "cannot be read" in state.problem


def test_a_process_that_vanished_is_found_out(
    qtbot: QtBot, tmp_path: Path, supervise: Callable[[str], Supervisor], watch: Watch
) -> None:
    supervisor = supervise("vanish")
    watcher = watch(supervisor)
    spec = sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"))
    folder = supervisor.start(spec, prepare(spec.data, None, 0))

    def interrupted() -> bool:
        state = watcher.state_of(folder)
        return state is not None and state.summary.status == "interrupted"

    qtbot.waitUntil(interrupted, timeout=30_000)


def test_an_end_that_cannot_be_written_down_is_told_and_shown(
    qtbot: QtBot, tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sample_run(tmp_path)
    write_events(folder, Status(status="running"), step(1))
    folder.process = ProcessIdentity(2**22 - 1, 1.0, socket.gethostname()).as_dict()

    def full(writer: EventWriter, event: Event) -> Event:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(EventWriter, "write", full)
    watcher = watch(Supervisor(tmp_path, {}))
    told: list[UserError] = []
    watcher.troubled.connect(told.append)

    def interrupted() -> bool:
        state = watcher.state_of(folder)
        return state is not None and state.summary.status == "interrupted"

    qtbot.waitUntil(interrupted, timeout=10_000)
    assert len(told) == 1
    assert "has ended, and that cannot be written down" in told[0].message
    assert told[0].hint == "Free some space, then resume the run."
