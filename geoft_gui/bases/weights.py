"""The weights in a model's folder, judged by their names and headers alone."""

import json
import struct
from pathlib import Path
from typing import Any, Final

from geoft_gui.errors import UserError

SINGLE: Final = "model.safetensors"
INDEX: Final = "model.safetensors.index.json"
ADAPTER: Final = "adapter_model.safetensors"
PICKLED: Final = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_LENGTH: Final = struct.Struct("<Q")


def require_weights(folder: Path, name: str) -> None:
    """Raises UserError unless all weights of a model or an adapter are there, as safetensors.

    Pickled ones are not taken instead: they can run any program when they are loaded.
    """
    wanted = wanted_weights(folder)
    if not wanted:
        pickled = next((file.name for file in _files(folder) if file.suffix in PICKLED), None)
        if pickled is not None:
            raise UserError(
                f"The weights {pickled} of {name} are pickled, which can hide harmful code.",
                "Get the model in the safetensors format.",
            )
        raise UserError(f"There are no weights in {folder}.", "Copy or download the model again.")
    lacking = [file for file in wanted if not is_whole(folder / file)]
    if lacking:
        raise UserError(
            f"The weights of {name} are incomplete: {lacking[0]} is missing or damaged.",
            "Copy or download the model again.",
            ", ".join(lacking),
        )


def wanted_weights(folder: Path) -> tuple[str, ...]:
    """The names of the files that the weights are in, whether they are there or not; () when there are none.

    As the libraries look for them: one file first, then those that an index names.
    """
    for name in (SINGLE, ADAPTER):
        if (folder / name).is_file():
            return (name,)
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        names = set(index["weight_map"].values())
        return tuple(sorted(names)) if all(isinstance(name, str) for name in names) else (INDEX,)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return (INDEX,)


def is_whole(file: Path) -> bool:
    """Whether a safetensors file is as long as its header says."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            (length,) = _LENGTH.unpack(opened.read(_LENGTH.size))
            if length > size:
                return False
            header: dict[str, Any] = json.loads(opened.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return size == _LENGTH.size + length + max(ends, default=0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        return False


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError:
        return []
