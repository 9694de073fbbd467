"""Scoring a model on rows, as `geoft eval` does and as `geoft demo` ends."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.chat.serving import require_engine
from geoft_gui.commands.terminal import Progress, Terminal
from geoft_gui.data.rows import Row, UnreadableRow
from geoft_gui.evaluation import EvaluationReport, evaluate
from geoft_gui.evaluation.evaluate import AnswerAll

if TYPE_CHECKING:
    from geoft_gui.inference.local_model import LocalModel


def load_model(model: Path, terminal: Terminal) -> "LocalModel":
    """Load the model in a folder. Raises UserError when it cannot be, or the training engine is missing."""
    require_engine()
    terminal.say("Loading the model …")
    from geoft_gui.inference.local_model import load

    loaded = load(model)
    loaded.use_sensible_threads()
    return loaded


def score(loaded: "LocalModel", lines: Sequence[Row | UnreadableRow], terminal: Terminal) -> EvaluationReport:
    """Let the model answer every row, greedily, and compare each answer with the expected part."""
    limit = loaded.room_for([row.answer for row in lines if isinstance(row, Row)])

    def answer(conversations: list[list[dict[str, str]]]) -> list[str]:
        with terminal.progress("Answering", len(conversations), "rows") as progress:
            answers = loaded.answers(conversations, limit, on_answer=progress.set)
        if cut := sum(answer.cut for answer in answers):
            terminal.say(f"{cut} answers were cut at {limit} tokens.")
        return [answer.text for answer in answers]

    return compare_answers(answer, lines, terminal)


def compare_answers(
    answer: AnswerAll, lines: Sequence[Row | UnreadableRow], terminal: Terminal
) -> EvaluationReport:
    """Have every row answered, wherever the model is, and compare each answer with the expected part."""
    rows = [line for line in lines if isinstance(line, Row)]
    unreadable = [line for line in lines if isinstance(line, UnreadableRow)]
    with ExitStack() as stack:
        bars: list[Progress] = []

        def scored(done: int) -> None:
            # Opened late: the bar of the answers is gone by then.
            if not bars:
                bars.append(stack.enter_context(terminal.progress("Scoring", len(lines), "rows")))
            bars[0].set(done)

        return evaluate(rows, answer, unreadable=unreadable, on_scored=scored)
