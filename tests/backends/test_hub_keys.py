"""The key of Hugging Face on its way to the hub: through the queue's process and the trainer, both real."""

from pathlib import Path

import psutil
import pytest

from geoft_gui.backends.queue import RunQueue, ensure_runner
from tests.bases.model_hub import Repository, model_files, serving
from tests.trainer.small_runs import small_run
from tests.waiting import wait_for

NAME = "owner/small"
KEY = "hf_quite_secret_key"


def test_the_key_reaches_the_hub_and_nothing_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, cache = tmp_path / "runs", tmp_path / "cache"
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    seen: set[str] = set()

    def has_come() -> bool:
        for process in psutil.Process().children(recursive=True):
            try:
                seen.update([*process.cmdline(), *process.environ().values()])
            except psutil.Error:
                continue  # it has ended
        return not RunQueue(root).is_running

    with serving() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        hub.models = {NAME: Repository(model_files(), gated="auto", key=KEY)}
        folder = small_run(root, NAME)
        RunQueue(root).add(folder)
        assert ensure_runner(root, lambda: KEY)
        wait_for(has_come)
        # The whole model, which is too small to be trained.
        assert "model.safetensors" in [name for name, _ in hub.fetched()]
        assert folder.status() == "failed"
    assert {"--queue", "--stage"} <= seen
    assert not [text for text in seen if KEY in text or "hf_of_somebody_else" in text]
    written = [path for path in tmp_path.rglob("*") if path.is_file() and cache not in path.parents]
    assert folder.log_path in written and RunQueue(root).log_path in written
    assert not [path for path in written if KEY.encode() in path.read_bytes()]
