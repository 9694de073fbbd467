"""Whatever happens to the question for a job and to its answer, a run has one."""

from pathlib import Path

import pytest

from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.runs.events import Status, Warning_
from tests.backends.openai_compatible.hosted_runs import Time, hosted_folder, live, small_provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer

CREATE = ("POST", "/fine_tuning/jobs")
LOST = (
    Fault.RESET_AFTER,
    Fault.TORN_RESPONSE,
    Fault.CUT_RESPONSE,
    Fault.GATEWAY_TIMEOUT,
    Fault.TIMEOUT_AFTER,
)


def asked(server: HostedServer) -> int:
    """How often the server was asked for a job."""
    return len([one for one in server.requests if (one.method, one.path.removeprefix("/v1")) == CREATE])


@pytest.mark.parametrize("fault", LOST)
def test_a_job_whose_answer_was_lost_is_found(tmp_path: Path, fault: Fault) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=3, faults=FaultSchedule.planned({CREATE: [fault]})) as server:
        assert live(folder, small_provider(server.url), timeout=0.5) == "succeeded"
        assert (len(server.jobs), asked(server)) == (1, 1)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.SERVER_ERROR])
def test_a_job_is_asked_for_again_when_the_list_has_settled_without_it(tmp_path: Path, fault: Fault) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3, faults=FaultSchedule.planned({CREATE: [fault]})) as server:
        assert live(folder, small_provider(server.url), time) == "succeeded"
        assert (len(server.jobs), asked(server)) == (1, 2)
    assert time.seconds > time.pace.settling


def test_what_was_made_twice_all_the_same_is_cancelled_at_once(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})
    with HostedServer(steps=20, faults=faults, listed_after=1e6) as server:
        time = Time()

        def later(seconds: float) -> None:
            if len(server.jobs) == 2:
                for job in server.jobs.values():
                    job.listed_from = 0.0

        time.at = later
        assert live(folder, small_provider(server.url), time) == "succeeded"
        first, second = server.jobs.values()
        assert (first.status, second.status) == ("succeeded", "cancelled")
    assert Record.of(folder, "openai").state.job == first.id
    [warning] = [event for event in folder.events() if isinstance(event, Warning_)]
    assert second.id in warning.message


def test_a_provider_that_loses_the_mark_is_searched_by_the_file(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.NONE, Fault.RESET_AFTER]})
    with HostedServer(steps=3, faults=faults) as server:
        # Another run over the same rows: its job has the same file.
        assert live(hosted_folder(tmp_path, "earlier"), small_provider(server.url)) == "succeeded"
        [earlier] = server.jobs.values()
        time = Time()

        def forget(seconds: float) -> None:
            for job in server.jobs.values():
                job.metadata = None

        time.at = forget
        earlier.metadata = None
        assert live(folder, small_provider(server.url, keeps_metadata=False), time) == "succeeded"
        assert (len(server.jobs), asked(server)) == (2, 2)
        assert Record.of(folder, "openai").state.job not in {earlier.id, None}


def test_what_was_made_twice_is_cancelled_where_the_mark_is_lost_too(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})
    with HostedServer(steps=20, faults=faults, listed_after=1e6) as server:
        time = Time()

        def later(seconds: float) -> None:
            for job in server.jobs.values():
                job.metadata = None
                job.listed_from = 0.0 if len(server.jobs) == 2 else job.listed_from

        time.at = later
        assert live(folder, small_provider(server.url, keeps_metadata=False), time) == "succeeded"
        assert sorted(job.status for job in server.jobs.values()) == ["cancelled", "succeeded"]
        [warning] = [event for event in folder.events() if isinstance(event, Warning_)]
        assert "made this job twice" in warning.message


def test_one_that_is_listed_only_when_the_job_has_ended_is_cancelled_then(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})
    with HostedServer(steps=3, faults=faults, listed_after=1e6, polls_per_stage=0) as server:
        time = Time()

        def later(seconds: float) -> None:
            if len(server.jobs) == 2 and seconds > 120:
                first, second = server.jobs.values()
                if not second.finished_at:
                    server.move(second.id, 40)
                first.listed_from = 0.0

        time.at = later
        assert live(folder, small_provider(server.url), time) == "succeeded"
        first, second = server.jobs.values()
        assert (first.status, second.status) == ("cancelled", "succeeded")
    assert Record.of(folder, "openai").state.job == second.id


def test_a_job_that_ends_at_once_waits_for_what_is_listed_late(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})
    with HostedServer(steps=3, faults=faults, listed_after=1e6, polls_per_stage=0) as server:
        time = Time()
        second_at: list[float] = []

        def later(seconds: float) -> None:
            if len(server.jobs) == 2:
                first, second = server.jobs.values()
                if not second_at:
                    second_at.append(seconds)
                    server.move(second.id, 40)
                if seconds > second_at[0] + 20:
                    first.listed_from = 0.0

        time.at = later
        assert live(folder, small_provider(server.url), time) == "succeeded"
        assert [job.status for job in server.jobs.values()] == ["cancelled", "succeeded"]


def test_a_question_that_was_refused_does_not_rule_out_the_job_of_an_earlier_one(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    faults = FaultSchedule.planned({CREATE: [Fault.RESET_AFTER, Fault.RATE_LIMIT]})
    with HostedServer(steps=3, faults=faults, listed_after=1e6) as server:
        time = Time()

        def later(seconds: float) -> None:
            for job in server.jobs.values():
                job.metadata = None
                job.listed_from = 0.0 if asked(server) == 2 else job.listed_from

        time.at = later
        assert live(folder, small_provider(server.url, keeps_metadata=False), time) == "succeeded"
        assert (len(server.jobs), asked(server)) == (1, 2)


def test_a_run_that_is_stopped_while_nobody_knows_whether_it_has_a_job_has_none_left(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=20, faults=FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})) as server:
        time = Time()
        time.at = lambda seconds: folder.request("stop") if server.jobs else None
        assert live(folder, small_provider(server.url), time) == "stopped"
        assert [job.status for job in server.jobs.values()] == ["cancelled"]


def test_who_stops_a_run_offline_is_told_that_it_may_go_on(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    Record.of(folder, "openai").change(job="ftjob-1")
    folder.request("stop_now")
    time = Time()
    with HostedServer() as server:
        url = server.url
    assert live(folder, small_provider(url), time) == "interrupted"
    assert time.seconds < 60
    last = [event for event in folder.events() if isinstance(event, Status)][-1]
    assert "may go on" in last.message


def test_hours_offline_are_waited_through_and_told_once(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    outage = [Fault.RESET_BEFORE] * 20
    faults = FaultSchedule.planned({("GET", "/fine_tuning/jobs/*"): [Fault.NONE, *outage]})
    time = Time()
    with HostedServer(steps=6, faults=faults) as server:
        assert live(folder, small_provider(server.url), time) == "succeeded"
    assert time.seconds > 1500
    assert len([event for event in folder.events() if isinstance(event, Warning_)]) == 1


def test_a_provider_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3, faults=FaultSchedule.planned({CREATE: [Fault.RATE_LIMIT_TOLD]})) as server:
        assert live(folder, small_provider(server.url), time) == "succeeded"
        assert (len(server.jobs), asked(server)) == (1, 2)
