"""One record of a file, as JSON or as table cells, becomes a row."""

import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args

from geoft_gui.data.columns import ColumnMapping, guess_columns
from geoft_gui.data.row import Message, Role, Row, UnreadableRow

_ROLES = get_args(Role)
_OTHER_ROLES = {"human": "user", "gpt": "assistant"}
"""What ShareGPT files call the two, with ``from`` and ``value`` for ``role`` and ``content``."""


class _Unreadable(Exception):
    """Why a record holds no example, as a sentence."""


def row_from_object(number: int, record: object, columns: ColumnMapping | None = None) -> Row | UnreadableRow:
    """Read a JSON value or a table's cells (a mapping from column name to text) as one example.

    Args:
        number: the row's number, counted from 1.
        record: what the line, record or table row holds.
        columns: where each field is; guessed from the record's keys when not given.
    """
    try:
        return _row(number, record, columns)
    except _Unreadable as reason:
        return UnreadableRow(number, str(reason))
    except RecursionError:
        return UnreadableRow(number, "The record is nested too deeply to be an example.")


def minified(value: object) -> str:
    """The shortest JSON text of a value, keys in their given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row(number: int, record: object, columns: ColumnMapping | None) -> Row:
    if not isinstance(record, Mapping):
        raise _Unreadable(f"The record is {_kind(record)}, not an object with “messages” or “prompt”.")
    fields = cast(Mapping[str, object], record)
    if columns is None:
        columns = guess_columns(tuple(fields))
    messages = _messages(fields, columns)
    row = Row(
        number=number,
        messages=messages,
        id=_label(fields, columns.id),
        category=_label(fields, columns.category),
        difficulty=_label(fields, columns.difficulty),
        metadata=_metadata(fields, columns),
    )
    _refuse_half_characters(row)
    return row


def _messages(fields: Mapping[str, object], columns: ColumnMapping) -> tuple[Message, ...]:
    if columns.messages is not None and not _empty(fields.get(columns.messages)):
        return _conversation(fields[columns.messages])
    if not columns.complete:
        names = ", ".join(f"“{name}”" for name in list(fields)[:8]) or "nothing"
        raise _Unreadable(f"No prompt and answer found: the record has {names}.")
    if columns.prompt is None:
        raise _Unreadable(f"“{columns.messages}” is empty.")
    spoken: list[Message] = []
    system = fields.get(columns.system) if columns.system is not None else None
    if not _empty(system):
        spoken.append(Message("system", _text(system, "system prompt")))
    prompt = fields.get(columns.prompt)
    if isinstance(prompt, list):
        spoken.extend(_turns(prompt))
    elif not _empty(prompt):
        spoken.append(Message("user", _text(prompt, "prompt")))
    answer = fields.get(columns.answer) if columns.answer is not None else None
    if isinstance(answer, list) and answer and all(_is_turn(turn) for turn in answer):
        spoken.extend(_turns(answer))
    elif not _empty(answer):
        spoken.append(Message("assistant", _answer(answer)))
    return tuple(spoken)


def _conversation(value: object) -> tuple[Message, ...]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise _Unreadable("“messages” is not JSON.") from error
    if not isinstance(value, list):
        raise _Unreadable(f"“messages” is {_kind(value)}, not a list of turns.")
    return tuple(_turns(value))


def _turns(turns: Sequence[object]) -> list[Message]:
    spoken = []
    for place, turn in enumerate(turns, start=1):
        if not isinstance(turn, Mapping):
            raise _Unreadable(f"Turn {place} is {_kind(turn)}, not an object with “role” and “content”.")
        said, content = turn.get("role"), turn.get("content")
        if said is None and "from" in turn:
            said, content = turn["from"], turn.get("value")
        role = _OTHER_ROLES.get(said, said) if isinstance(said, str) else said
        if role not in _ROLES:
            raise _Unreadable(f"Turn {place} has the role {_short(role)}, not system, user or assistant.")
        text = _answer(content) if role == "assistant" else _text(content, f"content of turn {place}")
        spoken.append(Message(cast(Role, role), text, _weight(turn.get("weight"), place)))
    return spoken


def _weight(value: object, place: int) -> Literal[0, 1]:
    """Whether a turn is learnt, as OpenAI's fine-tuning files say it."""
    if value is None or value == 1:
        return 1
    if value == 0:
        return 0
    raise _Unreadable(f"Turn {place} has the weight {_short(value)}, not 0 or 1.")


def _is_turn(value: object) -> bool:
    return isinstance(value, Mapping) and "role" in value and "content" in value


def _answer(value: object) -> str:
    """A document may be given as text or as the JSON object itself."""
    if isinstance(value, Mapping):
        return minified(value)
    return _text(value, "answer")


def _text(value: object, what: str) -> str:
    """Plain text, or the text parts of an OpenAI message."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        parts = []
        for part in value:
            if not (isinstance(part, Mapping) and isinstance(part.get("text"), str)):
                raise _Unreadable(f"The {what} holds something other than text.")
            parts.append(cast(str, part["text"]))
        return "".join(parts)
    raise _Unreadable(f"The {what} is {_kind(value)}, not text.")


def _label(fields: Mapping[str, object], column: str | None) -> str | None:
    value = fields.get(column) if column is not None else None
    if _empty(value):
        return None
    if isinstance(value, str):
        return value
    return minified(value)


def _metadata(fields: Mapping[str, object], columns: ColumnMapping) -> dict[str, object]:
    """The record's metadata, and every column that no field took."""
    spare = columns.unused
    if columns.messages is not None and not _empty(fields.get(columns.messages)):
        spare += tuple(name for name in (columns.prompt, columns.answer, columns.system) if name is not None)
    kept: dict[str, object] = {
        name: fields[name] for name in spare if name in fields and not _empty(fields[name])
    }
    value = fields.get(columns.metadata) if columns.metadata is not None else None
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            # A table may use the name for free text.
            return {**kept, "metadata": value}
    if isinstance(value, Mapping):
        return {**kept, **value}
    if not _empty(value):
        kept["metadata"] = value
    return kept


def _empty(value: object) -> bool:
    # pandas writes NaN for an empty cell.
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _refuse_half_characters(row: Row) -> None:
    """Half of a surrogate pair cannot be written to any file, nor read by a tokenizer."""
    texts = [message.content for message in row.messages]
    texts += [row.id or "", row.category or "", row.difficulty or "", minified(row.metadata)]
    try:
        "".join(texts).encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(error.object[error.start])
        raise _Unreadable(f"The record holds half of a character (U+{code:04X}).") from error


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    return "an object"


def _short(value: object) -> str:
    return textwrap.shorten(f"“{value}”" if isinstance(value, str) else minified(value), 40, placeholder="…")
