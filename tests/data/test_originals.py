"""What rows are read from is never written over, by whatever name."""

from pathlib import Path

import pytest

from geoft_gui.data.originals import refuse_original, refuse_to_replace
from geoft_gui.data.versions import new_version
from geoft_gui.errors import UserError

LINE = '{"prompt": "a", "completion": "b"}\n'


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "rows.jsonl"
    path.parent.mkdir()
    path.write_text(LINE, encoding="utf-8")
    return path


def link(place: Path, to: Path) -> Path:
    try:
        place.symlink_to(to)
    except OSError:
        pytest.skip("this computer lets nobody make links")
    return place


def is_refused(target: Path, *sources: Path | None) -> bool:
    try:
        refuse_original(target, *sources)
    except UserError as error:
        assert "never changed" in error.message
        return True
    return False


def test_a_file_is_refused_by_all_of_its_names(rows: Path, tmp_path: Path) -> None:
    assert is_refused(rows, rows)
    assert is_refused(rows.parent / ".." / "data" / "rows.jsonl", rows)
    linked = link(tmp_path / "linked.jsonl", rows)
    assert is_refused(linked, rows)
    assert is_refused(rows, linked)
    assert is_refused(rows, None, linked)
    assert not is_refused(rows.with_name("new.jsonl"), rows, None)
    capitals = rows.with_name("ROWS.jsonl")
    assert is_refused(capitals, rows) == capitals.exists()


def test_nothing_is_written_into_a_folder_that_is_read(rows: Path, tmp_path: Path) -> None:
    folder = rows.parent
    for name in ("rows.jsonl", "new.jsonl", "deeper/new.jsonl"):
        assert is_refused(folder / name, folder)
    assert is_refused(link(tmp_path / "other", folder) / "new.jsonl", folder)
    assert not is_refused(tmp_path / "new.jsonl", folder)
    assert not is_refused(tmp_path / "data.jsonl", folder)


def test_a_file_that_is_linked_into_the_folder_is_one_of_its(rows: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    outside.write_text(LINE, encoding="utf-8")
    link(rows.parent / "inside.jsonl", outside)
    assert is_refused(outside, rows.parent)


def test_the_original_of_a_version_is_refused(rows: Path) -> None:
    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        (folder / "rows.jsonl").write_text(LINE, encoding="utf-8")
        return folder / "rows.jsonl", {}

    version = new_version(rows, "edited", write)
    version = new_version(version.rows, "edited", write)
    assert is_refused(rows, version.rows)
    assert is_refused(version.rows, version.rows)
    assert not is_refused(rows.with_name("new.jsonl"), version.rows)


def test_what_is_there_is_not_replaced(rows: Path) -> None:
    refuse_to_replace([rows.with_name("new.jsonl")])
    with pytest.raises(UserError, match=r"There is a file .* already"):
        refuse_to_replace([rows.with_name("new.jsonl"), rows])
