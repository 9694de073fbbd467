"""Models are asked about and downloaded, from a real HTTP server on loopback that answers as the hub does."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from huggingface_hub import constants

from geoft_gui.bases.cached import all_cached, cached
from geoft_gui.bases.download import DownloadGivenUpError, download, remote_size
from geoft_gui.bases.facts import read_facts
from geoft_gui.errors import UserError
from tests.bases.model_hub import COMMIT, Hub, Repository, model_files, serving

NAME = "owner/small"
NEWER = "0b7e" * 10


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
        template = server.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "home" / "token"))
        server.models = {NAME: Repository(model_files())}
        yield server
        close_session()


def test_a_model_is_downloaded_where_every_program_finds_it(hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    remote = remote_size(NAME)
    assert (remote.gate, remote.refusal) == ("open", None)
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
def test_a_model_with_terms_needs_a_token_given_or_in_the_environment(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, gated: str, gate: str
) -> None:
    hub.models[NAME] = Repository(model_files(), gated=gated, key="hf_quite_secret")
    remote = remote_size(NAME)
    assert remote.gate == gate
    assert remote.refusal is not None and "accepted its terms" in remote.refusal.message
    with pytest.raises(UserError, match="only given to people who accepted its terms") as refused:
        download(NAME, lambda done, total: None)
    assert "geoft keys set hugging_face" in refused.value.hint
    assert hub.fetched() == []
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    with pytest.raises(UserError, match="only given to people who accepted its terms"):
        download(NAME, lambda done, total: None)
    # What is given comes before it.
    folder = download(NAME, lambda done, total: None, token="hf_quite_secret")
    assert (folder.name, remote_size(NAME, token="hf_quite_secret").refusal) == (COMMIT, None)
    shutil.rmtree(folder.parents[1])
    monkeypatch.setenv("HF_TOKEN", "hf_quite_secret")
    assert remote_size(NAME).refusal is None
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


def test_the_weights_are_those_that_the_index_names(hub: Hub) -> None:
    whole = model_files()
    weights = whole.pop("model.safetensors")
    index = json.dumps({"weight_map": {"a": "weights-1.safetensors", "b": "weights-2.safetensors"}}).encode()
    shards = {"weights-1.safetensors": weights, "weights-2.safetensors": weights}
    files = whole | {"model.safetensors.index.json": index, "model-fp8.safetensors": b"of another program"}
    hub.models = {NAME: Repository(files | shards), "owner/torn": Repository(files)}
    expected = sum(len(data) for data in shards.values()) + sum(
        len(data) for name, data in files.items() if name.endswith(".json")
    )
    assert remote_size(NAME).bytes == expected
    folder = download(NAME, lambda done, total: None)
    assert sorted(path.name for path in folder.glob("*.safetensors")) == list(shards)
    assert cached(NAME) == folder
    torn = remote_size("owner/torn").refusal
    assert torn is not None and "weights-1.safetensors is missing" in torn.message


def test_a_file_that_the_hub_gives_to_its_own_program_only_is_refused_before(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "MAX_HTTP_DOWNLOAD_SIZE", 3_000)
    refusal = remote_size(NAME).refusal
    assert refusal is not None
    assert "only to its own program" in refusal.message and f"hf download {NAME}" in refusal.hint


def test_a_state_is_fetched_although_there_is_a_newer_one(hub: Hub) -> None:
    newer = model_files(weight_bytes=8_000)
    hub.models[NAME] = Repository(newer, commit=NEWER, earlier={COMMIT: model_files()})
    newest = download(NAME, lambda done, total: None)
    assert newest.name == NEWER
    assert cached(NAME, COMMIT) is None
    first = download(NAME, lambda done, total: None, commit=COMMIT)
    assert (first.name, cached(NAME, COMMIT), cached(NAME)) == (COMMIT, first, newest)
    facts = read_facts(first)
    assert facts is not None and facts.parameters == 1000
    with pytest.raises(UserError, match="does not have this state of owner/small any more"):
        remote_size(NAME, "0" * 40)


def test_whoever_waits_for_another_download_hears_how_far_it_is_and_can_leave(
    hub: Hub, tmp_path: Path
) -> None:
    from geoft_gui.bases.hub import fetch

    class LeftError(Exception):
        pass

    weights = model_files()["model.safetensors"]
    content = hashlib.sha256(weights).hexdigest()
    repository = tmp_path / "cache" / "models--owner--small"
    lock = tmp_path / "cache" / ".locks" / repository.name / "geoft.lock"
    lock.parent.mkdir(parents=True)
    told: list[int] = []

    def tell(done: int, total: int) -> None:
        told.append(done)
        raise LeftError

    with FileLock(lock):
        (repository / "blobs").mkdir(parents=True)
        (repository / "blobs" / f"{content}.geoft").write_bytes(weights[:1_234])
        with pytest.raises(LeftError):
            fetch(NAME, tell)
    assert told == [1_234]
    assert hub.fetched() == []
