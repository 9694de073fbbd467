import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from geoft_gui.backends import queue, queue_runner
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.queue import RunQueue, ensure_runner
from geoft_gui.backends.queue_runner import QueueRunner
from geoft_gui.backends.queueing import QueueingSupervisor
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Error_, Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import identity_of, prepared, wait_for_step
from tests.waiting import wait_for

Supervise = Callable[[str], Supervisor]
RUNNER = str(Path(__file__).with_name("queue_with_fake_trainer.py"))


class Scripted(LocalBackend):
    """The fake trainer behaves for each run as it is told; `cannot` is a run that does not even start."""

    def __init__(self, behaviours: Mapping[str, str]) -> None:
        super().__init__()
        self._behaviours = behaviours

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        behaviour = self._behaviours.get(folder.path.name, "succeed")
        if behaviour == "cannot":
            raise OSError("no more processes")
        (folder.path.parent / "behaviour.txt").write_text(behaviour, encoding="utf-8")
        return super().start(folder, resume=resume)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_runner, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(queue, "RUNNER", (RUNNER,))


@pytest.fixture
def drafts(supervise: Supervise, spec: RunSpec) -> list[RunFolder]:
    """Three runs in the queue."""
    supervisor = supervise("succeed")
    folders = [supervisor.draft(spec, prepared(spec)) for _ in range(3)]
    for folder in folders:
        RunQueue(supervisor.root).add(folder)
    return folders


@contextmanager
def worked_through(root: Path, behaviours: Mapping[str, str]) -> Iterator[list[str]]:
    """A runner in a thread; what it tells. In the end nothing may be left to do, or something was wrong."""
    told: list[str] = []
    given_up = threading.Event()
    runner = QueueRunner(Supervisor(root, {"local": Scripted(behaviours)}), told.append)
    thread = threading.Thread(target=runner.work, args=(given_up.is_set,))
    thread.start()
    try:
        yield told
        thread.join(60)
        assert not thread.is_alive()
    finally:
        given_up.set()
        thread.join()


def order(told: list[str]) -> list[str]:
    return [line.removeprefix("Starting ").rstrip(".") for line in told if line.startswith("Starting ")]


def times(folder: RunFolder, *statuses: str) -> list[object]:
    return [e.time for e in folder.events() if isinstance(e, Status) and e.status in statuses]


def test_one_starts_when_the_one_before_has_ended_and_a_failed_one_stops_none(
    drafts: list[RunFolder],
) -> None:
    root = drafts[0].path.parent
    names = [folder.path.name for folder in drafts]
    with worked_through(root, {names[0]: "fail", names[1]: "vanish"}) as told:
        pass
    assert order(told) == names
    assert [folder.status() for folder in drafts] == ["failed", "interrupted", "succeeded"]
    assert times(drafts[1], "queued")[1] >= times(drafts[0], "failed")[0]  # type: ignore[operator]
    assert (RunQueue(root).ids, RunQueue(root).current, RunQueue(root).is_running) == ((), None, False)


def test_a_run_that_cannot_be_started_says_why_and_the_next_begins(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    drafts[1].run_json.unlink()
    with worked_through(root, {drafts[0].path.name: "cannot"}):
        pass
    assert drafts[0].status() == "failed"
    (error,) = [event for event in drafts[0].events() if isinstance(event, Error_)]
    assert "could not be started" in error.message and "no more processes" in error.details
    assert drafts[2].status() == "succeeded"


def test_those_that_wait_are_reordered_while_one_runs(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    first, second, third = (folder.path.name for folder in drafts)
    with worked_through(root, {first: "wait"}) as told:
        wait_for_step(drafts[0])
        waiting = RunQueue(root)
        assert (waiting.current, waiting.ids) == (first, (second, third))
        waiting.move(third, 0)
        assert waiting.ids == (third, second)
        with pytest.raises(UserError, match="is running already"):
            waiting.move(first, 0)
        with pytest.raises(UserError, match="is running"):
            waiting.remove(first)
        drafts[0].request("stop")
    assert order(told) == [first, third, second]


def test_a_paused_run_keeps_the_others_waiting_until_it_has_ended(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    first = drafts[0].path.name
    behaviours = {first: "wait"}
    with worked_through(root, behaviours) as told:
        wait_for_step(drafts[0])
        drafts[0].request("pause")
        wait_for(lambda: drafts[0].status() == "paused")
        assert RunQueue(root).current == first
        behaviours[first] = "succeed"
        Supervisor(root, {"local": Scripted(behaviours)}).resume(drafts[0])
    assert order(told) == [folder.path.name for folder in drafts]
    assert times(drafts[1], "preparing")[0] >= times(drafts[0], "succeeded")[0]  # type: ignore[operator]


def test_a_paused_run_that_is_taken_out_lets_the_next_begin(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    first = drafts[0].path.name
    with worked_through(root, {first: "wait"}):
        wait_for_step(drafts[0])
        drafts[0].request("pause")
        wait_for(lambda: drafts[0].status() == "paused")
        assert RunQueue(root).remove(first)
    assert [folder.status() for folder in drafts] == ["paused", "succeeded", "succeeded"]


def test_a_killed_runner_is_followed_by_another_that_goes_on(
    drafts: list[RunFolder], supervise: Supervise
) -> None:
    supervisor = supervise("wait")
    root = supervisor.root
    assert ensure_runner(root)
    wait_for_step(drafts[0])
    runner = runner_of(root)
    try:
        # The runner alone: the run that it started goes on.
        psutil.Process(runner.pid).kill()
        wait_for(lambda: not processes.alive(runner))
        assert processes.alive(identity_of(drafts[0]))
        assert not RunQueue(root).is_running
        supervise("succeed")
        assert ensure_runner(root)
        assert supervisor.stop(drafts[0], keep=True) == "stopped"
        wait_for(lambda: not RunQueue(root).is_running)
    finally:
        processes.end_tree(identity_of(drafts[0]), grace_seconds=0)
    assert [folder.status() for folder in drafts] == ["stopped", "succeeded", "succeeded"]


def test_a_run_that_waits_for_a_model_gets_the_key_of_today(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    root, queued = supervisor.root, RunQueue(supervisor.root)
    first = supervisor.draft(spec, prepared(spec))
    second = supervisor.draft(spec.model_copy(update={"model": "owner/name"}), prepared(spec))
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_user")
    queued.add(first)
    assert ensure_runner(root, lambda: pytest.fail("nobody needs the key"))
    wait_for_step(first)
    before = runner_of(root)
    queued.add(second)
    assert not ensure_runner(root, lambda: None)
    assert ensure_runner(root, lambda: "hf_today")
    # Who has started a run waits for its end: none else learns of an end by force.
    assert processes.alive(before) and queued.is_running
    supervise("succeed")
    first.request("stop")
    wait_for(lambda: second.status() == "succeeded")
    wait_for(lambda: not queued.is_running and not processes.alive(before))
    assert "The key is None, in the environment None." in first.log_path.read_text("utf-8")
    assert "The key is hf_today, in the environment None." in second.log_path.read_text("utf-8")
    log = queued.log_path.read_text("utf-8").splitlines()
    assert [line for line in log if line.startswith("Starting")] == [
        f"Starting {folder.path.name}." for folder in (first, second)
    ]


def test_of_two_who_start_it_at_once_one_does(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    for folder in drafts[1:]:
        assert RunQueue(root).remove(folder.path.name)
    started: list[bool] = []
    threads = [threading.Thread(target=lambda: started.append(ensure_runner(root))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [False, False, False, True]
    wait_for(lambda: drafts[0].status() == "succeeded")
    wait_for(lambda: not RunQueue(root).is_running)
    assert not ensure_runner(root)
    log = RunQueue(root).log_path.read_text("utf-8")
    assert log.splitlines() == [f"Starting {drafts[0].path.name}.", f"{drafts[0].path.name}: succeeded."]


def test_a_run_that_waits_is_no_orphan_and_stopping_it_takes_it_out(
    drafts: list[RunFolder], supervise: Supervise
) -> None:
    supervisor = supervise("succeed")
    supervisor.watch(drafts[1])
    assert [supervisor.reconcile(folder) for folder in drafts] == ["queued"] * 3
    with pytest.raises(UserError, match="Stop it first"):
        supervisor.delete(drafts[0])
    assert supervisor.stop(drafts[1], keep=True, given_up=lambda: True) == "stopped"
    assert RunQueue(supervisor.root).ids == (drafts[0].path.name, drafts[2].path.name)
    supervisor.delete(drafts[1])


def test_a_run_whose_turn_came_a_moment_ago_can_still_be_taken_out(drafts: list[RunFolder]) -> None:
    root = drafts[0].path.parent
    waiting = RunQueue(root)
    assert waiting.next() == drafts[0].path.name
    assert waiting.remove(drafts[0].path.name)
    assert (drafts[0].status(), waiting.current) == ("stopped", None)
    with worked_through(root, {}) as told:
        pass
    assert order(told) == [folder.path.name for folder in drafts[1:]]


def test_a_run_taken_out_can_be_put_back_or_started(drafts: list[RunFolder], supervise: Supervise) -> None:
    waiting = RunQueue(drafts[0].path.parent)
    first, second, third = (folder.path.name for folder in drafts)
    assert waiting.remove(first) and waiting.remove(second)
    assert not waiting.remove(first)
    assert drafts[0].status() == "stopped"
    waiting.add(drafts[0])
    waiting.add(drafts[0])
    assert waiting.ids == (third, first)
    supervise("succeed").resume(drafts[1])
    wait_for(lambda: drafts[1].status() == "succeeded")
    with pytest.raises(UserError, match="was started before"):
        waiting.add(drafts[1])


def test_a_run_is_queued_as_it_is_started_checked_first(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = supervise("succeed").root
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    warned: list[str] = []
    folder = QueueingSupervisor(root, {"local": LocalBackend()}).start(
        spec, prepared(spec), warn=lambda problem: warned.append(problem.message)
    )
    assert "3 rows are long." in warned
    assert (folder.status(), folder.process, RunQueue(root).ids) == ("queued", None, (folder.path.name,))


def test_a_queue_of_another_machine_is_left_to_it_unless_asked_for(drafts: list[RunFolder]) -> None:
    waiting = RunQueue(drafts[0].path.parent)
    for folder in drafts[1:]:
        waiting.remove(folder.path.name)
    raw = json.loads(waiting.path.read_text("utf-8"))
    raw["runner"] = ProcessIdentity(1, 1.0, "workshop").as_dict()
    waiting.path.write_text(json.dumps(raw), encoding="utf-8")
    assert (waiting.host, waiting.is_running) == ("workshop", False)
    assert not ensure_runner(waiting.root)
    assert ensure_runner(waiting.root, take_over=True)
    wait_for(lambda: not waiting.is_running)
    assert drafts[0].status() == "succeeded"


@pytest.mark.parametrize(
    "damage", ["{", "[]", "{}", '{"running": null, "waiting": ["../up"], "runner": null}', '{"waiting": 1}']
)
def test_a_damaged_queue_is_told(drafts: list[RunFolder], damage: str) -> None:
    waiting = RunQueue(drafts[0].path.parent)
    waiting.path.write_text(damage, encoding="utf-8")
    for use in (lambda: waiting.ids, lambda: waiting.add(drafts[0]), lambda: ensure_runner(waiting.root)):
        with pytest.raises(UserError, match="is damaged or cannot be read"):
            use()


def runner_of(root: Path) -> ProcessIdentity:
    return ProcessIdentity.from_dict(json.loads(RunQueue(root).path.read_text("utf-8"))["runner"])


def test_what_cannot_be_read_for_a_moment_is_tried_again_and_fails_no_run(
    drafts: list[RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = drafts[0].path.parent

    def passing(name: str) -> None:
        whole, failures = getattr(RunQueue, name), iter([UserError("The queue is busy."), OSError("away")])

        def work(self: RunQueue, *given: str) -> object:
            for failure in failures:
                raise failure
            return whole(self, *given)

        monkeypatch.setattr(RunQueue, name, work)

    passing("take_on")
    passing("next")
    passing("done")
    process = RunFolder.process
    unreadable = iter([UserError("process.json cannot be read.")])

    def read(folder: RunFolder) -> object:
        for failure in unreadable:
            raise failure
        return process.fget(folder)  # type: ignore[attr-defined]

    monkeypatch.setattr(RunFolder, "process", property(read, process.fset))  # type: ignore[attr-defined]
    with worked_through(root, {}) as told:
        pass
    assert order(told) == [folder.path.name for folder in drafts]
    assert [folder.status() for folder in drafts] == ["succeeded"] * 3


def test_a_run_started_outside_the_queue_is_waited_for_and_nothing_is_rehearsed_beside_it(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    alone = supervisor.start(spec, prepared(spec))
    wait_for_step(alone)
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    monkeypatch.setattr("geoft_gui.backends.supervisor.LONG_SECONDS", -1.0)
    monkeypatch.setattr(LocalBackend, "rehearse", lambda *given, **named: pytest.fail("it was rehearsed"))
    folder = QueueingSupervisor(supervisor.root, {"local": LocalBackend()}).start(spec, prepared(spec))
    waiting = RunQueue(supervisor.root)
    assert (waiting.current, waiting.ids) == (alone.path.name, (folder.path.name,))
    with worked_through(supervisor.root, {}):
        assert folder.process is None
        alone.request("stop")
    assert times(folder, "preparing")[0] >= times(alone, "stopped")[0]  # type: ignore[operator]


def test_a_run_that_is_begun_in_the_moment_of_its_stop_is_asked_to(
    drafts: list[RunFolder], supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("wait")
    waiting = RunQueue(supervisor.root)
    waiting.next()
    remove = RunQueue.remove

    def late(self: RunQueue, run: str) -> bool:
        supervisor.launch(drafts[0])
        return remove(self, run)

    monkeypatch.setattr(RunQueue, "remove", late)
    assert supervisor.stop(drafts[0], keep=True) == "stopped"
