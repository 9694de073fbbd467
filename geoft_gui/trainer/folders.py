"""Moving and deleting folders that were written a moment ago."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_WAITS: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between attempts. On Windows a virus scanner may hold a fresh file for a moment."""


def move(source: Path, target: Path) -> None:
    """Give a folder another name; a reader finds it under the old or under the new one, whole."""
    _patiently(lambda: os.replace(source, target))


def remove(folder: Path) -> None:
    """Delete a folder with everything in it; nothing happens where there is none."""

    def attempt() -> None:
        if folder.exists():
            shutil.rmtree(folder)

    _patiently(attempt)


def _patiently(attempt: Callable[[], None]) -> None:
    for wait in _WAITS:
        try:
            attempt()
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(wait)
    attempt()
