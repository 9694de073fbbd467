"""The hash by which a file of rows, or a folder of them, is known again."""

import hashlib
from pathlib import Path

from geoft_gui.data.readers.folders import files_of
from geoft_gui.data.rows import SUFFIXES
from geoft_gui.errors import UserError


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file; of a folder, one of the names and contents of the files of rows in it.

    Raises:
        UserError: it cannot be read.
    """
    try:
        if not path.is_dir():
            return _of_file(path)
        whole = hashlib.sha256()
        for file in files_of(path, SUFFIXES):
            whole.update(f"{file.relative_to(path).as_posix()}\n{_of_file(file)}\n".encode())
        return whole.hexdigest()
    except OSError as error:
        raise UserError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the name and that you may read it."
        ) from error


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
