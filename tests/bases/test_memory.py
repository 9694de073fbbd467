import pytest

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import rows_at_once, run_memory, weight_bytes
from geoft_gui.runs.spec import Method, TrainingSettings

FACTS = ModelFacts(parameters=4_000_000_000, bytes=8 * 10**9, layers=36, width=2560, vocabulary=151_936)


def memory(method: Method, *, on_gpu: bool, **settings: int) -> int:
    asked = TrainingSettings.model_validate({"method": method, "batch_size": 1, **settings})
    return run_memory(asked, FACTS, 200, on_gpu=on_gpu)


@pytest.mark.parametrize("on_gpu", [True, False])
def test_an_adapter_takes_less_than_all_weights_and_least_beside_four_bits(on_gpu: bool) -> None:
    whole, lora, rounded = (memory(method, on_gpu=on_gpu) for method in ("all_weights", "lora", "lora_4bit"))
    assert whole > 2 * lora
    assert lora > 1.5 * rounded


def test_all_weights_take_sixteen_bytes_each_wherever_they_are_trained() -> None:
    for on_gpu in (True, False):
        assert memory("all_weights", on_gpu=on_gpu) > 16 * FACTS.parameters


def test_weights_of_four_bits_leave_the_embeddings_as_they_are() -> None:
    embeddings = 2 * FACTS.vocabulary * FACTS.width
    rounded = weight_bytes(FACTS, on_gpu=True, method="lora_4bit")
    assert embeddings + 0.5 * (FACTS.parameters - embeddings / 2) < rounded < FACTS.parameters


def test_a_processor_works_on_few_rows_at_once_and_a_card_on_all() -> None:
    settings = TrainingSettings(batch_size=32)
    assert rows_at_once(settings, on_gpu=False) == 8
    assert rows_at_once(settings, on_gpu=True) == 32
    assert rows_at_once(TrainingSettings(batch_size=7), on_gpu=False) == 7
    odd = TrainingSettings(batch_size=11, gradient_accumulation=1)
    assert rows_at_once(odd, on_gpu=False) == 11
