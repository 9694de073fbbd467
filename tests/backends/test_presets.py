from dataclasses import replace

import pytest

from geoft_gui.backends.presets import PRESETS, settings_from_preset
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.engine.machine import Gpu
from geoft_gui.errors import UserError
from tests.backends.faked import MACHINE

HALF_BILLION = ModelFacts(parameters=500_000_000, bytes=10**9, layers=24, width=896, vocabulary=151_936)


def test_the_starter_trains_all_weights_and_longer_from_preset_to_preset() -> None:
    choices = [settings_from_preset(preset, "starter", 4000, MACHINE) for preset in PRESETS]
    epochs = [choice.settings.epochs for choice in choices]
    assert epochs == sorted(set(epochs))
    assert {choice.settings.method for choice in choices} == {"all_weights"}
    assert all("4,000 rows" in " ".join(choice.reasons) for choice in choices)


def test_few_rows_are_gone_through_more_often() -> None:
    few = settings_from_preset("quick", "starter", 400, MACHINE).settings.epochs
    many = settings_from_preset("quick", "starter", 40_000, MACHINE).settings.epochs
    assert few > settings_from_preset("quick", "starter", 4000, MACHINE).settings.epochs > many >= 1


def test_another_model_gets_an_adapter_and_a_batch_that_fits() -> None:
    small = settings_from_preset(
        "balanced", "/model", 4000, replace(MACHINE, memory_available=4 * 2**30), HALF_BILLION
    )
    card = Gpu("NVIDIA H100", 80 * 2**30, "570", "9.0")
    large = settings_from_preset("balanced", "/model", 4000, replace(MACHINE, gpus=(card,)), HALF_BILLION)
    assert (small.settings.method, small.settings.lora_rank) == ("lora", 16)
    assert small.settings.batch_size < large.settings.batch_size
    for choice in (small, large):
        assert choice.settings.batch_size * choice.settings.gradient_accumulation == 16
        assert "GB of" in " ".join(choice.reasons)


def test_an_unknown_preset_is_told_with_those_there_are() -> None:
    with pytest.raises(UserError) as told:
        settings_from_preset("fast", "starter", 4000, MACHINE)
    assert "quick, balanced, best" in told.value.hint
