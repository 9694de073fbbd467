"""How good the model is by now: its loss on held-out rows, and the parts it makes of held-out prompts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from geoft_gui.data.row import Row
from geoft_gui.geometry.compare import Score, compare
from geoft_gui.inference.generation import generate_answers, with_system_prompt
from geoft_gui.runs.events import Evaluation, Sample, ScoreEvent
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.batches import collate
from geoft_gui.trainer.checkpoints import Verdict
from geoft_gui.trainer.examples import Example
from geoft_gui.trainer.loss import answer_logits

MOST_LOSS_ROWS: Final = 256
"""Held-out examples that the validation loss is taken from; more would say the same and cost time."""
MOST_ANSWERS: Final = 32
_RATES: Final = ("parses", "matches_schema", "builds", "correct")

Progress = Callable[[str, int, int], None]
"""Called with the name of what is done, how much is done and how much there is."""


@dataclass(frozen=True)
class Judgement:
    """What the model at one step is worth."""

    evaluation: Evaluation
    score: ScoreEvent | None
    samples: tuple[Sample, ...]

    @property
    def verdict(self) -> Verdict:
        """What decides between checkpoints."""
        loss = self.evaluation.loss
        if self.score is None:
            return Verdict(loss=loss)
        return Verdict(self.score.correct, self.score.cad_score, loss)


class Judge:
    """Judges a model always on the same held-out rows, chosen by the seed."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        rows: Sequence[Row],
        examples: Sequence[Example],
        settings: TrainingSettings,
        seed: int,
        progress: Progress,
    ) -> None:
        self._tokenizer = tokenizer
        self._settings = settings
        self._progress = progress
        self._asked = choose_rows(rows, settings.score_prompts, seed)
        chosen = _some(examples, MOST_LOSS_ROWS, seed)
        # Of like length together: little padding.
        self._examples = sorted(chosen, key=len)

    def judge(self, model: PreTrainedModel, step: int) -> Judgement:
        """Measure the loss and score the answers; the model comes back in the mode it was in."""
        was_training = model.training
        model.eval()
        try:
            evaluation = self._evaluate(model, step)
            answers = self._answers(model)
        finally:
            model.train(was_training)
        if not self._asked:
            return Judgement(evaluation, None, ())
        scores = []
        for row, answer in zip(self._asked, answers, strict=True):
            scores.append(compare(answer, row.answer))
            self._progress("comparing parts", len(scores), len(answers))
        samples = tuple(
            Sample(step=step, prompt=row.prompt, expected=row.answer, answer=answer, verdict=verdict(score))
            for row, answer, score in list(zip(self._asked, answers, scores, strict=True))[
                : self._settings.samples
            ]
        )
        return Judgement(evaluation, summary(step, scores), samples)

    def _evaluate(self, model: PreTrainedModel, step: int) -> Evaluation:
        """Loss and token accuracy, means over all answer tokens of the held-out rows."""
        if not self._examples:
            return Evaluation(step=step, loss=None)
        loss, correct, tokens = 0.0, 0, 0
        size = self._settings.batch_size
        name = "measuring the loss on held-out rows"
        for start in range(0, len(self._examples), size):
            self._progress(name, start, len(self._examples))
            raw = [
                {"input_ids": example.tokens, "labels": example.labels}
                for example in self._examples[start : start + size]
            ]
            batch = {key: tensor.to(model.device) for key, tensor in collate(raw).items()}
            with torch.inference_mode():
                answers = answer_logits(model, batch)
                loss += float(answers.loss_sum())
                correct += int(answers.correct())
                tokens += answers.count
        self._progress(name, len(self._examples), len(self._examples))
        return Evaluation(step=step, loss=loss / tokens, token_accuracy=correct / tokens)

    def _answers(self, model: PreTrainedModel) -> list[str]:
        asked = [with_system_prompt(row.conversation, self._settings.system_prompt) for row in self._asked]
        if not asked:
            return []
        name = "answering held-out prompts"
        self._progress(name, 0, len(asked))
        return generate_answers(
            model,
            self._tokenizer,
            asked,
            max_new_tokens=self._settings.max_new_tokens,
            batch_size=answers_at_once(self._settings.batch_size),
            on_answer=lambda done: self._progress(name, done, len(asked)),
        )


def answers_at_once(batch_size: int) -> int:
    """How many prompts are answered at the same time by a model that is trained with `batch_size` rows.

    Many, because an answer's tokens come one after the other; but no more than fit where the training does. A
    row that is only answered leaves its keys and values in memory, at most 4 bytes for each token, layer and
    width in 16 bits; one that is learnt from leaves 34 (see `bases.memory`).
    """
    return max(batch_size, min(MOST_ANSWERS, 8 * batch_size))


def choose_rows(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    """`count` of the rows, drawn by the seed, each difficulty with its share of them.

    They come in an order in which the difficulties take turns, so that the first few are of all kinds.
    """
    by_difficulty: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_difficulty[row.difficulty or ""].append(row)
    random = np.random.default_rng([seed, len(rows)])
    placed: list[tuple[float, str, Row]] = []
    for difficulty in sorted(by_difficulty):
        members = by_difficulty[difficulty]
        for place, index in enumerate(random.permutation(len(members))):
            # Each group is spread evenly over 0..1: any beginning of the whole holds its share of it.
            placed.append(((place + 0.5) / len(members), difficulty, members[index]))
    placed.sort(key=lambda entry: entry[:2])
    return [row for _, _, row in placed[:count]]


def summary(step: int, scores: Sequence[Score]) -> ScoreEvent:
    """Rates over all answers, and by the type of the expected part."""
    by_kind: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        by_kind[score.type or "unknown"].append(score)
    rates = _rates(scores)
    return ScoreEvent(
        step=step,
        n=len(scores),
        **rates,
        by_kind={kind: {"n": len(by_kind[kind]), **_rates(by_kind[kind])} for kind in sorted(by_kind)},
    )


def verdict(score: Score) -> Literal["correct", "another_part", "does_not_build", "not_a_document"]:
    """One word for an answer."""
    if not score.matches_schema:
        return "not_a_document"
    if not score.builds:
        return "does_not_build"
    return "correct" if score.correct else "another_part"


def _rates(scores: Sequence[Score]) -> dict[str, float]:
    return {
        **{name: _mean(getattr(score, name) for score in scores) for name in _RATES},
        "mean_iou": _mean(score.iou for score in scores),
        "cad_score": _mean(score.cad_score for score in scores),
    }


def _mean(values: Iterable[float]) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers)


def _some(examples: Sequence[Example], most: int, seed: int) -> list[Example]:
    if len(examples) <= most:
        return list(examples)
    chosen = np.random.default_rng([seed, most]).choice(len(examples), most, replace=False)
    return [examples[place] for place in sorted(chosen)]
