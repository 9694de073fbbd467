"""How long the rows of a run are in the tokens of its model, before the trainer counts them exactly."""

from dataclasses import dataclass
from typing import Final

from geoft_gui.backends.preparation import Preparation
from geoft_gui.data.tokens import ESTIMATE, TokenCounter

_TURN_TOKENS: Final = 8
"""What a chat template writes around a turn, about."""


@dataclass(frozen=True)
class RowLengths:
    """Tokens of the longest row with its template, and of the longest answer with its end.

    `exact` tells that the model's own tokenizer counted; else both are estimates.
    """

    row: int
    answer: int
    exact: bool


def row_lengths(preparation: Preparation, counter: TokenCounter = ESTIMATE) -> RowLengths:
    """The lengths of the rows that were looked through, held-out ones included.

    Counted in those with the most characters, of which several were kept: digits are tokens of their own.
    """
    sources = [source for source in (preparation.data, preparation.validation) if source is not None]
    rows = [
        sum(_TURN_TOKENS + counter.count(turn) for turn in turns)
        for source in sources
        for turns in source.longest_rows
    ]
    answers = [1 + counter.count(answer) for source in sources for answer in source.longest_answers]
    return RowLengths(max(rows, default=0), max(answers, default=0), counter.exact)
