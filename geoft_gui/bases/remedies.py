"""What to change in the settings of a training that needs more memory than there is."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import rows_at_once, run_memory
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.runs.words import method_words

ADAPTER_LEARNING_RATE: Final = 2e-4
"""An adapter needs larger steps than all weights do (Hu et al. 2021, LoRA)."""
_WORTH_IT: Final = 0.8
"""A change is worth trying that needs less than this share of the memory that was not enough."""


@dataclass(frozen=True)
class Remedy:
    """What to do, in a sentence, and the settings to change; None: settings cannot mend it."""

    hint: str
    change: dict[str, Any] | None


def less_memory(
    settings: TrainingSettings,
    facts: ModelFacts | None,
    row_tokens: int,
    *,
    on_gpu: bool,
    free: int | None = None,
) -> Remedy:
    """The smallest change with which the training should fit, and that changes least of what is learnt.

    Fewer rows at a time come first, then an adapter instead of all weights, then one beside 4-bit weights.
    `free`: bytes of memory there are; None: it is only known that they were not enough.
    """

    def needed(candidate: TrainingSettings) -> float:
        if facts is None:
            return rows_at_once(candidate, on_gpu=on_gpu) * _METHOD_SHARE[candidate.method]
        return run_memory(candidate, facts, row_tokens, on_gpu=on_gpu)

    enough = _WORTH_IT * needed(settings)
    if facts is not None and free is not None:
        enough = min(enough, _WORTH_IT * free)
    for change in _changes(settings):
        if needed(settings.model_copy(update=change)) <= enough:
            return Remedy(_words(change), change)
    return Remedy("Close other programs, or start from a smaller model.", None)


_METHOD_SHARE: Final = {"all_weights": 1.0, "lora": 0.5, "lora_4bit": 0.3}
"""About how much of the memory of all weights a method takes, where nothing is known of the model."""


def _changes(settings: TrainingSettings) -> Iterator[dict[str, Any]]:
    """What can be changed, the least change first."""
    yield from _smaller_batches(settings)
    methods = list(_METHOD_SHARE)
    for method in methods[methods.index(settings.method) + 1 :]:
        if method == "lora_4bit" and sys.platform == "darwin":
            continue  # bitsandbytes rounds to 4 bits on processors and NVIDIA cards
        changed: dict[str, Any] = {"method": method}
        if settings.method == "all_weights":
            changed["learning_rate"] = max(settings.learning_rate, ADAPTER_LEARNING_RATE)
        for fewer in ({}, *_smaller_batches(settings)):
            yield changed | fewer


def _smaller_batches(settings: TrainingSettings) -> Iterator[dict[str, Any]]:
    """Half as many rows at a time, a quarter, …; as many in each step as before, so it learns the same."""
    rows = settings.batch_size * settings.gradient_accumulation
    batch = settings.batch_size // 2
    while batch >= 1:
        yield {"batch_size": batch, "gradient_accumulation": max(1, round(rows / batch))}
        batch //= 2


def _words(change: dict[str, Any]) -> str:
    """The same for the window and the terminal: how it is set, each of them says itself."""
    batch = change.get("batch_size")
    rows = "" if batch is None else "1 row at a time" if batch == 1 else f"{batch} rows at a time"
    if "method" not in change:
        return f"Close other programs, or train on {rows}: it learns the same with less memory."
    what = ", ".join(filter(None, (method_words(change["method"]), rows)))
    return f"Close other programs, or train only {what}: that takes much less memory."
