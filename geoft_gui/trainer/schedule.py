"""When things happen in a training: how many steps there are, and at which the model is judged and saved."""

import math
from dataclasses import dataclass
from typing import Final

from geoft_gui.bases.memory import rows_at_once
from geoft_gui.runs.spec import TrainingSettings

_MOST_LOGGED: Final = 2000
"""Step events in a run; a curve shows no more."""


@dataclass(frozen=True)
class Schedule:
    """Steps are counted from 1; one step is one move of the weights.

    In each step, each process works through a batch of `rows`, of which `piece_size` at most are worked on at
    once; more where they are short.
    """

    piece_size: int
    rows: int
    steps_per_epoch: int
    total: int
    judged: frozenset[int]
    saved: frozenset[int]
    warmup: int
    logged_every: int


def schedule(
    examples: int, settings: TrainingSettings, *, processes: int = 1, on_cpu: bool = True
) -> Schedule:
    """Spread a run's work over its steps.

    `processes` share the rows of each step, so that a run learns the same with one of them as with many.
    Where the rows cannot be shared evenly, a step has a few more.
    """
    each = math.ceil(settings.batch_size * settings.gradient_accumulation / processes)
    per_epoch = math.ceil(examples / (each * processes))
    total = max(1, round(settings.epochs * per_epoch))
    judged = {math.ceil(total * turn / settings.evaluations) for turn in range(1, settings.evaluations + 1)}
    every = settings.checkpoint_steps
    saved = set(range(every, total, every)) if every else set()
    return Schedule(
        piece_size=min(rows_at_once(settings, on_gpu=not on_cpu), each),
        rows=each,
        steps_per_epoch=per_epoch,
        total=total,
        judged=frozenset(judged),
        # What is judged is saved: it may turn out to be the best.
        saved=frozenset(saved | judged | {total}),
        warmup=round(settings.warmup_fraction * total),
        logged_every=max(1, total // _MOST_LOGGED),
    )
