"""What went wrong, in words: the errors are the real ones where they can be had."""

import os
import sys
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError

from geoft_gui.errors import UserError
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.failures import DivergedError, explain

SETTINGS = TrainingSettings(batch_size=16, gradient_accumulation=2)

on_linux = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")


@on_linux
def test_a_full_disk_is_recognised_whoever_finds_it_full(tmp_path: Path) -> None:
    # Behind a link: whoever replaces a file rather than writing into it replaces the link only.
    full = tmp_path / "full"
    full.symlink_to("/dev/full")

    def write() -> None:
        with full.open("wb", buffering=0) as file:
            file.write(b"x")

    for attempt in (write, lambda: torch.save({"weights": torch.zeros(100_000)}, full)):
        with pytest.raises((OSError, RuntimeError)) as caught:
            attempt()
        assert explain(caught.value, SETTINGS).message == "The disk is full."
    weights_not_written = SafetensorError("I/O error: No space left on device (os error 28)")
    explained = explain(weights_not_written, SETTINGS)
    assert explained.message == "The disk is full."
    assert "resume" in explained.hint


def test_too_little_memory_is_recognised_and_a_smaller_batch_advised() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60)
    for error in (caught.value, MemoryError(), torch.OutOfMemoryError("CUDA out of memory.")):
        explained = explain(error, SETTINGS)
        assert "memory" in explained.message
        # Of 16 rows a processor works on 8 at once already.
        assert "4 rows at a time" in explained.hint
        assert explained.change == {"batch_size": 4, "gradient_accumulation": 8}
    last = explain(MemoryError(), TrainingSettings(batch_size=1, method="lora_4bit"))
    assert "smaller model" in last.hint
    assert last.change is None


def test_the_cause_behind_an_error_counts() -> None:
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as inner:
            raise RuntimeError("could not save") from inner
    except RuntimeError as error:
        assert explain(error, None).message == "The disk is full."


def test_a_users_error_keeps_its_words() -> None:
    explained = explain(UserError("There is no model.", "Choose one."), SETTINGS)
    assert (explained.message, explained.hint) == ("There is no model.", "Choose one.")


def test_a_diverged_training_names_step_and_learning_rate() -> None:
    explained = explain(DivergedError(1234, TrainingSettings(learning_rate=0.5)), SETTINGS)
    assert "1,234" in explained.message
    assert "0.5" in explained.hint
    assert explained.change == {"learning_rate": 0.1}
    assert explain(DivergedError(1, TrainingSettings()), SETTINGS).change is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "The NVIDIA driver on your system is too old (found version 11040). Please update",
            "driver of the graphics card is too old",
        ),
        ("Torch not compiled with CUDA enabled", "built without CUDA"),
        (
            "CUDA error: no kernel image is available for execution on the device",
            "not built for this graphics card",
        ),
    ],
)
def test_a_card_that_cannot_be_used_is_told_with_the_way_out(error: str, said: str) -> None:
    explained = explain(RuntimeError(error), SETTINGS)
    assert said in explained.message
    assert explained.hint


def test_anything_else_comes_with_its_details() -> None:
    try:
        raise KeyError("surprise")
    except KeyError as error:
        explained = explain(error, SETTINGS)
    assert "KeyError" in explained.message
    assert "surprise" in explained.details
    assert sys._getframe().f_code.co_name in explained.details
