"""Rows become files in the three published layouts; reading any of them gives the same rows again."""

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from geoft_gui.data.records import minified
from geoft_gui.data.row import Row
from geoft_gui.errors import UserError

COLUMNS = ("id", "input_text", "expected_output_json", "category", "difficulty", "metadata")
"""The published table. Rows that are more than one question and one answer add a column ``messages``."""


def write_rows(rows: Iterable[Row], path: Path | str) -> int:
    """Write rows as .jsonl, .json or .csv, by the name of the file, and say how many.

    The file appears whole or not at all. Text is UTF-8 with ``\\n`` between lines. Row numbers are not
    written: they are the places in the file.

    Raises:
        UserError: the name ends otherwise, or the file cannot be written.
    """
    path = Path(path)
    writers = {".jsonl": _write_jsonl, ".json": _write_json, ".csv": _write_csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UserError(
            f"GeoFT cannot write {path.suffix or 'a file without ending'}.",
            "Name the file .jsonl, .json or .csv.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                count = writer(rows, file)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another folder."
        ) from error
    return count


def _write_jsonl(rows: Iterable[Row], file: TextIO) -> int:
    count = 0
    for row in rows:
        record: dict[str, object] = {"messages": _messages(row)}
        record |= _labels(row)
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_json(rows: Iterable[Row], file: TextIO) -> int:
    held = list(rows)
    # One example per line: the file stays readable and its differences small.
    file.write('{"metadata": ' + json.dumps({"total_examples": len(held)}) + ', "examples": [')
    for place, row in enumerate(held):
        record: dict[str, object] = {}
        if row.id is not None:
            record["id"] = row.id
        if _is_question_and_answer(row):
            record |= {"input": row.prompt, "output": _document_or_text(row.answer)}
        else:
            record["messages"] = _messages(row)
        record |= {key: value for key, value in _labels(row).items() if key != "id"}
        file.write((",\n" if place else "\n") + json.dumps(record, ensure_ascii=False))
    file.write("\n]}\n")
    return len(held)


def _write_csv(rows: Iterable[Row], file: TextIO) -> int:
    held: Sequence[Row] = list(rows)
    conversations = not all(_is_question_and_answer(row) for row in held)
    minimal = csv.writer(file, lineterminator="\n")
    # A carriage return outside quotes is a line end to every reader, and the csv module leaves it bare.
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    minimal.writerow([*COLUMNS, "messages"] if conversations else COLUMNS)
    for row in held:
        plain = _is_question_and_answer(row)
        cells = [
            row.id or "",
            row.prompt if plain else "",
            row.answer if plain else "",
            row.category or "",
            row.difficulty or "",
            json.dumps(row.metadata, ensure_ascii=False) if row.metadata else "",
        ]
        if conversations:
            cells.append("" if plain else minified(_messages(row)))
        (quoted if any("\r" in cell for cell in cells) else minimal).writerow(cells)
    return len(held)


def _is_question_and_answer(row: Row) -> bool:
    return (
        [(message.role, message.weight) for message in row.messages] == [("user", 1), ("assistant", 1)]
        and row.prompt != ""
        and row.answer != ""
    )


def _document_or_text(answer: str) -> object:
    """A document stands as an object where that loses nothing; any other answer stays the text it is."""
    try:
        value = json.loads(answer)
        return value if isinstance(value, dict) and minified(value) == answer else answer
    except (ValueError, RecursionError):
        return answer


def _messages(row: Row) -> list[dict[str, object]]:
    return [
        {"role": message.role, "content": message.content} | ({} if message.weight else {"weight": 0})
        for message in row.messages
    ]


def _labels(row: Row) -> dict[str, object]:
    labels = {
        "id": row.id,
        "category": row.category,
        "difficulty": row.difficulty,
        "metadata": dict(row.metadata) or None,
    }
    return {key: value for key, value in labels.items() if value is not None}
