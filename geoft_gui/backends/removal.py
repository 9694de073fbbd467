"""Run folders that go: renamed first, so that no half-deleted run is ever left in the list."""

import shutil
import time
import uuid
from pathlib import Path
from typing import Final

from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import reason

_TO_DELETE: Final = ".deleted-"
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


def sweep(root: Path) -> None:
    """Delete what an earlier removal had to leave below `root`, as far as possible. Never raises."""
    for left in root.glob(f"{_TO_DELETE}*"):
        shutil.rmtree(left, ignore_errors=True)


def is_removed(path: Path) -> bool:
    """Whether this is what is left of a deleted run."""
    return path.name.startswith(_TO_DELETE)


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
