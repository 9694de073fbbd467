"""The exact files that are sent to a provider: conversations and nothing else."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geoft_gui.backends.base import StartGivenUpError
from geoft_gui.backends.openai_compatible.record import SentFile
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import runs_written, write_lines_atomically

_CHUNK: Final = 1 << 20
_LOOK_ROWS: Final = 200


@dataclass(frozen=True)
class UploadFile:
    """A file that is, or will be, sent."""

    path: Path
    sent: SentFile


def train_upload(folder: RunFolder, given_up: Callable[[], bool] = lambda: False) -> UploadFile:
    """The rows that are trained on, as they are sent; written at the first call.

    Raises UserError when it cannot be written, StartGivenUpError when `given_up` says so meanwhile.
    """
    return _upload(folder, folder.train_data, folder.data_dir / "upload-train.jsonl", given_up)


def validation_upload(folder: RunFolder, given_up: Callable[[], bool] = lambda: False) -> UploadFile | None:
    """The held-out rows, as they are sent; None where there are none. Raises as `train_upload` does."""
    if not folder.validation_data.is_file() or folder.validation_data.stat().st_size == 0:
        return None
    return _upload(folder, folder.validation_data, folder.data_dir / "upload-validation.jsonl", given_up)


def conversations(path: Path) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The number of each line of a file that is sent, and its conversation."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield number, json.loads(line)["messages"]


class WatchedFile(io.BufferedReader):
    """A file that tells how much of it has been read, which is how much of it has been sent."""

    def __init__(self, path: Path, tell: Callable[[int], object]) -> None:
        super().__init__(io.FileIO(path, "rb"), _CHUNK)
        self._tell = tell

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        part = super().read(size)
        self._tell(self.tell())
        return part


def _upload(folder: RunFolder, rows: Path, target: Path, given_up: Callable[[], bool]) -> UploadFile:
    if not target.is_file():
        with runs_written(folder.path.parent):
            write_lines_atomically(target, _lines(rows, folder.spec.settings.system_prompt, given_up))
    digest = _sha256(target)
    sent = SentFile(name=f"geoft-{digest[:16]}.jsonl", sha256=digest, bytes=target.stat().st_size)
    return UploadFile(target, sent)


def _lines(rows: Path, system_prompt: str | None, given_up: Callable[[], bool]) -> Iterator[bytes]:
    """One line after the other: all rows together can be larger than the memory there is."""
    count = 0
    for row in read_rows(rows):
        if not isinstance(row, Row):
            continue
        if count % _LOOK_ROWS == 0 and given_up():
            raise StartGivenUpError
        count += 1
        sent = {"messages": _messages(row, system_prompt)}
        line = json.dumps(sent, ensure_ascii=False, separators=(",", ":"))
        yield line.encode("utf-8", "replace") + b"\n"
    if not count:
        raise UserError(f"{rows} holds no row that can be sent.", "Choose other rows.")


def _messages(row: Row, system_prompt: str | None) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    if system_prompt and row.system is None:
        messages.append({"role": "system", "content": system_prompt})
    for message in row.messages:
        told: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.role == "assistant" and message.weight == 0:
            told["weight"] = 0
        messages.append(told)
    return messages


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
