"""Our backend lives its whole life against a hosted platform that others wrote: aimock, from npm.

What aimock has not is left out: checkpoints, pausing, the numbers of steps, the content of a result file.
"""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import read_hosted
from tests.backends.openai_compatible.hosted_runs import BASE, KEY, hosted_folder, live, small_provider
from tests.referee.brought import AIMOCK, node, node_package
from tests.referee.served import free_port, served

CREATION = ("POST", "/v1/fine_tuning/jobs")


@contextmanager
def running(folder: Path, *options: str) -> Iterator[str]:
    """The address of the other server while it runs; it asks for our key."""
    answers = folder / "answers.json"
    answers.write_text('{"fixtures": []}', encoding="utf-8")
    port = free_port()
    program = node_package(AIMOCK) / "dist" / "cli.js"
    command = [str(node()), str(program), "--port", str(port), "--fixtures", str(answers), *options]
    with served(command, port, folder / "log.txt", os.environ | {"AIMOCK_API_KEYS": KEY}) as address:
        yield address


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("aimock")) as address:
        yield address


def provider_at(address: str) -> Provider:
    return small_provider(f"{address}/v1", has_checkpoints=False, can_pause=False)


def asked(address: str, path: str) -> Any:
    """What the server says outside of the run."""
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def creations(address: str) -> list[dict[str, Any]]:
    """The requests for a job that the server granted, and did not answer unread with nonsense."""
    journal = asked(address, "/__aimock/journal")
    return [
        entry
        for entry in journal
        if (entry["method"], entry["path"]) == CREATION
        and entry["response"]["status"] == 200
        and "chaosAction" not in entry["response"]
    ]


def sources(folder: RunFolder) -> list[str]:
    """The ids of what the server said, as the run tells it."""
    told = (getattr(event, "source", None) for event in folder.events())
    return [source for source in told if source]


def test_a_whole_life(aimock: str, tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path, suffix="cubes")
    assert live(folder, provider_at(aimock)) == "succeeded"
    [created] = creations(aimock)
    [job] = asked(aimock, "/v1/fine_tuning/jobs")["data"]
    assert created["body"]["metadata"] == {"geoft_run": Record.of(folder, "openai").state.run}
    assert created["body"]["method"]["supervised"]["hyperparameters"]["n_epochs"] == 3
    files = {file["id"]: file for file in asked(aimock, "/v1/files?purpose=fine-tune")["data"]}
    sent = (folder.data_dir / "upload-train.jsonl").read_bytes()
    assert files[job["training_file"]]["bytes"] == len(sent)
    said = asked(aimock, f"/v1/fine_tuning/jobs/{job['id']}/events")["data"]
    assert sources(folder) == [event["id"] for event in reversed(said)]
    result = read_hosted(folder.model_dir)
    assert result is not None
    assert (result.provider, result.base, result.model) == ("openai", BASE, job["fine_tuned_model"])


def test_one_job_whatever_it_does_to_requests(tmp_path: Path) -> None:
    chaos = ("--chaos-drop", "0.15", "--chaos-malformed", "0.1", "--chaos-disconnect", "0.1")
    with running(tmp_path, *chaos, "--chaos-ratelimit", "0.15") as address:
        folder = hosted_folder(tmp_path / "runs")
        assert live(folder, provider_at(address)) == "succeeded"
        assert len(creations(address)) == 1
    assert len(set(sources(folder))) == len(sources(folder)) == 4
