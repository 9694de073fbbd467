"""Folders for what a process keeps while it runs, deleted later where it ended without doing so."""

import re
import shutil
import tempfile
import uuid
from pathlib import Path

from geoft_gui import paths
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.engine.this_process import my_identity

_THOUSANDTHS = 1000
_UNFINISHED = re.compile(r"\..+\.(\d+-\d+-[0-9a-f]{8}-.+)")


def make_work_folder() -> Path:
    """A new, empty folder of this process in the user's own GeoFT folder. Who makes it deletes it.

    Its name says whose it is. Raises OSError where it cannot be made.
    """
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    me = my_identity()
    return Path(tempfile.mkdtemp(prefix=f"{_number(me)}-", suffix=f"-{me.host}", dir=home))


def clear_forgotten_folders() -> None:
    """Delete the folders of processes of this machine that no longer run."""
    for folder in _home().glob("*"):
        if _is_forgotten(folder.name):
            # What is still in use somewhere, as Windows sees it, is deleted next time.
            shutil.rmtree(folder, ignore_errors=True)


def unfinished(target: Path) -> Path:
    """Where to make what shall appear at `target` once it is whole: a hidden name beside it.

    The name says whose it is. Who makes it moves or deletes it.
    """
    me = my_identity()
    return target.with_name(f".{target.name}.{_number(me)}-{uuid.uuid4().hex[:8]}-{me.host}")


def clear_unfinished(parent: Path) -> None:
    """Delete the unfinished folders inside `parent` of processes of this machine that no longer run."""
    for folder in parent.glob(".*"):
        named = _UNFINISHED.fullmatch(folder.name)
        if named is not None and _is_forgotten(named[1]):
            shutil.rmtree(folder, ignore_errors=True)


def _home() -> Path:
    return paths.data_home() / "work"


def _number(identity: ProcessIdentity) -> str:
    return f"{identity.pid}-{round(identity.created * _THOUSANDTHS)}"


def _is_forgotten(name: str) -> bool:
    identity = _identity(name)
    return identity is not None and processes.is_here(identity) and not processes.alive(identity)


def _identity(name: str) -> ProcessIdentity | None:
    """Whose folder has this name; None for what was not named here."""
    try:
        pid, created, _, host = name.split("-", 3)
        return ProcessIdentity(int(pid), int(created) / _THOUSANDTHS, host)
    except ValueError:
        return None
