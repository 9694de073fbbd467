"""The rows that are sent: written without holding them all, broken off when asked, deleted when unused."""

from dataclasses import replace
from pathlib import Path

import pytest

from geoft_gui.backends.base import StartGivenUpError
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.sending import _Progress
from geoft_gui.backends.openai_compatible.upload import train_upload
from geoft_gui.backends.openai_compatible.uploads import delete_uploads
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import TrainableModel
from geoft_gui.runs.folder import RequestName
from tests.backends.openai_compatible.hosted_runs import BASE, KEY, Time, hosted_folder, live, small_provider
from tests.hosted_server import HostedServer


def test_writing_them_can_be_given_up_and_leaves_nothing_half(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path, rows=450)
    asked: list[bool] = []

    def given_up() -> bool:
        asked.append(True)
        return len(asked) == 3

    with pytest.raises(StartGivenUpError):
        train_upload(folder, given_up)
    assert not list(folder.data_dir.glob("*upload*"))
    assert train_upload(folder).sent.bytes == (folder.data_dir / "upload-train.jsonl").stat().st_size


@pytest.mark.parametrize("wish", ["stop", "stop_now"])
def test_an_upload_is_broken_off_when_the_run_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: RequestName
) -> None:
    folder = hosted_folder(tmp_path, rows=6000)
    sent: list[int] = []
    tell = _Progress.tell

    def telling(progress: _Progress, count: int) -> None:
        if not sent:
            folder.request(wish)
        sent.append(count)
        tell(progress, count)

    monkeypatch.setattr(_Progress, "tell", telling)
    with HostedServer(steps=3) as server:
        assert live(folder, small_provider(server.url)) == "stopped"
        assert not server.jobs and not server.files
    assert max(sent) < train_upload(folder).sent.bytes / 2


def test_rows_that_another_run_needs_are_not_deleted(tmp_path: Path) -> None:
    first, second = hosted_folder(tmp_path, "first"), hosted_folder(tmp_path, "second")
    time = Time()
    with HostedServer(steps=3) as server:
        assert live(first, small_provider(server.url)) == "succeeded"

        def crash(seconds: float) -> None:
            if len(server.jobs) == 2:
                raise KeyboardInterrupt

        time.at = crash
        with pytest.raises(KeyboardInterrupt):
            live(second, small_provider(server.url), time)
        with Connection(small_provider(server.url), KEY) as connection:
            with pytest.raises(UserError, match="The run second trains on the same rows"):
                delete_uploads(first, connection)
            assert len([file for file in server.files.values() if file.purpose == "fine-tune"]) == 2
            assert live(second, small_provider(server.url)) == "succeeded"
            assert delete_uploads(first, connection) == 2
            for folder in (first, second):
                assert Record.of(folder, "openai").state.uploads_deleted, "the same files were both runs'"


def test_rows_of_a_job_that_may_go_on_are_not_deleted(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=20, polls_per_stage=0) as server:

        def rotate(seconds: float) -> None:
            if server.jobs:
                server.platform.key = "another"

        time.at = rotate
        assert live(folder, small_provider(server.url), time) == "interrupted"
        server.platform.key = KEY
        with (
            Connection(small_provider(server.url), KEY) as connection,
            pytest.raises(UserError, match="may go on at OpenAI"),
        ):
            delete_uploads(folder, connection)
        assert server.files


def test_a_model_with_an_id_of_its_own_in_the_catalogue_is_asked_for_by_that(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    with HostedServer(steps=3) as server:
        server.platform.models.clear()
        server.platform.models["model-gpt-mini"] = {
            "id": "model-gpt-mini",
            "object": "model",
            "created": 1,
            "owned_by": "them",
            "model_name": BASE,
            "fine_tuning_available": True,
        }
        crusoe = small_provider(server.url, models_from_catalogue=True)
        assert live(folder, crusoe) == "succeeded"
        [job] = server.jobs.values()
        assert job.model == "model-gpt-mini"
        assert Record.of(folder, "openai").state.model == "model-gpt-mini"
        unknown = replace(crusoe, models=(TrainableModel(id="x"),))
        server.platform.models.clear()
        assert live(hosted_folder(tmp_path, "second"), unknown) == "failed"
        assert len(server.jobs) == 1
        assert not [one for one in server.requests if one.method == "POST" and one.path == "/files"][2:]
