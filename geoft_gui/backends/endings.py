"""How a training's process ended that could not say so itself, where the process that started it saw it."""

import json
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import write_json

FOLLOWER_GONE: Final = (
    "Nobody follows this training any more; where it trains, it may go on. Resume the run to follow it again."
)
"""Of a run whose process only follows a job elsewhere."""
_FILE: Final = "exit.json"
_TOLD: Final = frozenset({0, 1, 130})
"""Exit statuses with which the trainer has said everything itself."""
_KILLED: Final = -9
_ENDED: Final = frozenset({-1, -2, -15})
"""SIGHUP, SIGINT and SIGTERM: somebody asked it to end."""
_NO_MEMORY: Final = frozenset({0xC0000017, 0xC000012D})
"""Windows: STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT."""
_PATIENCE_SECONDS: Final = 0.25
"""So long the exit may come to light after the process is gone."""
_LOOK_SECONDS: Final = 0.05


def noting(folder: RunFolder) -> Callable[[int], None]:
    """What is to hear the exit status of a run's process: an unusual one is kept in its folder."""

    def note(status: int) -> None:
        # The run may have been deleted, or its disk be full: then there is nobody to tell.
        if status not in _TOLD:
            with suppress(OSError):
                write_json(folder.path / _FILE, {"status": status})

    return note


def forget(folder: RunFolder) -> None:
    """A new process begins: how the one before it ended is past."""
    (folder.path / _FILE).unlink(missing_ok=True)


def how_it_ended(folder: RunFolder) -> str:
    """One or two sentences on how the process went that is gone without an end; waits for them a moment."""
    status = _status(folder)
    if status == _KILLED or status in _NO_MEMORY:
        return (
            "The system ended the training, probably because there was not enough memory. Close other "
            "programs and resume it, or start again with a smaller batch size."
        )
    if status is None:
        return "The process that trained is gone without an end."
    name = f"exit status {status:#x}" if status > 0 else _signal_name(-status)
    if status in _ENDED:
        return f"The training was ended by another program ({name}). Resume it to go on."
    return f"The process that trained has crashed ({name}). Resume it; the log says more."


def _status(folder: RunFolder) -> int | None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return int(json.loads((folder.path / _FILE).read_text(encoding="utf-8"))["status"])
        except FileNotFoundError:
            if time.monotonic() > deadline:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        time.sleep(_LOOK_SECONDS)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
