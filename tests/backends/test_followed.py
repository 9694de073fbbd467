"""Runs whose process only follows a job elsewhere, which goes on without it."""

from collections.abc import Callable

import pytest

from geoft_gui.backends import keeping
from geoft_gui.backends.elsewhere import for_more
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.pausing import pause
from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.queueing import QueueingSupervisor
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import identity_of, prepared, wait_for_step

Supervise = Callable[[str], Supervisor]


class Provider(LocalBackend):
    """A place elsewhere; the fake trainer stands in for the process that follows the job."""

    trains_here = False
    can_pause = False


@pytest.fixture
def hosted(spec: RunSpec) -> RunSpec:
    return spec.model_copy(update={"backend": "provider"})


def at_provider(supervisor: Supervisor, kind: type[Supervisor] = Supervisor) -> Supervisor:
    return kind(supervisor.root, {"local": LocalBackend(), "provider": Provider()})


def messages(folder: RunFolder) -> list[str]:
    return [event.message for event in folder.events() if isinstance(event, Status) and event.message]


def test_it_is_not_rehearsed_nor_paused_nor_ended_by_force(
    supervise: Supervise, hosted: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LEAVING_SECONDS", 0.5)
    monkeypatch.setattr("geoft_gui.backends.supervisor.LONG_SECONDS", -1.0)
    monkeypatch.setattr(LocalBackend, "rehearse", lambda *given, **named: pytest.fail("it was rehearsed"))
    supervisor = at_provider(supervise("ignore"))
    folder = supervisor.start(hosted, prepared(hosted))
    wait_for_step(folder)
    try:
        with pytest.raises(UserError, match="cannot be paused where it trains"):
            pause(supervisor, folder)
        assert not folder.control_json.exists()
        with pytest.raises(UserError, match="was asked to stop and has not ended"):
            supervisor.stop(folder, keep=False)
        assert processes.alive(identity_of(folder))
        assert folder.status() == "running"
        with pytest.raises(UserError, match="not on machines of yours"):
            for_more(folder, 1, 2)
    finally:
        processes.end_tree(identity_of(folder), grace_seconds=0)


def test_without_its_process_it_is_not_said_to_have_ended_and_is_followed_again(
    supervise: Supervise, hosted: RunSpec
) -> None:
    supervisor = at_provider(supervise("wait"))
    folder = supervisor.start(hosted, prepared(hosted))
    wait_for_step(folder)
    processes.end_tree(identity_of(folder), grace_seconds=0)
    assert supervisor.reconcile(folder) == "interrupted"
    assert messages(folder)[-1].startswith("Nobody follows this training any more")
    supervise("succeed")
    supervisor.resume(folder)
    assert supervisor.wait_for_stop(folder, keep=True) == "succeeded"
    assert messages(folder)[-1] == "Following it again."


def test_no_run_waits_for_it_and_it_waits_for_none(
    supervise: Supervise, spec: RunSpec, hosted: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoft_gui.backends.queueing.ensure_runner", lambda root, hub_key: False)
    supervisor = at_provider(supervise("wait"), QueueingSupervisor)
    queued = RunQueue(supervisor.root)
    elsewhere = supervisor.start(hosted, prepared(hosted))
    wait_for_step(elsewhere)
    assert (queued.current, queued.ids) == (None, ())
    here = supervisor.start(spec, prepared(spec))
    assert (queued.current, queued.ids) == (None, (here.path.name,))
    assert supervisor.stop(elsewhere, keep=True) == "stopped"
