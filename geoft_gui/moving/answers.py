"""What a model has answered so far, in a file beside the rows to be: paid for, and never asked twice."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from geoft_gui.chat.client import Reply, Usage
from geoft_gui.errors import UserError


@dataclass(frozen=True)
class Answered:
    """An answer as the file keeps it."""

    text: str
    cut: bool
    usage: Usage | None


class AnswerFile:
    """The answers of one model, one a line, in the order in which they came.

    Answers of another model in the same file are left where they are and not counted. A line that was torn
    off, as by a loss of power, is no answer. Between the answers stands which tries got lost, and what the
    rows were that were made of the answers.
    """

    def __init__(self, out: Path, model: str) -> None:
        """Make it for the rows that will be in `out`; `model` is the reference of who answers."""
        self.path = out.with_name(f"{out.name}.answers")
        self._lock_path = out.with_name(f".{out.name}.answers.lock")
        self._model = model

    def read(self) -> dict[str, Answered]:
        """The answers by the keys of their questions.

        Raises:
            UserError: the file cannot be read.
        """
        found: dict[str, Answered] = {}
        for record in self._records():
            if _is_answer(record) and record["model"] == self._model:
                tokens = record["tokens"]
                usage = None if tokens is None else Usage(tokens["read"], tokens["written"])
                found[record["question"]] = Answered(record["answer"], record["cut"], usage)
        return found

    def lost(self) -> Counter[str]:
        """How often a try ended without anybody knowing of an answer, by the keys of the questions.

        Raises UserError when the file cannot be read.
        """
        return Counter(
            str(record["question"])
            for record in self._records()
            if record.get("model") == self._model and record.get("lost") is True and "question" in record
        )

    def made(self, rows: Path) -> bool:
        """Whether a file of rows is, to the byte, what this model's answers were made into last.

        Raises UserError when one of the files cannot be read.
        """
        made = [record for record in self._records() if isinstance(record.get("rows"), str)]
        return bool(made) and made[-1] == {"model": self._model, "rows": self._mark(rows)}

    def keep_mark(self, rows: Path) -> None:
        """Remember what the answers were made into."""
        self.append(json.dumps({"model": self._model, "rows": self._mark(rows)}).encode("ascii"))

    def _mark(self, rows: Path) -> str:
        try:
            with rows.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise self._trouble("read", error, rows) from error

    def _records(self) -> Iterator[dict[str, Any]]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._trouble("read", error) from error
        for line in content.split(b"\n"):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record

    @contextmanager
    def writing(self) -> Iterator["AnswerWriter"]:
        """Append answers; each is on the disk before the next comes.

        Raises:
            UserError: another process is at it, or the file cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._lock_path, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise UserError(
                f"Another process is asking for {self.path.name} already.", "Wait until it has ended."
            ) from error
        except (OSError, NotImplementedError) as error:
            raise self._trouble("written", error) from error
        try:
            yield AnswerWriter(self, self._model)
        finally:
            # Windows lets nobody remove what is open; there the lock's own release does it.
            with suppress(OSError):
                self._lock_path.unlink()
            lock.release()

    def append(self, line: bytes) -> None:
        """Write one line; what was torn before it gets a line of its own."""
        try:
            with self.path.open("ab+") as file:
                if file.tell():
                    file.seek(-1, 2)
                    if file.read(1) != b"\n":
                        line = b"\n" + line
                file.write(line + b"\n")
        except OSError as error:
            raise self._trouble("written", error) from error

    def _trouble(self, what: str, error: Exception, path: Path | None = None) -> UserError:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return UserError(f"{path or self.path} cannot be {what}: {reason}.", "Choose another folder.")


class AnswerWriter:
    """Appends to an `AnswerFile`, from any thread."""

    def __init__(self, file: AnswerFile, model: str) -> None:
        self._file = file
        self._model = model
        self._one_at_a_time = threading.Lock()

    def write(self, question: str, reply: Reply) -> Answered:
        """Keep the answer to the question of this key."""
        usage = reply.usage
        record = {
            "model": self._model,
            "question": question,
            "answer": reply.text,
            "cut": reply.cut,
            "tokens": None if usage is None else {"read": usage.read, "written": usage.written},
        }
        # An answer may hold half a character, which UTF-8 has no place for; its escape is one.
        line = json.dumps(record, ensure_ascii=True).encode("ascii")
        self._append(line)
        return Answered(reply.text, reply.cut, usage)

    def write_lost(self, question: str) -> None:
        """Keep that a try of this question may be billed although no answer came."""
        record = {"model": self._model, "question": question, "lost": True}
        self._append(json.dumps(record).encode("ascii"))

    def _append(self, line: bytes) -> None:
        with self._one_at_a_time:
            self._file.append(line)


def _is_answer(record: dict[str, Any]) -> bool:
    try:
        tokens = record["tokens"]
        return (
            all(isinstance(record[name], str) for name in ("model", "question", "answer"))
            and isinstance(record["cut"], bool)
            and (tokens is None or all(isinstance(tokens[name], int) for name in ("read", "written")))
        )
    except (KeyError, TypeError):
        return False
