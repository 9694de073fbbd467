"""Versions of a file: kept beside each other, whole or not at all, and the original is never touched."""

import json
from pathlib import Path

import pytest

from geoft_gui import paths
from geoft_gui.data import versions
from geoft_gui.data.versions import Version, Write, history, new_version, version_of
from geoft_gui.errors import UserError


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "My parts (2).jsonl"
    path.write_text("{}\n", encoding="utf-8")
    return path


def writes(text: str) -> Write:
    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        path = folder / "rows.jsonl"
        path.write_text(text, encoding="utf-8")
        return path, {"rows": text.count("\n")}

    return write


def test_versions_of_versions_belong_to_the_original(original: Path) -> None:
    first = new_version(original, "mended", writes("one\n"))
    second = new_version(first.rows, "edited", writes("one\ntwo\n"))
    assert (first.number, second.number) == (1, 2)
    assert (second.original, second.parent) == (original, first.rows)
    assert second.rows.read_text(encoding="utf-8") == "one\ntwo\n"
    assert version_of(second.rows) == second
    assert history(original) == history(first.rows) == (first, second)
    assert original.read_text(encoding="utf-8") == "{}\n"
    assert version_of(original) is None


def test_its_card_says_how_it_came_about(original: Path) -> None:
    version = new_version(original, "mended", writes("one\n"))
    folder = version.rows.parent
    assert folder.parent.parent == paths.data_home() / "data"
    assert folder.parent.name.startswith("My-parts-2-")
    card = json.loads((folder / "version.json").read_text(encoding="utf-8"))
    assert card["original"] == card["parent"] == str(original)
    assert (card["format"], card["what"], card["report"]) == (1, "mended", {"rows": 1})


def test_files_of_the_same_name_have_a_history_each(original: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / original.name
    new_version(original, "mended", writes("one\n"))
    assert history(other) == ()
    assert new_version(other, "mended", writes("other\n")).number == 1


def test_rows_made_from_nothing_have_no_original() -> None:
    version = new_version(None, "made", writes("one\n"))
    again = new_version(version.rows, "edited", writes("two\n"))
    assert (version.original, version.parent) == (None, None)
    assert (again.original, again.parent, again.number) == (None, version.rows, 2)


def test_what_fails_in_the_middle_leaves_nothing(original: Path) -> None:
    def fails(folder: Path) -> tuple[Path, dict[str, object]]:
        (folder / "rows.jsonl").write_text("half", encoding="utf-8")
        raise UserError("The rows cannot be mended.")

    with pytest.raises(UserError, match="cannot be mended"):
        new_version(original, "mended", fails)
    assert history(original) == ()
    assert list((paths.data_home() / "data").glob("*/*")) == []


def test_a_card_that_somebody_broke_hides_only_its_version(original: Path) -> None:
    broken = new_version(original, "mended", writes("one\n"))
    (broken.rows.parent / "version.json").write_text("{", encoding="utf-8")
    kept: Version = new_version(original, "edited", writes("two\n"))
    assert kept.number == 2
    assert history(original) == (kept,)


def test_where_nothing_can_be_written_it_says_so(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("GEOFT_HOME", str(home))
    with pytest.raises(UserError, match="cannot be written"):
        new_version(original, "mended", writes("one\n"))


def test_a_fresh_folder_that_a_virus_scanner_holds_is_waited_for(
    original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [PermissionError("held"), PermissionError("held")]
    rename = versions.os.rename

    def unwilling(source: Path, target: Path) -> None:
        if held:
            raise held.pop()
        rename(source, target)

    monkeypatch.setattr(versions, "_WAITS", (0.0, 0.0))
    monkeypatch.setattr(versions.os, "rename", unwilling)
    monkeypatch.setattr(versions, "_SCANS", True)
    assert new_version(original, "mended", writes("one\n")).number == 1
