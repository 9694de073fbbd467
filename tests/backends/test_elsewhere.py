import shlex
from pathlib import Path

import pytest

from geoft_gui.backends.elsewhere import FIRST_MACHINE, for_more
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Event, Status, Step
from geoft_gui.runs.folder import RunFolder
from tests.runs.sample_runs import sample_run, write_events


def step(number: int) -> Step:
    return Step(step=number, total_steps=3, epoch=1, loss=1 / number, learning_rate=1e-3)


def test_the_command_takes_a_folder_as_it_is_called(tmp_path: Path) -> None:
    folder = sample_run(tmp_path / "Meine Läufe; rm -rf")
    words = shlex.split(for_more(folder, 1, 4).command)
    assert words[:4] == ["torchrun", "--standalone", "--nproc-per-node", "4"]
    assert words[4:] == ["-m", "geoft_gui.trainer", str(folder.path), "--stage", "train", "--resume"]


def test_several_machines_meet_at_one_of_them(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    words = shlex.split(for_more(folder, 3, 2, meeting_at="node1").command)
    options = dict(zip(words[1:11:2], words[2:12:2], strict=True))
    assert options == {
        "--nnodes": "3",
        "--rdzv-backend": "c10d",
        "--rdzv-endpoint": "node1:29400",
        "--rdzv-id": folder.path.name,
        "--nproc-per-node": "2",
    }
    unnamed = for_more(folder, 3, 2)
    assert f"{FIRST_MACHINE}:29400" in unnamed.command
    assert any(FIRST_MACHINE in need for need in unnamed.needs)


def test_what_has_to_be_there_is_said(tmp_path: Path) -> None:
    needs = for_more(sample_run(tmp_path, model="Qwen/Qwen3-0.6B"), 2, 1).needs
    assert all(need.endswith(('."', ".", '"')) for need in needs)
    said = " ".join(needs)
    for word in ('pip install "geoft[engine]"', str(tmp_path), "Qwen/Qwen3-0.6B", "share"):
        assert word in said
    alone = " ".join(for_more(sample_run(tmp_path), 1, 1).needs)
    assert "share" not in alone
    assert "download" not in alone


def test_the_same_line_begins_a_run_and_goes_on_with_it(tmp_path: Path) -> None:
    """Given again after a crash, it must not begin anew: that would delete all checkpoints."""
    folder = sample_run(tmp_path)
    first = for_more(folder, 1, 2).command
    assert first.endswith(" --resume")
    write_events(folder, Status(status="interrupted"))
    assert for_more(folder, 1, 2).command == first


def test_there_is_no_command_for_nothing(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    for machines, processes in ((0, 1), (1, 0)):
        with pytest.raises(UserError):
            for_more(folder, machines, processes)
    write_events(folder, Status(status="succeeded"))
    with pytest.raises(UserError, match="has succeeded"):
        for_more(folder, 1, 2)


def test_a_run_that_another_machine_writes_is_followed_over_a_copy_that_is_kept_up(tmp_path: Path) -> None:
    """As a synchronised folder brings it: in pieces that end anywhere, each time as a new file."""
    there, here = sample_run(tmp_path / "there"), sample_run(tmp_path / "here")
    events: list[Event] = [Status(status="running"), *map(step, (1, 2, 3)), Status(status="succeeded")]
    write_events(there, *events)
    content = there.events_path.read_bytes()
    here.process = {"pid": 1, "created": 1.0, "host": "workshop"}
    supervisor = Supervisor(tmp_path / "here", {})
    seen: list[Event] = []
    looks = 0

    def synchronise() -> bool:
        nonlocal looks
        looks += 1
        supervisor.watch(here)
        arrived = here.events_path.with_name("arriving")
        arrived.write_bytes(content[: min(len(content), looks * 70)])
        arrived.replace(here.events_path)
        return False

    for event in here.follow(synchronise):
        seen.append(event)
    assert [event.seq for event in seen] == [1, 2, 3, 4, 5]
    assert not supervisor.is_here(here)
    assert list(here.events()) == list(there.events())


def test_a_request_waits_where_the_other_machine_finds_it(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    write_events(folder, Status(status="running"))
    folder.process = {"pid": 1, "created": 1.0, "host": "workshop"}
    assert Supervisor(tmp_path, {}).request_stop(folder, keep=True)
    request = RunFolder(folder.path).take_request()
    assert request is not None and request.request == "stop"
