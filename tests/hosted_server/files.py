"""Files that were uploaded, and the form in which they come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MIN_ROWS = 10
_ROLES = {"system", "developer", "user", "assistant", "tool"}


@dataclass
class StoredFile:
    """A file on the platform.

    Attributes:
        created_at: seconds since 1970.
        waits: how often it is asked for before it counts as processed.
        lasting: it stays when it is deleted, for tests by others that name it again and again.
    """

    id: str
    filename: str
    content: bytes
    purpose: str
    created_at: int
    waits: int = 0
    expires_at: int | None = None
    lasting: bool = False

    @property
    def status(self) -> str:
        """As the API says it."""
        return "uploaded" if self.waits > 0 else "processed"

    def told(self) -> dict[str, Any]:
        """The specification's ``OpenAIFile``."""
        told: dict[str, Any] = {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": self.status,
        }
        if self.expires_at is not None:
            told["expires_at"] = self.expires_at
        return told


def form_fields(content_type: str, body: bytes) -> dict[str, tuple[str | None, bytes]]:
    """The parts of a ``multipart/form-data`` body: name -> (file name, content).

    Raises:
        ValueError: it is none, or it is cut off.
    """
    kind, _, rest = content_type.partition("boundary=")
    if not kind.startswith("multipart/form-data") or not rest:
        raise ValueError("not a form")
    boundary = b"\r\n--" + rest.split(";")[0].strip().strip('"').encode()
    head, *parts = (b"\r\n" + body).split(boundary)
    if head or not parts or not parts[-1].startswith(b"--"):
        raise ValueError("the form is cut off")
    fields = {}
    for part in parts[:-1]:
        headers, _, content = part.partition(b"\r\n\r\n")
        told = dict(
            piece.strip().partition("=")[::2]
            for line in headers.decode().splitlines()
            if line.lower().startswith("content-disposition")
            for piece in line.split(";")[1:]
        )
        filename = told.get("filename")
        fields[told["name"].strip('"')] = (None if filename is None else filename.strip('"'), content)
    return fields


def fault_of_rows(content: bytes, min_rows: int = MIN_ROWS) -> tuple[str, str] | None:
    """What is wrong with training rows, as (code, message), or None."""
    lines = [line for line in content.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        problem = _fault_of_row(line)
        if problem is not None:
            return "invalid_training_file", (
                "The job failed due to an invalid training file. "
                f"Invalid file format. Line {number}: {problem}"
            )
    if len(lines) < min_rows:
        return "invalid_n_examples", (
            f"Training file has {len(lines)} example(s), but must have at least {min_rows} examples"
        )
    return None


def _fault_of_row(line: str) -> str | None:
    try:
        row = json.loads(line)
    except ValueError:
        return "it is not valid JSON."
    messages = row.get("messages") if isinstance(row, Mapping) else None
    if not isinstance(messages, list) or not messages:
        return "missing 'messages' key."
    for message in messages:
        if not isinstance(message, Mapping) or message.get("role") not in _ROLES:
            return "a message has no valid 'role'."
        if not isinstance(message.get("content"), str):
            return "a message has no 'content'."
    if messages[-1]["role"] != "assistant":
        return "the last message must be from the assistant."
    return None
