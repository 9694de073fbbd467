"""A run never says that it has ended while its job may go on, and be paid for."""

from datetime import date
from pathlib import Path

import pytest

from geoft_gui.backends.openai_compatible.api import Api
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.unattended import require_job_over
from geoft_gui.errors import UserError
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.refused import is_refused, remember_refusal, who
from geoft_gui.runs.events import Error_, Phase, Status, Warning_
from geoft_gui.runs.folder import RequestName, RunFolder
from geoft_gui.runs.hosted import read_hosted
from tests.backends.openai_compatible.hosted_runs import KEY, Time, hosted_folder, live, small_provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer
from tests.hosted_server.platform import Refused

CREATE = ("POST", "/fine_tuning/jobs")


def last_words(folder: RunFolder) -> str:
    """What the run says at its end."""
    return [event for event in folder.events() if isinstance(event, Status)][-1].message


def warnings(folder: RunFolder) -> list[str]:
    """What was warned of."""
    return [event.message for event in folder.events() if isinstance(event, Warning_)]


def test_a_job_that_is_not_found_any_more_may_go_on(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=20, polls_per_stage=0) as server:

        def hide(seconds: float) -> None:
            if seconds > 90:
                server.jobs.clear()

        time.at = hide
        assert live(folder, small_provider(server.url), time) == "interrupted"
        assert "may go on at OpenAI" in last_words(folder) and "knows nothing of this" in last_words(folder)
        with pytest.raises(UserError, match="may go on"):
            require_job_over(folder)
        assert live(folder, small_provider(server.url)) == "failed"
    errors = [event.message for event in folder.events() if isinstance(event, Error_)]
    assert errors[-1].endswith("the job is gone.")
    require_job_over(folder)


def test_a_job_that_is_accepted_lifts_a_refusal(tmp_path: Path) -> None:
    with HostedServer(key=KEY, steps=2) as server:
        mine = who(None, KEY, server.url)
        remember_refusal("openai", mine, date.today())
        assert live(hosted_folder(tmp_path), small_provider(server.url)) == "succeeded"
    assert is_refused("openai", mine) is None


def test_that_nobody_answers_is_told_while_it_is_asked_again(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    looks = ("GET", "/fine_tuning/jobs/*")
    with HostedServer(steps=3, faults=FaultSchedule.planned({looks: [Fault.RESET_BEFORE] * 6})) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
    phases = [event.name for event in folder.events() if isinstance(event, Phase)]
    told = [place for place, name in enumerate(phases) if "does not answer" in name]
    assert len(told) == 1 and not warnings(folder)
    assert "does not answer" not in phases[-1]


def test_a_provider_that_tells_no_events_is_followed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def events(*_: object) -> None:
        raise HostedError("There is no such address.", kind="not_found")

    monkeypatch.setattr(Api, "events", events)
    with HostedServer(steps=3) as server:
        folder = hosted_folder(tmp_path)
        assert live(folder, small_provider(server.url)) == "succeeded"
    assert read_hosted(folder.model_dir) is not None


def test_a_job_that_may_have_been_made_is_not_told_as_failed(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3, faults=FaultSchedule.planned({CREATE: [Fault.RESET_AFTER]})) as server:

        def rotate(seconds: float) -> None:
            if server.jobs:
                server.platform.key = "another"

        time.at = rotate
        assert live(folder, small_provider(server.url), time) == "interrupted"
        assert "may have been started at OpenAI" in last_words(folder)
        with pytest.raises(UserError, match="may go on"):
            require_job_over(folder)
        server.platform.key = KEY
        assert live(folder, small_provider(server.url)) == "succeeded"
        assert len(server.jobs) == 1


@pytest.mark.parametrize("wish", ["stop", "stop_now"])
def test_a_cancel_that_is_refused_is_told_at_once_and_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: RequestName
) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    asked_at: list[float] = []
    with HostedServer(steps=20, polls_per_stage=0) as server:

        def refuse(*_: object) -> None:
            raise Refused(403, "You have insufficient permissions for this operation.", code=None)

        monkeypatch.setattr(server.platform, "change", refuse)

        def stop(seconds: float) -> None:
            if server.jobs and not asked_at:
                asked_at.append(seconds)
                folder.request(wish)

        time.at = stop
        assert live(folder, small_provider(server.url), time) == "interrupted"
    assert time.seconds < asked_at[0] + 2 * time.pace.leaving
    assert "could not be cancelled" in last_words(folder)
    assert len([one for one in warnings(folder) if "does not cancel" in one]) == 1
    with pytest.raises(UserError, match="may go on"):
        require_job_over(folder)


def test_a_job_that_was_cancelled_at_once_is_over(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=12) as server:
        time.at = lambda seconds: folder.request("stop_now") if server.jobs else None
        assert live(folder, small_provider(server.url), time) == "stopped"
    assert Record.of(folder, "openai").state.over


@pytest.mark.parametrize(
    ("word", "status"), [("canceled", "stopped"), ("error", "failed"), ("expired", "failed")]
)
def test_other_words_for_an_end_are_known(tmp_path: Path, word: str, status: str) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3, polls_per_stage=0) as server:

        def end(seconds: float) -> None:
            for job in server.jobs.values():
                job.status = word
            assert seconds < 600

        time.at = end
        assert live(folder, small_provider(server.url), time) == status


def test_an_end_in_a_word_that_nobody_knows_is_believed_after_hours(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3, polls_per_stage=0) as server:

        def end(seconds: float) -> None:
            for job in server.jobs.values():
                job.status, job.finished_at = "vanished", 5
            assert seconds < 3 * 3600

        time.at = end
        assert live(folder, small_provider(server.url), time) == "failed"
    assert time.seconds > 7200
    assert any("“vanished”" in one for one in warnings(folder))
