from pathlib import Path

import pytest

from geoft_gui.backends.preparation import prepare, provenance
from geoft_gui.data.splitting.frozen import TRAIN_FILE, VALIDATION_FILE, freeze_split
from geoft_gui.errors import UserError
from tests.backends.small_rows import write_small_rows


def test_rows_that_cannot_be_used_are_counted_and_told(tmp_path: Path) -> None:
    path = write_small_rows(tmp_path / "rows.jsonl")
    with path.open("a", encoding="utf-8") as file:
        file.write("not json\n")
        file.write('{"messages": [{"role": "user", "content": "no answer"}]}\n')
    preparation = prepare(path, None, seed=0)
    assert preparation.data.identity.rows == 62
    assert len(preparation.split.train) + len(preparation.split.validation) == 60
    assert ["2 of 62 rows" in problem.message for problem in preparation.problems] == [True]


def test_rows_on_both_sides_are_told(tmp_path: Path) -> None:
    train = write_small_rows(tmp_path / "train.jsonl", 60)
    held_out = write_small_rows(tmp_path / "held_out.jsonl", 10)
    preparation = prepare(train, held_out, seed=0)
    assert preparation.split.validation == tuple(range(1, 11))
    assert ["10 prompts" in problem.message for problem in preparation.problems] == [True]


@pytest.mark.parametrize(("content", "said"), [(None, "There is no file"), ("not json\n", "holds no row")])
def test_a_file_without_rows_is_told(tmp_path: Path, content: str | None, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        prepare(path, None, seed=0)


def test_a_run_names_the_frozen_split_that_its_rows_are_from(tmp_path: Path) -> None:
    rows = write_small_rows(tmp_path / "rows.jsonl", 60)
    split = freeze_split(rows, tmp_path / "split")
    train, held_out = (tmp_path / "split" / name for name in (TRAIN_FILE, VALIDATION_FILE))
    named = provenance(prepare(train, held_out, seed=0)).split
    assert named is not None
    assert (named.id, named.path) == (split.id, tmp_path.resolve() / "split" / "split.json")
    assert provenance(prepare(rows, None, seed=0)).split is None
    with train.open("a", encoding="utf-8") as file:
        file.write("\n")
    assert provenance(prepare(train, held_out, seed=0)).split is None
