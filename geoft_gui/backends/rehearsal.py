"""The rehearsal of a run in a process of its own, and what it measured, kept beside the run."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from geoft_gui.backends.base import (
    LOOK_AT_MACHINE,
    Rehearsal,
    RehearsalFailedError,
    StartGivenUpError,
    Tell,
)
from geoft_gui.backends.row_check import trainer_arguments
from geoft_gui.engine.line_child import ChildDiedError, told_by_child
from geoft_gui.engine.processes import ChildGivenUpError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import runs_written, write_json

_FILE: Final = "rehearsal.json"


_KILLED: Final = -9
"""The exit status of a process that the system ended by force (SIGKILL)."""


def rehearse(
    folder: RunFolder,
    given: bytes,
    *,
    tell: Tell,
    given_up: Callable[[], bool],
    remedy: Callable[[], tuple[str, dict[str, Any] | None]],
) -> Rehearsal:
    """Let the trainer rehearse a run. `remedy`: what to do, and to change, where its memory was not enough.

    `given` is what `hub_keys.given_key` has for it.
    Raises RehearsalFailedError, and StartGivenUpError when `given_up` says so.
    """
    arguments = trainer_arguments(folder, "rehearse", given)

    def hear(told: dict[str, Any]) -> None:
        if "phase" in told:
            tell(told["phase"], told.get("done", 0), told.get("total"))

    try:
        last = told_by_child(arguments, hear, given_up=given_up, given=given)
    except ChildGivenUpError as error:
        raise StartGivenUpError from error
    except ChildDiedError as error:
        raise _died(str(error), remedy, error.status) from error
    if "problem" in last:
        problem = last["problem"]
        raise RehearsalFailedError(
            problem["message"], problem.get("hint", ""), problem.get("details", ""), problem.get("change")
        )
    if "rehearsal" not in last:
        raise _died(json.dumps(last), remedy, 0)
    return Rehearsal(**last["rehearsal"])


def record(rehearsal: Rehearsal, folder: RunFolder) -> None:
    """Keep what was measured with a run. Raises UserError when its folder cannot be written."""
    with runs_written(folder.path.parent):
        write_json(_file(folder), asdict(rehearsal))


def recorded(folder: RunFolder) -> Rehearsal | None:
    """What was measured for this run; None when it was not rehearsed."""
    try:
        return Rehearsal(**json.loads(_file(folder).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # one of another GeoFT measures nothing here


def _died(
    words: str, remedy: Callable[[], tuple[str, dict[str, Any] | None]], status: int
) -> RehearsalFailedError:
    """A child that ended without a result: the system ends one that is out of memory without a word."""
    if status != _KILLED:
        last = (words.strip().splitlines() or [f"it ended with status {status}."])[-1]
        return RehearsalFailedError(
            f"The rehearsal could not be carried out: {last}",
            LOOK_AT_MACHINE,
            words,
        )
    hint, change = remedy()
    return RehearsalFailedError(
        "The rehearsal was ended by the system, probably because there was not enough memory.",
        hint,
        words,
        change,
    )


def _file(folder: RunFolder) -> Path:
    return folder.path / _FILE
