"""The whole way of a run in small, by the trainer's own code: learn, judge, save, load, answer; measured."""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
import torch

from geoft_gui.bases.pinning import pin, pinned
from geoft_gui.data.rows import Message, Row, read_rows, write_rows
from geoft_gui.errors import UserError
from geoft_gui.geometry.compare import compare
from geoft_gui.inference import local_model
from geoft_gui.runs.events import Checkpoint, Event, Phase, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer import base_model
from geoft_gui.trainer.batches import StepOrder
from geoft_gui.trainer.check import Prepared, prepare
from geoft_gui.trainer.examples import Example
from geoft_gui.trainer.folders import remove
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.requests import Requests
from geoft_gui.trainer.scoring import MOST_LOSS_ROWS, answers_at_once, choose_rows, verdict
from geoft_gui.trainer.training import Place, Training

if sys.platform != "win32":
    import resource

FOLDER: Final = "rehearsal"
LONGEST_STEPS: Final = 2
"""Steps on the longest rows: in the second, the optimizer's memory is there as well."""
MOST_STEPS: Final = 8
"""Steps on ordinary rows, which tell the speed; fewer where they take longer than `ENOUGH_SECONDS`."""
ENOUGH_SECONDS: Final = 8.0
PROMPTS: Final = 32
"""Held-out prompts that are answered, in at most so many tokens."""
ANSWER_TOKENS: Final = 32
_LOSS = "measuring the loss on held-out rows"
_ANSWERING = "answering held-out prompts"
_SAVING = "saving a checkpoint"

Tell = Callable[[str, float, float | None], None]


def rehearse(folder: RunFolder, tell: Tell, token: str | None = None) -> dict[str, Any]:
    """What `--stage rehearse` says of a run, which is not changed: the fields of `backends.base.Rehearsal`.

    It is a run of its own, in a folder inside the run's that is deleted at the end. `tell` hears each phase.

    Raises UserError for what the user can mend, and whatever the libraries raise: as the run itself would.
    """
    spec = folder.spec
    reading = base_model.read(base_model.find(folder, weights=False, token=token))
    prepared = prepare(
        folder, reading, spec.settings, lambda done, total: tell("preparing the rows", done, total)
    )
    problem = next((problem for problem in prepared.problems if problem.severity == "error"), None)
    if problem is not None:
        raise UserError(problem.message, problem.hint)
    inside = folder.path / FOLDER
    remove(inside)
    try:
        return _rehearsed(folder, prepared, inside, tell, token)
    finally:
        remove(inside)


def _rehearsed(
    folder: RunFolder, prepared: Prepared, inside: Path, tell: Tell, token: str | None
) -> dict[str, Any]:
    spec = folder.spec
    settings = _in_small(spec.settings)
    small = RunFolder.create(inside, spec.model_copy(update={"settings": settings}), folder.provenance)
    if (commit := pinned(folder)) is not None:
        pin(small, commit)
    rows = {row.number: row for row in _rows_of(folder.train_data)}
    per_step = settings.batch_size * settings.gradient_accumulation
    order = _in_order(prepared.train.examples, per_step, spec.seed)
    write_rows((_only(rows[example.row], answer) for example, answer in order), small.train_data)
    asked = choose_rows(prepared.validation_rows, PROMPTS, spec.seed)
    write_rows(asked, small.validation_data)

    clock = _Clock(small, tell)
    _Rehearsed(small, Place(), clock, Requests(small, clock), token).run(resume=False)
    peak = _peak_memory()
    gc.collect()
    tell("loading what was saved", 0, None)
    loaded = local_model.load(small.model_dir)
    loaded.use_sensible_threads()
    answer, worth = "", "not_a_document"
    if asked:
        tell("asking for a part", 0, None)
        answer = loaded.answer([asked[0].conversation], 2 * ANSWER_TOKENS)[0]
        worth = verdict(compare(answer, asked[0].answer))
    return {
        "seconds_per_step": clock.seconds_per_step,
        "tokens_per_second": clock.tokens_per_second,
        "peak_memory_bytes": peak,
        "judging_seconds": _judging(clock, spec.settings, prepared, len(asked)),
        "saving_seconds": clock.seconds[_SAVING],
        "checkpoint_bytes": _bytes(small.checkpoints_dir),
        "answer": answer,
        "verdict": worth,
    }


class _Rehearsed(Training):
    """A training without a picture: its curve would show nothing."""

    def _draw(self) -> None:
        return


@dataclass(frozen=True)
class _Timed:
    seconds: float
    tokens: int


class _Clock(Reporter):
    """Hears what the training tells, notes how long each thing takes, and says when it has heard enough."""

    def __init__(self, folder: RunFolder, tell: Tell) -> None:
        super().__init__(None)
        self._folder = folder
        self._say = tell
        self._phase_name = ""
        self._since = time.perf_counter()
        self._tokens = 0
        self._steps: list[_Timed] = []
        self._enough = False
        self.seconds: dict[str, float] = defaultdict(float)
        """Seconds by the name of a phase."""

    def tell(self, event: Event) -> None:
        """Take the time of an event. Nothing is written."""
        if isinstance(event, Phase):
            self._turn_to(event.name)
            self._say(event.name, event.done, event.total)
        elif isinstance(event, Step):
            self._take_step(event)
        elif isinstance(event, Checkpoint):
            self._turn_to("")

    @property
    def tokens_per_second(self) -> float:
        """Of ordinary steps."""
        steps = self._ordinary
        return sum(step.tokens for step in steps) / sum(step.seconds for step in steps)

    @property
    def seconds_per_step(self) -> float:
        """Of ordinary steps."""
        return sum(step.seconds for step in self._ordinary) / len(self._ordinary)

    @property
    def _ordinary(self) -> list[_Timed]:
        # The first of them meets shapes that no kernel has been prepared for.
        ordinary = self._steps[LONGEST_STEPS:]
        return ordinary[1:] or ordinary

    def _take_step(self, step: Step) -> None:
        tokens = step.tokens - self._tokens
        self._tokens = step.tokens
        self._steps.append(_Timed(tokens / (step.tokens_per_second or 1), tokens))
        self._say("rehearsing steps", step.step, LONGEST_STEPS + MOST_STEPS)
        ordinary = sum(timed.seconds for timed in self._steps[LONGEST_STEPS:])
        slow = ordinary + self._steps[-1].seconds > ENOUGH_SECONDS
        if step.step >= LONGEST_STEPS and slow and not self._enough:
            self._enough = True
            self._folder.request("stop")

    def _turn_to(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[self._phase_name] += now - self._since
        self._phase_name, self._since = name, now


def _in_small(settings: TrainingSettings) -> TrainingSettings:
    """The run's settings, but for how long it trains and how much it is asked."""
    return settings.model_copy(
        update={
            "epochs": 1.0,
            "evaluations": 1,
            "early_stopping": None,
            "checkpoint_steps": None,
            "checkpoints_kept": 1,
            "score_prompts": min(settings.score_prompts, PROMPTS),
            "samples": 0,
            "max_new_tokens": min(settings.max_new_tokens, ANSWER_TOKENS),
        }
    )


def _in_order(examples: Sequence[Example], per_step: int, seed: int) -> list[tuple[Example, int]]:
    """The examples of a rehearsal, in an order that makes its first steps those of the longest.

    Each comes with its place among the answers of its row.
    """
    answers: dict[int, int] = defaultdict(int)
    numbered = []
    for example in examples:
        numbered.append((example, answers[example.row]))
        answers[example.row] += 1
    by_length = sorted(numbered, key=lambda entry: -len(entry[0]))
    ordinary = [numbered[place] for place in np.random.default_rng(seed).permutation(len(numbered))]
    longest = chain.from_iterable([list(islice(cycle(by_length), per_step))] * LONGEST_STEPS)
    wanted = [*longest, *islice(cycle(ordinary), per_step * MOST_STEPS)]
    # The training shuffles: each is put where the shuffling will take it from.
    taken = list(StepOrder([1] * len(wanted), per_step, seed))
    arranged = list(wanted)
    for place, entry in zip(taken, wanted, strict=True):
        arranged[place] = entry
    return arranged


def _only(row: Row, answer: int) -> Row:
    """A row that ends with one of its learned answers, and in which the earlier ones are only read."""
    learned = [place for place, turn in enumerate(row.messages) if turn.role == "assistant" and turn.weight]
    end = learned[answer]
    turns = [
        Message(turn.role, turn.content, 0) if turn.role == "assistant" else turn
        for turn in row.messages[:end]
    ]
    return Row(row.number, (*turns, row.messages[end]))


def _rows_of(path: Path) -> list[Row]:
    return [row for row in read_rows(path) if isinstance(row, Row)]


def _judging(clock: _Clock, settings: TrainingSettings, prepared: Prepared, asked: int) -> float:
    """Seconds for one judgement as the run will have it, from the small one."""
    if not asked:
        return 0.0
    held_out = prepared.validation
    rows = min(MOST_LOSS_ROWS, len(held_out.examples)) / asked
    prompts = min(settings.score_prompts, len(prepared.validation_rows))
    answered = min(settings.score_prompts, asked)
    tokens = min(_answer_tokens(held_out.examples, settings), settings.max_new_tokens)
    answers = prompts / max(answered, 1) * tokens / min(ANSWER_TOKENS, settings.max_new_tokens)
    measured = clock.seconds
    others = measured["comparing parts"] * prompts / max(answered, 1)
    return measured[_LOSS] * rows + measured[_ANSWERING] * answers + others


def _answer_tokens(examples: Sequence[Example], settings: TrainingSettings) -> float:
    """Steps in which a batch of prompts is answered, on average: as many as its longest answer has tokens."""
    size = answers_at_once(settings.batch_size)
    # Prompts of like length share a batch.
    by_prompt = sorted(examples, key=lambda example: -example.start)
    longest = [
        max(len(example) - example.start for example in by_prompt[start : start + size])
        for start in range(0, len(by_prompt), size)
    ]
    return sum(longest) / max(len(longest), 1)


def _peak_memory() -> int:
    """Bytes at the peak: of the graphics card's memory, or else of this process."""
    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_reserved())
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
