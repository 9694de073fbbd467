"""A model at a provider is asked many questions, and its good answers become rows for a local training."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from geoft_gui.chat.client import ChatClient, Reply
from geoft_gui.chat.hosted import HostedModel, answer_all
from geoft_gui.data.row import Row
from geoft_gui.data.row_writing import ending_of, write_rows
from geoft_gui.data.rows import read_rows
from geoft_gui.errors import UserError
from geoft_gui.hosted.cost import dollars
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.notices import lifetime
from geoft_gui.moving.answers import AnswerFile, AnswerWriter
from geoft_gui.moving.estimate import ANY_ANSWER, Estimate
from geoft_gui.moving.judging import is_no_part, judge
from geoft_gui.moving.questions import Question, Questions
from geoft_gui.moving.report import Outlook, Report, Standing

CONCURRENCY: Final = 4
_BATCH: Final = 48
"""Questions that are handed out together; before each batch it is seen whether the budget has room for it."""
_FIRST: Final = 5
"""Questions that are asked before the others: a model none of whose answers is a part is asked no more."""


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
            UserError: rows cannot be written to such a file, it is there already and not, to the byte, what
                an earlier move of this model made, or the answers so far cannot be read.
        """
        ending_of(out)
        self.model = model
        self.questions = questions
        self.out = out
        self._file = AnswerFile(out, model.reference)
        self._estimate = Estimate(model, system_prompt, answer_tokens)
        self._answers = self._file.read()
        self._require_own_rows()
        self._lock = threading.Lock()
        self._lost: Counter[str] = Counter()
        self._is_out_of_budget = False
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

        The first answers are judged before the rest is asked: where none of them says a part, it ends there.
        No question is asked whose answer could go beyond the budget. A try of which nobody knows whether it
        was answered is counted with the most that it can have cost, before the question is asked again.

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
            self._require_own_rows()
            self._answers = self._file.read()
            self._count_costs()
            self._is_out_of_budget = False
            left = self._left()
            size = _BATCH if any(self._says_part(key) for key in self._answers) else _FIRST
            while left:
                batch = self._affordable(left[:size], budget)
                if not batch:
                    ended = _no_room(budget)
                    break
                try:
                    finished = self._ask(client, batch, writer, budget, tell, stop)
                except HostedError as failure:
                    if not self._answers:
                        raise
                    if self._is_out_of_budget:
                        ended = f"{failure.message} {_no_room(budget)}"
                    else:
                        error, ended = failure, failure.message
                    break
                if not finished:
                    ended = "The asking was stopped."
                    break
                left = left[len(batch) :]
                if size == _FIRST and left and not any(self._says_part(each.key) for _, each in batch):
                    ended = (
                        "None of the first answers is a part in GeoFT's form, so no more was asked: this "
                        "model has not learnt from such rows, or its system prompt is missing."
                    )
                    break
                size = _BATCH
            return self._report(ended, error)

    def _ask(
        self,
        client: ChatClient,
        batch: list[tuple[int, Question]],
        writer: AnswerWriter,
        budget: float | None,
        tell: Callable[[Standing], object],
        stop: threading.Event,
    ) -> bool:
        """Ask a batch; False when it was stopped."""

        def take(place: int, reply: Reply) -> None:
            number, question = batch[place]
            answered = writer.write(question.key, reply)
            with self._lock:
                self._answers[question.key] = answered
                self._count_cost(question)
            self._judge(number, question)
            tell(self._standing())

        def lost(place: int) -> bool:
            _, question = batch[place]
            writer.write_lost(question.key)
            with self._lock:
                self._count_lost(question, 1)
                if budget is None or not self._estimate.knows_prices:
                    return True
                # Those that are still to come, this one among them.
                open_ones = [each for _, each in batch if each.key not in self._answers]
                room = budget - self._spent_usd - sum(self._estimate.most(each) for each in open_ones)
                self._is_out_of_budget = self._is_out_of_budget or room < 0
                return room >= 0

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
                lost=lost,
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
        """The first of them, as many as fit into what is left of the budget even if each answer is long."""
        if budget is None or not self._estimate.knows_prices:
            return left
        room = budget - self._spent_usd
        for place, (_, question) in enumerate(left):
            room -= self._estimate.most(question)
            if room < 0:
                return left[:place]
        return left

    def _require_own_rows(self) -> None:
        if self.out.exists() and not self._file.made(self.out):
            raise UserError(
                f"{self.out} is there already, and not as an earlier move of this model left it.",
                "Choose another name, or move it away: what is in it would be lost.",
            )

    def _count_costs(self) -> None:
        lost = self._file.lost()
        for question in self.questions.asked:
            if question.key in self._answers:
                self._count_cost(question)
            self._count_lost(question, lost[question.key] - self._lost[question.key])

    def _count_lost(self, question: Question, times: int) -> None:
        if times:
            self._lost[question.key] += times
            self._spent_usd += times * self._estimate.most(question)

    def _count_cost(self, question: Question) -> None:
        if question.key not in self._counted:
            self._counted.add(question.key)
            self._spent_usd += self._estimate.spent(question, self._answers[question.key])

    def _judge(self, number: int, question: Question) -> None:
        if question.key not in self._judged:
            judged = judge(question, self._answers[question.key], number, self.model.reference)
            self._judged[question.key] = judged.row or judged.reason
            self._kept += judged.row is not None

    def _says_part(self, key: str) -> bool:
        judged = self._judged.get(key)
        return judged is not None and (isinstance(judged, Row) or not is_no_part(judged))

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
        earlier = self._earlier_rows()
        if rows:
            write_rows([*earlier, *rows], self.out)
            self._file.keep_mark(self.out)
        return Report(
            self.out if rows else None,
            len(self.questions.asked),
            len(judged),
            len(rows),
            dict(reasons.most_common()),
            self._spent_usd if self._estimate.knows_prices else None,
            ended,
            error,
            self._lost.total(),
            len(earlier),
        )

    def _earlier_rows(self) -> list[Row]:
        """What an earlier move made of other prompts, and is in the file."""
        if not self.out.exists():
            return []
        asked = {question.key for question in self.questions.asked}
        return [
            row
            for row in read_rows(self.out)
            if isinstance(row, Row) and Question(row.messages[:-1]).key not in asked
        ]


def _no_room(budget: float | None) -> str:
    assert budget is not None
    return f"The budget of {dollars(budget)} has no room for more."
