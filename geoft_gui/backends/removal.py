"""Run folders that go: renamed first, so that no half-deleted run is ever left in the list."""

import json
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.engine.this_process import my_identity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import reason, write_json

_TO_DELETE: Final = ".deleted-"
_DRAFT: Final = "draft.json"
"""Which process makes this draft; gone as soon as the run may outlive it."""
_PATIENCE_SECONDS: Final = 1.0
"""How long a folder may be in use: GeoFT's window itself opens a run's events for a moment."""
_LOOK_SECONDS: Final = 0.1


def remove(folder: RunFolder) -> None:
    """Delete a run folder with everything in it, whatever its state.

    Raises UserError when it is in use for longer than a second or cannot be deleted. When only some of its
    files cannot, the run is gone nevertheless, and `sweep` tries the rest again.
    """
    doomed = folder.path.with_name(_TO_DELETE + uuid.uuid4().hex)
    _rename(folder, doomed)
    try:
        shutil.rmtree(doomed)
    except FileNotFoundError:
        # Another GeoFT sweeps the same files at the same time.
        shutil.rmtree(doomed, ignore_errors=True)
    except OSError as error:
        raise UserError(
            f"The run {folder.path.name} is deleted, but not all of its files: {reason(error)}.",
            f"The rest lies in {doomed} and goes when the next run is deleted.",
            str(error),
        ) from error


def mark_draft(folder: RunFolder) -> None:
    """Note that a run folder is of no use when this process ends. Raises OSError where it cannot."""
    write_json(folder.path / _DRAFT, my_identity().as_dict())


def unmark_draft(folder: RunFolder) -> None:
    """Let a run folder stay, whatever becomes of this process."""
    (folder.path / _DRAFT).unlink(missing_ok=True)


def sweep(root: Path) -> None:
    """Delete what an earlier removal, or a process that was killed, had to leave below `root`.

    That are drafts, with the rehearsal that may lie in them, of processes of this machine that no longer
    run. As far as possible; never raises.
    """
    for mark in root.glob(f"*/{_DRAFT}"):
        folder = RunFolder(mark.parent)
        if not folder.events_path.exists() and _is_forgotten(mark):
            with suppress(UserError):
                remove(folder)
    for left in root.glob(f"{_TO_DELETE}*"):
        shutil.rmtree(left, ignore_errors=True)


def is_removed(path: Path) -> bool:
    """Whether this is what is left of a deleted run."""
    return path.name.startswith(_TO_DELETE)


def _is_forgotten(mark: Path) -> bool:
    """Whether the process that made this mark belongs to this machine and is gone."""
    try:
        maker = ProcessIdentity.from_dict(json.loads(mark.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return processes.is_here(maker) and not processes.alive(maker)


def _rename(folder: RunFolder, doomed: Path) -> None:
    name = folder.path.name
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            folder.path.rename(doomed)
            return
        except PermissionError as error:
            # Windows, while a file in it is open.
            if time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
                continue
            raise UserError(
                f"The run {name} is in use by another program, or may not be changed by you.",
                "Close what shows one of its files, then try again.",
                str(error),
            ) from error
        except OSError as error:
            raise UserError(
                f"The run {name} cannot be deleted: {reason(error)}.",
                f"See whether {folder.path} is there and may be changed.",
                str(error),
            ) from error
