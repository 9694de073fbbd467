"""When things happen in a training: how many steps there are, and at which the model is judged and saved."""

import math
from dataclasses import dataclass
from typing import Final

from geoft_gui.runs.spec import TrainingSettings

_MOST_LOGGED: Final = 2000
"""Step events in a run; a curve shows no more."""


@dataclass(frozen=True)
class Schedule:
    """Steps are counted from 1; one step is one move of the weights."""

    steps_per_epoch: int
    total: int
    judged: frozenset[int]
    saved: frozenset[int]
    warmup: int
    logged_every: int


def schedule(examples: int, settings: TrainingSettings, processes: int = 1) -> Schedule:
    """Spread a run's work over its steps; `processes` work through the examples together."""
    batches = math.ceil(math.ceil(examples / settings.batch_size) / processes)
    per_epoch = math.ceil(batches / settings.gradient_accumulation)
    total = max(1, round(settings.epochs * per_epoch))
    judged = {math.ceil(total * turn / settings.evaluations) for turn in range(1, settings.evaluations + 1)}
    every = settings.checkpoint_steps
    saved = set(range(every, total, every)) if every else set()
    return Schedule(
        steps_per_epoch=per_epoch,
        total=total,
        judged=frozenset(judged),
        # What is judged is saved: it may turn out to be the best.
        saved=frozenset(saved | judged | {total}),
        warmup=round(settings.warmup_fraction * total),
        logged_every=max(1, total // _MOST_LOGGED),
    )
