"""``geoft doctor``: what this machine can do, ready to paste into a bug report."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import __version__, paths
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.engine import machine, processes
from geoft_gui.errors import UserError
from geoft_gui.redact import hide_home, redact

if TYPE_CHECKING:
    from geoft_gui.keys import Keys, KeyState

_ENGINE = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")
_REST = ("numpy", "pydantic", "manifold3d", "trimesh", "openai", "keyring", "PySide6-Essentials", "pyqtgraph")

# What changes how GeoFT behaves. Only the names are shown.
_VARIABLES = (
    "GEOFT_HOME", "OPENAI_API_KEY", "OPENAI_BASE_URL", "HF_TOKEN", "HF_HOME", "HF_HUB_OFFLINE",
    "HTTPS_PROXY", "HTTP_PROXY", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "QT_QPA_PLATFORM",
)  # fmt: skip

# A first import reads hundreds of megabytes; a slow disk and a virus scanner make minutes of it.
_SLOWEST_IMPORT_SECONDS = 300.0
_GIB = 2**30
# The starter's training takes about 1.1 GB of memory; a run's folder with its checkpoints well under 1 GB.
_ENOUGH_MEMORY = 1.5 * _GIB
_ENOUGH_DISK = 1 * _GIB

# Each is tried in a process of its own: a library that aborts must not take the report with it.
_TRY_GEOMETRY = """
import manifold3d, trimesh
assert round(manifold3d.Manifold.cube((1, 2, 3)).volume(), 9) == 6
print("Parts can be built and measured.")
"""

_TRY_ENGINE = """
import torch, transformers, trl, peft, datasets
if torch.cuda.is_available():
    device = " and ".join(torch.cuda.get_device_name(n) for n in range(torch.cuda.device_count()))
else:
    device = "the graphics processor" if torch.backends.mps.is_available() else "the processor"
print(f"Models can be trained and asked on {device} (torch {torch.__version__}).")
"""

_TRY_WINDOW = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6 import QtCore, QtGui, QtOpenGL, QtOpenGLWidgets, QtSvg, QtWidgets
QtWidgets.QApplication([])
print(f"Curves and windows can be drawn (Qt {QtCore.qVersion()}).")
"""


@dataclass(frozen=True)
class Check:
    """One thing that GeoFT needs: whether it is there, in a sentence, and what to do if it is not."""

    name: str
    ok: bool
    message: str
    hint: str = ""


def add(commands: Commands) -> None:
    """Adds ``geoft doctor``."""
    parser = commands.add_parser(
        "doctor",
        help="say what this machine can do",
        description="Say what this machine can do. The report holds no key and not the name of your home "
        "folder: paste it into a bug report as it is.",
    )
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the report; the verdict is in it, so the status is 0 whatever it says."""
    from geoft_gui.keys import Keys

    terminal.say("Looking at this machine. Loading the training engine can take half a minute …")
    here = machine.describe()
    checks = [check() for check in _CHECKS]
    checks.append(_memory(here))
    keys = Keys()
    checks.append(_store(keys))
    report: dict[str, object] = {
        "geoft": __version__,
        "machine": here.as_dict(),
        "packages": machine.package_versions(_ENGINE + _REST),
        "folders": {
            "program": _plain(Path(__file__).resolve().parents[1]),
            "python": _plain(sys.executable),
            "data": _plain(paths.data_home()),
            "log": _plain(paths.log_file()),
        },
        "keys": _keys(keys),
        "environment": [name for name in _VARIABLES if os.environ.get(name)],
        "checks": [asdict(check) for check in checks],
    }
    terminal.result(report, _readable(report, checks))
    return 0


def _bundled_files() -> Check:
    try:
        wanted = (
            paths.starter_model() / "model.safetensors",
            paths.bundled_data() / "train_dataset.jsonl",
            paths.bundled_data() / "validation_dataset.jsonl",
        )
    except UserError as error:
        return Check("bundled files", False, error.message, error.hint)
    missing = [path.name for path in wanted if not path.is_file()]
    if missing:
        hint = "Install GeoFT again, or unpack the whole archive."
        return Check("bundled files", False, f"GeoFT came without {' and '.join(missing)}.", hint)
    return Check("bundled files", True, "The starter model and the examples are there.")


def _own_folder() -> Check:
    home = paths.data_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            free = machine.free_disk(home)
    except OSError as reason:
        return Check(
            "own folder",
            False,
            f"{_plain(home)} cannot be written ({reason.strerror}).",
            "Set GEOFT_HOME to a folder of yours.",
        )
    message = f"{_plain(home)} can be written and has {free / _GIB:.1f} GB free."
    if free < _ENOUGH_DISK:
        return Check("own folder", False, message, f"Training wants {_ENOUGH_DISK / _GIB:.0f} GB.")
    return Check("own folder", True, message)


def _memory(here: machine.Machine) -> Check:
    message = f"{here.memory_available / _GIB:.1f} of {here.memory / _GIB:.1f} GB of memory are free."
    if here.memory_available < _ENOUGH_MEMORY:
        return Check("memory", False, message, "Close other programs before you train.")
    return Check("memory", True, message)


def _store(keys: "Keys") -> Check:
    """Whether the operating system keeps keys, found out by keeping one that is none."""
    store = keys.store()
    if store.works:
        return Check("store of keys", True, f"Keys are kept by {store.name}.")
    hint = "Keys can be kept for a session in the window, or stand in environment variables."
    return Check("store of keys", False, _plain(store.problem), hint)


def _keys(keys: "Keys") -> dict[str, str]:
    """Where the key of each provider is, with nothing of the key itself."""
    from geoft_gui.hosted.providers import providers
    from geoft_gui.keys import HUGGING_FACE

    try:
        names = [one.id for one in providers()]
    except UserError as error:
        return {"providers": _plain(f"{error.message} {error.hint}")}
    return {name: _place(keys.state(name)) for name in [*names, HUGGING_FACE]}


def _place(state: "KeyState") -> str:
    if state.place == "environment":
        return f"in the environment variable {state.variable}"
    if state.place == "none":
        return f"not known: {_plain(state.problem)}" if state.problem else "none"
    return "in the system's store, and older than 90 days" if state.is_old else "in the system's store"


def _geometry() -> Check:
    return _tried("geometry", _TRY_GEOMETRY, "Install GeoFT again.")


def _engine() -> Check:
    missing = sorted(set(_ENGINE) - set(machine.package_versions(_ENGINE)))
    if missing:
        message = f"The training engine is not installed ({', '.join(missing)} missing)."
        return Check("training engine", False, message, "Install it with: pip install 'geoft[engine]'")
    return _tried("training engine", _TRY_ENGINE, "Install it again with: pip install 'geoft[engine]'")


def _window() -> Check:
    return _tried("window", _TRY_WINDOW, "On Linux, README.md names the system libraries that Qt needs.")


_CHECKS: tuple[Callable[[], Check], ...] = (_bundled_files, _own_folder, _geometry, _window, _engine)


def _tried(name: str, program: str, hint: str) -> Check:
    try:
        outcome = processes.run_child(["-c", program], timeout=_SLOWEST_IMPORT_SECONDS)
    except TimeoutError:
        message = f"Loading it takes longer than {_SLOWEST_IMPORT_SECONDS:.0f} seconds."
        return Check(name, False, message, hint)
    if outcome.returncode == 0:
        return Check(name, True, outcome.stdout.strip())
    complaints = outcome.stderr.strip().splitlines() or [f"exit status {outcome.returncode}"]
    return Check(name, False, f"It cannot be loaded: {_plain(complaints[-1])}", hint)


def _plain(text: str | Path) -> str:
    return hide_home(redact(str(text)))


def _readable(report: dict[str, object], checks: list[Check]) -> str:
    lines = [f"GeoFT {__version__}", ""]
    for check in checks:
        verdict = "good" if check.ok else "bad "
        lines.append(f"{verdict}  {check.name}: {check.message} {check.hint}".rstrip())
    for title in ("machine", "folders", "packages", "keys", "environment"):
        section = report[title]
        lines += ["", title]
        if isinstance(section, dict):
            lines += [f"  {name}: {_fact(name, value)}" for name, value in section.items()]
        else:
            lines.append(f"  {_fact(title, section)}")
    return "\n".join(lines)


def _fact(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value / _GIB:.1f} GB" if name.startswith("memory") and isinstance(value, int) else str(value)
