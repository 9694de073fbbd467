from pathlib import Path

import pytest

from geoft_gui.bases.pinning import pin, pinned
from geoft_gui.errors import UserError
from tests.runs.sample_runs import sample_run

COMMIT = "5ad3" * 10


def test_what_a_run_began_with_is_remembered(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    assert pinned(folder) is None
    pin(folder, COMMIT)
    assert pinned(folder) == COMMIT


@pytest.mark.parametrize("damage", ["{", "[]", '{"commit": "main"}', '{"commit": 7}'])
def test_a_damaged_note_is_told_and_not_passed_over(tmp_path: Path, damage: str) -> None:
    folder = sample_run(tmp_path)
    (folder.path / "base.json").write_text(damage, encoding="utf-8")
    with pytest.raises(UserError, match=r"base\.json.* is damaged"):
        pinned(folder)
