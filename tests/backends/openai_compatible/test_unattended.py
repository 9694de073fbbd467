"""Deleting a run whose job at a provider may go on would leave nobody who could stop what is paid for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.backends.keeping import Keeper
from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import provider
from geoft_gui.runs.events import Status, StatusName
from geoft_gui.runs.folder import RunFolder
from tests.backends.openai_compatible.hosted_runs import KEY, hosted_folder, live, small_provider
from tests.hosted_server import HostedServer


def ended(root: Path, status: StatusName, **known: Any) -> RunFolder:
    """A run that nobody works on, with this in its record."""
    folder = hosted_folder(root)
    Record.of(folder, "openai").change(**known)
    with folder.writer() as writer:
        writer.write(Status(status=status))
    return folder


def keeper(folder: RunFolder) -> Keeper:
    """Who keeps the runs beside this one."""
    return Keeper(
        folder.path.parent, {"openai": OpenAICompatibleBackend(provider("openai"), lambda: "no key")}
    )


@pytest.mark.parametrize(
    ("status", "known", "said"),
    [
        ("interrupted", {"job": "ftjob-1"}, "may go on at OpenAI, and cost"),
        ("failed", {"job": "ftjob-1"}, "may go on at OpenAI, and cost"),
        ("interrupted", {"asked": datetime(2026, 11, 25, tzinfo=UTC)}, "may go on at OpenAI, and cost"),
        ("paused", {"job": "ftjob-1", "paused": True}, "is only paused at OpenAI"),
    ],
)
def test_a_run_whose_job_may_go_on_is_not_deleted(
    tmp_path: Path, status: StatusName, known: dict[str, Any], said: str
) -> None:
    folder = ended(tmp_path, status, **known)
    with pytest.raises(UserError, match=said) as refused:
        keeper(folder).delete(folder)
    assert "Resume the run and stop it" in refused.value.hint and str(folder.path) in refused.value.hint
    assert folder.run_json.is_file()


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("interrupted", {}),
        ("interrupted", {"job": "ftjob-1", "over": True}),
        ("paused", {}),
        ("stopped", {"job": "ftjob-1"}),
        ("failed", {"job": "ftjob-1", "over": True}),
        ("failed", {}),
        ("succeeded", {"job": "ftjob-1"}),
    ],
)
def test_one_without_a_job_or_with_one_that_is_over_is(
    tmp_path: Path, status: StatusName, known: dict[str, Any]
) -> None:
    folder = ended(tmp_path, status, **known)
    keeper(folder).delete(folder)
    assert not folder.path.exists()


def test_where_nobody_knows_whether_it_goes_on_it_is_not(tmp_path: Path) -> None:
    folder = ended(tmp_path, "interrupted", job="ftjob-1")
    (folder.path / "hosted.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="is damaged"):
        keeper(folder).delete(folder)
    assert folder.run_json.is_file()


def test_that_its_job_is_over_is_written_down_when_it_is_seen(tmp_path: Path) -> None:
    with HostedServer(key=KEY, steps=2) as server:
        folder = hosted_folder(tmp_path)
        assert live(folder, small_provider(server.url)) == "succeeded"
    record = Record.existing(folder)
    assert record is not None and record.state.over
