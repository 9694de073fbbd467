"""Versions of a file of examples: whatever is done to data makes a new one, and the original stays as it is.

    <data home>/data/<name>-<hash>/<n>/rows.jsonl  version.json

The hash is that of the original's place, so that two files of the same name have a history each.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from geoft_gui import paths
from geoft_gui.errors import UserError

What = Literal["edited", "mended", "split", "made", "downloaded"]
Write = Callable[[Path], tuple[Path, Mapping[str, Any]]]
"""Writes files into the empty folder it is given; returns the one to open, and a report (JSON values)."""

FORMAT: Final = 1
ROWS: Final = "rows.jsonl"
"""What the data file of a version is called, where nothing else speaks for another name."""
_CARD: Final = "version.json"
_UNFINISHED: Final = ".making-"
_FORGOTTEN_SECONDS: Final = 24 * 3600.0
_SCANS: Final = os.name == "nt"
"""On Windows a virus scanner may hold a fresh file for a moment."""
_WAITS: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between attempts then."""
_LONGEST_NAME: Final = 40
_MADE_FROM_NOTHING: Final = "made-rows"


@dataclass(frozen=True)
class Version:
    """One version of a file of examples.

    Attributes:
        rows: its data file.
        original: the file that the first version was made from; None where rows were made from nothing.
        parent: the file that this version was made from: the original or another version.
        number: counts from 1 among the versions of one original.
        made: when, UTC.
        what: what was done to make it.
        report: what whoever made it says of it.
    """

    rows: Path
    original: Path | None
    parent: Path | None
    number: int
    made: datetime
    what: What
    report: Mapping[str, Any]


def new_version(source: Path | None, what: What, write: Write) -> Version:
    """Make a version of `source`, the original or any version of it; None: of nothing.

    It appears whole or not at all. Raises UserError where it cannot be written, and whatever `write` raises.
    """
    older = None if source is None else version_of(source)
    original = source if older is None else older.original
    family = _family(None if original is None else original.absolute())
    try:
        family.mkdir(parents=True, exist_ok=True)
        _clear_forgotten(family)
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=family))
        try:
            rows, report = write(folder)
            card = {
                "format": FORMAT,
                "rows": rows.name,
                "original": None if original is None else str(original.absolute()),
                "parent": None if source is None else str(source.absolute()),
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "what": what,
                "report": dict(report),
            }
            text = json.dumps(card, ensure_ascii=False, indent=2) + "\n"
            (folder / _CARD).write_text(text, encoding="utf-8")
            kept = _into_place(folder, family)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise UserError(
            f"A new version cannot be written to {family}: {error.strerror or error}.",
            "Free some space, or see whether the folder may be changed.",
            str(error),
        ) from error
    version = version_of(kept / rows.name)
    assert version is not None
    return version


def version_of(path: Path) -> Version | None:
    """The version that a data file belongs to; None for any other file."""
    folder = path.absolute().parent
    return _read(folder) if folder.name.isdecimal() else None


def history(path: Path) -> tuple[Version, ...]:
    """All versions of the same original, the oldest first; `path` is the original or one of them."""
    version = version_of(path)
    family = _family(path.absolute()) if version is None else path.absolute().parent.parent
    return tuple(
        found for number in sorted(_numbers(family)) if (found := _read(family / str(number))) is not None
    )


def _family(original: Path | None) -> Path:
    """The folder of an original's versions."""
    home = paths.data_home() / "data"
    if original is None:
        return home / _MADE_FROM_NOTHING
    digest = hashlib.sha256(str(original).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    # Only what every file system takes, and every shell leaves alone.
    name = re.sub(r"[^\w-]+", "-", original.name.split(".")[0])[:_LONGEST_NAME].strip("-") or "rows"
    return home / f"{name}-{digest}"


def _numbers(family: Path) -> list[int]:
    try:
        return [int(entry.name) for entry in family.iterdir() if entry.name.isdecimal()]
    except OSError:
        # There are none yet, or they are out of reach: nothing can be shown of them.
        return []


def _into_place(folder: Path, family: Path) -> Path:
    """Give a finished folder the next number; another window may take the same one at the same moment."""
    number = max(_numbers(family), default=0) + 1
    waits = iter(_WAITS)
    while True:
        place = family / str(number)
        try:
            if not place.exists():
                os.rename(folder, place)
                return place
        except OSError as error:
            if not place.exists():
                wait = next(waits, None)
                if not (_SCANS and isinstance(error, PermissionError)) or wait is None:
                    raise
                time.sleep(wait)
                continue
        number += 1


def _clear_forgotten(family: Path) -> None:
    """Remove what a process left that was ended in the middle of its work."""
    for folder in family.glob(f"{_UNFINISHED}*"):
        if time.time() - folder.stat().st_mtime > _FORGOTTEN_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> Version | None:
    """What a version's card says; None where there is none, or one that somebody changed beyond reading."""
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        if card["format"] != FORMAT or card["what"] not in get_args(What):
            return None
        return Version(
            rows=folder / Path(card["rows"]).name,
            original=_path(card["original"]),
            parent=_path(card["parent"]),
            number=int(folder.name),
            made=datetime.fromisoformat(card["made"]),
            what=card["what"],
            report=dict(card["report"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(said: str | None) -> Path | None:
    return None if said is None else Path(said)
