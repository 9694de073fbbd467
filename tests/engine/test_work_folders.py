"""Folders that a process works in: kept while it runs, deleted later where it could not do so itself."""

import subprocess
import sys
from pathlib import Path

from geoft_gui.engine.work_folders import (
    clear_forgotten_folders,
    clear_unfinished,
    make_work_folder,
    unfinished,
)

CODE = "from geoft_gui.engine.work_folders import make_work_folder; print(make_work_folder())"


def test_only_the_folder_of_a_process_that_has_ended_is_deleted(own_home: Path) -> None:
    clear_forgotten_folders()  # nothing was ever made
    mine = make_work_folder()
    ended = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, encoding="utf-8")
    left = Path(ended.stdout.strip())
    (left / "rows.jsonl").write_text("{}\n", encoding="utf-8")
    strange = mine.with_name("something else")
    strange.mkdir()
    elsewhere = mine.with_name("1-1-x-another-machine")
    elsewhere.mkdir()
    assert left.is_relative_to(own_home)
    clear_forgotten_folders()
    assert sorted(mine.parent.iterdir()) == sorted([mine, strange, elsewhere])


def test_what_a_process_left_unfinished_beside_its_target_is_deleted(tmp_path: Path) -> None:
    target = tmp_path / "my.model"
    code = f"from geoft_gui.engine.work_folders import *; unfinished(Path({str(target)!r})).mkdir()"
    subprocess.run([sys.executable, "-c", code], check=True)
    (left,) = tmp_path.iterdir()
    (left / "model.safetensors").write_bytes(b"large")
    kept = [unfinished(target), target, tmp_path / ".cache", tmp_path / ".my.model.1-1-01234567-workshop"]
    for folder in kept:
        folder.mkdir()
    clear_unfinished(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
