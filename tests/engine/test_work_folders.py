"""Folders that a process works in: kept while it runs, deleted later where it could not do so itself."""

import subprocess
import sys
from pathlib import Path

from geoft_gui.engine.work_folders import clear_forgotten_folders, make_work_folder

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
