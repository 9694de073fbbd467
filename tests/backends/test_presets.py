from dataclasses import replace

import pytest

from geoft_gui.backends.lengths import RowLengths
from geoft_gui.backends.presets import PRESETS, settings_from_preset
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import run_memory
from geoft_gui.engine.machine import Gpu, Machine
from geoft_gui.errors import UserError
from tests.backends.faked import MACHINE

HALF_BILLION = ModelFacts(parameters=500_000_000, bytes=10**9, layers=24, width=896, vocabulary=151_936)
FOUR_BILLION = ModelFacts(
    parameters=4_000_000_000, bytes=8 * 10**9, layers=36, width=2560, vocabulary=151_936
)
LENGTHS = RowLengths(row=200, answer=150, exact=True)


def machine(*, free: int = 6, card: int | None = None) -> Machine:
    """With so many GB of free memory, and of memory on an NVIDIA card."""
    gpus = () if card is None else (Gpu("NVIDIA card", card * 10**9, "570", "9.0"),)
    return replace(MACHINE, memory_available=free * 10**9, gpus=gpus)


@pytest.fixture(autouse=True)
def any_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The torch of this computer says nothing about cards that it does not have."""
    monkeypatch.setattr("geoft_gui.engine.cuda.torch_version_file", lambda: None)


def test_the_starter_trains_all_weights_and_longer_from_preset_to_preset() -> None:
    choices = [settings_from_preset(preset, "starter", 4000, MACHINE) for preset in PRESETS]
    epochs = [choice.settings.epochs for choice in choices]
    assert epochs == sorted(set(epochs))
    assert {choice.settings.method for choice in choices} == {"all_weights"}
    assert all("4,000 rows" in " ".join(choice.reasons) for choice in choices)


@pytest.mark.parametrize("model", ["starter", "/model"])
def test_few_rows_are_gone_through_more_often_and_many_less(model: str) -> None:
    few, some, many = (
        settings_from_preset("quick", model, rows, MACHINE).settings.epochs for rows in (400, 4_000, 400_000)
    )
    assert few > some > 0
    assert some >= many > 0


@pytest.mark.parametrize(
    ("facts", "here", "method"),
    [
        (HALF_BILLION, machine(free=6), "lora"),
        (HALF_BILLION, machine(free=3), "lora_4bit"),
        (FOUR_BILLION, machine(card=24), "lora"),
        (FOUR_BILLION, machine(card=8), "lora_4bit"),
        (FOUR_BILLION, replace(machine(free=8), system="Darwin 25"), "lora"),
        (ModelFacts(4_000_000, 16_000_000, 4, 256, 2560), machine(), "all_weights"),
        (None, machine(), "lora"),
    ],
)
def test_the_method_is_the_most_exact_one_that_fits(
    facts: ModelFacts | None, here: Machine, method: str
) -> None:
    choice = settings_from_preset("balanced", "/model", 4000, here, facts, lengths=LENGTHS)
    assert choice.settings.method == method
    assert choice.settings.batch_size * choice.settings.gradient_accumulation == 16
    fits = here.gpus or not here.system.startswith("Darwin")
    if facts is not None and fits:
        room = here.gpus[0].memory if here.gpus else here.memory_available
        assert run_memory(choice.settings, facts, LENGTHS.row, on_gpu=bool(here.gpus)) <= room
    assert ("smaller model" in " ".join(choice.reasons)) == (not fits)


def test_a_method_that_a_model_does_not_take_well_is_not_chosen() -> None:
    without = frozenset({"lora_4bit"})
    choice = settings_from_preset(
        "quick", "/model", 4000, machine(card=8), FOUR_BILLION, lengths=LENGTHS, unsuitable=without
    )
    assert choice.settings.method == "lora"
    assert "a smaller model would fit" in " ".join(choice.reasons)


def test_the_learning_rate_suits_the_method_that_the_user_chose() -> None:
    rates = {
        method: settings_from_preset(
            "balanced", "/model", 4000, machine(card=80), HALF_BILLION, method=method
        ).settings.learning_rate
        for method in ("all_weights", "lora", "lora_4bit")
    }
    assert rates == {"all_weights": 5e-5, "lora": 2e-4, "lora_4bit": 2e-4}


def test_more_memory_takes_more_rows_at_a_time() -> None:
    small = settings_from_preset("balanced", "/model", 4000, machine(free=4), HALF_BILLION, lengths=LENGTHS)
    large = settings_from_preset("balanced", "/model", 4000, machine(card=80), HALF_BILLION, lengths=LENGTHS)
    assert small.settings.batch_size < large.settings.batch_size == 16
    assert all("GB of" in " ".join(choice.reasons) for choice in (small, large))


@pytest.mark.parametrize("exact", [True, False])
def test_no_right_answer_is_cut_when_the_model_is_judged(exact: bool) -> None:
    lengths = RowLengths(row=4000, answer=3000, exact=exact)
    choice = settings_from_preset("quick", "starter", 4000, MACHINE, lengths=lengths)
    assert choice.settings.max_new_tokens > 3000
    assert ("about 3,000" in choice.reasons[-1]) != exact


def test_the_best_preset_ends_early_when_nothing_gets_better() -> None:
    choice = settings_from_preset("best", "/model", 4000, machine(), HALF_BILLION)
    assert choice.settings.early_stopping is not None
    assert "ends early" in " ".join(choice.reasons)


def test_an_unknown_preset_is_told_with_those_there_are() -> None:
    with pytest.raises(UserError) as told:
        settings_from_preset("fast", "starter", 4000, MACHINE)
    assert "quick, balanced, best" in told.value.hint
