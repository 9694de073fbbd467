"""A run belongs to the address at which it began: its key and its ids are for nobody else."""

from pathlib import Path

import pytest

from geoft_gui.backends.openai_compatible import follower
from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.uploads import delete_uploads
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.runs.events import Error_
from geoft_gui.runs.hosted import read_hosted
from tests.backends.openai_compatible.hosted_runs import KEY, Time, given, hosted_folder, live, small_provider
from tests.hosted_server import HostedServer


def test_nothing_of_a_run_goes_to_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hosted_folder(tmp_path)
    time = Time()
    with HostedServer(steps=3) as first, HostedServer(steps=3) as second:

        def crash(seconds: float) -> None:
            if first.jobs:
                raise KeyboardInterrupt

        time.at = crash
        with pytest.raises(KeyboardInterrupt):
            live(folder, small_provider(first.url), time)
        moved = small_provider(second.url)
        with pytest.raises(UserError) as refused:
            OpenAICompatibleBackend(moved, lambda: KEY).start(folder, resume=True)
        assert first.url in refused.value.message and second.url in refused.value.message
        monkeypatch.setattr(follower, "provider", lambda _: moved)
        assert follower.follow(folder, given(), Time().pace) == 0
        [error] = [event for event in folder.events() if isinstance(event, Error_)]
        assert first.url in error.message and second.url in error.message
        assert folder.status() == "interrupted"
        assert live(folder, small_provider(first.url)) == "succeeded"
        with Connection(moved, KEY) as connection, pytest.raises(UserError, match="belongs to"):
            delete_uploads(folder, connection)
        assert not second.requests
        result = read_hosted(folder.model_dir)
        assert result is not None and result.address == first.url


def test_a_run_that_has_sent_nothing_yet_goes_where_the_provider_is_now(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    Record.of(folder, "openai").change(address="http://127.0.0.1:9/v1")
    with HostedServer(steps=3) as server:
        assert live(folder, small_provider(server.url)) == "succeeded"
