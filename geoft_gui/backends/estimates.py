"""How long a local run will take: as its rehearsal says, else as an earlier run took, else a guess."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
import psutil

from geoft_gui.backends.base import Rehearsal
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.engine.machine import Machine
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Event, Phase, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec, TrainingSettings

START_SECONDS: Final = 25.0
"""Loading the libraries and measuring the machine, where no earlier run tells."""
CORE_SHARE: Final = 0.75
"""What training gets out of each core, as a share of what small float32 products get out of one.

Measured with the starter in bfloat16 on two cores: 0.76 (on one of them 1.05, and 0.6 in float32).
"""
PRODUCT_SIZE: Final = 64
"""BLAS computes square products of this size on one thread, and nearly as fast as large ones."""
PRODUCT_ROUNDS: Final = 50
GPU_FLOPS: Final = 30e12
"""Assumed for a graphics card, where nothing was measured."""
ANSWER_TOKENS: Final = 120
"""Assumed length of an answer when the model is judged."""
ENOUGH_STEPS: Final = 20
"""A run of fewer steps tells nothing: the first ones are slow, and a handful is chance."""


@dataclass(frozen=True)
class Pace:
    """How fast a run goes. `start` are the seconds before its first step.

    `prompt` are seconds for each held-out prompt that is answered when the model is judged, `judgement` those
    for a whole judgement with its checkpoint; where both are None nothing was measured.
    """

    tokens_per_second: float
    start: float = START_SECONDS
    prompt: float | None = None
    judgement: float | None = None


def rehearsed_pace(rehearsal: Rehearsal) -> Pace:
    """What a rehearsal of these very rows and settings found."""
    judgement = rehearsal.judging_seconds + rehearsal.saving_seconds
    return Pace(rehearsal.tokens_per_second, judgement=judgement)


def measured_pace(root: Path, spec: RunSpec, processor: str) -> Pace | None:
    """What the newest run of this model and method on this processor found that had enough steps, if any."""
    wanted = (spec.backend, spec.model, spec.settings.method)
    for path in sorted((found.parent for found in root.glob("*/run.json")), reverse=True):
        folder = RunFolder(path)
        try:
            earlier, where = folder.spec, folder.provenance.machine.get("processor")
            same = (earlier.backend, earlier.model, earlier.settings.method) == wanted
            if same and where == processor and (pace := _pace_in(folder.events())) is not None:
                return pace
        except (UserError, OSError):
            continue  # a damaged folder measures nothing; `runs list` shows that it is damaged
    return None


def guessed_pace(facts: ModelFacts, machine: Machine, *, on_gpu: bool) -> Pace:
    """By size alone: six operations for each parameter and token (Kaplan et al. 2020)."""
    if on_gpu:
        flops = GPU_FLOPS
    else:
        # Hyper-threads are no cores.
        cores = min(machine.cores, psutil.cpu_count(logical=False) or machine.cores)
        flops = CORE_SHARE * _core_flops() * cores
    return Pace(flops / (6 * facts.parameters))


@cache
def _core_flops() -> float:
    """Operations a second of small float32 products on one core of this computer, at their quickest.

    The quickest of many is what a free core would do: on a busy machine it stays the same.
    """
    left = right = np.ones((PRODUCT_SIZE, PRODUCT_SIZE), np.float32)
    product = np.empty_like(left)
    taken = []
    for _ in range(PRODUCT_ROUNDS):
        began = time.perf_counter()
        for _ in range(10):
            np.matmul(left, right, out=product)
        taken.append(time.perf_counter() - began)
    return 10 * 2 * PRODUCT_SIZE**3 / min(taken)


def run_seconds(settings: TrainingSettings, tokens: int, pace: Pace) -> float:
    """Seconds for a run over `tokens` training tokens a pass, judging included."""
    if pace.judgement is not None:
        judging = pace.judgement
    elif pace.prompt is not None:
        judging = settings.score_prompts * pace.prompt
    else:
        # An answer's tokens come one after the other, but need no backward pass: about the same speed.
        answers = settings.score_prompts * min(ANSWER_TOKENS, settings.max_new_tokens)
        judging = answers / pace.tokens_per_second
    return pace.start + tokens * settings.epochs / pace.tokens_per_second + settings.evaluations * judging


def _pace_in(events: Iterable[Event]) -> Pace | None:
    speeds: list[float] = []
    prompts: list[float] = []
    preparing: datetime | None = None
    start: float | None = None
    last: datetime | None = None
    waited_for_download = False
    for event in events:
        if isinstance(event, Status) and event.status == "preparing" and start is None:
            preparing = event.time
        elif isinstance(event, Phase) and event.name.startswith("download"):
            waited_for_download = True
        elif isinstance(event, Step):
            if start is None and preparing is not None and event.time is not None:
                start = (event.time - preparing).total_seconds()
            if event.tokens_per_second:
                speeds.append(event.tokens_per_second)
            last = event.time
        elif isinstance(event, ScoreEvent) and event.n and last is not None and event.time is not None:
            prompts.append((event.time - last).total_seconds() / event.n)
    if len(speeds) < ENOUGH_STEPS:
        return None
    return Pace(
        # The middle one: the first steps are slow, and a busy moment should not count.
        median(speeds),
        START_SECONDS if start is None or waited_for_download else start,
        # Early answers are long, because a model learns late to stop: the mean is what a run takes.
        sum(prompts) / len(prompts) if prompts else None,
    )
