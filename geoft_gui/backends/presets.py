"""Quick, balanced and best: settings chosen from the rows, the model and the machine, with their reasons."""

import math
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from geoft_gui.backends.lengths import RowLengths
from geoft_gui.backends.methods import Chosen, choose_batch, choose_method, learning_rate
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.engine.machine import Machine
from geoft_gui.errors import UserError
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import Method, TrainingSettings

PresetName = Literal["quick", "balanced", "best"]
PRESETS: Final[tuple[PresetName, ...]] = get_args(PresetName)

# ---- the starter model: how many examples it sees in all, and how often it is judged on the way.
# Tune these here and nowhere else.
STARTER_EXAMPLES: Final[dict[PresetName, int]] = {"quick": 32_000, "balanced": 60_000, "best": 120_000}
STARTER_BATCH: Final = 16
STARTER_LEARNING_RATE: Final = 8e-4
STARTER_ADAPTER_LEARNING_RATE: Final = 2e-3
STARTER_WEIGHT_DECAY: Final = 0.1
"""So few rows are soon known by heart: higher rates and less decay score worse on rows held out."""
STARTER_EVALUATIONS: Final = 5
STARTER_SCORE_PROMPTS: Final = 128
MOST_STARTER_EPOCHS: Final = 50.0

# ---- every other base: a few passes over the rows.
OTHER_EPOCHS: Final[dict[PresetName, float]] = {"quick": 1.0, "balanced": 3.0, "best": 5.0}
FEWEST_EXAMPLES: Final[dict[PresetName, int]] = {"quick": 1_000, "balanced": 3_000, "best": 6_000}
"""Few rows are gone through more often, so that there are enough steps to learn the form of the answers."""
MOST_EXAMPLES: Final[dict[PresetName, int]] = {"quick": 20_000, "balanced": 60_000, "best": 200_000}
"""Of very many rows, a part is enough."""
MOST_OTHER_EPOCHS: Final = 15.0
OTHER_BATCH: Final = 16
"""Rows for each step of the weights, whatever the memory allows at the same time."""
LORA_RANK: Final[dict[PresetName, int]] = {"quick": 16, "balanced": 16, "best": 32}
OTHER_EVALUATIONS: Final[dict[PresetName, int]] = {"quick": 4, "balanced": 4, "best": 8}
OTHER_SCORE_PROMPTS: Final[dict[PresetName, int]] = {"quick": 32, "balanced": 32, "best": 64}
BEST_EARLY_STOPPING: Final = 3

# ---- how long answers may be when the model is judged.
ROOM_WHEN_COUNTED: Final = 1.25
ROOM_WHEN_ESTIMATED: Final = 1.6
FEWEST_NEW_TOKENS: Final = 96
_ANSWER_STEP: Final = 16
UNKNOWN_LENGTHS: Final = RowLengths(row=512, answer=256, exact=False)
"""Assumed where no rows were looked at."""


@dataclass(frozen=True)
class Choice:
    """Settings, and for each decision one sentence on why."""

    settings: TrainingSettings
    reasons: tuple[str, ...]


def settings_from_preset(
    preset: str,
    model: str,
    rows: int,
    machine: Machine,
    facts: ModelFacts | None = None,
    *,
    lengths: RowLengths = UNKNOWN_LENGTHS,
    method: Method | None = None,
    unsuitable: frozenset[Method] = frozenset(),
) -> Choice:
    """The settings of a preset for `rows` training rows.

    Args:
        preset: one of PRESETS.
        model: `starter`, or another model.
        rows: how many are trained on.
        machine: what trains.
        facts: those of the model, where they are known.
        lengths: of the rows, in tokens.
        method: chosen by the user; the rest is then chosen to suit it.
        unsuitable: methods that the model is known not to take well.

    Raises UserError when there is no such preset.
    """
    name = next((known for known in PRESETS if known == preset), None)
    if name is None:
        raise UserError(f"There is no preset '{preset}'.", f"Choose one of: {', '.join(PRESETS)}.")
    tokens, why = new_tokens(lengths)
    if model == STARTER:
        chosen = _for_starter(name, rows, method)
    else:
        chosen = _for_other(name, rows, machine, facts, lengths, method, unsuitable)
    settings = chosen.settings.model_copy(update={"max_new_tokens": tokens})
    return Choice(settings, (*chosen.reasons, why))


def new_tokens(lengths: RowLengths) -> tuple[int, str]:
    """The most tokens of an answer when the model is judged, and why: no right answer is ever cut."""
    room = ROOM_WHEN_COUNTED if lengths.exact else ROOM_WHEN_ESTIMATED
    tokens = max(FEWEST_NEW_TOKENS, math.ceil(lengths.answer * room / _ANSWER_STEP) * _ANSWER_STEP)
    about = "" if lengths.exact else "about "
    return tokens, (
        f"Answers may have {tokens:,} tokens when the model is judged: the longest in the rows has "
        f"{about}{lengths.answer:,}."
    )


def _for_starter(preset: PresetName, rows: int, method: Method | None) -> Choice:
    examples = STARTER_EXAMPLES[preset]
    epochs = min(MOST_STARTER_EPOCHS, max(1.0, round(examples / max(rows, 1), 1)))
    all_weights = method in (None, "all_weights")
    rate = STARTER_LEARNING_RATE if all_weights else STARTER_ADAPTER_LEARNING_RATE
    settings = TrainingSettings(
        epochs=epochs,
        learning_rate=rate,
        batch_size=STARTER_BATCH,
        weight_decay=STARTER_WEIGHT_DECAY,
        warmup_fraction=0.05,
        scheduler="cosine",
        method=method or "all_weights",
        evaluations=STARTER_EVALUATIONS,
        score_prompts=STARTER_SCORE_PROMPTS,
    )
    if all_weights:
        why = "All weights are trained: the starter is small enough, and it knows no geometry yet."
    else:
        why = "An adapter is trained because you chose so; the starter learns better with all weights."
    return Choice(
        settings,
        (
            _starter_passes(epochs, rows, examples),
            why,
            f"{STARTER_BATCH} rows at a time with a learning rate of {rate:g}, which fits a model of this "
            "size.",
        ),
    )


def _starter_passes(epochs: float, rows: int, examples: int) -> str:
    passes = _passes(epochs, rows)
    if epochs == MOST_STARTER_EPOCHS:
        return f"{passes}: more would only learn these few by heart. With more rows it learns better."
    return f"{passes}: the starter learns to copy sizes after about {examples:,} examples."


def _for_other(
    preset: PresetName,
    rows: int,
    machine: Machine,
    facts: ModelFacts | None,
    lengths: RowLengths,
    method: Method | None,
    unsuitable: frozenset[Method],
) -> Choice:
    epochs, passes = _other_passes(preset, rows)
    rank = LORA_RANK[preset]
    settings = TrainingSettings(
        epochs=epochs,
        gradient_accumulation=OTHER_BATCH,
        batch_size=1,
        weight_decay=0.01,
        warmup_fraction=0.05,
        scheduler="cosine",
        lora_rank=rank,
        lora_alpha=2 * rank,
        evaluations=OTHER_EVALUATIONS[preset],
        score_prompts=OTHER_SCORE_PROMPTS[preset],
        early_stopping=BEST_EARLY_STOPPING if preset == "best" else None,
    )
    how: Chosen[Method]
    if method is not None:
        how = Chosen(method, "")
    else:
        how = choose_method(settings, facts, lengths.row, machine, unsuitable)
    rate = learning_rate(how.value, facts)
    settings = settings.model_copy(update={"method": how.value, "learning_rate": rate})
    batch = choose_batch(settings, facts, lengths.row, machine, most=OTHER_BATCH)
    changes: dict[str, Any] = {
        "batch_size": batch.value,
        "gradient_accumulation": max(1, OTHER_BATCH // batch.value),
    }
    reasons = [
        passes,
        how.why,
        f"A learning rate of {rate:g} suits {_kind(settings)}.",
        batch.why,
    ]
    if settings.early_stopping is not None:
        reasons.append(
            f"It ends early when {settings.early_stopping} of {settings.evaluations} judgements in a row "
            "find no better model."
        )
    return Choice(settings.model_copy(update=changes), tuple(filter(None, reasons)))


def _kind(settings: TrainingSettings) -> str:
    if settings.trains_adapter:
        return f"an adapter of rank {settings.lora_rank}"
    return "training all weights of a model of this size"


def _other_passes(preset: PresetName, rows: int) -> tuple[float, str]:
    usual = OTHER_EPOCHS[preset]
    examples = min(MOST_EXAMPLES[preset], max(FEWEST_EXAMPLES[preset], usual * rows))
    epochs = min(MOST_OTHER_EPOCHS, round(examples / max(rows, 1), 2))
    said = _passes(epochs, rows)
    if epochs < usual:
        return epochs, f"{said}: {examples:,.0f} examples are enough for a model that already knows language."
    if epochs > usual:
        return epochs, f"{said}: so few rows are gone through more often, to learn the form of the answers."
    return epochs, f"{said}: a model that already knows language needs few."


def _passes(epochs: float, rows: int) -> str:
    return f"{epochs:g} {'pass' if epochs == 1 else 'passes'} over {rows:,} rows"
