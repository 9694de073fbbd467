"""What a run starts from stays what it was, whatever is downloaded later."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import constants

from geoft_gui.bases.pinning import pinned
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer import base_model
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.requests import LeaveError, Requests
from geoft_gui.trainer.training import Place, Training
from tests.bases.model_hub import COMMIT, model_files
from tests.trainer.small_runs import small_run

NAME = "owner/small"
NEWER = "0b7e" * 10


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "cache" / "models--owner--small"


def _download(cache: Path, commit: str) -> Path:
    folder = cache / "snapshots" / commit
    folder.mkdir(parents=True)
    for name, data in model_files().items():
        (folder / name).write_bytes(data)
    (cache / "refs").mkdir(exist_ok=True)
    (cache / "refs" / "main").write_text(commit, encoding="utf-8")
    return folder


def _run(tmp_path: Path) -> RunFolder:
    return small_run(tmp_path / "runs", NAME)


def test_a_newer_download_does_not_change_a_run(tmp_path: Path, cache: Path) -> None:
    begun, later = _run(tmp_path), _run(tmp_path)
    first = _download(cache, COMMIT)
    assert base_model.find(begun, weights=True).folder == first
    newer = _download(cache, NEWER)
    assert base_model.find(begun, weights=True).folder == first
    assert base_model.find(later, weights=True).folder == newer
    assert (pinned(begun), pinned(later)) == (COMMIT, NEWER)


def test_what_a_run_began_with_is_not_replaced_when_it_is_gone(tmp_path: Path, cache: Path) -> None:
    begun = _run(tmp_path)
    first = _download(cache, COMMIT)
    base_model.find(begun, weights=True)
    _download(cache, NEWER)
    shutil.rmtree(first)
    with pytest.raises(
        UserError, match="began with owner/small as it was at 5ad35ad, which is not on"
    ) as told:
        base_model.find(begun, weights=True)
    assert told.value.hint


def test_a_folder_is_not_pinned(tmp_path: Path, cache: Path) -> None:
    folder = _download(cache, COMMIT)
    begun = small_run(tmp_path / "runs", str(folder))
    assert base_model.find(begun, weights=True).folder == folder
    assert pinned(begun) is None


def test_the_first_of_several_processes_hears_a_request_while_it_downloads(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[object] = []

    def broadcast(values: list[object]) -> None:
        shared[:] = shared or values
        values[:] = shared

    def fetch(model: str, tell: Callable[[int, int], None], **wanted: object) -> Path:
        tell(0, 100)
        raise AssertionError("the download went on")

    monkeypatch.setattr("geoft_gui.trainer.requests.broadcast_object_list", broadcast)
    monkeypatch.setattr(base_model, "fetch", fetch)
    folder = _run(tmp_path)

    def run(process: int) -> str:
        requests = Requests(folder, Reporter(None), process, 2)
        return Training(folder, Place(process, 2), Reporter(None), requests).run(resume=True)

    folder.request("pause")
    assert (run(0), run(1)) == ("paused", "paused")
    shared.clear()
    folder.request("stop_now")
    for process in (0, 1):
        with pytest.raises(LeaveError):
            run(process)
