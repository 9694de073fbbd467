"""Quick, balanced and best: settings chosen from the rows, the model and the machine, with their reasons."""

import math
from dataclasses import dataclass
from typing import Final, Literal, get_args

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import activation_bytes, weight_bytes
from geoft_gui.engine.machine import Machine
from geoft_gui.errors import UserError
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import TrainingSettings

PresetName = Literal["quick", "balanced", "best"]
PRESETS: Final[tuple[PresetName, ...]] = get_args(PresetName)

# ---- the starter model: how many examples it sees in all, and how often it is judged on the way.
# Tune these here and nowhere else.
STARTER_EXAMPLES: Final[dict[PresetName, int]] = {"quick": 32_000, "balanced": 60_000, "best": 120_000}
STARTER_BATCH: Final = 16
STARTER_LEARNING_RATE: Final = 8e-4
STARTER_WEIGHT_DECAY: Final = 0.1
"""So few rows are soon known by heart: higher rates and less decay score worse on rows held out."""
STARTER_EVALUATIONS: Final = 5
STARTER_SCORE_PROMPTS: Final = 128
MOST_STARTER_EPOCHS: Final = 50.0

# ---- every other base: an adapter, a few passes over the rows.
OTHER_EPOCHS: Final[dict[PresetName, float]] = {"quick": 1.0, "balanced": 3.0, "best": 5.0}
OTHER_BATCH: Final = 16
"""Rows for each step of the weights, whatever the memory allows at the same time."""
OTHER_LEARNING_RATE: Final = 2e-4
LORA_RANK: Final = 16
TOKENS_IN_A_ROW: Final = 512
"""Assumed where memory is planned; the trainer's check counts the real ones."""


@dataclass(frozen=True)
class Choice:
    """Settings, and for each decision one sentence on why."""

    settings: TrainingSettings
    reasons: tuple[str, ...]


def settings_from_preset(
    preset: str, model: str, rows: int, machine: Machine, facts: ModelFacts | None = None
) -> Choice:
    """The settings of a preset for `rows` training rows. Raises UserError when there is no such preset."""
    name = next((known for known in PRESETS if known == preset), None)
    if name is None:
        raise UserError(f"There is no preset '{preset}'.", f"Choose one of: {', '.join(PRESETS)}.")
    return _for_starter(name, rows) if model == STARTER else _for_other(name, machine, facts)


def _for_starter(preset: PresetName, rows: int) -> Choice:
    examples = STARTER_EXAMPLES[preset]
    epochs = min(MOST_STARTER_EPOCHS, max(1.0, round(examples / max(rows, 1), 1)))
    settings = TrainingSettings(
        epochs=epochs,
        learning_rate=STARTER_LEARNING_RATE,
        batch_size=STARTER_BATCH,
        weight_decay=STARTER_WEIGHT_DECAY,
        warmup_fraction=0.05,
        scheduler="cosine",
        method="all_weights",
        evaluations=STARTER_EVALUATIONS,
        score_prompts=STARTER_SCORE_PROMPTS,
        max_new_tokens=400,
    )
    return Choice(
        settings,
        (
            _passes(epochs, rows, examples),
            "All weights are trained: the starter is small enough, and it knows no geometry yet.",
            f"{STARTER_BATCH} rows at a time with a learning rate of {STARTER_LEARNING_RATE:g}, which fits a "
            "model of this size.",
        ),
    )


def _passes(epochs: float, rows: int, examples: int) -> str:
    passes = f"{epochs:g} {'pass' if epochs == 1 else 'passes'} over {rows:,} rows"
    if epochs == MOST_STARTER_EPOCHS:
        return f"{passes}: more would only learn these few by heart. With more rows it learns better."
    return f"{passes}: the starter learns to copy sizes after about {examples:,} examples."


def _for_other(preset: PresetName, machine: Machine, facts: ModelFacts | None) -> Choice:
    batch, why = _batch_for(machine, facts)
    settings = TrainingSettings(
        epochs=OTHER_EPOCHS[preset],
        learning_rate=OTHER_LEARNING_RATE,
        batch_size=batch,
        gradient_accumulation=max(1, OTHER_BATCH // batch),
        weight_decay=0.01,
        warmup_fraction=0.05,
        scheduler="cosine",
        method="lora",
        lora_rank=LORA_RANK,
        lora_alpha=2 * LORA_RANK,
        evaluations=4,
        score_prompts=32,
        max_new_tokens=1024,
    )
    return Choice(
        settings,
        (
            f"{settings.epochs:g} {'pass' if settings.epochs == 1 else 'passes'} over the rows: a model that "
            "already knows language needs few.",
            f"A small adapter (LoRA, rank {LORA_RANK}) is trained beside the weights: it takes a fraction of "
            "the memory and the result stays small.",
            why,
        ),
    )


def _batch_for(machine: Machine, facts: ModelFacts | None) -> tuple[int, str]:
    if facts is None:
        return 1, "One row at a time, because the size of this model is not known before it is downloaded."
    if machine.gpus:
        available, where = max(card.memory for card in machine.gpus), "graphics memory"
    else:
        available, where = machine.memory_available, "free memory"
    left = available * 0.8 - weight_bytes(facts, on_gpu=bool(machine.gpus))
    fitting = max(1, math.floor(left / activation_bytes(facts, TOKENS_IN_A_ROW, on_gpu=bool(machine.gpus))))
    batch = 2 ** min(int(math.log2(fitting)), int(math.log2(OTHER_BATCH)))
    plural = "row" if batch == 1 else "rows"
    return batch, f"{batch} {plural} at a time: that is what {available / 1e9:.0f} GB of {where} can hold."
