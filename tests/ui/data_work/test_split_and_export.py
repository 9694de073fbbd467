"""Rows are split for good, and exported, from a dialog each."""

import json
from pathlib import Path
from shutil import copy

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Row
from geoft_gui.data.rows import read_rows
from geoft_gui.data.versions import history, new_version
from geoft_gui.ui.data_work.export_dialog import ExportDialog
from geoft_gui.ui.data_work.split_dialog import SplitDialog
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.notices import Notice
from tests.ui.data_work.open_file import OpenedFile


@pytest.fixture
def split(qtbot: QtBot, desk: Desk, opened: OpenedFile) -> SplitDialog:
    made = SplitDialog(desk, opened)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def export(qtbot: QtBot, desk: Desk, opened: OpenedFile) -> ExportDialog:
    made = ExportDialog(desk, opened)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def visible_words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def prompts(path: Path) -> list[str]:
    return [row.prompt for row in read_rows(path) if isinstance(row, Row)]


def test_a_share_is_held_back_and_what_came_of_it_is_said(
    qtbot: QtBot, split: SplitDialog, opened: OpenedFile
) -> None:
    split.percent.setValue(20)
    assert "About 12 of 60 rows are held back." in visible_words(split)
    qtbot.mouseClick(split.go, Qt.MouseButton.LeftButton)
    assert not split.go.isEnabled()
    qtbot.waitUntil(lambda: split.go.text() == "Open the split", timeout=30_000)
    (version,) = history(opened.path)
    assert version.what == "split"
    counts = (version.report["train"], version.report["validation"])
    assert f"{counts[0]} rows to learn from, {counts[1]} to measure with." in visible_words(split)
    assert sum(counts) == len(opened)
    with qtbot.waitSignal(split.made) as made:
        qtbot.mouseClick(split.go, Qt.MouseButton.LeftButton)
    learnt, held_back = (prompts(path) for path in made.args)
    assert (len(learnt), len(held_back)) == counts
    assert not set(learnt) & set(held_back)


def test_another_file_must_be_chosen_first(
    qtbot: QtBot, split: SplitDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split.by_file.setChecked(True)
    assert not split.go.isEnabled()
    assert "Choose a file" in split.go.toolTip()
    other = tmp_path / "held_out.jsonl"
    other.write_bytes(b"".join((tmp_path / "cubes.jsonl").read_bytes().splitlines(keepends=True)[:5]))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    qtbot.mouseClick(split.choose, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(split.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: split.go.text() == "Open the split", timeout=30_000)
    assert "5 to measure with." in visible_words(split)
    assert "Like one to measure with, so not learnt from: " in visible_words(split)


def test_rows_that_cannot_be_split_are_no_crash(qtbot: QtBot, split: SplitDialog, opened: OpenedFile) -> None:
    opened.path.write_text("\n", encoding="utf-8")
    qtbot.mouseClick(split.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(split.failure.isVisible, timeout=30_000)
    assert split.failure.text()
    assert split.go.isEnabled()
    assert history(opened.path) == ()


def test_rows_are_exported_as_they_are_seen(
    qtbot: QtBot,
    desk: Desk,
    export: ExportDialog,
    opened: OpenedFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = opened.rows[0]
    assert isinstance(before, Row)
    after = Row(before.number, before.messages[::-1])
    opened.edits.change(0, before, after)
    target = tmp_path / "for_openai.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    export.statistics.setChecked(True)
    told: list[Notice] = []
    desk.notices.posted.connect(told.append)
    qtbot.mouseClick(export.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told[0].message == "60 rows are exported to for_openai.jsonl."
    assert "for_openai_statistics.json" in told[0].hint
    assert not export.isVisible()
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 60
    assert {tuple(line) for line in lines} == {("messages",)}
    assert [turn["role"] for turn in lines[0]["messages"]] == ["assistant", "user"]


def test_the_open_file_is_never_overwritten(
    qtbot: QtBot, export: ExportDialog, opened: OpenedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = opened.path.read_bytes()
    for chosen in (opened.path, opened.path.with_suffix("")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=chosen: (str(path), ""))
        qtbot.mouseClick(export.go, Qt.MouseButton.LeftButton)
        assert export.failure.isVisible()
        assert not export.is_working
    assert opened.path.read_bytes() == untouched


def test_nothing_that_the_open_rows_come_from_is_overwritten(
    qtbot: QtBot, desk: Desk, opened: OpenedFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = tmp_path / "linked.jsonl"
    linked.hardlink_to(opened.path)
    folder = tmp_path / "folder"
    folder.mkdir()
    held_back = tmp_path / "held_back.jsonl"
    held_back.write_bytes(opened.path.read_bytes())
    version = new_version(opened.path, "edited", lambda at: (Path(copy(opened.path, at / "rows.jsonl")), {}))
    counts = tmp_path / "new_statistics.json"
    counts.write_text("mine", encoding="utf-8")
    for path, chosen, said in (
        (opened.path, linked, "the file that is open"),
        (folder, folder / "deep" / "new.jsonl", "in the folder that is open"),
        (version.rows, opened.path, "belong to cubes.jsonl"),
        (version.rows, version.rows.with_name("new.jsonl"), "keeps its versions"),
        (opened.path, held_back, "belong to held_back.jsonl"),
        (opened.path, tmp_path / "new.jsonl", "new_statistics.json, which is there already"),
    ):
        opened.path, opened.validation = path, held_back
        dialog = ExportDialog(desk, opened)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.statistics.setChecked(True)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=chosen: (str(path), ""))
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert said in dialog.failure.text()
        assert not dialog.is_working
    assert counts.read_text(encoding="utf-8") == "mine"
