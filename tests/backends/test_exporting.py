import json
import shutil
from pathlib import Path

import pytest

from geoft_gui.backends import exporting
from geoft_gui.backends.exporting import export, offers
from geoft_gui.data.rows import Message, Row, write_rows
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from tests.trainer.small_runs import small_run, trained


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunFolder]:
    """A finished run with an adapter, and one whose model is whole."""
    from tests.small_models import small_model, small_tokenizer

    root = tmp_path_factory.mktemp("exports")
    tokenizer = small_tokenizer()
    model = small_model(tokenizer)
    base = root / "base"
    model.save_pretrained(base)
    tokenizer.save_pretrained(base)
    adapted = small_run(root / "lora", base, method="lora", epochs=0.3, evaluations=1, score_prompts=2)
    finished = trained(adapted)
    assert finished.returncode == 0, finished.stderr
    whole = small_run(root / "all_weights", base)
    shutil.copytree(base, whole.model_dir)
    return {"lora": adapted, "all_weights": whole}


def test_the_size_of_each_form_is_known_before(runs: dict[str, RunFolder]) -> None:
    whole = {offer.form: offer for offer in offers(runs["all_weights"])}
    assert whole["adapter"].hindrance == "All weights were trained: there is no adapter."
    weights = (runs["all_weights"].model_dir / "model.safetensors").stat().st_size
    assert whole["merged"].bytes == weights
    assert "convert_hf_to_gguf.py" in whole["gguf"].hindrance
    adapted = {offer.form: offer for offer in offers(runs["lora"])}
    assert not adapted["adapter"].hindrance and not adapted["merged"].hindrance


def test_merged_weights_answer_as_the_adapter_did(runs: dict[str, RunFolder], tmp_path: Path) -> None:
    phases: list[str] = []
    done = export(runs["lora"], tmp_path / "new" / "merged", "merged", tell=phases.append)
    assert done.same and done.prompt.endswith("mm cube")
    assert (done.folder / "model.safetensors").is_file()
    assert not (done.folder / "adapter_config.json").exists()
    assert json.loads((done.folder / "geoft.json").read_text(encoding="utf-8"))["language"] == "v2"
    assert done.bytes == sum(file.stat().st_size for file in done.folder.iterdir())
    assert phases[0] == "loading the model" and "writing the weights" in phases
    # The folder is the only thing that was left.
    assert [path.name for path in done.folder.parent.iterdir()] == ["merged"]


def test_a_prompt_that_is_asked_is_of_middling_length(runs: dict[str, RunFolder], tmp_path: Path) -> None:
    folder = small_run(tmp_path, runs["all_weights"].spec.model)
    answer = Message("assistant", "{}")
    prompts = ("A cube. " * 20_000, "A \0cube", "A cube,\r\nlarge")
    rows = [Row(number, (Message("user", prompt), answer)) for number, prompt in enumerate(prompts, 1)]
    write_rows(rows, folder.validation_data)
    shutil.copytree(runs["lora"].model_dir, folder.model_dir)
    assert export(folder, tmp_path / "adapter", "adapter").prompt == "A cube,\r\nlarge"


def test_a_gguf_file_needs_room_for_the_whole_weights_beside_it(
    runs: dict[str, RunFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting.shutil, "which", lambda name: name)
    sizes = {offer.form: offer.bytes for offer in offers(runs["lora"])}
    needed = sizes["merged"] + sizes["gguf"]
    assert sizes["merged"] > sizes["gguf"]
    monkeypatch.setattr(exporting.machine, "free_disk", lambda path: needed - 1)
    with pytest.raises(UserError, match="no room"):
        export(runs["lora"], tmp_path / "gguf", "gguf")


def test_an_adapter_is_taken_as_it_is(runs: dict[str, RunFolder], tmp_path: Path) -> None:
    done = export(runs["lora"], tmp_path / "adapter", "adapter")
    assert done.same and (done.folder / "adapter_model.safetensors").is_file()


def test_what_is_there_is_never_replaced(runs: dict[str, RunFolder], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UserError, match="already something"):
        export(runs["lora"], tmp_path / "mine", "merged")
    with pytest.raises(UserError, match="no adapter"):
        export(runs["all_weights"], tmp_path / "out", "adapter")


def test_a_converter_that_fails_leaves_nothing(
    runs: dict[str, RunFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converter = tmp_path / "tools" / "convert_hf_to_gguf.py"
    converter.parent.mkdir()
    converter.write_text("import sys\nsys.exit('this model is unknown')", encoding="utf-8")
    (tmp_path / "packages" / "gguf").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    monkeypatch.setattr(exporting.shutil, "which", lambda name: str(converter))
    with pytest.raises(UserError, match="could not make a GGUF file") as caught:
        export(runs["lora"], tmp_path / "out" / "gguf", "gguf")
    assert "this model is unknown" in caught.value.details
    converter.write_text("import sys\nsys.exit('BPE pre-tokenizer was not recognized')", encoding="utf-8")
    with pytest.raises(UserError, match=r"llama\.cpp does not know how the tokenizer"):
        export(runs["lora"], tmp_path / "out" / "gguf", "gguf")
    assert list((tmp_path / "out").iterdir()) == []


def test_one_that_is_given_up_leaves_nothing(runs: dict[str, RunFolder], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="given up"):
        export(runs["lora"], tmp_path / "out" / "merged", "merged", given_up=lambda: True)
    assert list((tmp_path / "out").iterdir()) == []
