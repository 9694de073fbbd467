import json
import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants

from geoft_gui import cli, paths


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The hub's folder on this computer, with a model in it that the catalogue does not know."""
    cache = tmp_path / "hub"
    repository = cache / "models--owner--mine"
    shutil.copytree(paths.starter_model(), repository / "snapshots" / ("a" * 40))
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40, encoding="utf-8")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    return cache


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert cli.main(["models", *arguments, "--json"]) == 0
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    return printed


def test_known_models_are_listed_with_their_fits(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = _json(capsys, "list")
    models = listed["models"]
    assert isinstance(models, list)
    assert models[0]["id"] == "starter"
    assert models[0]["downloaded"]
    assert sum(model["recommended"] for model in models) == 1
    assert models[-1]["methods"]["lora_4bit"]["suits"] is False
    assert models[-1]["methods"]["all_weights"]["fit"] == "too_large"
    assert listed["offline"] is True
    assert [other["id"] for other in listed["others"]] == ["owner/mine"]  # type: ignore[index, attr-defined]
    assert cli.main(["models", "list"]) == 0
    printed = capsys.readouterr().out
    assert "owner/mine" in printed
    assert "HF_HUB_OFFLINE is set" in printed


def test_one_model_is_shown(cache: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert _json(capsys, "show", "google/gemma-3-270m-it")["gate"] == "click"
    mine = _json(capsys, "show", "owner/mine")
    assert (mine["downloaded"], mine["problem"], mine["parameters"]) == (True, None, 3_868_928)
    gguf = tmp_path / "small.gguf"
    gguf.write_bytes(b"GGUF")
    assert "GGUF" in str(_json(capsys, "show", str(gguf))["problem"])
    assert cli.main(["models", "show", "starter"]) == 0
    assert "Train it with: geoft train --model starter" in capsys.readouterr().out
    assert cli.main(["models", "show", "owner/absent"]) == 1
    assert "HF_HUB_OFFLINE forbids" in capsys.readouterr().err


def test_what_is_here_is_not_downloaded(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    downloaded = _json(capsys, "download", "owner/mine")
    assert downloaded["folder"] == str(cache / "models--owner--mine" / "snapshots" / ("a" * 40))
    assert cli.main(["models", "download", "starter"]) == 1
    assert "comes with GeoFT" in capsys.readouterr().err
    assert cli.main(["models", "download", "owner/absent"]) == 1
    assert cli.main(["models", "download", "nonsense"]) == 1
