"""A model at a provider is asked many questions, and its good answers become rows for a local training."""

import math
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geoft_gui.chat.client import ChatClient, Reply
from geoft_gui.chat.hosted import HostedModel, answer_all
from geoft_gui.data.row import Row
from geoft_gui.data.row_writing import ending_of, write_rows
from geoft_gui.errors import UserError
from geoft_gui.hosted.cost import Cost, dollars
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.notices import lifetime
from geoft_gui.moving.answers import AnswerFile, AnswerWriter
from geoft_gui.moving.estimate import ANY_ANSWER, Estimate
from geoft_gui.moving.judging import judge, reason_said
from geoft_gui.moving.questions import Question, Questions

CONCURRENCY: Final = 4
_BATCH: Final = 48
"""Questions that are handed out together; before each batch it is seen whether the budget has room for it."""


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
            "ended": self.ended or None,
        }

    def _sentences(self) -> Iterator[str]:
        kept = "1 answer is" if self.kept == 1 else f"{self.kept:,} answers are"
        if self.out is None:
            yield f"None of the {self.answered:,} answers can be learnt from, so no file was written."
        else:
            yield f"{kept} in {self.out.name}, of {self.answered:,} that came."
        for reason, count in self.reasons.items():
            yield f"Left out: {reason_said(reason, count)}."
        if self.spent_usd is not None:
            yield f"Spent: {dollars(self.spent_usd)}, by the provider's own count of tokens."
        if self.ended:
            left = self.questions - self.answered
            not_asked = "1 question was" if left == 1 else f"{left:,} questions were"
            yield f"{self.ended} {not_asked} not asked; do the same again to go on where it ended."


class Move:
    """Asks what has not been answered yet, keeps every answer at once, and writes the rows.

    Whatever ends it, what was answered is not asked again: it lies in a file beside the rows.
    """

    def __init__(
        self,
        model: HostedModel,
        questions: Questions,
        out: Path,
        system_prompt: str | None = None,
        answer_tokens: tuple[int, int] = ANY_ANSWER,
    ) -> None:
        """Prepare a move; nothing is sent.

        Args:
            model: who is asked.
            questions: what.
            out: the new file of rows.
            system_prompt: what the model was trained with, and is told before each question.
            answer_tokens: the fewest of an answer, and the most, at which it is cut; see
                `estimate.answer_tokens`.

        Raises:
            UserError: rows cannot be written to such a file, it is there already and not of a move like this
                one, or the answers so far cannot be read.
        """
        ending_of(out)
        self.model = model
        self.questions = questions
        self.out = out
        self._file = AnswerFile(out, model.reference)
        self._estimate = Estimate(model, system_prompt, answer_tokens)
        self._answers = self._file.read()
        if out.exists() and not self._file.path.exists():
            raise UserError(f"{out} is there already.", "Choose another name: what is in it would be lost.")
        self._judged: dict[str, Row | str] = {}
        self._kept = 0
        self._counted: set[str] = set()
        self._spent_usd = 0.0
        self._count_costs()

    def outlook(self) -> Outlook:
        """What asking means, to be agreed to first."""
        left = self._left()
        provider = self.model.provider
        return Outlook(
            len(self.questions.asked),
            len(self.questions.asked) - len(left),
            self._estimate.cost([question for _, question in left]) if left else None,
            self._spent_usd,
            lifetime(provider, self.model.model, date.today()),
            provider.terms_url,
            bool(provider.terms_url) or not provider.is_here,
        )

    def run(
        self,
        client: ChatClient,
        budget: float | None,
        tell: Callable[[Standing], object] = lambda standing: None,
        stop: threading.Event | None = None,
    ) -> Report:
        """Ask until everything is answered, the budget is used up or `stop` is set; then write the rows.

        No question is asked whose answer could go beyond the budget. An answer that a provider gave and that
        got lost on the way is not counted, for nobody tells of it.

        Args:
            client: of the model's provider.
            budget: US dollars that all answers, also those of earlier tries, may cost at most; None where no
                prices are known.
            tell: called with how far it is, after each answer.
            stop: set by another thread, it ends the asking after the answers that are under way.

        Raises:
            HostedError: the provider refuses or does not answer, and has answered nothing so far. Later, this
                ends the asking, and is in the report.
            UserError: a file cannot be written, or another process is at it.
        """
        stop = stop or threading.Event()
        for number, question in enumerate(self.questions.asked, start=1):
            if stop.is_set():
                raise UserError("The asking was stopped.", "What was answered until then is kept.")
            if question.key in self._answers:
                self._judge(number, question)
                tell(self._standing())
        ended, error = "", None
        with self._file.writing() as writer:
            # Another process may have been at it until just now.
            self._answers = self._file.read()
            self._count_costs()
            left = self._left()
            while left:
                batch = self._affordable(left, budget)
                if not batch:
                    assert budget is not None
                    ended = f"The budget of {dollars(budget)} has no room for more."
                    break
                try:
                    finished = self._ask(client, batch, writer, tell, stop)
                except HostedError as failure:
                    if not self._answers:
                        raise
                    error, ended = failure, failure.message
                    break
                if not finished:
                    ended = "The asking was stopped."
                    break
                left = left[len(batch) :]
        return self._report(ended, error)

    def _ask(
        self,
        client: ChatClient,
        batch: list[tuple[int, Question]],
        writer: AnswerWriter,
        tell: Callable[[Standing], object],
        stop: threading.Event,
    ) -> bool:
        """Ask a batch; False when it was stopped."""

        def take(place: int, reply: Reply) -> None:
            number, question = batch[place]
            self._answers[question.key] = writer.write(question.key, reply)
            self._count_cost(question)
            self._judge(number, question)
            tell(self._standing())

        questions = [question for _, question in batch]
        try:
            answer_all(
                client,
                self.model.model,
                [self._estimate.conversation(question) for question in questions],
                concurrency=CONCURRENCY,
                tell=take,
                max_tokens=[self._estimate.answer_tokens[1]] * len(questions),
                stop=stop,
            )
        except UserError:
            # Told so by whoever asks, or a provider's trouble that nobody waits out any more.
            if not stop.is_set():
                raise
            return False
        return True

    def _left(self) -> list[tuple[int, Question]]:
        """The questions that nobody has answered, with their numbers."""
        return [
            (number, question)
            for number, question in enumerate(self.questions.asked, start=1)
            if question.key not in self._answers
        ]

    def _affordable(
        self, left: list[tuple[int, Question]], budget: float | None
    ) -> list[tuple[int, Question]]:
        """The next of them, as many as fit into what is left of the budget even if each answer is long."""
        batch = left[:_BATCH]
        if budget is None or not self._estimate.knows_prices:
            return batch
        room = budget - self._spent_usd
        for place, (_, question) in enumerate(batch):
            room -= self._estimate.most(question)
            if room < 0:
                return batch[:place]
        return batch

    def _count_costs(self) -> None:
        for question in self.questions.asked:
            if question.key in self._answers:
                self._count_cost(question)

    def _count_cost(self, question: Question) -> None:
        if question.key not in self._counted:
            self._counted.add(question.key)
            self._spent_usd += self._estimate.spent(question, self._answers[question.key])

    def _judge(self, number: int, question: Question) -> None:
        if question.key not in self._judged:
            judged = judge(question, self._answers[question.key], number, self.model.reference)
            self._judged[question.key] = judged.row or judged.reason
            self._kept += judged.row is not None

    def _standing(self) -> Standing:
        return Standing(len(self._judged), self._kept, self._spent_usd)

    def _report(self, ended: str, error: HostedError | None) -> Report:
        judged: list[Row | str] = []
        for number, question in enumerate(self.questions.asked, start=1):
            if question.key in self._answers:
                self._judge(number, question)
                judged.append(self._judged[question.key])
        rows = [each for each in judged if isinstance(each, Row)]
        reasons = Counter(each for each in judged if isinstance(each, str))
        if rows:
            write_rows(rows, self.out)
        return Report(
            self.out if rows else None,
            len(self.questions.asked),
            len(judged),
            len(rows),
            dict(reasons.most_common()),
            self._spent_usd if self._estimate.knows_prices else None,
            ended,
            error,
        )


def _full_cents(amount: float) -> float:
    return math.ceil(amount * 100) / 100
