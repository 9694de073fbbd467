"""A split on disk: whole, named by its content, and never changed."""

import hashlib
import json
from pathlib import Path

import pytest

from geoft_gui.data.dataset_folder import FILES
from geoft_gui.data.rows import Row, read_rows, write_rows
from geoft_gui.data.splitting.file import SPLIT_FILE, TRAIN_FILE, VALIDATION_FILE, FrozenSplit, split_of
from geoft_gui.data.splitting.frozen import freeze_split
from geoft_gui.data.synthesis import generate
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import rows_in

MADE = generate(100, seed=9)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    write_rows(MADE.train, path)
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prompts(path: Path) -> list[str]:
    return [row.prompt for row in read_rows(path) if isinstance(row, Row)]


def test_the_folder_holds_both_sides_and_what_names_them(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "split"
    split = freeze_split(data, folder, fraction=0.2, seed=3)
    assert sorted(path.name for path in folder.iterdir()) == [SPLIT_FILE, TRAIN_FILE, VALIDATION_FILE]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "rows.jsonl"]
    assert FrozenSplit.read(folder) == FrozenSplit.read(folder / SPLIT_FILE) == split
    assert (split.data.sha256, split.data.rows) == (sha256(data), 80)
    for side in (split.train, split.validation):
        assert side.sha256 == sha256(folder / side.file)
        numbers = rows_in(side.rows)
        assert len(numbers) == len(side.ids) == side.count
        assert prompts(folder / side.file) == [MADE.train[number - 1].prompt for number in numbers]
    assert split.train.count + split.validation.count == 80


def test_the_same_rows_divided_alike_are_the_same_split(data: Path, tmp_path: Path) -> None:
    first = freeze_split(data, tmp_path / "a", seed=1)
    written = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert freeze_split(data, tmp_path / "a", seed=1).id == first.id
    freeze_split(data, tmp_path / "b", seed=1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()} == written
    assert freeze_split(data, tmp_path / "c", seed=2).id != first.id


def test_another_split_is_never_written_over(data: Path, tmp_path: Path) -> None:
    freeze_split(data, tmp_path / "a", seed=1)
    written = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    with pytest.raises(UserError, match="another split"):
        freeze_split(data, tmp_path / "a", seed=2)
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "rows.jsonl"]


def test_a_validation_file_is_taken_over_and_what_is_like_it_left_out(data: Path, tmp_path: Path) -> None:
    held_out = tmp_path / "held_out.csv"
    write_rows([*MADE.validation, MADE.train[4]], held_out)
    split = freeze_split(data, tmp_path / "split", validation=held_out)
    assert split.left_out.in_validation == "5"
    assert (split.train.count, split.validation.count, split.data.rows) == (79, 21, 80)
    assert split.validation_data is not None
    assert split.validation_data.sha256 == sha256(held_out)
    assert (split.fraction, split.seed) == (None, None)
    assert prompts(tmp_path / "split" / VALIDATION_FILE) == prompts(held_out)


def test_a_run_finds_the_split_that_its_rows_are_from_as_long_as_they_are_the_same(
    data: Path, tmp_path: Path
) -> None:
    split = freeze_split(data, tmp_path / "split")
    train, validation = tmp_path / "split" / TRAIN_FILE, tmp_path / "split" / VALIDATION_FILE
    assert split_of(train, sha256(train), sha256(validation)) == split
    assert split_of(train, sha256(train)) == split
    assert split_of(train, sha256(train), sha256(data)) is None
    assert split_of(train, sha256(data)) is None
    assert split_of(data, sha256(data)) is None
    (tmp_path / "split" / SPLIT_FILE).write_text("{}", encoding="utf-8")
    assert split_of(train, sha256(train)) is None


def test_what_cannot_be_read_as_a_split_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no split"):
        FrozenSplit.read(tmp_path)
    (tmp_path / SPLIT_FILE).write_text(json.dumps({"format": 2}), encoding="utf-8")
    with pytest.raises(UserError, match="damaged, or a newer GeoFT"):
        FrozenSplit.read(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        freeze_split(data, tmp_path / "file" / "split")


@pytest.mark.parametrize("name", FILES)
def test_no_other_data_set_s_files_are_written_over(data: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="already"):
        freeze_split(data, folder)
    assert [path.read_text(encoding="utf-8") for path in folder.iterdir()] == ["mine"]


def test_the_rows_are_never_written_over_by_their_split(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "split"
    freeze_split(data, folder, seed=1)
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    # Also where a split is there, to which the file seems to belong.
    with pytest.raises(UserError, match="never changed"):
        freeze_split(folder / TRAIN_FILE, folder)
    with pytest.raises(UserError, match="never changed"):
        freeze_split(data, folder, validation=folder / VALIDATION_FILE)
    with pytest.raises(UserError, match="never changed"):
        freeze_split(folder, folder / "deeper")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written
