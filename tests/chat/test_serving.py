"""A child process that serves a model, for as long as it is wanted."""

from pathlib import Path

import psutil
import pytest

from geoft_gui.chat.serving import LoadingGivenUpError, require_engine, served
from geoft_gui.engine import machine
from geoft_gui.errors import UserError


def test_a_model_that_nobody_wants_any_more_is_not_loaded_to_the_end(tmp_path: Path) -> None:
    with pytest.raises(LoadingGivenUpError), served(tmp_path, lambda: True):
        pass
    assert not [child for child in psutil.Process().children() if "geoft_gui.chat.server" in child.cmdline()]


def test_what_is_not_installed_is_told_in_a_way_that_every_shell_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "package_versions", lambda names: {"torch": "1", "peft": "1"})
    with pytest.raises(UserError, match="transformers missing") as told:
        require_engine()
    assert told.value.hint.endswith('pip install "geoft[engine]"')
