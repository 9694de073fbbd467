"""What the tests of the real window start from: an empty screen, and a profile that nothing was done with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.desktop import Desktop


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "geoft"


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path / "desktop") as opened:
        yield opened
        assert "Traceback" not in opened.output
