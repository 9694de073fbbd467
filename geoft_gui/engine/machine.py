"""What this computer has, asked of the system and of nvidia-smi. Loads no torch."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from geoft_gui.errors import UserError

if sys.platform == "win32":
    import winreg

_TOOL_SECONDS = 10.0


@dataclass(frozen=True)
class Gpu:
    """A graphics card as nvidia-smi names it; memory in bytes, compute capability as `9.0`."""

    name: str
    memory: int
    driver: str
    compute_capability: str


@dataclass(frozen=True)
class Machine:
    """A computer in the words of a bug report. Memory in bytes; `cores` are those this process may use."""

    system: str
    processor: str
    cores: int
    memory: int
    memory_available: int
    gpus: tuple[Gpu, ...]
    python: str

    def as_dict(self) -> dict[str, Any]:
        """The form kept in `run.json`."""
        return asdict(self)


def describe() -> Machine:
    """This computer, now. Takes up to ten seconds where a driver does not answer, else milliseconds."""
    memory = psutil.virtual_memory()
    return Machine(
        system=f"{platform.system()} {platform.release()} ({platform.machine()})",
        processor=_processor_name(),
        cores=usable_cores(),
        memory=int(memory.total),
        memory_available=int(memory.available),
        gpus=_gpus(),
        python=platform.python_version(),
    )


def usable_cores() -> int:
    """Processor cores that this process may use."""
    if sys.platform in {"win32", "darwin"}:
        return os.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def free_disk(path: Path) -> int:
    """Free bytes where `path` lies, or will lie: its nearest existing parent is asked."""
    existing = path.absolute()
    while not existing.exists():
        existing = existing.parent
    return shutil.disk_usage(existing).free


def package_versions(names: Iterable[str]) -> dict[str, str]:
    """Installed versions by distribution name; those that are not installed are left out."""
    versions: dict[str, str] = {}
    for name in names:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def require_packages(names: Iterable[str]) -> None:
    """Raises UserError where distributions of the training engine are missing; imports none of them."""
    names = tuple(names)
    installed = package_versions(names)
    missing = [name for name in names if name not in installed]
    if missing:
        raise UserError(
            f"What trains and answers is not installed here: {', '.join(missing)} missing.",
            # Double quotes: cmd.exe knows no others.
            'Install it with: pip install "geoft[engine]"',
        )


def _processor_name() -> str:
    if sys.platform == "win32":
        key = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return str(winreg.QueryValueEx(opened, "ProcessorNameString")[0]).strip()
    if sys.platform == "darwin":
        asked = _printed_by(["sysctl", "-n", "machdep.cpu.brand_string"])
        return asked.strip() if asked else platform.processor()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _gpus() -> tuple[Gpu, ...]:
    fields = "name,memory.total,driver_version,compute_cap"
    printed = _printed_by(["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits"])
    return parse_gpus(printed) if printed else ()


def parse_gpus(printed: str) -> tuple[Gpu, ...]:
    """The cards in what nvidia-smi prints as `name, memory in MiB, driver, compute capability` lines.

    Lines of another form (`[N/A]`, an error sentence) name no card that can be used, and are left out.
    """
    cards: list[Gpu] = []
    for line in printed.splitlines():
        fields = [field.strip() for field in line.split(",")]
        if len(fields) == 4 and fields[1].isdigit():
            cards.append(Gpu(fields[0], int(fields[1]) * 2**20, fields[2], fields[3]))
    return tuple(cards)


def _printed_by(command: list[str]) -> str | None:
    """What a system tool prints; None where there is no such tool, it fails, or it does not answer."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        finished = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TOOL_SECONDS,
            encoding="utf-8",
            errors="replace",
            creationflags=int(getattr(subprocess, "CREATE_NO_WINDOW", 0)),
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return finished.stdout if finished.returncode == 0 else None
