"""A part is saved under the name that the user typed, as a file of the chosen format."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.playground.saving import PartSaver, with_format

FORMATS = ("stl", "3mf", "glb")


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("cube 2.5mm", "cube 2.5mm.3mf"),
        ("cube", "cube.3mf"),
        ("cube.STL", "cube.STL"),
        ("cube 2.5mm.glb", "cube 2.5mm.glb"),
    ],
)
def test_a_name_ends_in_a_format(typed: str, saved: str) -> None:
    assert with_format(Path(typed), FORMATS, "3mf") == Path(saved)


def test_a_name_with_a_point_is_saved_and_replaces_nothing_unasked(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    whole = tmp_path / "cube 2.5mm.stl"
    whole.touch()
    answers: Iterator[Path] = iter([tmp_path / "cube 2.5mm", whole])
    asked: list[Path] = []
    chosen: list[str] = []

    def accept(dialog: QFileDialog) -> QFileDialog.DialogCode:
        asked.append(next(answers))
        return QFileDialog.DialogCode.Accepted

    saved: list[Path] = []
    monkeypatch.setattr(QFileDialog, "exec", accept)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(asked[-1])])
    monkeypatch.setattr(QFileDialog, "selectFile", lambda dialog, name: chosen.append(name))
    monkeypatch.setattr(desk.workbench, "save", lambda text, path, done, failed: saved.append(path))
    PartSaver(desk).save("{}", "Create a 20mm cube", window)
    assert chosen == ["create-a-20mm-cube.stl", "cube 2.5mm.stl"]
    assert saved == [whole]
