import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from geoft_gui import paths
from geoft_gui.bases.refusal import known_kinds, refuse_unusable
from geoft_gui.errors import UserError

NAME = "my model"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.starter_model(), tmp_path / "model"))


def _refused(folder: Path) -> UserError:
    with pytest.raises(UserError) as refused:
        refuse_unusable(folder, NAME)
    return refused.value


def _change(folder: Path, file: str, **changes: object) -> None:
    path = folder / file
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(content | changes), encoding="utf-8")


def test_the_starter_can_be_trained(model: Path) -> None:
    refuse_unusable(model, NAME)
    (model / "model.safetensors").unlink()
    refuse_unusable(model, NAME, weights=False)


def test_the_kinds_are_those_that_the_libraries_load() -> None:
    from transformers import CONFIG_MAPPING

    assert set(CONFIG_MAPPING) >= known_kinds() > {"llama", "qwen3", "gemma3_text", "phi3", "lfm2"}


def test_gguf_is_for_asking(tmp_path: Path) -> None:
    file = tmp_path / "small.Q4_K_M.gguf"
    file.write_bytes(b"GGUF")
    for place in (file, tmp_path):
        refusal = _refused(place)
        assert "GGUF" in refusal.message
        assert "safetensors" in refusal.hint


@pytest.mark.parametrize("ours", [True, False])
def test_an_adapter_names_its_base(model: Path, ours: bool) -> None:
    _change(model, "adapter_config.json", base_model_name_or_path="owner/base")
    if ours:
        _change(model, "geoft.json", base="owner/true-base")
    refusal = _refused(model)
    assert "is an adapter" in refusal.message
    assert ("owner/true-base" if ours else "owner/base") in refusal.hint
    assert ("geoft runs export" in refusal.hint) is ours


def test_code_of_its_own_is_never_run(model: Path) -> None:
    # A kind that the libraries know needs no code, even where some is brought along.
    _change(model, "config.json", auto_map={"AutoConfig": "configuration.Config"})
    refuse_unusable(model, NAME)
    _change(model, "config.json", model_type="homemade")
    assert "code of its own" in _refused(model).message
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    del config["auto_map"]
    (model / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert "does not know (homemade)" in _refused(model).message


def test_what_is_missing_is_named(model: Path, tmp_path: Path) -> None:
    assert "There is no model in" in _refused(tmp_path / "nowhere").message
    (model / "chat_template.jinja").unlink()
    assert "no chat template" in _refused(model).message
    _change(model, "tokenizer_config.json", chat_template="{{ messages }}")
    refuse_unusable(model, NAME)
    _change(model, "config.json", quantization_config={"quant_method": "gptq"})
    assert "rounded already" in _refused(model).message
    (model / "config.json").write_text("{", encoding="utf-8")
    assert "config.json" in _refused(model).message
    (model / "config.json").unlink()
    assert "There is no model in" in _refused(model).message


def test_weights_must_be_whole(model: Path) -> None:
    weights = model / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1])
    assert "incomplete: model.safetensors" in _refused(model).message
    weights.unlink()
    assert "There are no weights" in _refused(model).message
    (model / "pytorch_model.bin").write_bytes(b"pickle")
    assert "pytorch_model.bin of my model are pickled" in _refused(model).message
    shards = [f"model-0000{number}-of-00002.safetensors" for number in (1, 2)]
    _change(model, "model.safetensors.index.json", weight_map=dict(zip("ab", shards, strict=True)))
    save_file({"a": np.zeros(3, np.float32)}, model / shards[0])
    assert f"incomplete: {shards[1]}" in _refused(model).message
    save_file({"b": np.zeros(3, np.float32)}, model / shards[1])
    refuse_unusable(model, NAME)


NESTED = "[" * 100_000


@pytest.mark.parametrize("index", ['{"weight_map": {"a": 1, "b": 2}}', '{"weight_map": []}', NESTED])
def test_an_index_that_makes_no_sense_is_damaged(model: Path, index: str) -> None:
    (model / "model.safetensors").unlink()
    (model / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    assert "incomplete: model.safetensors.index.json" in _refused(model).message


def test_a_configuration_that_makes_no_sense_is_refused(model: Path) -> None:
    _change(model, "config.json", model_type=["llama"])
    assert "does not know" in _refused(model).message
    (model / "config.json").write_text(NESTED, encoding="utf-8")
    assert "config.json of my model cannot be read" in _refused(model).message
