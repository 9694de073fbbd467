"""Which method, learning rate and batch suit a model on a machine, and why."""

import math
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.fit import fit, needed, room
from geoft_gui.bases.remedies import ADAPTER_LEARNING_RATE
from geoft_gui.engine.cuda import usable_cards
from geoft_gui.engine.machine import Machine
from geoft_gui.runs.spec import Method, TrainingSettings

_T = TypeVar("_T")

SMALL_MODEL: Final = 50_000_000
"""Parameters below which an adapter saves nothing that matters."""
LARGE_ADAPTER_LEARNING_RATE: Final = 1e-4
"""Dettmers et al. 2023, "QLoRA", table 9: 2e-4 up to 13 billion parameters; less is safer from 7 on."""
_LARGE: Final = 7_000_000_000
_WHOLE_LEARNING_RATES: Final = ((SMALL_MODEL, 2e-4), (1e9, 5e-5), (4e9, 2e-5), (math.inf, 1e-5))
"""For all weights: below so many parameters, this. About a tenth of an adapter's rate."""


@dataclass(frozen=True)
class Chosen(Generic[_T]):
    """A value, and one sentence on why it was chosen; empty where there is nothing to say."""

    value: _T
    why: str


def can_four_bits(machine: Machine) -> bool:
    """Whether training beside 4-bit weights works: on NVIDIA cards, and on processors outside of Macs."""
    return bool(usable_cards(machine)) or not machine.system.startswith("Darwin")


def choose_method(
    settings: TrainingSettings,
    facts: ModelFacts | None,
    row_tokens: int,
    machine: Machine,
    unsuitable: frozenset[Method] = frozenset(),
) -> Chosen[Method]:
    """The method for one row at a time of `row_tokens` tokens: the most exact one that fits comfortably."""
    if facts is None:
        return Chosen("lora", "A small adapter (LoRA) is trained: the usual way for a model of any size.")
    if facts.parameters < SMALL_MODEL and "all_weights" not in unsuitable:
        return Chosen("all_weights", "All weights are trained: the model is small enough.")

    def asked(method: Method) -> int:
        return needed(facts, settings.model_copy(update={"method": method}), machine, row_tokens)

    whole, rounded = asked("lora"), asked("lora_4bit")
    if fit(whole, machine) == "fits":
        return Chosen(
            "lora",
            f"A small adapter (LoRA, rank {settings.lora_rank}) is trained beside the weights: it takes a "
            "fraction of the memory and the result stays small.",
        )
    if not can_four_bits(machine) or "lora_4bit" in unsuitable:
        return Chosen("lora", f"Even a small adapter (LoRA) {_too_much(whole, machine)}")
    if fit(rounded, machine) == "fits":
        return Chosen(
            "lora_4bit",
            f"A small adapter is trained beside weights of 4 bits: with whole weights it would need "
            f"{whole / 1e9:.1f} GB, too much for {_memory(machine)}.",
        )
    return Chosen("lora_4bit", f"Even with weights of 4 bits it {_too_much(rounded, machine)}")


def learning_rate(method: Method, facts: ModelFacts | None) -> float:
    """The peak of the learning rate that suits a method, and the size of the model where it is known."""
    if method != "all_weights":
        large = facts is not None and facts.parameters >= _LARGE
        return LARGE_ADAPTER_LEARNING_RATE if large else ADAPTER_LEARNING_RATE
    parameters = _LARGE if facts is None else facts.parameters
    return next(rate for below, rate in _WHOLE_LEARNING_RATES if parameters < below)


def choose_batch(
    settings: TrainingSettings, facts: ModelFacts | None, row_tokens: int, machine: Machine, *, most: int
) -> Chosen[int]:
    """How many rows at a time, a power of two up to `most`, fit comfortably with the longest row."""
    if facts is None:
        why = "One row at a time, because the size of this model is not known before it is downloaded."
        return Chosen(1, why)
    batch = most
    while batch > 1:
        asked = settings.model_copy(update={"batch_size": batch, "gradient_accumulation": most // batch})
        if fit(needed(facts, asked, machine, row_tokens), machine) == "fits":
            break
        batch //= 2
    plural = "row" if batch == 1 else "rows"
    if batch == most:
        return Chosen(batch, f"{batch} {plural} at a time, which fit into {_memory(machine)}.")
    return Chosen(batch, f"{batch} {plural} at a time: that is what {_memory(machine)} can hold.")


def _too_much(needed_bytes: int, machine: Machine) -> str:
    needs = f"needs about {needed_bytes / 1e9:.1f} GB"
    return f"{needs}, and there are {_memory(machine)}: a smaller model would fit."


def _memory(machine: Machine) -> str:
    where = "graphics memory" if usable_cards(machine) else "free memory"
    return f"{room(machine) / 1e9:.0f} GB of {where}"
