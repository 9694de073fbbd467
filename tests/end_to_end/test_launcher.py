"""``./geoft`` driven from outside, on a project as small as can be: no network and nothing heavy."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own launcher")

ROOT = Path(__file__).resolve().parents[2]

# A build backend that needs nothing from the network. It says when it is at work, and goes on when it may.
BACKEND = """
import os, pathlib, time, zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    here = pathlib.Path(__file__).parent
    (here / "at-work").touch()
    while (here / "hold").exists():
        time.sleep(0.02)
    files = {
        "small.pth": str(here),
        "geoft-1.dist-info/entry_points.txt": "[console_scripts]\\n"
                                              "lint-imports = importlinter_stand_in:main\\n",
        "geoft-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: geoft\\nVersion: 1\\n"
                                      "Provides-Extra: engine\\nProvides-Extra: test\\n",
        "geoft-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "geoft-1.dist-info/RECORD"
    files[record] = "".join(f"{name},,\\n" for name in [*files, record])
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / "geoft-1-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "geoft-1-py3-none-any.whl"
"""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "geoft"
version = "1"
"""

PROGRAM = """
import os, sys
print(sys.argv[1:], os.getcwd(), sys.stdin.read(), sep="|")
sys.exit(7)
"""

CHECK = """
import pathlib, sys
print("ran", pathlib.Path(__file__).stem, sys.argv[1:])
sys.exit((pathlib.Path(__file__).parent / (pathlib.Path(__file__).stem + "-fails")).exists())
"""

# A Linux that has every library but libEGL, so that no test calls the real apt-get.
TOOLS = {
    "uname": "echo Linux",
    "ldconfig": "for name in glib-2.0.so.0 GL.so.1 xkbcommon.so.0 fontconfig.so.1 dbus-1.so.3 "
    "xcb-cursor.so.0 xcb-icccm.so.4 xcb-keysyms.so.1 xcb-shape.so.0 xcb-xkb.so.1 xkbcommon-x11.so.0 "
    'brotlidec.so.1; do echo "  lib$name (libc6,x86-64) => /lib/lib$name"; done',
    "apt-get": 'echo "$@" >>"$(dirname "$0")/apt-get.log"',
    "Xvfb": "exit 1",
    "xauth": "exit 1",
    "xdotool": "exit 1",
    "openbox": "exit 1",
    "dbus-daemon": "exit 1",
    "id": 'cat "$(dirname "$0")/user"',
}


def make_project(folder: Path, user: int = 1000) -> Path:
    (folder / "geoft_gui").mkdir(parents=True)
    (folder / "tools").mkdir()
    (folder / "tools" / "user").write_text(f"{user}\n", encoding="utf-8")
    for name, script in TOOLS.items():
        (folder / "tools" / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / "tools" / name).chmod(0o755)
    shutil.copy(ROOT / "geoft", folder)
    for name, text in {
        "backend.py": BACKEND,
        "pyproject.toml": PYPROJECT,
        "constraints.txt": "# none\n",
        "geoft_gui/__init__.py": "",
        "geoft_gui/__main__.py": PROGRAM,
        "ruff.py": CHECK,
        "mypy.py": CHECK,
        "importlinter_stand_in.py": CHECK,
        "pytest.py": CHECK,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def begin(project: Path, *arguments: str, **options: object) -> "subprocess.Popen[str]":
    settings: dict[str, object] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "encoding": "utf-8",
        "start_new_session": True,
        "env": {
            **os.environ,
            "PATH": f"{project / 'tools'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PYTHONPATH": "/nowhere",
        },
    }
    return subprocess.Popen([str(project / "geoft"), *arguments], **{**settings, **options})  # type: ignore[call-overload, no-any-return]


def call(
    project: Path, *arguments: str, stdin: str = "", **options: object
) -> "subprocess.CompletedProcess[str]":
    with begin(project, *arguments, stdin=subprocess.PIPE, **options) as process:
        out, err = process.communicate(stdin, timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "waited for a minute"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was prepared once, in a folder with an awkward name."""
    project = make_project(tmp_path_factory.mktemp("launcher") / "Мой GeoFT (x) & co's")
    prepared = call(project, "first", "two words", stdin="for the command", cwd=project.parent)
    assert prepared.returncode == 7, prepared.stderr
    # stdin, arguments and the current folder are the command's, and stdout is its alone.
    assert prepared.stdout == f"['first', 'two words']|{project.parent}|for the command\n"
    assert "preparing the environment" in prepared.stderr
    # A library that is missing is named, and nothing is installed without the right to.
    assert "to have the window and the curves drawn, type:  sudo apt-get install libegl1\n" in prepared.stderr
    assert not (project / "tools" / "apt-get.log").exists()
    return project


def test_the_second_call_only_runs_what_was_asked(project: Path) -> None:
    again = call(project, "again")
    assert (again.returncode, again.stderr) == (7, "")
    assert again.stdout.startswith("['again']|")


def test_it_can_be_called_through_a_link(project: Path, tmp_path: Path) -> None:
    (tmp_path / "geoft").symlink_to(project / "geoft")
    linked = call(tmp_path, "linked")
    assert (linked.returncode, linked.stderr) == (7, "")


def test_a_module_in_the_current_folder_is_not_taken_for_one_of_pythons(
    project: Path, tmp_path: Path
) -> None:
    (tmp_path / "runpy.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    (tmp_path / "geoft_gui.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    assert call(project, cwd=tmp_path).returncode == 7


def test_a_changed_pin_renews_the_environment_once(project: Path) -> None:
    (project / "constraints.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    assert "bringing the environment up to date" in call(project).stderr
    assert call(project).stderr == ""


def test_the_whole_check_runs_in_order_and_says_what_failed(project: Path) -> None:
    good = call(project, "test")
    assert good.returncode == 0, good.stderr
    ran = [line.split()[1] for line in good.stdout.splitlines() if line.startswith("ran")]
    assert ran == ["ruff", "mypy", "importlinter_stand_in", "pytest"]

    (project / "mypy-fails").touch()
    bad = call(project, "test")
    (project / "mypy-fails").unlink()
    assert bad.returncode == 1
    assert bad.stderr == "GeoFT: these checks failed: mypy\n"
    assert "ran pytest ['-n', 'auto', " in bad.stdout


def test_a_test_can_be_chosen(project: Path) -> None:
    chosen = call(project, "test", "tests/test_x.py", "-k", "cube or cone")
    assert chosen.stdout == "ran pytest ['tests/test_x.py', '-k', 'cube or cone']\n"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A project whose installation waits until its file ``hold`` is removed."""
    project = make_project(tmp_path / "held", user=0)
    (project / "hold").touch()
    yield project
    (project / "hold").unlink(missing_ok=True)


def test_it_can_be_interrupted_and_called_again_and_twice_at_once(held: Path) -> None:
    with begin(held) as interrupted:
        wait_for((held / "at-work").exists)
        os.killpg(interrupted.pid, signal.SIGINT)
        _, said = interrupted.communicate(timeout=60)
    assert interrupted.returncode == 130
    assert said.endswith("GeoFT: interrupted. Call it again and it goes on.\n")

    (held / "at-work").unlink()
    with begin(held, "first") as first:
        wait_for((held / "at-work").exists)
        with begin(held, "second") as second:
            assert second.stderr is not None
            assert "another call is preparing the environment" in second.stderr.readline()
            (held / "hold").unlink()
            second_out, second_said = second.communicate(timeout=60)
        first_out, _ = first.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (7, 7)
    assert first_out.startswith("['first']")
    assert second_out.startswith("['second']")
    assert second_said == ""
    if Path("/etc/debian_version").exists():
        log = (held / "tools" / "apt-get.log").read_text(encoding="utf-8")
        assert set(log.splitlines()) == {"install -y --no-install-recommends libegl1"}


def test_an_environment_made_by_hand_is_left_alone(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / ".venv").mkdir()
    (project / ".venv" / "precious").touch()
    refused = call(project)
    assert refused.returncode == 1
    assert "was not made by GeoFT. Move it away" in refused.stderr
    assert (project / ".venv" / "precious").exists()


def test_without_a_python_it_says_which_one_to_install(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    tools = project / "tools"
    for name in ("readlink", "dirname", "cat", "cksum", "tr", "ls"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    refused = call(project, env={"PATH": str(tools)})
    assert refused.returncode == 1
    assert "no Python 3.11 to 3.14" in refused.stderr
    assert not (project / ".venv").exists()
