"""Rows of any file as lines of JSON, so that each can be found again by where its line begins."""

import json
from collections.abc import Mapping
from typing import Any

from geoft_gui.data.records import minified
from geoft_gui.data.row import Message, Row, UnreadableRow


def line_of(row: Row | UnreadableRow) -> bytes:
    """The row as one line, with its end."""
    if isinstance(row, UnreadableRow):
        # A reason may quote half of a character, which UTF-8 has no bytes for.
        return json.dumps({"number": row.number, "unreadable": row.message}).encode("ascii") + b"\n"
    record: dict[str, Any] = {
        "number": row.number,
        "messages": [
            {"role": turn.role, "content": turn.content} | ({} if turn.weight else {"weight": 0})
            for turn in row.messages
        ],
    }
    labels = {"id": row.id, "category": row.category, "difficulty": row.difficulty}
    record |= {name: label for name, label in labels.items() if label is not None}
    if row.metadata:
        record["metadata"] = dict(row.metadata)
    return minified(record).encode("utf-8") + b"\n"


def row_of(line: bytes) -> Row | UnreadableRow:
    """The row that `line_of` wrote."""
    record: Mapping[str, Any] = json.loads(line)
    if "unreadable" in record:
        return UnreadableRow(record["number"], record["unreadable"])
    return Row(
        number=record["number"],
        messages=tuple(Message(**turn) for turn in record["messages"]),
        id=record.get("id"),
        category=record.get("category"),
        difficulty=record.get("difficulty"),
        metadata=record.get("metadata", {}),
    )
