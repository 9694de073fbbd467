"""The folder `model/`: complete, replaced as a whole, without what only resuming needs."""

import json
from pathlib import Path

import pytest

from geoft_gui.runs.events import Evaluation, ScoreEvent
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer import result
from geoft_gui.trainer.model_card import model_card
from tests.runs.sample_runs import PROVENANCE, sample_spec

SCORE = ScoreEvent(
    step=20,
    n=8,
    parses=1.0,
    matches_schema=1.0,
    builds=0.875,
    correct=0.75,
    mean_iou=0.9,
    cad_score=0.85,
    by_kind={"cube": {"n": 8, "correct": 0.75}},
)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "checkpoints" / "step-000020"
    folder.mkdir(parents=True)
    names = ("model.safetensors", "config.json", "tokenizer.json", "chat_template.jinja")
    for name in (
        *names,
        "optimizer.pt",
        "scheduler.pt",
        "rng_state.pth",
        "trainer_state.json",
        "manifest.json",
    ):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_it_holds_what_asking_needs_and_nothing_else(tmp_path: Path, checkpoint: Path) -> None:
    result.make(checkpoint, tmp_path / "model", "# card\n", {"base": "starter"})
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [
        "README.md",
        "chat_template.jinja",
        "config.json",
        "geoft.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    assert json.loads((tmp_path / "model" / "geoft.json").read_text(encoding="utf-8")) == {"base": "starter"}


def test_a_second_result_replaces_the_first_whole(tmp_path: Path, checkpoint: Path) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / "old.bin").write_text("old", encoding="utf-8")
    result.make(checkpoint, target, "# card\n", {})
    assert not (target / "old.bin").exists()
    assert (target / "model.safetensors").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoints", "model"]


def test_when_building_fails_the_earlier_result_stays(
    tmp_path: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "model"
    result.make(checkpoint, target, "# first\n", {})

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(result, "write_json", full)
    with pytest.raises(OSError, match="No space"):
        result.make(checkpoint, target, "# second\n", {})
    assert (target / "README.md").read_text(encoding="utf-8") == "# first\n"
    monkeypatch.undo()
    result.make(checkpoint, target, "# third\n", {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoints", "model"]


def test_the_card_says_data_settings_scores_and_how_to_ask() -> None:
    spec = sample_spec()
    card = model_card(spec, PROVENANCE, "starter", 20, Evaluation(step=20, loss=0.5), SCORE)
    for words in ("75.0%", "0.5000", "0" * 64, "learning_rate", f"geoft ask --model {spec.id}", "starter"):
        assert words in card


def test_the_card_names_no_folder_of_its_maker() -> None:
    spec = sample_spec(model="/home/somebody/models/small")
    card = model_card(spec, PROVENANCE, "/home/somebody/models/small", 20, None, None)
    assert "somebody" not in card
    assert "small" in card


def test_the_card_of_an_adapter_beside_four_bits_says_how_it_was_judged() -> None:
    spec = sample_spec(settings=TrainingSettings(method="lora_4bit", lora_rank=8))
    card = model_card(spec, PROVENANCE, "Qwen/Qwen3-0.6B", 20, Evaluation(step=20, loss=0.5), SCORE)
    assert "library_name: peft" in card
    assert "weights of 4 bits, of rank 8," in card
    assert "Judged beside the base with its weights rounded to 4 bits" in card
    assert "4 bits" not in model_card(sample_spec(), PROVENANCE, "starter", 20, None, SCORE)
