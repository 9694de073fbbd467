"""What can be known to be wrong with a run's rows before it starts, once its tokenizer is at hand."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from transformers import PreTrainedTokenizerBase

from geoft_gui.data.rows import Row, UnreadableRow, read_rows
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer import base_model
from geoft_gui.trainer.base_model import Reading
from geoft_gui.trainer.encoding_cache import encode_once
from geoft_gui.trainer.examples import Encoded, Example

_ROWS_NAMED = 5


@dataclass(frozen=True)
class Problem:
    """An `error` keeps a run from starting, a `warning` does not."""

    severity: Literal["error", "warning"]
    message: str
    hint: str


@dataclass(frozen=True)
class Prepared:
    """The rows of a run, encoded for its model."""

    train: Encoded
    validation: Encoded
    validation_rows: list[Row]
    problems: list[Problem]


def check(folder: RunFolder, token: str | None = None) -> dict[str, Any]:
    """What the check stage prints: `problems`, `tokens` in all training rows, and in the `longest`.

    `learned` shows three rows, the shortest, a middling and the longest, as pieces of text from the very
    tokens that are trained on, each with whether it is learned or only read.
    """
    spec = folder.spec
    reading = base_model.read(base_model.find(folder, weights=False, token=token))
    prepared = prepare(folder, reading, spec.settings)
    return {
        "problems": [asdict(problem) for problem in prepared.problems],
        "tokens": prepared.train.tokens,
        "longest": prepared.train.longest,
        "learned": [
            {"row": example.row, "pieces": pieces(example, reading.tokenizer)}
            for example in telling(prepared.train.examples)
        ],
    }


def telling(examples: Sequence[Example]) -> list[Example]:
    """The shortest, the middle and the longest example; fewer where there are no three."""
    by_length = sorted(examples, key=len)
    places = sorted({0, len(by_length) // 2, len(by_length) - 1})
    return [by_length[place] for place in places] if by_length else []


def pieces(example: Example, tokenizer: PreTrainedTokenizerBase) -> list[tuple[str, bool]]:
    """The text of an example, with all special tokens: what is only read, then what is learned."""

    def text(tokens: np.ndarray) -> str:
        return str(tokenizer.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False))

    whole, read = text(example.tokens), text(example.tokens[: example.start])
    # Some tokenizers write the first word of a text without its space: the answer is shown as it follows.
    follows = whole.startswith(read)
    learned = whole[len(read) :] if follows else text(example.tokens[example.start :])
    return [(read, False), (learned, True)]


def prepare(
    folder: RunFolder,
    reading: Reading,
    settings: TrainingSettings,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Prepared:
    """Read and encode the rows that lie in a run folder. `progress` is called with rows done and rows in all.

    Raises UserError when the files are missing or damaged.
    """
    train, validation = _rows(folder.train_data), _rows(folder.validation_data)
    total = len(train) + len(validation)

    def encoded(rows: Sequence[Row], before: int) -> Encoded:
        return encode_once(
            rows,
            reading.tokenizer,
            ends=reading.ends,
            context=reading.context,
            system_prompt=settings.system_prompt,
            progress=lambda done: progress(before + done, total),
        )

    learnt, held_out = encoded(train, 0), encoded(validation, len(train))
    problems = [
        *_problems(learnt, reading, "training"),
        *_problems(held_out, reading, "validation"),
        *_answers_cut(held_out, settings),
    ]
    if not learnt.examples:
        problems.append(
            Problem("error", "No row is left to learn from.", "Choose another model, or other rows.")
        )
    return Prepared(learnt, held_out, validation, problems)


def _rows(path: Path) -> list[Row]:
    rows: list[Row] = []
    for row in read_rows(path):
        if isinstance(row, UnreadableRow):
            raise UserError(
                f"The run's own copy of the rows, {path.name}, is damaged in line {row.number}.",
                "Start a new run.",
                row.message,
            )
        rows.append(row)
    return rows


def _problems(encoded: Encoded, reading: Reading, kind: str) -> list[Problem]:
    problems = []
    if encoded.too_long:
        problems.append(
            Problem(
                "warning",
                f"{_count(encoded.too_long, kind)} longer than the {reading.context:,} tokens that this "
                f"model can look at: left out, not cut ({_which(encoded.too_long)}).",
                "Choose a model that can look at more.",
            )
        )
    if encoded.refused:
        problems.append(
            Problem(
                "warning",
                f"{_count(encoded.refused, kind)} refused by the model's chat template: left out "
                f"({_which(encoded.refused)}). {encoded.reason}",
                "Leave out system prompts, and let user and assistant take turns.",
            )
        )
    if encoded.altered:
        problems.append(
            Problem(
                "warning",
                f"{_count(encoded.altered, kind)} changed by this model's tokenizer or chat template "
                f"({_which(encoded.altered)}).",
                "Choose another model: this one cannot write these answers exactly.",
            )
        )
    if encoded.nothing_learnt:
        problems.append(
            Problem(
                "warning",
                f"{_count(encoded.nothing_learnt, kind)} without an answer to learn: left out "
                f"({_which(encoded.nothing_learnt)}).",
                "Give one assistant turn of each row a weight other than 0.",
            )
        )
    if encoded.without_end:
        problems.append(
            Problem(
                "warning",
                "The model's chat template writes no end after an answer; its end token was added, "
                "so that the model learns to stop.",
                "Nothing needs to be done.",
            )
        )
    return problems


def _answers_cut(encoded: Encoded, settings: TrainingSettings) -> list[Problem]:
    longest = encoded.longest_answer
    if not settings.score_prompts or longest <= settings.max_new_tokens:
        return []
    return [
        Problem(
            "warning",
            f"The longest held-out answer has {longest:,} tokens, and answers end after "
            f"{settings.max_new_tokens:,} when the model is judged: such answers cannot be right.",
            f"Set max_new_tokens={longest}.",
        )
    ]


def _count(rows: Sequence[int], kind: str) -> str:
    return f"1 {kind} row is" if len(set(rows)) == 1 else f"{len(set(rows)):,} {kind} rows are"


def _which(rows: Sequence[int]) -> str:
    numbers = sorted(set(rows))
    named = ", ".join(f"{number:,}" for number in numbers[:_ROWS_NAMED])
    more = ", …" if len(numbers) > _ROWS_NAMED else ""
    return f"row {named}" if len(numbers) == 1 else f"rows {named}{more}"
