"""Requests of the user, as the training sees them."""

from pathlib import Path

import pytest

from geoft_gui.runs.events import Status
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.requests import LeaveError, Requests
from tests.runs.sample_runs import sample_run


def test_a_stop_is_taken_once_told_and_remembered(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with folder.writer() as writer:
        requests = Requests(folder, Reporter(writer))
        requests.look()
        assert requests.asked is None
        folder.request("stop")
        requests.look()
        requests.look_together()
        assert requests.asked == "stop"
    assert not folder.control_json.exists()
    told = [event.status for event in folder.events() if isinstance(event, Status)]
    assert told == ["stopping"]


def test_whoever_asks_to_stop_may_still_ask_to_leave_at_once(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    requests = Requests(folder, Reporter(None))
    folder.request("stop")
    requests.look()
    folder.request("stop_now")
    with pytest.raises(LeaveError):
        requests.look()


def test_one_of_several_processes_does_not_leave_the_others_alone(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    requests = Requests(folder, Reporter(None), process=0, processes=2)
    folder.request("stop_now")
    requests.look()
    assert requests.asked is None
    follower = Requests(folder, Reporter(None), process=1, processes=2)
    folder.request("stop")
    follower.look()
    assert folder.control_json.exists()
