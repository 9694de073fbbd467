"""Rows become files; read again, they are the same rows, except where a form has no place for everything."""

import csv
import gzip
import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, Literal, TextIO, TypeAlias

from geoft_gui.data.records import minified
from geoft_gui.data.row import Row
from geoft_gui.errors import UserError

Form: TypeAlias = Literal["rows", "chat", "prompt_completion"]
"""What a line of JSONL holds: the conversation and the row's labels; the conversation alone, as hosted
fine-tuning takes it; or a prompt and its completion, as some trainers take them."""

FORMS: Final[tuple[Form, ...]] = ("rows", "chat", "prompt_completion")
COLUMNS: Final = ("id", "input_text", "expected_output_json", "category", "difficulty", "metadata")
"""The published table. Rows that are more than one question and one answer add a column ``messages``."""
ENDINGS: Final = (".jsonl", ".json", ".csv", ".tsv", ".parquet")
"""What can be written; all but Parquet, which packs itself, also with ``.gz`` behind it."""

_GROUP = 10_000
"""Rows that a Parquet file keeps together, and that are in memory while it is written."""


def write_rows(rows: Iterable[Row], path: Path | str, form: Form = "rows") -> int:
    """Write rows by the ending of the file's name, and say how many.

    The file appears whole or not at all. Text is UTF-8 with ``\\n`` between lines. Row numbers are not
    written: they are the places in the file. Rows are taken one at a time; where a layout must know all of
    them before the first is written, they wait on disk.

    Args:
        rows: what to write.
        path: the new file.
        form: what a line of JSONL holds.

    Raises:
        UserError: the name has another ending, the form is not for it, or the file cannot be written.
    """
    path = Path(path)
    ending, packed = ending_of(path)
    if form != "rows" and ending != ".jsonl":
        raise UserError(
            f"{path.name} cannot hold that form: {'OpenAI chat' if form == 'chat' else 'prompt/completion'} "
            "is JSONL.",
            "Name the file .jsonl.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            if ending == ".parquet":
                count = _write_parquet(rows, temporary)
            else:
                with _opened(temporary, packed) as file:
                    count = _writer(ending, form)(rows, file)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise not_writable(path, error) from error
    return count


def ending_of(path: Path) -> tuple[str, bool]:
    """What a file of rows will be by its name, and whether it is packed: ``(".jsonl", True)`` for a.jsonl.gz.

    Raises:
        UserError: GeoFT writes no such file.
    """
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    packed = bool(endings) and endings[-1] == ".gz"
    ending = (endings[:-1] if packed else endings)[-1:]
    if not ending or ending[0] not in ENDINGS or (packed and ending[0] == ".parquet"):
        raise UserError(
            f"GeoFT cannot write {''.join(endings) or 'a file without ending'}.",
            "Name the file .jsonl, .json, .csv, .tsv or .parquet.",
        )
    return ending[0], packed


def not_writable(path: Path, error: OSError) -> UserError:
    """What to say of a file or folder that cannot be written."""
    return UserError(f"{path} cannot be written: {error.strerror or error}.", "Choose another folder.")


def as_record(row: Row) -> dict[str, object]:
    """A row as a line of JSONL holds it, with its labels."""
    return {"messages": _messages(row), **_labels(row)}


@contextmanager
def _opened(path: Path, packed: bool) -> Iterator[TextIO]:
    with path.open("wb") as file:
        if not packed:
            with TextIOWrapper(file, encoding="utf-8", newline="") as text:
                yield text
            return
        # Without name and time inside, the same rows are always the same bytes.
        with (
            gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packing,
            TextIOWrapper(packing, encoding="utf-8", newline="") as text,
        ):
            yield text


def _writer(ending: str, form: Form) -> Callable[[Iterable[Row], TextIO], int]:
    if ending == ".jsonl":
        return {"rows": _write_jsonl, "chat": _write_chat, "prompt_completion": _write_pairs}[form]
    if ending == ".json":
        return _write_json
    return _write_csv if ending == ".csv" else _write_tsv


def _write_jsonl(rows: Iterable[Row], file: TextIO) -> int:
    return _write_lines((as_record(row) for row in rows), file)


def _write_chat(rows: Iterable[Row], file: TextIO) -> int:
    return _write_lines(({"messages": _messages(row)} for row in rows), file)


def _write_pairs(rows: Iterable[Row], file: TextIO) -> int:
    """Texts where every row is one question and one answer; else lists of turns, the same in every line."""
    with _held(rows) as held:
        plain = all(_is_question_and_answer(row) for row in held())
        return _write_lines((_pair(row, plain) for row in held()), file)


def _pair(row: Row, plain: bool) -> dict[str, object]:
    if plain:
        return {"prompt": row.prompt, "completion": row.answer}
    turns = _messages(row)
    answers = 1 if turns and turns[-1]["role"] == "assistant" else 0
    return {"prompt": turns[: len(turns) - answers], "completion": turns[len(turns) - answers :]}


def _write_lines(records: Iterable[dict[str, object]], file: TextIO) -> int:
    count = 0
    for record in records:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_json(rows: Iterable[Row], file: TextIO) -> int:
    with _held(rows) as held:
        count = sum(1 for _ in held())
        # One example per line: the file stays readable and its differences small.
        file.write('{"metadata": ' + json.dumps({"total_examples": count}) + ', "examples": [')
        for place, row in enumerate(held()):
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
        return count


def _write_csv(rows: Iterable[Row], file: TextIO) -> int:
    return _write_table(rows, file, ",")


def _write_tsv(rows: Iterable[Row], file: TextIO) -> int:
    return _write_table(rows, file, "\t")


def _write_table(rows: Iterable[Row], file: TextIO, delimiter: str) -> int:
    minimal = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    # A carriage return outside quotes is a line end to every reader, and the csv module leaves it bare.
    quoted = csv.writer(file, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    with _held(rows) as held:
        conversations = not all(_is_question_and_answer(row) for row in held())
        minimal.writerow([*COLUMNS, "messages"] if conversations else COLUMNS)
        count = 0
        for row in held():
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
            count += 1
    return count


def _write_parquet(rows: Iterable[Row], path: Path) -> int:
    """Conversations as lists of turns, as trainers read them; metadata, which may be anything, as JSON."""
    import pyarrow as arrow  # noqa: PLC0415 - slow to import, and only this form needs it
    from pyarrow import parquet  # noqa: PLC0415

    count = 0
    with _held(rows) as held:
        turn = [("role", arrow.string()), ("content", arrow.string())]
        if any(not message.weight for row in held() for message in row.messages):
            turn.append(("weight", arrow.int8()))
        text = arrow.string()
        schema = arrow.schema(
            [
                ("messages", arrow.list_(arrow.struct(turn))),
                *((name, text) for name in ("id", "category", "difficulty", "metadata")),
            ]
        )
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            batch: list[dict[str, Any]] = []
            for row in held():
                batch.append(_parquet_record(row))
                count += 1
                if len(batch) == _GROUP:
                    writer.write_table(arrow.Table.from_pylist(batch, schema))
                    batch.clear()
            if batch or not count:
                writer.write_table(arrow.Table.from_pylist(batch, schema))
    return count


def _parquet_record(row: Row) -> dict[str, Any]:
    record: dict[str, Any] = as_record(row)
    if row.metadata:
        record["metadata"] = json.dumps(row.metadata, ensure_ascii=False)
    return record


@contextmanager
def _held(rows: Iterable[Row]) -> Iterator[Callable[[], Iterable[Row]]]:
    """Gives what yields the rows from the first, as often as it is called; they do not fill the memory."""
    if isinstance(rows, Sequence):
        listed = rows
        yield lambda: listed
        return
    with tempfile.TemporaryFile(prefix="geoft-") as spool:
        for row in rows:
            pickle.dump(row, spool, pickle.HIGHEST_PROTOCOL)

        def again() -> Iterator[Row]:
            spool.seek(0)
            while True:
                try:
                    row: Row = pickle.load(spool)
                except EOFError:
                    return
                yield row

        yield again


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
