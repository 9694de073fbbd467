"""What the trainer adds to the bare work of training: its own Python, TRL's, transformers', loading rows.

    python -m benchmarks.overhead [--model FOLDER] [--steps 24] [--rounds 3] [--threads 1]

The same rows in the same steps through the same model, in the number format that the trainer would choose:
by a plain PyTorch loop over the very pieces that the trainer works through (loss on answers, clipping,
AdamW, schedule, the loss read at each step), by a plain loop over whole batches with the model's own loss,
by the trainer, and by TRL's SFTTrainer as it comes. All take turns in one process. CPU time is counted where
one thread computes, so that a busy machine changes little, and of each step the least of the rounds is taken.
The ratio is the median of the steps' ratios, with the interval that holds 95 of 100 medians of steps drawn
anew (bootstrap, Efron 1979).

The trainer takes its turn twice: with rows of like lengths in a piece, as it does, and in equal pieces of
rows as they come. Padding is the share of tokens in a piece that are none of a row's.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
# As the trainer has it.
os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] = os.environ["LRU_CACHE_CAPACITY"] = "64"

import numpy as np
import torch
from datasets import Dataset
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PrinterCallback,
    TrainerCallback,
    get_scheduler,
)
from trl import SFTTrainer

from geoft_gui import paths
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer import sft
from geoft_gui.trainer.batches import ROUND, StepOrder, collate, in_pieces
from geoft_gui.trainer.checkpoints import CheckpointStore
from geoft_gui.trainer.examples import Example, encode
from geoft_gui.trainer.loss import answer_logits
from geoft_gui.trainer.patience import Patience
from geoft_gui.trainer.reporting import Reporter
from geoft_gui.trainer.schedule import Schedule, schedule
from geoft_gui.trainer.scoring import Judge
from geoft_gui.trainer.sft import AnswerTrainer, configuration
from geoft_gui.trainer.speed import Precision, Speed

WARM_UP = 3
"""Steps at the beginning that are not counted."""
ROWS = 32
"""Rows of a step."""
DRAWS = 2000
Batch = dict[str, torch.Tensor]


class Shuffled(StepOrder):
    """The trainer's order of examples without its order of lengths inside a step."""

    def __iter__(self) -> Iterator[int]:
        yield from np.random.default_rng([self._seed, self._epoch]).permutation(len(self)).tolist()


class Clock(TrainerCallback):
    """Notes the time after each step."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.times: list[float] = []

    def on_step_end(self, *args: object, **kwargs: object) -> None:
        self.times.append(self.now())


class Bench:
    """One model, one set of rows, one way to compute."""

    def __init__(self, model: Path, data: Path, steps: int, threads: int, precision: Precision) -> None:
        self.folder = model
        self.tokenizer = AutoTokenizer.from_pretrained(model, local_files_only=True)
        self.settings = TrainingSettings(batch_size=ROWS, learning_rate=1e-4, method="all_weights")
        self.steps = steps
        self.speed = Speed(threads, precision, "", {})
        self.now = time.process_time if threads == 1 else time.perf_counter
        rows = [row for row in read_rows(data) if isinstance(row, Row)]
        ends = frozenset({self.tokenizer.eos_token_id})
        encoded = encode(rows, self.tokenizer, ends=ends, context=None, system_prompt=None)
        self.examples = encoded.examples[: ROWS * steps]
        self.piece = schedule(len(self.examples), self.settings).piece_size
        torch.set_num_threads(threads)

    def model(self) -> PreTrainedModel:
        loaded: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            self.folder, dtype=torch.float32, local_files_only=True
        )
        self.speed.apply(loaded, loaded.device)
        return loaded.train()

    def trainer(self, clock: Clock) -> AnswerTrainer:
        plan = Schedule(self.piece, ROWS, self.steps, self.steps, frozenset(), frozenset(), 0, 1)
        folder = Path(tempfile.mkdtemp())
        arguments = configuration(self.settings, plan, self.speed, 0, folder, on_cpu=True)
        judge = Judge(self.tokenizer, [], [], self.settings, 0, lambda name, done, total: None)
        return AnswerTrainer(
            self.model(),
            self.tokenizer,
            self.examples,
            arguments=arguments,
            piece_size=self.piece,
            speed=self.speed,
            judge=judge,
            store=CheckpointStore(folder, 1),
            reporter=Reporter(None),
            callback=clock,
            patience=Patience(None),
        )

    def by_trainer(self, *, grouped: bool = True) -> list[float]:
        """Seconds of each step of the trainer, with or without rows of like lengths in a piece."""
        clock = Clock(self.now)
        trainer = self.trainer(clock)
        if grouped:
            trainer.train()
        else:
            trainer._order = self.order(grouped=False)
            with patch.object(sft, "in_pieces", lambda batch, rows, piece_tokens: equal_pieces(batch, rows)):
                trainer.train()
        return np.diff(clock.times).tolist()

    def order(self, *, grouped: bool) -> StepOrder:
        """The order in which the trainer takes the examples."""
        lengths = [len(example) for example in self.examples]
        return (StepOrder if grouped else Shuffled)(lengths, ROWS, 0)

    def padding(self, *, grouped: bool) -> float:
        """The share of the tokens worked through that is padding."""
        cut = in_pieces if grouped else equal_pieces
        masks = [
            piece["attention_mask"]
            for batch, _ in self._steps(self.order(grouped=grouped))
            for piece in cut(batch, self.piece)
        ]
        return 1 - sum(int(mask.sum()) for mask in masks) / sum(mask.numel() for mask in masks)

    def by_trl(self) -> list[float]:
        """Seconds of each step of TRL's trainer as it comes, with the same settings and order of rows."""
        clock = Clock(self.now)
        ours = self.trainer(clock)
        arguments = ours.args
        arguments.train_sampling_strategy = "sequential"
        arguments.per_device_train_batch_size, arguments.gradient_accumulation_steps = ROWS, 1
        arguments.bf16 = self.speed.precision == "bfloat16"
        ordered = [self.examples[place] for place in ours._order]
        columns = {
            "input_ids": [example.tokens for example in ordered],
            "labels": [example.labels for example in ordered],
        }
        trainer = SFTTrainer(
            self.model(),
            arguments,
            train_dataset=Dataset.from_dict(columns),
            processing_class=self.tokenizer,
            callbacks=[clock],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
        return np.diff(clock.times).tolist()

    def bare(
        self,
        loss_of: Callable[[PreTrainedModel, Batch, int], torch.Tensor],
        cut: Callable[[Batch], list[Batch]],
    ) -> list[float]:
        """Seconds of each step of a plain loop over pieces that are made already."""
        model = self.model()
        settings = self.settings
        optimizer = torch.optim.AdamW(
            model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
        )
        follow = get_scheduler("cosine", optimizer, 0, self.steps)
        times: list[float] = []
        steps = [(cut(batch), count) for batch, count in self._steps(self.order(grouped=True))]
        for batches, answer_tokens in steps:
            total = torch.zeros(())
            for batch in batches:
                with self.speed.autocast(model.device):
                    loss = loss_of(model, batch, answer_tokens)
                loss.backward()
                total += loss.detach()
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings.max_grad_norm)
            optimizer.step()
            follow.step()
            optimizer.zero_grad()
            total.item()
            times.append(self.now())
        return np.diff(times).tolist()

    def _steps(self, order: StepOrder) -> Iterator[tuple[Batch, int]]:
        places = list(order)
        for start in range(0, len(places), ROWS):
            step: Sequence[Example] = [self.examples[place] for place in places[start : start + ROWS]]
            answer_tokens = sum(len(example) - example.start for example in step)
            yield collate([{"input_ids": one.tokens, "labels": one.labels} for one in step]), answer_tokens


def equal_pieces(batch: Batch, rows: int) -> list[Batch]:
    """Pieces of so many rows each, in the order in which they come."""
    pieces = []
    for start in range(0, len(batch["input_ids"]), rows):
        piece = {name: values[start : start + rows] for name, values in batch.items()}
        longest = int(piece["attention_mask"].sum(dim=1).max())
        longest += -longest % ROUND
        pieces.append({name: values[:, :longest] for name, values in piece.items()})
    return pieces


def on_answers(model: PreTrainedModel, batch: Batch, answer_tokens: int) -> torch.Tensor:
    """The trainer's loss."""
    return answer_logits(model, batch).loss_sum() / answer_tokens


def models_own(model: PreTrainedModel, batch: Batch, answer_tokens: int) -> torch.Tensor:
    """The loss that the model's own forward gives."""
    loss: torch.Tensor = model(**batch, use_cache=False).loss
    return loss


def main() -> None:
    """Print seconds per step and the ratios as one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="the starter unless given")
    parser.add_argument("--data", type=Path, help="the bundled rows unless given")
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="bfloat16")
    arguments = parser.parse_args()
    model = arguments.model or paths.starter_model()
    data = arguments.data or paths.bundled_data() / "train_dataset.jsonl"
    bench = Bench(model, data, arguments.steps, arguments.threads, arguments.precision)
    ways: dict[str, Callable[[], list[float]]] = {
        "bare loop": lambda: bench.bare(on_answers, lambda batch: in_pieces(batch, bench.piece)),
        "plain loop, the model's own loss": lambda: bench.bare(models_own, lambda batch: [batch]),
        "trainer": bench.by_trainer,
        "trainer, lengths mixed": lambda: bench.by_trainer(grouped=False),
        "TRL as it comes": bench.by_trl,
    }
    seconds: dict[str, list[list[float]]] = {name: [] for name in ways}
    for _ in range(arguments.rounds):
        for name, way in ways.items():
            seconds[name].append(way()[WARM_UP:])
    # Each step at its quickest: what else the machine did is not counted.
    steps = {name: np.min(rounds, axis=0) for name, rounds in seconds.items()}
    totals = {name: float(taken.sum()) for name, taken in steps.items()}
    counted = arguments.steps - 1 - WARM_UP
    table = {
        "seconds_per_step": {name: round(total / counted, 4) for name, total in totals.items()},
        "trainer_over_bare_loop": interval(steps["trainer"] / steps["bare loop"]),
        "plain_loop_over_trainer": round(totals["plain loop, the model's own loss"] / totals["trainer"], 2),
        "TRL_over_trainer": round(totals["TRL as it comes"] / totals["trainer"], 2),
        "lengths": {
            name: {
                "padding": round(bench.padding(grouped=grouped), 3),
                "rows_per_second": round(ROWS * counted / totals[way], 1),
            }
            for name, grouped, way in (
                ("alike", True, "trainer"),
                ("mixed", False, "trainer, lengths mixed"),
            )
        },
    }
    print(json.dumps(table, indent=2))


def interval(ratios: "np.ndarray") -> dict[str, float]:
    """The median of some ratios, and between which it lies in 95 of 100 samples drawn anew from them."""
    drawn = np.random.default_rng(0).choice(ratios, (DRAWS, len(ratios)))
    low, high = np.percentile(np.median(drawn, axis=1), (2.5, 97.5))
    return {
        "median": round(float(np.median(ratios)), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


if __name__ == "__main__":
    main()
