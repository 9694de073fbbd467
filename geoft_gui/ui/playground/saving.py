"""A part as a file, wherever the user wants it."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from geoft_gui.ui.desk import Desk

_LONGEST_NAME: Final = 60


class PartSaver(QObject):
    """Asks for a place, and remembers the folder for the next part."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folder: Path | None = None

    def save(self, text: str, prompt: str, window: QWidget) -> None:
        """Ask where the part of a document shall be saved, and save it; `prompt` gives it its first name."""
        path = self._ask(f"{file_name(prompt)}.stl", window)
        if path is not None:
            self._folder = path.parent
            self._desk.workbench.save(text, path, lambda: self._tell(path), self._desk.notices.error)

    def _ask(self, name: str, window: QWidget) -> Path | None:
        formats = {
            self.tr("STL, for 3D printing (*.stl)"): "stl",
            self.tr("3MF, for 3D printing, with its unit (*.3mf)"): "3mf",
            self.tr("GLB, for viewers and the web (*.glb)"): "glb",
        }
        dialog = QFileDialog(window, self.tr("Save the part"), str(self._first_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(formats))
        dialog.setDefaultSuffix("stl")
        dialog.selectFile(name)

        def follow(form: str) -> None:
            """The name ends as the chosen format does: it is this name that the user confirms."""
            dialog.setDefaultSuffix(formats[form])
            named = Path(dialog.selectedFiles()[0]) if dialog.selectedFiles() else Path(name)
            if named.suffix.lower().lstrip(".") in formats.values():
                dialog.selectFile(named.with_suffix(f".{formats[form]}").name)

        dialog.filterSelected.connect(follow)
        path = None
        while path is None and dialog.exec() == QFileDialog.DialogCode.Accepted:
            named = Path(dialog.selectedFiles()[0])
            path = with_format(named, formats.values(), dialog.defaultSuffix())
            if path != named and path.exists():
                # The dialog asks whether a file shall be replaced, and has not seen this name.
                dialog.selectFile(path.name)
                path = None
        dialog.deleteLater()
        return path

    def _first_folder(self) -> Path:
        if self._folder is not None and self._folder.is_dir():
            return self._folder
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents) if documents and Path(documents).is_dir() else Path.home()

    def _tell(self, path: Path) -> None:
        self._desk.notices.info(
            self.tr("Saved {name}.").format(name=path.name),
            self.tr("It is in {folder}.").format(folder=path.parent),
        )


def with_format(path: Path, known: Collection[str], chosen: str) -> Path:
    """The path with the chosen format at its end, unless one that is known stands there.

    In “cube 2.5mm” a dialog takes “5mm” for a format, and adds none.
    """
    return path if path.suffix.lower().lstrip(".") in known else path.with_name(f"{path.name}.{chosen}")


def file_name(prompt: str) -> str:
    """A name for a file, made from a prompt: `create-a-20mm-cube`."""
    words = re.sub(r"[^\w.]+", "-", prompt.lower()).strip("-._")
    return words[:_LONGEST_NAME].strip("-._") or "part"
