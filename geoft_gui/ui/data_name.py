"""What people call the rows that are open: a version's own file says nothing, its original's name does."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from geoft_gui.ui.short_name import short_name

if TYPE_CHECKING:
    from geoft_gui.data.versions import Version

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate


def data_name(path: Path, version: "Version | None") -> str:
    """The name of a file of rows, or of the file that it is a version of, and of which one."""
    if version is None:
        return short_name(path.name)
    if version.original is None:
        return translate("DataName", "made rows, version {number}").format(number=version.number)
    said = translate("DataName", "{name}, version {number}")
    return said.format(name=short_name(version.original.name), number=version.number)


def data_title(rows: int, path: Path, version: "Version | None") -> str:
    """How many rows there are, and of what."""
    if version is not None and version.original is None:
        one = translate("DataName", "1 example made by GeoFT, version {number}")
        many = translate("DataName", "{n} examples made by GeoFT, version {number}")
        return (one if rows == 1 else many).format(n=f"{rows:,}", number=version.number)
    one = translate("DataName", "1 example from {name}")
    many = translate("DataName", "{n} examples from {name}")
    return (one if rows == 1 else many).format(n=f"{rows:,}", name=data_name(path, version))
