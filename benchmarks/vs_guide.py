"""Training as this project's first guide describes it, against GeoFT: same starter, same machine.

    python -m benchmarks.vs_guide rows  [--steps 20] [--rounds 5]
    python -m benchmarks.vs_guide until [--rows 3000] [--share 0.8] [--guide-epochs 3]

The guide's script is TRL's SFTTrainer with every keyword renamed until it runs and nothing else changed:
two rows at a time, gradient checkpointing, loss on the prompts too, a learning rate of 2e-5, three epochs,
rows cut at 1,024 tokens, no seed, no adapter (its 8-bit weights cannot be trained at all, so they are left
out).

`rows`: rows a second of both on the same rows in the short form, in clock time on all cores, as a user has
it, and in CPU time on one thread, on which a busy machine has little influence. The two take turns; the ratio
is the median of the rounds' ratios, with the interval that holds 95 of 100 medians of rounds drawn anew.
`until`: CPU seconds until the share of held-out parts is right, judged on the same 200 prompts, judging not
counted. The guide learns from the long form of the same parts and GeoFT mends that file first, which counts.
The guide's recipe ends after its three epochs, whether it has got there or not; with `--guide-epochs` it is
given more, and its learning rate falls over all of them. One thread computes.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
# As the trainer has it.
os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] = os.environ["LRU_CACHE_CAPACITY"] = "64"

import numpy as np
import torch
from datasets import Dataset
from transformers import PreTrainedModel, PrinterCallback, TrainerCallback
from transformers.utils import logging as transformers_logging
from trl import SFTConfig, SFTTrainer

from benchmarks.long_form import single_parts, write_long
from benchmarks.overhead import interval
from geoft_gui import paths
from geoft_gui.backends.presets import settings_from_preset
from geoft_gui.data.fixes.file import fix_file
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.engine import machine
from geoft_gui.geometry.compare import compare
from geoft_gui.inference import local_model
from geoft_gui.inference.generation import generate_answers
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.checkpoints import CheckpointStore
from geoft_gui.trainer.examples import encode
from geoft_gui.trainer.patience import Patience
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.schedule import Schedule, schedule
from geoft_gui.trainer.scoring import Judge, choose_rows
from geoft_gui.trainer.sft import AnswerTrainer, configuration
from geoft_gui.trainer.speed import Speed

GUIDE_EPOCHS: Final = 3
GUIDE_ROWS: Final = 2
PROMPTS: Final = 200
ONE_THREAD: Final = Speed(1, "bfloat16", "", {})
WARM_UP: Final = 2
"""Steps of GeoFT at the beginning of a round that are not counted, and of the guide as many rows."""
SHORT_ANSWER, LONG_ANSWER = 256, 900
"""Tokens that an answer may take: no right one in the form that was learnt is longer."""


class Watch(TrainerCallback):
    """The time after each step by `now`, without that of `judge`, which is called at the `stops`."""

    def __init__(
        self,
        stops: Sequence[int] = (),
        judge: Callable[[Any, int], bool] | None = None,
        now: Callable[[], float] = time.process_time,
    ) -> None:
        self.times: list[float] = []
        self._now = now
        self._stops, self._judge = set(stops), judge
        self._judging = 0.0

    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **rest: Any) -> None:
        began = self._now()
        self.times.append(began - self._judging)
        if self._judge and state.global_step in self._stops and self._judge(model, state.global_step):
            control.should_training_stop = True
        self._judging += self._now() - began


def starter() -> local_model.LocalModel:
    """The model that both begin with, in float32."""
    loaded = local_model.load(paths.starter_model())
    loaded.model.float().train()
    return loaded


def guide(rows: Sequence[Row], steps: int, watch: Watch) -> None:
    """Train by the guide's recipe."""
    loaded = starter()
    arguments = SFTConfig(
        output_dir=tempfile.mkdtemp(),
        max_steps=steps,
        per_device_train_batch_size=GUIDE_ROWS,
        learning_rate=2e-5,
        max_length=1024,
        bf16=False,
        use_cpu=True,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    turns = [[{"role": m.role, "content": m.content} for m in row.messages] for row in rows]
    trainer = SFTTrainer(
        loaded.model,
        arguments,
        train_dataset=Dataset.from_dict({"messages": turns}),
        processing_class=loaded.tokenizer,
        callbacks=[watch],
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()


def ours(
    rows: Sequence[Row], settings: TrainingSettings, plan: Schedule, watch: Watch, speed: Speed = ONE_THREAD
) -> None:
    """Train as GeoFT does."""
    loaded = starter()
    speed.apply(loaded.model, loaded.model.device)
    ends = frozenset({loaded.tokenizer.eos_token_id})
    encoded = encode(rows, loaded.tokenizer, ends=ends, context=None, system_prompt=None)
    folder = Path(tempfile.mkdtemp())
    trainer = AnswerTrainer(
        loaded.model,
        loaded.tokenizer,
        encoded.examples,
        arguments=configuration(settings, plan, speed, 0, folder, on_cpu=True),
        piece_size=plan.piece_size,
        speed=speed,
        judge=Judge(loaded.tokenizer, [], [], settings, 0, lambda name, done, total: None),
        store=CheckpointStore(folder, 1),
        reporter=Reporter(None),
        callback=watch,
        patience=Patience(None),
    )
    trainer.train()


def balanced(rows: int) -> TrainingSettings:
    """What GeoFT's preset chooses."""
    return settings_from_preset("balanced", STARTER, rows, machine.describe()).settings


def compare_rows(steps: int, rounds: int) -> dict[str, Any]:
    """Rows a second of both, as a user has it and on one thread."""
    cores = machine.usable_cores()
    return {
        f"clock time on {cores} cores": _taking_turns(steps, rounds, cores, time.perf_counter),
        "CPU time on one thread": _taking_turns(steps, rounds, 1, time.process_time),
    }


def _taking_turns(steps: int, rounds: int, threads: int, now: Callable[[], float]) -> dict[str, Any]:
    rows = list(single_parts(paths.bundled_data() / "train_dataset.jsonl"))
    settings = balanced(len(rows))
    whole = schedule(len(rows), settings)
    plan = Schedule(
        whole.piece_size, whole.rows, whole.steps_per_epoch, steps, frozenset(), frozenset(), 0, 1
    )
    fast = replace(ONE_THREAD, threads=threads)
    per_step = settings.batch_size // GUIDE_ROWS
    torch.set_num_threads(threads)
    rates: dict[str, list[float]] = {"guide": [], "geoft": []}
    for _ in range(rounds):
        watch = Watch(now=now)
        guide(rows, steps * per_step, watch)
        rates["guide"].append(_rate(watch, GUIDE_ROWS, WARM_UP * per_step))
        watch = Watch(now=now)
        ours(rows, settings, plan, watch, fast)
        rates["geoft"].append(_rate(watch, settings.batch_size, WARM_UP))
    return {
        "rows_per_second": {name: round(float(np.median(rate)), 1) for name, rate in rates.items()},
        "geoft_over_guide": interval(np.divide(rates["geoft"], rates["guide"])),
    }


def _rate(watch: Watch, rows: int, uncounted: int) -> float:
    times = watch.times[uncounted - 1 :]
    return rows * (len(times) - 1) / (times[-1] - times[0])


def compare_until(count: int, share: float, judgements: int, guide_epochs: int) -> dict[str, Any]:
    """CPU seconds of both until `share` of the held-out parts is right."""
    folder = Path(tempfile.mkdtemp())
    rows = list(islice(single_parts(paths.bundled_data() / "train_dataset.jsonl"), count))
    asked = choose_rows(list(single_parts(paths.bundled_data() / "validation_dataset.jsonl")), PROMPTS, 0)
    write_long(rows, folder / "long.jsonl")

    def curve(tokens: int, began: float, told: list[dict[str, float]], watch: list[Watch]) -> Any:
        def judge(model: PreTrainedModel, step: int) -> bool:
            correct = right(model, asked, tokens)
            told.append(
                {
                    "step": step,
                    "cpu_seconds": round(watch[0].times[-1] - began, 1),
                    "correct": round(correct, 3),
                }
            )
            print(json.dumps(told[-1]), flush=True)
            return correct >= share

        return judge

    result: dict[str, Any] = {"rows": count, "prompts": len(asked)}
    began = time.process_time()
    fix_file(folder / "long.jsonl", folder / "mended.jsonl")
    mended = [row for row in read_rows(folder / "mended.jsonl") if isinstance(row, Row)]
    result["mending_cpu_seconds"] = round(time.process_time() - began, 1)
    settings = balanced(len(mended))
    plan = schedule(len(mended), settings)
    told: list[dict[str, float]] = []
    watches: list[Watch] = []
    stops = [round(plan.total * turn / judgements) for turn in range(1, judgements + 1)]
    watches.append(Watch(stops, curve(SHORT_ANSWER, began, told, watches)))
    quiet = Schedule(
        plan.piece_size,
        plan.rows,
        plan.steps_per_epoch,
        plan.total,
        frozenset(),
        frozenset(),
        plan.warmup,
        plan.logged_every,
    )
    ours(mended, settings, quiet, watches[0])
    result["geoft"] = told

    long = [row for row in read_rows(folder / "long.jsonl") if isinstance(row, Row)]
    steps = guide_epochs * len(long) // GUIDE_ROWS
    theirs: list[dict[str, float]] = []
    guided: list[Watch] = []
    stops = [round(steps * turn / guide_epochs) for turn in range(1, guide_epochs + 1)]
    guided.append(Watch(stops, curve(LONG_ANSWER, time.process_time(), theirs, guided)))
    guide(long, steps, guided[0])
    result["guide"] = theirs
    arrived, its = told[-1], theirs[-1]
    result["verdict"] = (
        f"The guide took {its['cpu_seconds'] / arrived['cpu_seconds']:.1f} times as long."
        if its["correct"] >= share
        else f"The guide never got there: {its['correct']:.1%} right at its end, after "
        f"{its['cpu_seconds'] / arrived['cpu_seconds']:.1f} times as long."
    )
    return result


def right(model: PreTrainedModel, asked: Sequence[Row], tokens: int) -> float:
    """The share of prompts answered with the right part, greedily."""
    was_training = model.training
    model.eval()
    tokenizer = local_model.load(paths.starter_model()).tokenizer
    prompts = [[{"role": "user", "content": row.prompt}] for row in asked]
    answers = generate_answers(model, tokenizer, prompts, tokens)
    model.train(was_training)
    return sum(compare(a, row.answer).correct for a, row in zip(answers, asked, strict=True)) / len(asked)


def main() -> None:
    """Print the figures as one JSON object in the last lines."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(required=True, metavar="PART")
    speed = parts.add_parser("rows")
    speed.add_argument("--steps", type=int, default=20)
    speed.add_argument("--rounds", type=int, default=5)
    speed.set_defaults(part=lambda asked: compare_rows(asked.steps, asked.rounds))
    until = parts.add_parser("until")
    until.add_argument("--rows", type=int, default=3000)
    until.add_argument("--share", type=float, default=0.8)
    until.add_argument("--judgements", type=int, default=12, help="of GeoFT; the guide is judged each epoch")
    until.add_argument("--guide-epochs", type=int, default=GUIDE_EPOCHS, help="its own are %(default)s")
    until.set_defaults(
        part=lambda asked: compare_until(asked.rows, asked.share, asked.judgements, asked.guide_epochs)
    )
    arguments = parser.parse_args()
    transformers_logging.disable_progress_bar()
    torch.set_num_threads(1)
    print(json.dumps(arguments.part(arguments), indent=2))


if __name__ == "__main__":
    main()
