"""A server that is a child of whoever asks: how it is started, and what it says when it is ready.

Whoever starts it (`serving.py`) knows of processes and interpreters; nothing here does.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from geoft_gui.errors import UserError


@dataclass(frozen=True)
class Announcement:
    """Where a server can be asked, and the name of its model. ``url`` ends with the port."""

    url: str
    model: str


def server_arguments(model: Path, parent: int) -> list[str]:
    """What the interpreter is given to serve a model on a free port while process ``parent`` lives."""
    return ["-m", "geoft_gui.chat.server", "--model", str(model), "--parent", str(parent)]


def read_announcement(log: Path) -> Announcement | None:
    """What a server has said in its log: None while it is still loading.

    Raises:
        UserError: it said that it cannot serve.
    """
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            # Libraries write their own lines to the same log.
            continue
        if isinstance(said, dict) and isinstance(said.get("error"), dict):
            problem = said["error"]
            raise UserError(problem["message"], problem["hint"], problem["details"])
        if isinstance(said, dict) and "url" in said and "model" in said:
            return Announcement(said["url"], said["model"])
    return None


def ended_early(log: Path) -> UserError:
    """The error of a server that ended before it could be asked."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = f" Its last words: {lines[-1]}" if lines else ""
    return UserError(
        f"The model's server ended before it could be asked.{last}",
        "Close other programs and try again.",
        "\n".join(lines[-40:]),
    )


def ended_meanwhile(log: Path) -> UserError:
    """The error of a server that ended while it was needed."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return UserError(
        "The model's server has ended by itself, perhaps for lack of memory.",
        "Ask again; if that does not help, close other programs first.",
        "\n".join(lines[-40:]),
    )
