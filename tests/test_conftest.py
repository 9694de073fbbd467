"""The guards of conftest.py are themselves guarded: each catches what it is for, and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

CAUGHT = """
import logging, subprocess, sys, threading, warnings
import pytest

stop = threading.Event()

def test_thread():
    threading.Thread(target=stop.wait, name="forgotten", daemon=True).start()

def test_process():
    subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

def test_logged():
    logging.getLogger("geoft").error("the disk is full")

def test_warning():
    warnings.warn("this will change", FutureWarning)

def test_qt(qapp):
    from PySide6.QtCore import qWarning
    qWarning("QPainter::begin: nothing to paint on")
"""

GOOD = """
import logging, os, subprocess, sys, threading, time
from pathlib import Path
import pytest

def test_thread_that_ends():
    threading.Thread(target=time.sleep, args=(0.2,)).start()

def test_process_that_ends():
    subprocess.Popen([sys.executable, "-c", ""]).wait()

@pytest.mark.logs_errors
def test_about_an_error():
    logging.getLogger("geoft").error("the disk is full")

def test_warned():
    logging.getLogger("geoft").warning("the disk is nearly full")

def test_home(tmp_path_factory):
    assert tmp_path_factory.getbasetemp() in Path(os.environ["GEOFT_HOME"]).parents
    assert "OPENAI_API_KEY" not in os.environ
"""


def test_the_guards_catch_what_they_are_for_and_nothing_else(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_caught.py").write_text(CAUGHT, encoding="utf-8")
    (tmp_path / "test_good.py").write_text(GOOD, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path),
         "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "base"), str(tmp_path)],
        cwd=tmp_path, env={**os.environ, "OPENAI_API_KEY": "set"},
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    outcomes = ran.stdout + ran.stderr
    assert "left running: thread “forgotten”" in outcomes
    assert "left running: process" in outcomes
    assert "geoft: the disk is full" in outcomes
    assert "FutureWarning: this will change" in outcomes
    assert "QPainter::begin: nothing to paint on" in outcomes
    assert "test_good.py ....." in outcomes, outcomes
    assert ran.returncode == 1
