"""What holds for every test: no display, no network, no home of its own, nothing left behind."""

import os

# Before any test module, and with it Qt or Hugging Face, is imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh ``GEOFT_HOME`` for each test: nothing is read from or written to the developer's own."""
    home = tmp_path_factory.mktemp("geoft-home")
    monkeypatch.setenv("GEOFT_HOME", str(home))
    yield home
