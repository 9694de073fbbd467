"""The bar says which version is open and leads to the others."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from geoft_gui.data.splitting.frozen import TRAIN_FILE, VALIDATION_FILE
from geoft_gui.data.versions import Version, What, new_version
from geoft_gui.ui.data_work.version_bar import VersionBar
from geoft_gui.ui.desk import Desk


@pytest.fixture
def bar(qtbot: QtBot, desk: Desk) -> VersionBar:
    made = VersionBar(desk)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    return path


def version(of: Path, what: What, **report: object) -> Version:
    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        (folder / "rows.jsonl").write_text("{}\n", encoding="utf-8")
        return folder / "rows.jsonl", report

    return new_version(of, what, write)


def test_a_version_is_named_and_leads_back(qtbot: QtBot, bar: VersionBar, letter: Path) -> None:
    mended = version(letter, "mended")
    edited = version(mended.rows, "edited")
    bar.show_file(edited.rows)
    qtbot.waitUntil(bar.isVisible)
    assert bar.sentence.text() == "Version 2 of letter.jsonl, made by editing. The original is unchanged."
    with qtbot.waitSignal(bar.open_wanted) as wanted:
        qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    assert wanted.args == [letter]
    entries = bar.others.menu().actions()
    assert [entry.text().split(", 2")[0] for entry in entries] == [
        "Original",
        "Version 2, made by editing",
        "Version 1, made by mending",
    ]
    assert [entry.isEnabled() for entry in entries] == [True, False, True]
    with qtbot.waitSignal(bar.open_wanted) as wanted:
        entries[2].trigger()
    assert wanted.args == [mended.rows]


def test_what_was_done_by_hand_is_counted(qtbot: QtBot, bar: VersionBar, letter: Path) -> None:
    edited = version(letter, "edited", edited=[1, 4], left_out="2-3,9")
    bar.show_file(edited.rows)
    qtbot.waitUntil(bar.isVisible)
    assert bar.sentence.text().endswith("The original is unchanged. 2 edited, 3 left out by hand.")


def test_an_original_leads_to_its_versions(qtbot: QtBot, bar: VersionBar, letter: Path) -> None:
    version(letter, "mended")
    bar.show_file(letter)
    qtbot.waitUntil(bar.isVisible)
    assert bar.sentence.text() == "This file has 1 version."
    assert not bar.back.isVisible()


def test_a_file_without_versions_needs_no_bar(
    qtbot: QtBot, desk: Desk, bar: VersionBar, letter: Path
) -> None:
    version(letter, "mended")
    bar.show_file(letter)
    qtbot.waitUntil(bar.isVisible)
    bar.show_file(letter.with_name("other.jsonl"))
    done: list[bool] = []
    # Comes after what the bar looks for.
    desk.background.run(lambda task: True, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not bar.isVisible()


def test_each_side_of_a_split_leads_to_the_other(qtbot: QtBot, bar: VersionBar, letter: Path) -> None:
    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        for name in (TRAIN_FILE, VALIDATION_FILE):
            (folder / name).write_text("{}\n", encoding="utf-8")
        return folder / TRAIN_FILE, {}

    learning = new_version(letter, "split", write).rows
    measuring = learning.with_name(VALIDATION_FILE)
    for path, other in ((measuring, learning), (learning, measuring)):
        bar.show_file(path)
        qtbot.waitUntil(bar.isVisible)
        to = "to learn from" if other == learning else "to measure with"
        (entry,) = (each for each in bar.others.menu().actions() if each.text().endswith(to))
        with qtbot.waitSignal(bar.open_wanted) as wanted:
            entry.trigger()
        assert wanted.args == [other]
        assert [each.isEnabled() for each in bar.others.menu().actions()].count(False) == 1
