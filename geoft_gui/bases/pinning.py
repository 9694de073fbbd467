"""Which state of its model on the hub a run begins with, so that a newer download changes nothing in it.

`run.json` is written before the model is here; the state is known once the model is, or what describes it.
"""

import json
import re
from typing import Final

from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import write_json

_FILE: Final = "base.json"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


def pinned(folder: RunFolder) -> str | None:
    """The commit that a run's model had on the hub when the run began.

    None: it has not begun, or its model is not from the hub. Raises UserError when the file is damaged.
    """
    path = folder.path / _FILE
    try:
        commit = json.loads(path.read_text(encoding="utf-8"))["commit"]
        if not isinstance(commit, str) or _COMMIT.fullmatch(commit) is None:
            raise ValueError(f"this names no commit: {commit!r}")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise UserError(
            f"The file {path}, which says what the run began with, is damaged or cannot be read.",
            "Start a new run.",
            str(error),
        ) from error
    return commit


def pin(folder: RunFolder, commit: str) -> None:
    """Note what a run begins with. Raises OSError where it cannot be written."""
    write_json(folder.path / _FILE, {"model": folder.spec.model, "commit": commit})
