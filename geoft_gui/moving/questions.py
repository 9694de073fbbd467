"""What a model is asked so that another one can learn from its answers: prompts, each of them once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from geoft_gui.data.row import Conversation, Message, Row, UnreadableRow
from geoft_gui.data.rows import read_rows
from geoft_gui.errors import UserError

_PLAIN_TEXT = ".txt"


@dataclass(frozen=True)
class Question:
    """The turns that a model answers."""

    turns: tuple[Message, ...]

    @property
    def conversation(self) -> Conversation:
        """The turns as a chat server takes them."""
        return [{"role": turn.role, "content": turn.content} for turn in self.turns]

    @cached_property
    def key(self) -> str:
        """What two questions share that are the same."""
        return json.dumps(self.conversation, ensure_ascii=False)


@dataclass(frozen=True)
class Questions:
    """Questions in their order, none of them twice.

    Attributes:
        asked: the questions.
        repeated: how many were left out because they are among them already.
        without_prompt: how many rows ask for nothing, or cannot be read.
    """

    asked: tuple[Question, ...]
    repeated: int = 0
    without_prompt: int = 0


def read_questions(path: Path, limit: int | None = None) -> Questions:
    """The prompts of a file: of any that holds examples, or of a plain text (.txt) with one a line.

    Args:
        path: the file, or a folder of files with examples.
        limit: the most questions.

    Raises:
        UserError: the file cannot be read, or nothing is asked in it.
    """
    rows = _lines(path) if path.suffix.lower() == _PLAIN_TEXT else read_rows(path)
    found = questions_of(rows, limit)
    if not found.asked:
        raise UserError(
            f"{path.name} holds no prompts.",
            "Choose a file with examples, or a text file (.txt) with one prompt a line.",
        )
    return found


def _lines(path: Path) -> Iterable[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise UserError(f"{path} cannot be read: {reason}.", "Choose another file.") from error
    return (
        Row(number, (Message("user", line.strip()),))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    )


def questions_of(rows: Iterable[Row | UnreadableRow], limit: int | None = None) -> Questions:
    """The prompts of rows, each once; at most `limit`, and no more rows are taken than that needs."""
    asked: dict[str, Question] = {}
    repeated = without_prompt = 0
    for row in rows:
        if limit is not None and len(asked) >= limit:
            break
        if isinstance(row, UnreadableRow) or not row.prompt.strip():
            without_prompt += 1
            continue
        turns = row.messages[:-1] if row.messages[-1].role == "assistant" else row.messages
        question = Question(turns)
        if question.key in asked:
            repeated += 1
        else:
            asked[question.key] = question
    return Questions(tuple(asked.values()), repeated, without_prompt)
