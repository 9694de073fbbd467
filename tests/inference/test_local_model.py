"""Models loaded from folders as users have them."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from geoft_gui.errors import UserError
from geoft_gui.inference.local_model import load
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.failures import explain
from tests.small_models import BALL, BALL_PROMPT, CUBE, CUBE_PROMPT, save_small_model

# peft asks transformers by a name that is about to go.
pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")

ASK_FOR_BOTH = [[{"role": "user", "content": prompt}] for prompt in (CUBE_PROMPT, BALL_PROMPT)]


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "taught"
    return save_small_model(folder, lessons=[(CUBE_PROMPT, CUBE), (BALL_PROMPT, BALL)])


@pytest.fixture(autouse=True)
def no_bar_s_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """peft opens a progress bar, unseen, whose thread would outlive the test."""
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)


@pytest.fixture
def copy(taught: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(taught, tmp_path / "copy"))


def test_a_saved_model_answers_what_it_was_taught(taught: Path) -> None:
    model = load(taught)
    assert model.name == "taught"
    assert model.answer(ASK_FOR_BOTH) == [CUBE, BALL]
    stream = model.stream(ASK_FOR_BOTH[0])
    assert "".join(stream) == CUBE
    assert stream.answer is not None
    assert not stream.answer.cut


def test_a_model_is_named_after_its_run(taught: Path, tmp_path: Path) -> None:
    shutil.copytree(taught, tmp_path / "my-run" / "model")
    assert load(tmp_path / "my-run" / "model").name == "my-run"


def test_the_system_prompt_of_the_training_is_added(copy: Path) -> None:
    plain = load(copy)
    (copy / "geoft.json").write_text(json.dumps({"system_prompt": "Answer in JSON."}), encoding="utf-8")
    prompted = load(copy)
    asked = [{"role": "system", "content": "Answer in JSON."}, *ASK_FOR_BOTH[0]]
    assert prompted.answers([ASK_FOR_BOTH[0]]) == plain.answers([asked])
    assert (
        prompted.answers([ASK_FOR_BOTH[0]])[0].prompt_tokens
        > plain.answers([ASK_FOR_BOTH[0]])[0].prompt_tokens
    )


def test_a_trained_model_may_say_as_much_as_it_has_learnt(taught: Path, tmp_path: Path) -> None:
    short = ["a", "b"]
    untrained = load(taught)
    enough = untrained.room_for(short)
    model = Path(shutil.copytree(taught, tmp_path / "my-run" / "model"))
    (model / "geoft.json").write_text("{}", encoding="utf-8")
    # Away from its run, nothing says how long its examples were.
    assert load(model).room_for(short) == untrained.model.config.max_position_embeddings > enough
    (tmp_path / "my-run" / "data").mkdir()
    counts = tmp_path / "my-run" / "data" / "tokens.json"
    counts.write_text(json.dumps({"tokens": 9000, "longest": enough + 41}), encoding="utf-8")
    assert load(model).room_for(short) == enough + 41
    assert load(model).room_for([CUBE * 40]) == untrained.room_for([CUBE * 40]) > enough + 41


@pytest.mark.parametrize("said_in", ["geoft.json", "adapter_config.json"])
def test_an_adapter_is_joined_with_its_base(taught: Path, tmp_path: Path, said_in: str) -> None:
    torch.manual_seed(0)
    adapted = get_peft_model(
        AutoModelForCausalLM.from_pretrained(taught),
        LoraConfig(r=2, target_modules=["q_proj", "v_proj"], init_lora_weights=False, task_type="CAUSAL_LM"),
    ).eval()
    folder = tmp_path / "adapter"
    adapted.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(taught / name, folder)
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    assert config["base_model_name_or_path"] == str(taught)
    if said_in == "geoft.json":
        config["base_model_name_or_path"] = "elsewhere"
        (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "geoft.json").write_text(json.dumps({"base": str(taught)}), encoding="utf-8")
    loaded = load(folder)
    tokens = torch.tensor([loaded.tokenizer(CUBE_PROMPT)["input_ids"]])
    with torch.no_grad():
        expected, actual = adapted(input_ids=tokens).logits, loaded.model(input_ids=tokens).logits
    assert torch.allclose(expected, actual, atol=1e-4)
    assert not torch.allclose(load(taught).model(input_ids=tokens).logits, actual, atol=1e-2)


def test_an_adapter_without_its_base_says_which_is_missing(taught: Path, tmp_path: Path) -> None:
    adapted = get_peft_model(
        AutoModelForCausalLM.from_pretrained(taught), LoraConfig(target_modules=["q_proj"])
    )
    adapted.save_pretrained(tmp_path)
    (tmp_path / "geoft.json").write_text(json.dumps({"base": "nobody/nothing"}), encoding="utf-8")
    with pytest.raises(UserError, match="nobody/nothing, which is not on this computer"):
        load(tmp_path)


def test_an_adapter_is_joined_with_the_state_that_it_was_trained_on(
    taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapted = get_peft_model(
        AutoModelForCausalLM.from_pretrained(taught), LoraConfig(target_modules=["q_proj"])
    )
    folder = tmp_path / "adapter"
    adapted.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(taught / name, folder)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    snapshots = tmp_path / "models--owner--small" / "snapshots"
    first = Path(shutil.copytree(taught, snapshots / ("5ad3" * 10)))
    newer = Path(shutil.copytree(taught, snapshots / ("0b7e" * 10)))
    for state in (first, newer):
        described = {"base": "owner/small", "base_commit": state.name}
        (folder / "geoft.json").write_text(json.dumps(described), encoding="utf-8")
        assert load(folder).model.config._name_or_path == str(state)
    shutil.rmtree(newer)
    with pytest.raises(
        UserError, match="owner/small, which is not on this computer as it was at 0b7e0b7"
    ) as told:
        load(folder)
    assert f"geoft models download owner/small@{newer.name}" in told.value.hint


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
        MemoryError(),
    ],
)
def test_too_little_memory_is_said_to_be_that(
    taught: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(AutoModelForCausalLM, "from_pretrained", fail)
    with pytest.raises(UserError, match="not enough memory to load the model") as told:
        load(taught)
    assert "smaller model" in told.value.hint
    explained = explain(told.value, TrainingSettings(method="all_weights", batch_size=8))
    assert explained.message == "There is not enough memory for this training."
    assert explained.change is not None


def test_pickled_weights_are_refused(copy: Path) -> None:
    torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
    (copy / "model.safetensors").unlink()
    with pytest.raises(UserError, match=r"pytorch_model\.bin .* pickled"):
        load(copy)


def test_code_that_a_model_brings_is_never_run(copy: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    (copy / "own.py").write_text(f"open({str(trace)!r}, 'w').close()\n", encoding="utf-8")
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    config |= {
        "model_type": "own",
        "auto_map": {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"},
    }
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(UserError, match="cannot be loaded"):
        load(copy)
    assert not trace.exists()


def test_weights_that_lack_a_tensor_are_refused_rather_than_made_up(copy: Path) -> None:
    weights = load_file(copy / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(UserError, match="incomplete"):
        load(copy)


@pytest.mark.parametrize(
    "damage", ["torn weights", "torn config", "no weights", "no model", "torn geoft.json"]
)
def test_a_damaged_folder_is_told_in_a_sentence(copy: Path, damage: str) -> None:
    if damage == "torn weights":
        (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:1000])
    elif damage == "torn config":
        (copy / "config.json").write_text('{"model_type": "lla', encoding="utf-8")
    elif damage == "no weights":
        (copy / "model.safetensors").unlink()
    elif damage == "no model":
        (copy / "config.json").unlink()
    else:
        (copy / "geoft.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(copy)
    assert caught.value.message.endswith(".")
    assert str(copy) in caught.value.message


def test_weights_saved_in_a_small_type_are_computed_in_float32_on_a_processor(copy: Path) -> None:
    AutoModelForCausalLM.from_pretrained(copy, dtype=torch.bfloat16).save_pretrained(copy)
    model = load(copy)
    assert model.model.device.type != "cpu" or model.model.dtype == torch.float32
    assert model.answer(ASK_FOR_BOTH[:1]) == [CUBE]
