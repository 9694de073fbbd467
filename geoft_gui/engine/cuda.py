"""Whether the installed torch can use the NVIDIA cards of this computer. Loads no torch."""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from geoft_gui.engine.machine import Gpu, Machine

_DRIVERS: Final = {11: 450, 12: 525, 13: 580}
"""The oldest NVIDIA driver for each generation of CUDA.

https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html"""
_CUDA: Final = re.compile(r"^cuda\b[^=]*=\s*'(?P<version>[\d.]+)'", re.MULTILINE)


@dataclass(frozen=True)
class CudaTrouble:
    """Why cards lie idle. `needed` is the driver that torch needs, or ""."""

    kind: Literal["no_cuda_build", "driver_too_old"]
    card: str
    driver: str
    needed: str = ""


def cuda_trouble(here: Machine) -> CudaTrouble | None:
    """Why the NVIDIA cards of a computer cannot be used; None: they can, there is none, or no torch."""
    written = torch_version_file()
    if not here.gpus or written is None:
        return None
    card = here.gpus[0]
    built_for = _CUDA.search(written.read_text(encoding="utf-8"))
    if built_for is None:
        return CudaTrouble("no_cuda_build", card.name, card.driver)
    needed = _DRIVERS.get(int(built_for["version"].partition(".")[0]))
    major = card.driver.partition(".")[0]
    if needed is not None and major.isdigit() and int(major) < needed:
        return CudaTrouble("driver_too_old", card.name, card.driver, str(needed))
    return None


def usable_cards(here: Machine) -> tuple[Gpu, ...]:
    """The graphics cards that the installed torch can train on."""
    return here.gpus if cuda_trouble(here) is None else ()


def torch_version_file() -> Path | None:
    """The file in which torch says what it was built for; None: torch is not installed."""
    # Finding a package does not import it.
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return None
    file = Path(found.origin).with_name("version.py")
    return file if file.is_file() else None
