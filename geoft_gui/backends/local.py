"""Training on this computer, in a process of its own."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from geoft_gui.backends import endings, estimates, rehearsal
from geoft_gui.backends.base import Estimate, Problem, Rehearsal, Tell
from geoft_gui.backends.hub_keys import HubKey, given_key, no_hub_key
from geoft_gui.backends.row_check import check_rows, token_counts, trainer_arguments
from geoft_gui.backends.start_problems import start_problems
from geoft_gui.bases.facts import ModelFacts, read_facts
from geoft_gui.bases.memory import run_memory
from geoft_gui.bases.places import folder_of
from geoft_gui.bases.remedies import Remedy, less_memory
from geoft_gui.engine import machine, processes
from geoft_gui.engine.cuda import usable_cards
from geoft_gui.engine.machine import Machine
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import is_model
from geoft_gui.runs.spec import RunSpec
from geoft_gui.runs.words import duration_in_words

ENGINE_PACKAGES: Final = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")
SPARE_DISK: Final = 200_000_000


class LocalBackend:
    """Starts `python -m geoft_gui.trainer RUN_FOLDER --stage train`.

    `hub_key` is asked for the user's key of Hugging Face where a run's model has yet to be downloaded.
    """

    trains_here: bool = True
    can_pause: bool = True

    def __init__(
        self, describe: Callable[[], Machine] = machine.describe, hub_key: HubKey = no_hub_key
    ) -> None:
        self._describe = describe
        self._hub_key = hub_key

    def check(self, folder: RunFolder, *, given_up: Callable[[], bool] = lambda: False) -> list[Problem]:
        """Packages and model; when these are well, machine, disk, memory and the trainer's check of all rows.

        Raises StartGivenUpError when `given_up` says so meanwhile; no process is left then.
        """
        spec = folder.spec
        problems = [*_missing_packages(spec), *_missing_model(spec)]
        if not problems:
            problems += start_problems(self._describe(), spec)
            problems += check_rows(folder, given_key(folder, self._hub_key), given_up=given_up)
            # Only now: the rows are counted in tokens.
            problems += self._too_little_room(folder, spec)
        return problems

    def estimate(self, folder: RunFolder) -> Estimate:
        """Time and memory: as the run's rehearsal says, else an earlier run's speed, else the size."""
        spec = folder.spec
        facts = _facts(spec)
        rehearsed = rehearsal.recorded(folder)
        if facts is None and rehearsed is None:
            text = (
                "How long it takes is known once the model is here; no cost, your rows stay on this computer."
            )
            return Estimate(None, None, "no cost", text)
        here = self._describe()
        on_gpu = bool(usable_cards(here))
        tokens, longest = token_counts(folder)
        if rehearsed is not None:
            pace, how = estimates.rehearsed_pace(rehearsed), " (measured on this computer a moment ago)"
            memory = rehearsed.peak_memory_bytes
        else:
            assert facts is not None
            measured = estimates.measured_pace(folder.path.parent, spec, here.processor)
            pace = measured or estimates.guessed_pace(facts, here, on_gpu=on_gpu)
            how = "" if measured else " (a guess until training has measured this computer)"
            memory = run_memory(spec.settings, facts, longest, on_gpu=on_gpu)
        seconds = estimates.run_seconds(spec.settings, tokens, pace)
        text = (
            f"About {duration_in_words(seconds)}{how}, {memory / 1e9:.1f} GB of memory, "
            "no cost, nothing leaves this computer."
        )
        return Estimate(seconds, memory, "no cost", text)

    def rehearse(
        self,
        folder: RunFolder,
        *,
        tell: Tell = lambda phase, done, total: None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Rehearsal:
        """Let the trainer go the whole way in small; nothing of it is left in the folder.

        Raises RehearsalFailedError when it fails, UserError when packages are missing, and StartGivenUpError
        when `given_up` says so.
        """
        spec = folder.spec
        machine.require_packages(_packages_of(spec))

        def remedy() -> tuple[str, dict[str, Any] | None]:
            found = self._with_less_memory(folder, spec)
            return found.hint, found.change

        given = given_key(folder, self._hub_key)
        return rehearsal.rehearse(folder, given, tell=tell, given_up=given_up, remedy=remedy)

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Start the trainer, detached from this process; what it prints goes to the run's log."""
        given = given_key(folder, self._hub_key)
        arguments = [*trainer_arguments(folder, "train", given), *(["--resume"] if resume else [])]
        endings.forget(folder)
        return processes.start(arguments, log=folder.log_path, on_exit=endings.noting(folder), given=given)

    def _too_little_room(self, folder: RunFolder, spec: RunSpec) -> Iterator[Problem]:
        facts = _facts(spec)
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
        available = _available(here)
        _, longest = token_counts(folder)
        memory = run_memory(spec.settings, facts, longest, on_gpu=bool(usable_cards(here)))
        if memory > available:
            remedy = self._with_less_memory(folder, spec)
            yield Problem(
                "warning",
                f"This run needs about {memory / 1e9:.1f} GB of memory; {available / 1e9:.1f} GB are free.",
                remedy.hint,
                change=remedy.change,
            )

    def _with_less_memory(self, folder: RunFolder, spec: RunSpec) -> Remedy:
        here = self._describe()
        _, longest = token_counts(folder)
        return less_memory(
            spec.settings,
            _facts(spec),
            longest,
            on_gpu=bool(usable_cards(here)),
            free=_available(here),
        )


def _available(here: Machine) -> int:
    """Bytes that a training may use: of the largest card, or else of the memory that is free."""
    cards = usable_cards(here)
    return max(card.memory for card in cards) if cards else here.memory_available


def _facts(spec: RunSpec) -> ModelFacts | None:
    folder = folder_of(spec.model)
    return None if folder is None else read_facts(folder)


def _packages_of(spec: RunSpec) -> tuple[str, ...]:
    return (*ENGINE_PACKAGES, *(("bitsandbytes",) if spec.settings.method == "lora_4bit" else ()))


def _missing_packages(spec: RunSpec) -> Iterator[Problem]:
    try:
        machine.require_packages(_packages_of(spec))
    except UserError as error:
        yield Problem("error", error.message, error.hint)


def _missing_model(spec: RunSpec) -> Iterator[Problem]:
    model = folder_of(spec.model)
    if model is not None and not is_model(model):
        yield Problem("error", f"There is no model in {model}.", "Choose another model to start from.")


def _disk_bytes(facts: ModelFacts, spec: RunSpec) -> int:
    """Bytes on disk: each checkpoint with Adam's two moments, and the result."""
    if spec.settings.trains_adapter:
        return facts.bytes // 10
    checkpoints = spec.settings.checkpoints_kept + 1
    return checkpoints * 12 * facts.parameters + facts.bytes
