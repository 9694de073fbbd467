"""When things happen in a training: how many steps there are, and at which the model is judged and saved."""

import math
from dataclasses import dataclass
from typing import Final

from geoft_gui.runs.spec import TrainingSettings

_MOST_LOGGED: Final = 2000
"""Step events in a run; a curve shows no more."""
_PIECE_ON_A_PROCESSOR: Final = range(8, 3, -1)
"""Rows worked on at once, the best first: with more, padding and memory grow; with fewer, overhead."""


@dataclass(frozen=True)
class Schedule:
    """Steps are counted from 1; one step is one move of the weights.

    In each step, each process works through `pieces` of `piece_size` rows, one after the other.
    """

    piece_size: int
    pieces: int
    steps_per_epoch: int
    total: int
    judged: frozenset[int]
    saved: frozenset[int]
    warmup: int
    logged_every: int


def schedule(
    examples: int, settings: TrainingSettings, *, processes: int = 1, on_cpu: bool = True
) -> Schedule:
    """Spread a run's work over its steps; `processes` work through the examples together.

    A processor gains nothing from many rows at once, so there a step is cut into smaller pieces than the
    settings allow. It learns the same.
    """
    rows = settings.batch_size * settings.gradient_accumulation
    piece_size = settings.batch_size
    if on_cpu:
        fitting = (size for size in _PIECE_ON_A_PROCESSOR if size <= piece_size and rows % size == 0)
        piece_size = next(fitting, piece_size)
    per_epoch = math.ceil(examples / (rows * processes))
    total = max(1, round(settings.epochs * per_epoch))
    judged = {math.ceil(total * turn / settings.evaluations) for turn in range(1, settings.evaluations + 1)}
    every = settings.checkpoint_steps
    saved = set(range(every, total, every)) if every else set()
    return Schedule(
        piece_size=piece_size,
        pieces=rows // piece_size,
        steps_per_epoch=per_epoch,
        total=total,
        judged=frozenset(judged),
        # What is judged is saved: it may turn out to be the best.
        saved=frozenset(saved | judged | {total}),
        warmup=round(settings.warmup_fraction * total),
        logged_every=max(1, total // _MOST_LOGGED),
    )
