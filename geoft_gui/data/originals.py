"""What rows are read from is never written over: whatever writes rows asks here first."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from geoft_gui.data.readers.folders import files_of
from geoft_gui.data.rows import SUFFIXES
from geoft_gui.data.versions import version_of
from geoft_gui.errors import UserError


def refuse_original(target: Path, *sources: Path | None) -> None:
    """Refuse a target that would change what its rows are read from.

    That is the source itself, by whatever name or link, also with capital letters where they mean the same
    file; for a folder everything in it, for it is read as one; and for a version the file that the first
    version was made from.

    Args:
        target: the file that is to be written.
        sources: the files or folders that are read; None stands for none.

    Raises:
        UserError: it must not be written.
    """
    for source in _with_originals(sources):
        if _is_same(source, target):
            raise UserError(
                f"{target.name} is the file that the rows are from, and that is never changed.",
                "Give the new file another name.",
            )
        if source.is_dir() and _belongs_to(target, source):
            raise UserError(
                f"{target.name} would be in {source}, where the rows are from, and that is never changed.",
                "Choose another folder for what is new.",
            )


def refuse_to_replace(targets: Iterable[Path]) -> None:
    """Refuse targets of which one is there already.

    Raises:
        UserError: one is there.
    """
    for target in targets:
        if target.exists():
            raise UserError(
                f"There is a file {target} already, and it would be written over.", "Choose another folder."
            )


def _with_originals(sources: Iterable[Path | None]) -> Iterator[Path]:
    for source in filter(None, sources):
        yield source
        version = version_of(source)
        if version is not None and version.original is not None:
            yield version.original


def _belongs_to(target: Path, folder: Path) -> bool:
    """Whether a file is, or would be, one of a folder; also where it is only linked into it."""
    above = {*target.absolute().parents, *target.parent.resolve().parents, *target.resolve().parents}
    if any(_is_same(folder, each) for each in (target.parent.resolve(), *above)):
        return True
    if not target.exists():
        return False
    try:
        return any(_is_same(file, target) for file in files_of(folder, SUFFIXES))
    except UserError:
        # Nothing can be read there; whoever reads it says so.
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        # One of them is not there.
        return False
