"""Folders for what a process keeps while it runs, deleted later where it ended without doing so."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import psutil

from geoft_gui import paths
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity

_THOUSANDTHS = 1000


def make_work_folder() -> Path:
    """A new, empty folder of this process in the user's own GeoFT folder. Who makes it deletes it.

    Its name says whose it is. Raises OSError where it cannot be made.
    """
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    created = round(psutil.Process().create_time() * _THOUSANDTHS)
    return Path(
        tempfile.mkdtemp(prefix=f"{os.getpid()}-{created}-", suffix=f"-{socket.gethostname()}", dir=home)
    )


def clear_forgotten_folders() -> None:
    """Delete the folders of processes of this machine that no longer run."""
    for folder in _home().glob("*"):
        identity = _identity(folder.name)
        if identity is not None and processes.is_here(identity) and not processes.alive(identity):
            # What is still in use somewhere, as Windows sees it, is deleted next time.
            shutil.rmtree(folder, ignore_errors=True)


def _home() -> Path:
    return paths.data_home() / "work"


def _identity(name: str) -> ProcessIdentity | None:
    """Whose folder has this name; None for what was not named here."""
    try:
        pid, created, _, host = name.split("-", 3)
        return ProcessIdentity(int(pid), int(created) / _THOUSANDTHS, host)
    except ValueError:
        return None
