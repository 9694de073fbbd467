"""How this machine trains fastest: threads and number format, found by timing real steps, kept for a run."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import psutil
import torch
from transformers import PreTrainedModel

from geoft_gui.engine.machine import usable_cores
from geoft_gui.runs.writing import write_json
from geoft_gui.trainer import attention, four_bit
from geoft_gui.trainer.batches import collate
from geoft_gui.trainer.examples import Example
from geoft_gui.trainer.loss import answer_logits

Precision = Literal["float32", "bfloat16", "float16"]

_ROUNDS: Final = 3
_STEP_FLOPS: Final = 3e10
"""Work of one timed step at the most: a fraction of a second on one core."""
_SHORTEST: Final = 32
"""Tokens to which rows are shortened for timing where the model is too large for whole ones."""
_HOPELESS: Final = 3.0
"""A candidate whose first step takes so many times the quickest one's is timed no further."""
_WORTH_A_FORMAT: Final = 0.85
_WORTH_A_THREAD: Final = 0.9
"""A candidate has to need less than this share of the simpler one's time."""


@dataclass(frozen=True)
class Speed:
    """How a run computes. `threads` is None on a graphics card; `seconds` are those timed for a step."""

    threads: int | None
    precision: Precision
    why: str
    seconds: dict[str, float]

    def apply(self, model: PreTrainedModel, device: torch.device) -> None:
        """Set this process and model up for it."""
        if self.threads is not None:
            torch.set_num_threads(self.threads)
        if device.type == "cpu" and self.precision == "bfloat16":
            attention.use(model)
            four_bit.compute_in(model, torch.bfloat16)

    def autocast(self, device: torch.device) -> AbstractContextManager[Any]:
        """The context for the forward pass: weights stay float32, products may be narrower."""
        narrow = torch.bfloat16 if self.precision == "bfloat16" else torch.float16
        return torch.autocast(device.type, narrow, enabled=self.precision != "float32")


def recorded(path: Path) -> Speed | None:
    """What was chosen for this run before; a resumed run must compute the same way to come out the same."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Speed(**raw)


def choose(
    model: PreTrainedModel,
    examples: Sequence[Example],
    batch_size: int,
    device: torch.device,
    progress: Callable[[int, int], None],
) -> Speed:
    """Find out how `model`, in memory on `device`, trains fastest here; its weights stay as they are.

    `progress` is called with steps timed and steps to time.
    """
    if device.type == "cuda":
        return _on_card()
    if device.type != "cpu":
        return Speed(None, "float32", f"Training in float32 on this computer's graphics ({device.type}).", {})
    return _Timing(model, _typical_batch(model, examples, batch_size), progress).choose()


def save(speed: Speed, path: Path) -> None:
    """Record a choice for the rest of the run."""
    write_json(path, asdict(speed))


def _on_card() -> Speed:
    name = torch.cuda.get_device_name()
    if torch.cuda.is_bf16_supported(including_emulation=False):
        return Speed(None, "bfloat16", f"Training in bfloat16 on {name}.", {})
    return Speed(None, "float16", f"Training in float16 on {name}, which has no bfloat16.", {})


class _Timing:
    """Times candidates in turns, so that a busy moment of the machine meets all of them alike."""

    def __init__(
        self, model: PreTrainedModel, batch: dict[str, torch.Tensor], progress: Callable[[int, int], None]
    ) -> None:
        self._model = model
        self._batch = batch
        self._progress = progress
        self._seconds: dict[str, float] = {}
        self._done = 0

    def choose(self) -> Speed:
        threads = _thread_counts()
        formats: list[Precision] = ["float32", *(["bfloat16"] if _has_bfloat16() else [])]  # type: ignore[list-item]
        self._total = (_ROUNDS + 1) * (len(formats) * (len(formats) > 1) + len(threads) * (len(threads) > 1))
        precision = formats[0]
        if len(formats) > 1:
            # On one thread: there, other programs disturb the least.
            seconds = self._time([(1, candidate) for candidate in formats])
            if seconds[1] < _WORTH_A_FORMAT * seconds[0]:
                precision = formats[1]
        count = threads[0]
        if len(threads) > 1:
            seconds = self._time([(candidate, precision) for candidate in threads])
            for place in range(1, len(threads)):
                if seconds[place] < _WORTH_A_THREAD * seconds[threads.index(count)]:
                    count = threads[place]
        return Speed(count, precision, self._reason(count, precision), self._seconds)

    def _time(self, candidates: Sequence[tuple[int, Precision]]) -> list[float]:
        # The first step does not count (kernels are prepared, memory is taken), unless it is hopeless.
        means = [self._step(threads, precision) for threads, precision in candidates]
        hopeful = [place for place, first in enumerate(means) if first < _HOPELESS * min(means)]
        self._tell(len(candidates) + (len(candidates) - len(hopeful)) * _ROUNDS)
        totals = dict.fromkeys(hopeful, 0.0)
        for _ in range(_ROUNDS):
            for place in hopeful:
                totals[place] += self._step(*candidates[place])
                self._tell(1)
        for place, total in totals.items():
            means[place] = total / _ROUNDS
        for (threads, precision), mean in zip(candidates, means, strict=True):
            self._seconds[_label(threads, precision)] = round(mean, 4)
        return means

    def _tell(self, steps: int) -> None:
        self._done += steps
        self._progress(self._done, self._total)

    def _step(self, threads: int, precision: Precision) -> float:
        """Seconds for one forward and backward pass."""
        device = self._batch["input_ids"].device
        with _threads(threads), _products_of(self._model, precision):
            started = time.perf_counter()
            with Speed(threads, precision, "", {}).autocast(device):
                answers = answer_logits(self._model, self._batch)
                loss = answers.loss_sum() / answers.count
            loss.backward()
            elapsed = time.perf_counter() - started
        self._model.zero_grad(set_to_none=True)
        return elapsed

    def _reason(self, threads: int, precision: Precision) -> str:
        chosen = f"Training with {_label(threads, precision)}"
        if len(self._seconds) < 2:
            return f"{chosen}: this processor leaves nothing to choose."
        best = self._seconds[_label(threads, precision)]
        others = [
            f"{label} took {seconds / best:.1f} times as long"
            for label, seconds in self._seconds.items()
            if label != _label(threads, precision)
        ]
        return f"{chosen}: measured here, {', '.join(others)}."


def _typical_batch(
    model: PreTrainedModel, examples: Sequence[Example], batch_size: int
) -> dict[str, torch.Tensor]:
    """A batch like those to come: rows of middling length; fewer and shorter ones for a large model."""
    by_length = sorted(examples, key=len)
    middle = max(0, (len(by_length) - batch_size) // 2)
    batch = by_length[middle : middle + batch_size]
    # Six operations for each parameter and token, forward and back (Kaplan et al. 2020, section 2.1).
    tokens = max(_SHORTEST, int(_STEP_FLOPS / (6 * model.num_parameters())))
    longest = min(tokens, len(batch[-1]))
    rows = max(1, min(len(batch), tokens // longest))
    raw = [
        # The end of a row, where its answer is.
        {"input_ids": example.tokens[-longest:], "labels": example.labels[-longest:]}
        for example in batch[:rows]
    ]
    return {name: tensor.to(model.device) for name, tensor in collate(raw).items()}


def _thread_counts() -> list[int]:
    """One thread, half of the cores and all of them; hyper-threads are no cores."""
    physical = psutil.cpu_count(logical=False) or usable_cores()
    most = max(1, min(physical, usable_cores()))
    return sorted({1, max(1, most // 2), most})


def _has_bfloat16() -> bool:
    """Whether the processor can compute in bfloat16 at all; whether that pays is measured."""
    return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()


def _label(threads: int, precision: Precision) -> str:
    return f"{threads} {'thread' if threads == 1 else 'threads'} in {precision}"


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _products_of(model: PreTrainedModel, precision: Precision) -> Iterator[None]:
    before, computed = model.config._attn_implementation, None
    if precision == "bfloat16":
        attention.use(model)
        computed = four_bit.compute_in(model, torch.bfloat16)
    try:
        yield
    finally:
        model.set_attn_implementation(before)
        if computed is not None:
            four_bit.compute_in(model, computed)
