"""The life of a hosted run against a real server."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.runs.events import Checkpoint, Error_, Evaluation, Phase, Status, Step, Warning_
from geoft_gui.runs.hosted import read_hosted
from geoft_gui.runs.summary import summarise
from tests.backends.openai_compatible.hosted_runs import (
    BASE,
    Time,
    hosted_folder,
    live,
    said,
    small_provider,
)
from tests.hosted_server import HostedServer, Job, JobFailure


def test_a_run_sends_its_rows_follows_its_job_and_names_its_model(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path, suffix="cubes")
    with HostedServer(steps=12) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
        [job] = server.jobs.values()
        sent = {file.filename: file.content for file in server.files.values() if file.purpose == "fine-tune"}
        checkpoints = [kept["id"] for kept in job.checkpoints]
    assert sorted(sent.values()) == sorted(
        [(folder.data_dir / name).read_bytes() for name in ("upload-train.jsonl", "upload-validation.jsonl")]
    )
    assert job.metadata == {"geoft_run": Record.of(folder, "openai").state.run}
    assert (job.suffix, job.seed, job.epochs) == ("cubes", 0, 3)
    steps = [event for event in folder.events() if isinstance(event, Step)]
    assert [(step.step, step.total_steps, step.loss) for step in steps] == [
        (n, 12, job.metrics(n)["train_loss"]) for n in range(1, 13)
    ]
    assert steps[3].epoch == pytest.approx(1.0) and steps[3].learning_rate is None
    held_out = [event for event in folder.events() if isinstance(event, Evaluation)]
    assert [event.step for event in held_out] == list(range(1, 13))
    assert held_out[3].loss == job.metrics(4)["full_valid_loss"]
    assert said(folder) == [event["id"] for event in job.events]
    assert [e.source for e in folder.events() if isinstance(e, Checkpoint)] == checkpoints
    result = read_hosted(folder.model_dir)
    assert result is not None
    assert (result.provider, result.model, result.base) == ("openai", job.fine_tuned_model, BASE)
    assert str(result.shutdown) == "2027-01-14" or result.shutdown is None
    assert [kept.step for kept in result.checkpoints] == [4, 8, 12]
    summary = summarise(folder.events())
    assert (summary.status, summary.step, summary.total_steps) == ("succeeded", 12, 12)


def test_numbers_that_stand_only_in_words_become_curves(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=6, sends_metrics=False, results="none", has_checkpoints=False) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
    steps = [event for event in folder.events() if isinstance(event, Step)]
    assert [step.step for step in steps] == [1, 2, 3, 4, 5, 6]
    assert steps[-1].loss == pytest.approx(0.14, abs=0.05)


@pytest.mark.parametrize("results", ["plain", "base64"])
def test_the_result_file_tells_the_steps_that_no_event_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: str
) -> None:
    monkeypatch.setattr(Job, "_train", lambda job, step: None)
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=6, results=results) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
    assert [event.step for event in folder.events() if isinstance(event, Step)] == [1, 2, 3, 4, 5, 6]
    assert len([event for event in folder.events() if isinstance(event, Evaluation)]) == 6


def test_while_it_trains_no_words_beside_a_step_stand_for_what_it_is_doing(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=9) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
    told = [event for event in folder.events() if isinstance(event, Phase | Step)]
    assert any(isinstance(event, Phase) and "heckpoint" in event.name for event in told)
    for before, step in pairwise(told):
        if isinstance(before, Phase) and isinstance(step, Step):
            assert before.name == "training"


def test_how_long_it_takes_is_said_by_the_provider_or_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostedServer(steps=3) as server:
        folder = hosted_folder(tmp_path, "silent")
        assert live(folder, small_provider(server.url)) == "succeeded"
        assert not any(event.ends for event in folder.events() if isinstance(event, Phase))
        told, ends = Job.told, datetime(2100, 1, 1, tzinfo=UTC)
        monkeypatch.setattr(Job, "told", lambda job: told(job) | {"estimated_finish": ends.timestamp()})
        folder = hosted_folder(tmp_path, "told")
        assert live(folder, small_provider(server.url)) == "succeeded"
    events = list(folder.events())
    last = max(n for n, event in enumerate(events) if isinstance(event, Phase) and event.ends)
    when = events[last].time
    assert when is not None
    assert summarise(events[: last + 1]).seconds_left == (ends - when).total_seconds()


def test_rows_that_are_there_already_are_not_sent_again(tmp_path: Path) -> None:
    first, second = hosted_folder(tmp_path, "one"), hosted_folder(tmp_path, "two")
    with HostedServer(steps=3) as server:
        assert live(first, small_provider(server.url)) == "succeeded"
        assert live(second, small_provider(server.url)) == "succeeded"
        assert len([r for r in server.requests if (r.method, r.path) == ("POST", "/files")]) == 2
        assert len(server.jobs) == 2


def test_a_file_that_fails_validation_is_told_with_the_row_of_the_users_own_file(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(failure=JobFailure.invalid_line(12)) as server:
        assert live(folder, small_provider(server.url)) == "failed"
    [error] = [event for event in folder.events() if isinstance(event, Error_)]
    # The tenth row was left out when the run was prepared.
    assert "row 13 of rows.jsonl" in error.hint


def test_a_refused_organisation_is_remembered_and_told_the_ways_on(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(refuse="training_not_available") as server:
        assert live(folder, small_provider(server.url)) == "failed"
        assert not server.jobs
    [error] = [event for event in folder.events() if isinstance(event, Error_)]
    assert "three ways on" in error.hint


def test_a_second_process_goes_on_with_the_same_job(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()

    def crash(seconds: float) -> None:
        if seconds > 20:
            raise KeyboardInterrupt

    time.at = crash
    with HostedServer(steps=12) as server:
        with pytest.raises(KeyboardInterrupt):
            live(folder, small_provider(server.url), time)
        assert live(folder, small_provider(server.url)) == "succeeded"
        [job] = server.jobs.values()
    assert said(folder) == [event["id"] for event in job.events]


def test_stopping_keeps_the_model_of_the_last_checkpoint(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=12) as server:

        def stop(seconds: float) -> None:
            if any(isinstance(event, Step) and event.step == 6 for event in folder.events()):
                time.at = lambda seconds: None
                folder.request("stop")

        time.at = stop
        assert live(folder, small_provider(server.url), time) == "stopped"
        [job] = server.jobs.values()
        assert job.status == "cancelled"
    result = read_hosted(folder.model_dir)
    assert result is not None and result.model.endswith("ckpt-step-4")


def test_stopping_at_once_cancels_and_keeps_nothing(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=12) as server:
        time = Time()
        time.at = lambda seconds: folder.request("stop_now") if server.jobs else None
        assert live(folder, small_provider(server.url), time) == "stopped"
        [job] = server.jobs.values()
        assert job.status == "cancelled"
    assert read_hosted(folder.model_dir) is None


def test_a_run_that_is_stopped_before_its_job_never_has_one(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    folder.request("stop")
    with HostedServer() as server:
        assert live(folder, small_provider(server.url)) == "stopped"
        assert not server.jobs and not server.files


def test_pausing_and_going_on(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=6) as server:

        def pause(seconds: float) -> None:
            if any(isinstance(event, Step) for event in folder.events()):
                time.at = lambda seconds: None
                folder.request("pause")

        time.at = pause
        assert live(folder, small_provider(server.url), time) == "paused"
        [job] = server.jobs.values()
        assert job.status == "paused"
        assert live(folder, small_provider(server.url)) == "succeeded"
        assert len(server.jobs) == 1
    assert said(folder) == [event["id"] for event in job.events]


def test_a_provider_that_cannot_pause_says_so_and_goes_on(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=6, can_pause=False) as server:

        def pause(seconds: float) -> None:
            if any(isinstance(event, Step) for event in folder.events()):
                time.at = lambda seconds: None
                folder.request("pause")

        time.at = pause
        assert live(folder, small_provider(server.url, can_pause=False), time) == "succeeded"
    assert any("cannot pause" in event.message for event in folder.events() if isinstance(event, Warning_))


def test_what_goes_on_is_named(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=3) as server:
        live(folder, small_provider(server.url))
    names = [event.name for event in folder.events() if isinstance(event, Phase)]
    assert names[0].startswith("sending the rows to OpenAI")
    assert "training" in names
    statuses = [event.status for event in folder.events() if isinstance(event, Status)]
    assert statuses == ["preparing", "running", "succeeded"]
