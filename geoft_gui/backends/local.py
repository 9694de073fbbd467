"""Training on this computer, in a process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from geoft_gui import paths
from geoft_gui.backends import estimates
from geoft_gui.backends.base import Estimate, Problem
from geoft_gui.backends.row_check import TRAINER, check_rows, token_counts
from geoft_gui.bases.facts import ModelFacts, read_facts
from geoft_gui.bases.memory import run_memory
from geoft_gui.engine import machine, processes
from geoft_gui.engine.machine import Machine
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import STARTER, is_hub_id, is_model
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.words import duration_in_words

ENGINE_PACKAGES: Final = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")
SPARE_DISK: Final = 200_000_000


class LocalBackend:
    """Starts `python -m geoft_gui.trainer RUN_FOLDER --stage train`."""

    def __init__(self, describe: Callable[[], Machine] = machine.describe) -> None:
        self._describe = describe

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """Packages, model, disk and memory; when these are well, the trainer's own check of every row.

        Raises StartGivenUpError when `given_up` says so meanwhile; no process is left then.
        """
        spec = folder.spec
        problems = [*_missing_packages(), *_missing_model(spec)]
        if not problems:
            problems += self._too_little_room(folder, spec)
            problems += check_rows(folder, _keys_needed(spec), given_up=given_up)
        return problems

    def estimate(self, folder: RunFolder) -> Estimate:
        """Time from an earlier run's measured speed, or a guess from the size; memory from the size."""
        spec = folder.spec
        facts = read_facts(_model_folder(spec))
        if facts is None:
            text = (
                "How long it takes is known once the model is here; no cost, your rows stay on this computer."
            )
            return Estimate(None, None, "no cost", text)
        here = self._describe()
        tokens, longest = token_counts(folder)
        measured = estimates.measured_speed(folder.path.parent, spec, here.processor)
        speed = measured or estimates.guessed_speed(facts, here)
        seconds = estimates.run_seconds(spec.settings, tokens, speed)
        memory = run_memory(spec.settings, facts, longest, on_gpu=bool(here.gpus))
        guess = "" if measured else " (a guess until training has measured this computer)"
        text = (
            f"About {duration_in_words(seconds)}{guess}, {memory / 1e9:.1f} GB of memory, "
            "no cost, nothing leaves this computer."
        )
        return Estimate(seconds, memory, "no cost", text)

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Start the trainer, detached from this process; what it prints goes to the run's log."""
        arguments = [*TRAINER, str(folder.path), "--stage", "train", *(["--resume"] if resume else [])]
        return processes.start(arguments, log=folder.log_path, keep=_keys_needed(folder.spec))

    def _too_little_room(self, folder: RunFolder, spec: RunSpec) -> Iterator[Problem]:
        facts = read_facts(_model_folder(spec))
        if facts is None:
            return
        needed = SPARE_DISK + _disk_bytes(facts, spec)
        free = machine.free_disk(folder.path)
        if free < needed:
            yield Problem(
                "error",
                f"There are {free / 1e9:.1f} GB free in {folder.path.parent}; "
                f"this run needs {needed / 1e9:.1f} GB.",
                "Free some space, or choose another folder for the runs.",
            )
        here = self._describe()
        on_gpu = bool(here.gpus)
        available = max(card.memory for card in here.gpus) if on_gpu else here.memory_available
        _, longest = token_counts(folder)
        memory = run_memory(spec.settings, facts, longest, on_gpu=on_gpu)
        if memory > available:
            yield Problem(
                "warning",
                f"This run needs about {memory / 1e9:.1f} GB of memory; {available / 1e9:.1f} GB are free.",
                "Close other programs, or choose a smaller batch_size.",
            )


def _missing_packages() -> Iterator[Problem]:
    try:
        machine.require_packages(ENGINE_PACKAGES)
    except UserError as error:
        yield Problem("error", error.message, error.hint)


def _missing_model(spec: RunSpec) -> Iterator[Problem]:
    model = _model_folder(spec)
    if not is_hub_id(spec.model) and not is_model(model):
        yield Problem("error", f"There is no model in {model}.", "Choose another model to start from.")


def _model_folder(spec: RunSpec) -> Path:
    """Where the model lies that training starts from. An id on the hub names no folder here."""
    return paths.starter_model() if spec.model == STARTER else Path(spec.model)


def _keys_needed(spec: RunSpec) -> tuple[str, ...]:
    # A model on the hub may be open only to those who accepted its licence.
    return ("HF_TOKEN",) if is_hub_id(spec.model) else ()


def _disk_bytes(facts: ModelFacts, spec: RunSpec) -> int:
    """Bytes on disk: each checkpoint with Adam's two moments, and the result."""
    if spec.settings.method == "lora":
        return facts.bytes // 10
    checkpoints = spec.settings.checkpoints_kept + 1
    return checkpoints * 12 * facts.parameters + facts.bytes
