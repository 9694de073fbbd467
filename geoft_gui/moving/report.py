"""What a move will be, how far it is, and what became of it, for people and for scripts."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.hosted.cost import Cost, dollars
from geoft_gui.hosted.failures import HostedError
from geoft_gui.moving.judging import reason_said


@dataclass(frozen=True)
class Outlook:
    """What a move will be, before anything is sent.

    Attributes:
        questions: how many there are in all.
        answered: how many of them were answered before.
        cost: of those that are left; None where GeoFT does not know the prices, or nothing is left.
        spent_usd: what the answers so far have cost.
        lifetime: until when the model can be asked, in a sentence; "" where its provider has named no day.
        terms_url: where the provider says what its answers may be used for; "" where GeoFT knows no place.
        needs_terms: whether there is anybody whose terms they could be: a server of one's own has none.
    """

    questions: int
    answered: int
    cost: Cost | None
    spent_usd: float
    lifetime: str
    terms_url: str
    needs_terms: bool

    @property
    def left(self) -> int:
        """How many are still to be asked."""
        return self.questions - self.answered

    @property
    def most_usd(self) -> float | None:
        """The most that the whole move costs, in full cents; None where nobody knows."""
        if self.cost is None:
            return None if self.left else _full_cents(self.spent_usd)
        return _full_cents(self.spent_usd + self.cost.high_usd)


@dataclass(frozen=True)
class Standing:
    """How far the asking is: answers so far, those of them that become rows, and dollars spent."""

    answered: int
    kept: int
    spent_usd: float


@dataclass(frozen=True)
class Report:
    """What became of a move.

    Attributes:
        out: the file with the rows; None where not one answer could be kept.
        questions: how many there were.
        answered: how many were answered.
        kept: how many answers became rows.
        reasons: how many others there were for each reason (`judging.Judged.reason`), the most frequent
            first.
        spent_usd: US dollars for all answers, those of earlier tries included; None where GeoFT does not know
            the prices.
        lost: how many tries, the earlier ones included, ended without anybody knowing of an answer. Each is
            in `spent_usd` with the most that it can have cost.
        earlier_rows: how many rows of other prompts lay in the file and stay in it.
        ended: why not all were asked; "" where they were.
        error: what the provider refused, where that was the reason.
    """

    out: Path | None
    questions: int
    answered: int
    kept: int
    reasons: Mapping[str, int]
    spent_usd: float | None
    ended: str = ""
    error: HostedError | None = None
    lost: int = 0
    earlier_rows: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """The report for people."""
        return tuple(self._sentences())

    def as_dict(self) -> dict[str, object]:
        """As `geoft move` prints it."""
        return {
            "out": None if self.out is None else str(self.out),
            "questions": self.questions,
            "answered": self.answered,
            "kept": self.kept,
            "left_out": dict(self.reasons),
            "spent_usd": None if self.spent_usd is None else round(self.spent_usd, 6),
            "lost": self.lost,
            "ended": self.ended or None,
        }

    def _sentences(self) -> Iterator[str]:
        kept = "1 answer is" if self.kept == 1 else f"{self.kept:,} answers are"
        if self.out is None:
            yield f"None of the {self.answered:,} answers can be learnt from, so no file was written."
        else:
            yield f"{kept} in {self.out.name}, of {self.answered:,} that came."
        if self.earlier_rows:
            one = self.earlier_rows == 1
            rows = "1 row" if one else f"{self.earlier_rows:,} rows"
            yield f"{rows} of other prompts {'stays' if one else 'stay'} in it."
        for reason, count in self.reasons.items():
            yield f"Left out: {reason_said(reason, count)}."
        if self.spent_usd is not None and not self.lost:
            yield f"Spent: {dollars(self.spent_usd)}, by the provider's own count of tokens."
        elif self.spent_usd is not None:
            tries = "1 try" if self.lost == 1 else f"{self.lost:,} tries"
            most = dollars(self.spent_usd, at_most=True)
            yield (
                f"Spent: at most {most}. {tries} got lost on the way and may have been billed all the same, "
                "so the most that they can have cost is in it."
            )
        if self.ended:
            left = self.questions - self.answered
            not_asked = "1 question was" if left == 1 else f"{left:,} questions were"
            yield f"{self.ended} {not_asked} not asked; do the same again to go on where it ended."


def _full_cents(amount: float) -> float:
    return math.ceil(amount * 100) / 100
