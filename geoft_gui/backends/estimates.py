"""How long a local run will take and how much memory, from what earlier runs measured or else a guess."""

from pathlib import Path
from typing import Final

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.engine.machine import Machine
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec, TrainingSettings

START_SECONDS: Final = 25.0
"""Loading the libraries and measuring the machine."""
CORE_FLOPS: Final = 45e9
"""Assumed for one processor core at small matrices, where nothing was measured."""
GPU_FLOPS: Final = 30e12
"""Assumed for a graphics card, where nothing was measured."""
ANSWER_TOKENS: Final = 120
"""Assumed length of an answer when the model is judged."""


def measured_speed(root: Path, spec: RunSpec, processor: str) -> float | None:
    """Tokens a second of the newest run of this model and method on this processor, if there is one."""
    for path in sorted((found.parent for found in root.glob("*/run.json")), reverse=True):
        folder = RunFolder(path)
        try:
            earlier, where = folder.spec, folder.provenance.machine.get("processor")
            same = earlier.model == spec.model and earlier.settings.method == spec.settings.method
            if same and where == processor and (speed := _speed_in(folder)) is not None:
                return speed
        except (UserError, OSError):
            continue  # a damaged folder measures nothing; `runs list` shows that it is damaged
    return None


def guessed_speed(facts: ModelFacts, machine: Machine) -> float:
    """Tokens a second by size alone: six operations for each parameter and token (Kaplan et al. 2020)."""
    flops = GPU_FLOPS if machine.gpus else CORE_FLOPS * machine.cores
    return flops / (6 * facts.parameters)


def run_seconds(settings: TrainingSettings, tokens: int, speed: float) -> float:
    """Seconds for a run over `tokens` training tokens a pass at `speed` tokens a second, judging included."""
    judged = settings.evaluations * settings.score_prompts * min(ANSWER_TOKENS, settings.max_new_tokens)
    # An answer's tokens come one after the other, but need no backward pass: about the same speed.
    return START_SECONDS + (tokens * settings.epochs + judged) / speed


def _speed_in(folder: RunFolder) -> float | None:
    speeds = [
        event.tokens_per_second
        for event in folder.events()
        if isinstance(event, Step) and event.tokens_per_second
    ]
    # The middle one: the first steps are slow, and a busy moment should not count.
    return sorted(speeds)[len(speeds) // 2] if speeds else None
