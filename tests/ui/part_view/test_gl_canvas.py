"""The picture that OpenGL draws, on a display of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from .shown import is_part, pixels

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a display: xvfb-run is not here")
def test_opengl_draws_what_our_own_canvas_draws_in_every_context(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [
            *("xvfb-run", "-a", "-s", "-screen 0 1280x800x24 +extension GLX"),
            *(sys.executable, str(Path(__file__).with_name("gl_pictures.py")), str(tmp_path)),
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    wanted = pixels(QImage(str(tmp_path / "software.png")))
    for name in ("opengl", "beside", "moved"):
        drawn = pixels(QImage(str(tmp_path / f"{name}.png")))
        assert drawn.shape == wanted.shape
        assert is_part(drawn).mean() > 0.2
        assert (is_part(drawn) != is_part(wanted)).mean() < 0.02
        # Ground, shadow, light and lines as well.
        assert abs(drawn - wanted).mean() < 3
