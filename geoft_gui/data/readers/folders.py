"""A folder as one file of examples: which of its files hold rows, in which order."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from geoft_gui.errors import UserError

MOST_ENTRIES: Final = 20_000
"""Files and folders. A folder with more is a whole disk or a home, dropped by mistake."""

COMPANIONS: Final = frozenset(
    {
        "dataset_statistics.json",
        "dataset_info.json",
        "dataset_infos.json",
        "dataset_dict.json",
        "state.json",
        "split.json",
        "version.json",
    }
)
"""What stands beside rows and holds none."""


def files_of(folder: Path, suffixes: Sequence[str]) -> tuple[Path, ...]:
    """The files of examples in a folder and the folders in it, in the order of their names.

    Hidden ones, and what is known to stand beside rows, are left out. Of files of the same name, those come
    first whose form comes first in ``suffixes``.

    Raises:
        UserError: the folder cannot be read, has too many files, or none of examples.
    """
    found = [
        path
        for path in _walked(folder)
        if path.name.lower().endswith(tuple(suffixes)) and path.name.lower() not in COMPANIONS
    ]
    if not found:
        raise UserError(
            f"{folder} is a folder without a file of examples.",
            f"Choose a folder with {', '.join(suffixes[:4])} files, or one file.",
        )

    def place(path: Path) -> tuple[str, int, str]:
        bare, form = _parted(path, suffixes)
        return bare.as_posix(), form, path.name

    return tuple(sorted(found, key=place))


def without_twins(
    files: Sequence[Path], suffixes: Sequence[str], first_row: Callable[[Path], object]
) -> tuple[Path, ...]:
    """Leave out a file that holds what another of the same name holds in another form.

    Published data sets often give the same rows as JSONL, JSON and CSV.

    Args:
        files: the files, in their order.
        suffixes: how their names end, all forms.
        first_row: what the first row of a file says, to tell twins from others that share only a name.
    """
    kept: list[Path] = []
    seen: dict[Path, list[object]] = {}
    names = [_parted(path, suffixes)[0] for path in files]
    how_often = Counter(names)
    for path, name in zip(files, names, strict=True):
        if how_often[name] > 1:
            begins = first_row(path)
            known = seen.setdefault(name, [])
            if begins is not None and begins in known:
                continue
            known.append(begins)
        kept.append(path)
    return tuple(kept)


def _walked(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise UserError(
            f"{folder} cannot be read: {error.strerror or error}.", "Check that you may read it."
        ) from error

    entries = 0
    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        entries += len(folders) + len(names)
        if entries > MOST_ENTRIES:
            raise UserError(
                f"{folder} holds more than {MOST_ENTRIES:,} files.",
                "Choose the folder in it that has the examples.",
            )
        yield from (Path(place, name) for name in names if not name.startswith("."))


def _parted(path: Path, suffixes: Sequence[str]) -> tuple[Path, int]:
    """The path in small letters, without what tells its form, and the place of that form."""
    name = path.name.lower()
    suffix = max((each for each in suffixes if name.endswith(each)), key=len)
    return Path(str(path.parent).lower(), name.removesuffix(suffix)), suffixes.index(suffix)
