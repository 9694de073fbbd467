"""Models are asked about and downloaded, from a real HTTP server on loopback that answers as the hub does."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from geoft_gui.bases.cached import all_cached, cached
from geoft_gui.bases.download import DownloadGivenUpError, download, remote_size
from geoft_gui.bases.facts import read_facts
from geoft_gui.errors import UserError
from tests.bases.model_hub import COMMIT, Hub, Repository, model_files, serving

NAME = "owner/small"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    from huggingface_hub.utils import close_session

    with serving() as server:
        # For this process, and for the child that downloads.
        cache = tmp_path / "cache"
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("HF_HUB_CACHE", str(cache))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
        monkeypatch.setattr(constants, "ENDPOINT", server.endpoint)
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "home" / "token"))
        server.models = {NAME: Repository(model_files())}
        yield server
        close_session()


def test_a_model_is_downloaded_where_every_program_finds_it(hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    remote = remote_size(NAME)
    assert (remote.gated, remote.has_safetensors, remote.needs_code) == (False, True, False)
    assert remote.refusal is None
    assert cached(NAME) is None
    folder = download(NAME, lambda done, total: told.append((done, total)))
    assert told[-1] == (remote.bytes, remote.bytes)
    assert [name for name, _ in hub.fetched()] == [
        "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors",
    ]  # fmt: skip
    facts = read_facts(folder)
    assert facts is not None
    assert facts.parameters == 1000
    assert cached(NAME) == folder
    (found,) = all_cached()
    assert (found.id, found.folder, found.bytes) == (NAME, folder, remote.bytes)
    # The library that loads models finds it, too.
    from huggingface_hub import snapshot_download

    assert snapshot_download(NAME, local_files_only=True, cache_dir=constants.HF_HUB_CACHE) == str(folder)
    download(NAME, lambda done, total: None)
    assert len(hub.fetched()) == 4


def test_a_download_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    hub.models[NAME] = Repository(model_files(weight_bytes=8_000_000))
    hub.slow = True
    seen: list[int] = []
    with pytest.raises(DownloadGivenUpError, match="goes on from there"):
        download(NAME, lambda done, total: seen.append(done), lambda: max(seen, default=0) > 1_500_000)
    assert cached(NAME) is None
    hub.slow = False
    # Then the connection breaks on the way, and the rest is asked for again.
    hub.break_after = 7_000_000
    told: list[int] = []
    folder = download(NAME, lambda done, total: told.append(done))
    begun = [first for name, first in hub.fetched() if name == "model.safetensors"]
    assert begun[0] == 0
    assert 1_500_000 < begun[1] < begun[2]
    assert max(told) == told[-1]
    assert (folder / "model.safetensors").read_bytes() == hub.models[NAME].files["model.safetensors"]
    assert not list((tmp_path / "cache").rglob("*.geoft"))


@pytest.mark.parametrize(("gated", "gate"), [("auto", "click"), ("manual", "manual")])
def test_a_model_with_terms_needs_a_token_from_the_environment(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, gated: str, gate: str
) -> None:
    hub.models[NAME] = Repository(model_files(), gated=gated, key="hf_quite_secret")
    remote = remote_size(NAME)
    assert (remote.gate, remote.gated) == (gate, True)
    with pytest.raises(UserError, match="only given to people who accepted its terms") as refused:
        download(NAME, lambda done, total: None)
    assert "HF_TOKEN" in refused.value.hint
    monkeypatch.setenv("HF_TOKEN", "hf_quite_secret")
    assert download(NAME, lambda done, total: None).name == COMMIT


def test_what_cannot_be_trained_is_not_downloaded(hub: Hub) -> None:
    whole = model_files()
    described = {name: data for name, data in whole.items() if name != "model.safetensors"}
    hub.models = {
        "owner/pickled": Repository(described),
        "owner/gguf": Repository({"small.Q4.gguf": b"GGUF"}),
        "owner/adapter": Repository({"adapter_config.json": b"{}", "adapter_model.safetensors": b""}),
        "owner/code": Repository(whole | {"modeling.py": b""}, config={"model_type": "homemade"}),
        "owner/pictures": Repository({"cat.png": b""}),
    }
    for name, said in (
        ("pickled", "pickled"),
        ("gguf", "GGUF"),
        ("adapter", "is an adapter"),
        ("code", "code of its own"),
        ("pictures", "is no language model"),
    ):
        refusal = remote_size(f"owner/{name}").refusal
        assert refusal is not None
        assert said in refusal.message
    assert remote_size("owner/code").needs_code
    with pytest.raises(UserError, match="pickled"):
        download("owner/pickled", lambda done, total: None)
    assert hub.fetched() == []


def test_a_name_that_leads_out_of_the_folder_is_not_taken(hub: Hub, tmp_path: Path) -> None:
    hub.models[NAME] = Repository(model_files() | {"..\\..\\evil.json": b"{}"})
    with pytest.raises(UserError, match="not Hugging Face"):
        remote_size(NAME)
    assert not (tmp_path / "evil.json").exists()


def test_without_the_hub_there_is_what_was_downloaded(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="There is no model owner/absent"):
        remote_size("owner/absent")
    with pytest.raises(UserError, match="not the name of a model"):
        remote_size("not a name")
    folder = download(NAME, lambda done, total: None)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match="HF_HUB_OFFLINE forbids"):
        remote_size("owner/other")
    assert cached(NAME) == folder
    # Half a file is no model.
    weights = folder / "model.safetensors"
    os.truncate(weights, 100)
    assert cached(NAME) is None


def test_a_full_disk_is_told_before_anything_comes(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from geoft_gui.bases.hub import fetch

    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Disk", (), {"free": 3})())
    with pytest.raises(UserError, match="are free"):
        fetch(NAME, lambda done, total: None)
    assert hub.fetched() == []
