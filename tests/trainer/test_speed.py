"""Choosing threads and number format: by time, for reasons that are told, and the same when resumed."""

from pathlib import Path

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from geoft_gui.trainer import speed
from geoft_gui.trainer.examples import Example, encode
from geoft_gui.trainer.speed import Precision, Speed
from tests.small_models import small_model
from tests.trainer.small_runs import TRAIN

CPU = torch.device("cpu")
Seconds = dict[tuple[int, Precision], float]


@pytest.fixture(scope="module")
def examples(tokenizer: PreTrainedTokenizerFast) -> list[Example]:
    ends = frozenset({tokenizer.eos_token_id})
    return encode(TRAIN[:20], tokenizer, ends=ends, context=512, system_prompt=None).examples


def chosen(
    tokenizer: PreTrainedTokenizerFast,
    examples: list[Example],
    monkeypatch: pytest.MonkeyPatch,
    seconds: Seconds,
) -> Speed:
    """What is chosen on a machine with two cores and bfloat16 on which a step takes so many seconds."""

    def step(self: object, threads: int, precision: Precision) -> float:
        return seconds[threads, precision]

    monkeypatch.setattr(speed._Timing, "_step", step)
    monkeypatch.setattr(speed, "_thread_counts", lambda: [1, 2])
    monkeypatch.setattr(speed, "_has_bfloat16", lambda: True)
    return speed.choose(small_model(tokenizer), examples, 8, CPU, lambda done, total: None)


def test_a_busy_machine_gets_one_thread_and_a_processor_with_bfloat16_uses_it(
    tokenizer: PreTrainedTokenizerFast, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: Seconds = {(1, "float32"): 1.0, (1, "bfloat16"): 0.5, (2, "bfloat16"): 2.0}
    found = chosen(tokenizer, examples, monkeypatch, seconds)
    assert (found.threads, found.precision) == (1, "bfloat16")
    assert "2 threads in bfloat16 took 4.0 times as long" in found.why
    assert found.seconds == {
        "1 thread in float32": 1.0,
        "1 thread in bfloat16": 0.5,
        "2 threads in bfloat16": 2.0,
    }


def test_a_quiet_machine_without_fast_bfloat16_uses_its_cores_in_float32(
    tokenizer: PreTrainedTokenizerFast, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: Seconds = {(1, "float32"): 1.0, (1, "bfloat16"): 3.0, (2, "float32"): 0.6}
    found = chosen(tokenizer, examples, monkeypatch, seconds)
    assert (found.threads, found.precision) == (2, "float32")


def test_a_small_gain_is_not_worth_more_threads_or_a_narrower_format(
    tokenizer: PreTrainedTokenizerFast, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: Seconds = {(1, "float32"): 1.0, (1, "bfloat16"): 0.9, (2, "float32"): 0.95}
    found = chosen(tokenizer, examples, monkeypatch, seconds)
    assert (found.threads, found.precision) == (1, "float32")


def test_measuring_leaves_the_model_and_the_process_as_they_were(
    tokenizer: PreTrainedTokenizerFast, examples: list[Example]
) -> None:
    model = small_model(tokenizer)
    before = {name: weights.clone() for name, weights in model.state_dict().items()}
    threads, attending = torch.get_num_threads(), model.config._attn_implementation
    told: list[tuple[int, int]] = []
    found = speed.choose(model, examples, 8, CPU, lambda done, total: told.append((done, total)))
    assert all(torch.equal(weights, before[name]) for name, weights in model.state_dict().items())
    assert all(weights.grad is None for weights in model.parameters())
    assert (torch.get_num_threads(), model.config._attn_implementation) == (threads, attending)
    assert found.threads is not None
    assert found.threads >= 1
    assert told == [] or told[-1][0] == told[-1][1]


def test_a_choice_is_kept_for_the_run(tmp_path: Path) -> None:
    path = tmp_path / "speed.json"
    assert speed.recorded(path) is None
    choice = Speed(1, "bfloat16", "because", {"1 thread in float32": 0.25})
    speed.save(choice, path)
    assert speed.recorded(path) == choice


def test_a_choice_is_applied_to_the_process(tokenizer: PreTrainedTokenizerFast) -> None:
    model = small_model(tokenizer)
    Speed(1, "bfloat16", "", {}).apply(model, CPU)
    assert torch.get_num_threads() == 1
    assert model.config._attn_implementation == "sdpa_float32"
    with Speed(1, "bfloat16", "", {}).autocast(CPU):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16
    with Speed(1, "float32", "", {}).autocast(CPU):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
