"""What the window writes for other programs."""

from pathlib import Path
from typing import Any

import pytest

from geoft_gui.data.desk.files import export, save_edits
from geoft_gui.errors import UserError
from tests.backends.small_rows import write_small_rows


def ignore(told: dict[str, Any]) -> None:
    """Nobody looks at how far it is."""


def test_an_export_never_replaces_what_is_open_or_what_that_was_made_from(tmp_path: Path) -> None:
    rows = write_small_rows(tmp_path / "data" / "cubes.jsonl", 20)
    with rows.open("a", encoding="utf-8") as file:
        file.write("what cannot be read\n")
    before = rows.read_bytes()
    saved = save_edits({"path": str(rows), "columns": None, "edits": []}, ignore)
    how = {"columns": None, "form": "rows", "statistics": False}
    for opened, target in ((rows, rows), (Path(saved["path"]), rows), (rows.parent, rows.parent / "a.csv")):
        with pytest.raises(UserError, match="never changed"):
            export({"path": str(opened), "target": str(target), **how}, ignore)
    assert [path.read_bytes() for path in rows.parent.iterdir()] == [before]
    made = export({"path": saved["path"], "target": str(tmp_path / "new.csv"), **how}, ignore)
    assert (made["rows"], (tmp_path / "new.csv").exists()) == (20, True)
