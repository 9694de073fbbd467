"""A child process that serves a model, for as long as it is wanted."""

from pathlib import Path

import psutil
import pytest

from geoft_gui.chat.serving import LoadingGivenUpError, served


def test_a_model_that_nobody_wants_any_more_is_not_loaded_to_the_end(tmp_path: Path) -> None:
    with pytest.raises(LoadingGivenUpError), served(tmp_path, lambda: True):
        pass
    assert not [child for child in psutil.Process().children() if "geoft_gui.chat.server" in child.cmdline()]
