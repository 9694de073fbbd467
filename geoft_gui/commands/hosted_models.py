"""Models at a provider, for `geoft ask` and `geoft eval`: found, asked, scored, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.chat.hosted import HostedModel, answer_all, parse_reference
from geoft_gui.commands.scoring import compare_answers
from geoft_gui.commands.terminal import Terminal
from geoft_gui.data.rows import Row, UnreadableRow
from geoft_gui.evaluation import EvaluationReport
from geoft_gui.hosted.cost import answers_cost
from geoft_gui.hosted.notices import lifetime
from geoft_gui.hosted.providers import provider
from geoft_gui.hosted.tokens import token_range
from geoft_gui.keys import Keys
from geoft_gui.runs.hosted import hosted_system_prompt, read_hosted

if TYPE_CHECKING:
    from geoft_gui.chat.client import ChatClient, Reply

Conversation = list[dict[str, str]]

_ROOM = (3, 100)
"""An answer may have so many times the most tokens of the expected one, and so many more; then it is cut."""


@dataclass(frozen=True)
class FoundModel:
    """A model at a provider, and the system prompt that it was trained with, where a run knows it."""

    model: HostedModel
    system_prompt: str | None = None


def find_hosted(reference: str, runs_root: Path) -> FoundModel | None:
    """The hosted model that `PROVIDER:MODEL` or a run means; None where it means another one, or none.

    Raises UserError when what says so is damaged.
    """
    if named := parse_reference(reference):
        return FoundModel(named)
    for run in (runs_root / reference, Path(reference)):
        if reference and (run / "run.json").is_file() and (result := read_hosted(run / "model")):
            model = HostedModel(provider(result.provider), result.model)
            return FoundModel(model, hosted_system_prompt(run / "model"))
    return None


def open_client(found: FoundModel, terminal: Terminal) -> "ChatClient":
    """A client with the user's key; says first how long the model can still be asked."""
    model = found.model
    if said := lifetime(model.provider, model.model, date.today()):
        terminal.say(said)
    return model.client(Keys().get(model.provider.id))


def score_hosted(
    found: FoundModel, lines: Sequence[Row | UnreadableRow], terminal: Terminal
) -> EvaluationReport:
    """Let the model answer every row, and compare each answer with the expected part; says the cost first."""
    expected = {_key(line.conversation): token_range(line.answer) for line in lines if isinstance(line, Row)}

    def answer(conversations: list[Conversation]) -> list[str]:
        tokens = [expected[_key(conversation)] for conversation in conversations]
        limits = [_ROOM[0] * most + _ROOM[1] for _, most in tokens]
        asked = [_with_system(conversation, found.system_prompt) for conversation in conversations]
        _tell_cost(found.model, asked, (sum(fewest for fewest, _ in tokens), sum(limits)), terminal)
        replies: list[Reply] = []
        lost: list[int] = []
        with (
            open_client(found, terminal) as client,
            terminal.progress("Answering", len(asked), "rows") as progress,
        ):

            def tell(number: int, reply: "Reply") -> None:
                replies.append(reply)
                progress.set(len(replies))

            def count(number: int) -> bool:
                lost.append(number)
                return True

            answers = answer_all(client, found.model.model, asked, tell=tell, max_tokens=limits, lost=count)
        _tell_used(replies, len(lost), terminal)
        return [reply.text for reply in answers]

    return compare_answers(answer, lines, terminal)


def _tell_cost(
    model: HostedModel, asked: Sequence[Conversation], answers: tuple[int, int], terminal: Terminal
) -> None:
    questions = "1 question" if len(asked) == 1 else f"{len(asked):,} questions"
    cost = answers_cost(asked, answers, model.provider, model.model)
    if cost is None:
        terminal.say(f"What {questions} cost at {model.provider.called}, GeoFT does not know.")
    else:
        again = "An answer that gets lost on the way is asked for again, and may be billed again."
        terminal.say(f"{questions} to {model.provider.called}: {cost.words} {again}")


def _tell_used(replies: Sequence["Reply"], lost: int, terminal: Terminal) -> None:
    used = [reply.usage for reply in replies if reply.usage is not None]
    if used:
        read, written = sum(usage.read for usage in used), sum(usage.written for usage in used)
        terminal.say(f"The provider counted {read:,} tokens that were read, and {written:,} written.")
    if lost:
        tries = "1 try" if lost == 1 else f"{lost:,} tries"
        terminal.say(f"{tries} got lost on the way; the provider may bill them all the same.")
    if cut := sum(reply.cut for reply in replies):
        terminal.say(f"{cut} answers were cut: they were far longer than the expected ones.")


def _with_system(conversation: Conversation, system_prompt: str | None) -> Conversation:
    if not system_prompt or any(turn["role"] == "system" for turn in conversation):
        return conversation
    return [{"role": "system", "content": system_prompt}, *conversation]


def _key(conversation: Conversation) -> str:
    return repr(conversation)
