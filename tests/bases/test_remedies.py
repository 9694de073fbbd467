"""What is changed when the memory is not enough: as little as helps."""

import sys

import pytest

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import run_memory
from geoft_gui.bases.remedies import less_memory
from geoft_gui.runs.spec import TrainingSettings

FOUR_BILLION = ModelFacts(
    parameters=4_000_000_000, bytes=8_000_000_000, layers=36, width=2560, vocabulary=151_936
)
GB = 1_000_000_000


def settings(**changes: object) -> TrainingSettings:
    return TrainingSettings.model_validate({"batch_size": 16, "gradient_accumulation": 1, **changes})


def fits(change: dict[str, object] | None, before: TrainingSettings, free: int) -> bool:
    assert change is not None
    after = before.model_copy(update=change)
    return run_memory(after, FOUR_BILLION, 512, on_gpu=True) < free


def test_fewer_rows_at_a_time_come_first_and_learn_the_same() -> None:
    before = settings(method="lora")
    remedy = less_memory(before, FOUR_BILLION, 512, on_gpu=True, free=24 * GB)
    assert remedy.change is not None
    assert set(remedy.change) == {"batch_size", "gradient_accumulation"}
    assert remedy.change["batch_size"] * remedy.change["gradient_accumulation"] == 16
    assert fits(remedy.change, before, 24 * GB)
    assert "learns the same" in remedy.hint


def test_then_an_adapter_with_a_learning_rate_that_suits_it() -> None:
    before = settings(method="all_weights", learning_rate=1e-5)
    remedy = less_memory(before, FOUR_BILLION, 512, on_gpu=True, free=24 * GB)
    assert remedy.change is not None
    assert (remedy.change["method"], remedy.change["learning_rate"]) == ("lora", 2e-4)
    assert fits(remedy.change, before, 24 * GB)
    assert "train only a LoRA adapter" in remedy.hint
    assert "=" not in remedy.hint, "what is written in a terminal stands in no hint of the window"


@pytest.mark.skipif(sys.platform == "darwin", reason="4 bits are not to be had there")
def test_then_four_bits_and_in_the_end_a_smaller_model() -> None:
    before = settings(method="lora")
    remedy = less_memory(before, FOUR_BILLION, 512, on_gpu=True, free=8 * GB)
    assert remedy.change is not None
    assert remedy.change["method"] == "lora_4bit"
    assert "learning_rate" not in remedy.change
    hopeless = less_memory(before, FOUR_BILLION, 512, on_gpu=True, free=2 * GB)
    assert hopeless.change is None
    assert "smaller model" in hopeless.hint


def test_a_processor_that_works_on_fewer_rows_anyway_is_offered_what_helps() -> None:
    remedy = less_memory(settings(method="lora"), None, 512, on_gpu=False)
    assert remedy.change == {"batch_size": 4, "gradient_accumulation": 4}
