"""A file that is open."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.backends.small_rows import write_small_rows
from tests.ui.data_work.open_file import OpenedFile


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> OpenedFile:
    """Sixty rows about cubes."""
    return OpenedFile(write_small_rows(tmp_path / "cubes.jsonl"))
